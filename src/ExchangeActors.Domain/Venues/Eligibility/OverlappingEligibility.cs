using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Eligibility;

/// <summary>
/// dYdX v4: every position on the other side whose own bankruptcy price overlaps. After the close the account must hold its initial margin,
/// or its equity over maintenance margin must not have got worse while its margin did not rise (compared by cross-multiplication; v4-chain,
/// protocol/x/subaccounts, valid state transition). At most so many are asked (v4-chain: 500). A price that leaves the bankrupt trader's
/// own share below zero is refused.
/// </summary>
/// <param name="MostTried">Counterparties that one deleveraging may ask, ≥ 1.</param>
public sealed record OverlappingEligibility(int MostTried) : IEligibility
{
    /// <inheritdoc/>
    public string Name => "overlapping";

    /// <inheritdoc/>
    public bool IsQueued(decimal unrealisedPnl) => true;

    /// <inheritdoc/>
    public string? Declines(in ForcedCloseTerms terms)
    {
        var holds = terms.EquityAfter >= terms.InitialMarginAfter;
        var improves = terms.MaintenanceMarginAfter <= terms.MaintenanceMargin
            && terms.MaintenanceMarginAfter > 0m
            && terms.EquityAfter * terms.MaintenanceMargin >= terms.Equity * terms.MaintenanceMarginAfter;
        return holds || improves ? null : terms.AtBankruptcyPrice ? "bankruptcy-prices-do-not-overlap" : "negative-equity-at-price";
    }

    /// <inheritdoc/>
    public string? RefusesPrice(int positionSide, Price price, Price bankruptcy) =>
        positionSide * (price.Value - bankruptcy.Value) < 0m ? "negative-equity-at-price" : null;
}
