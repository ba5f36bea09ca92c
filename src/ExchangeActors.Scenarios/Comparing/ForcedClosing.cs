using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>One forced close as the measures see it.</summary>
/// <param name="At">Exchange time.</param>
/// <param name="Account">Whose position.</param>
/// <param name="Market">Where.</param>
/// <param name="Closed">What was closed, signed like the position: a closed long is above zero.</param>
/// <param name="Price">The ADL price.</param>
/// <param name="Mark">The mark of the ranking.</param>
/// <param name="Equity">Of what backs the position, as the ranking recorded it; quote.</param>
/// <param name="Sequence">Its place among all events, from 1; 0 where only the time matters.</param>
public readonly record struct ForcedClosing(Moment At, AccountId Account, MarketId Market, decimal Closed, decimal Price, decimal Mark,
    decimal Equity, long Sequence = 0)
{
    /// <summary>
    /// What the closed part would have earned more at another price than at the ADL price, quote; below zero: it got more than that.
    /// </summary>
    public decimal ForgoneAt(decimal price) => Closed * (price - Price);
}
