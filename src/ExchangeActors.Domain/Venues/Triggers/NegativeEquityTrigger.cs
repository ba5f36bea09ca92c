namespace ExchangeActors.Domain.Venues.Triggers;

/// <summary>
/// Fires when the account's equity, with the rest at the newest mark, is below zero (Hyperliquid: after book and backstop vault). Until
/// then the book is tried again.
/// </summary>
/// <param name="BookAttempts">Tries on the book before it may fire, ≥ 1: with 2 all liquidations of a moment come before its ADL.</param>
public sealed record NegativeEquityTrigger(int BookAttempts) : IDeleveragingTrigger
{
    /// <inheritdoc/>
    public string Name => "negative-equity";

    /// <inheritdoc/>
    public string? Fires(UnfilledRest rest)
    {
        ArgumentNullException.ThrowIfNull(rest);
        return rest.Equity.Value < 0m && rest.Attempts >= BookAttempts ? "equity-below-zero" : null;
    }
}
