namespace ExchangeActors.Domain.Venues.Eligibility;

/// <summary>
/// Only positions in profit at the mark, and only if the close leaves the account with equity of at least zero (the project's definition of
/// ADL).
/// </summary>
public sealed record ProfitableEligibility : IEligibility
{
    /// <inheritdoc/>
    public string Name => "profitable";

    /// <inheritdoc/>
    public bool IsQueued(decimal unrealisedPnl) => unrealisedPnl > 0m;

    /// <inheritdoc/>
    public string? Declines(in ForcedCloseTerms terms) =>
        terms.UnrealisedPnl <= 0m ? "not-profitable" : terms.EquityAfter < 0m ? "negative-equity-at-price" : null;
}
