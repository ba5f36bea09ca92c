namespace ExchangeActors.Domain.Venues.Triggers;

/// <summary>No winner is ever closed (Drift v2, Mango v4, Deribit).</summary>
public sealed record NeverTrigger : IDeleveragingTrigger
{
    /// <inheritdoc/>
    public string Name => "never";

    /// <inheritdoc/>
    public bool MayFire => false;

    /// <inheritdoc/>
    public string? Fires(UnfilledRest rest) => null;
}
