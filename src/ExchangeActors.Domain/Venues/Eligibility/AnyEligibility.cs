namespace ExchangeActors.Domain.Venues.Eligibility;

/// <summary>
/// Every position on the other side, whatever the close leaves its account with (Dango, whose documentation names no check).
/// </summary>
public sealed record AnyEligibility : IEligibility
{
    /// <inheritdoc/>
    public string Name => "any";

    /// <inheritdoc/>
    public bool IsQueued(decimal unrealisedPnl) => true;

    /// <inheritdoc/>
    public string? Declines(in ForcedCloseTerms terms) => null;
}
