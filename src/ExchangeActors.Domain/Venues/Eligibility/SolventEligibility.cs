namespace ExchangeActors.Domain.Venues.Eligibility;

/// <summary>
/// Every position on the other side, winners and losers, if the close leaves the account with equity of at least zero (OKX and BitMEX rank
/// losers too, after winners).
/// </summary>
public sealed record SolventEligibility : IEligibility
{
    /// <inheritdoc/>
    public string Name => "solvent";

    /// <inheritdoc/>
    public bool IsQueued(decimal unrealisedPnl) => true;

    /// <inheritdoc/>
    public string? Declines(in ForcedCloseTerms terms) => terms.EquityAfter < 0m ? "negative-equity-at-price" : null;
}
