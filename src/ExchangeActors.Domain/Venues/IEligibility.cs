using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>A counterparty before and after a forced close, at the marks of the ranking.</summary>
/// <param name="UnrealisedPnl">Of the position.</param>
/// <param name="Equity">Of what backs the position.</param>
/// <param name="EquityAfter">After the close at the ADL price.</param>
/// <param name="MaintenanceMargin">Of what backs the position.</param>
/// <param name="MaintenanceMarginAfter">After the close.</param>
/// <param name="InitialMarginAfter">After the close.</param>
/// <param name="AtBankruptcyPrice">The ADL price is the bankrupt trader's bankruptcy price.</param>
public readonly record struct ForcedCloseTerms(
    decimal UnrealisedPnl, decimal Equity, decimal EquityAfter, decimal MaintenanceMargin, decimal MaintenanceMarginAfter,
        decimal InitialMarginAfter, bool AtBankruptcyPrice);

/// <summary>
/// Who may be closed for somebody else's bankruptcy. The queue is a preselection; the account itself decides when it is asked.
/// </summary>
public interface IEligibility : IPolicy
{
    /// <summary>Counterparties that one deleveraging may ask.</summary>
    int MostTried => int.MaxValue;

    /// <summary>True when a position with this unrealised PnL belongs into the queue.</summary>
    bool IsQueued(decimal unrealisedPnl);

    /// <summary>The code with which the counterparty declines, or null.</summary>
    string? Declines(in ForcedCloseTerms terms);

    /// <summary>
    /// The code with which nobody is closed at all, because of what the price would leave the bankrupt trader with; or null.
    /// </summary>
    /// <param name="positionSide">+1 long, −1 short.</param>
    /// <param name="price">The ADL price.</param>
    /// <param name="bankruptcy">The bankruptcy price.</param>
    string? RefusesPrice(int positionSide, Price price, Price bankruptcy) => null;
}
