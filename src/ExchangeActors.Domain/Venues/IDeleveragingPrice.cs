using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>What a price policy knows.</summary>
/// <param name="Bankruptcy">The bankrupt position's bankruptcy price.</param>
/// <param name="Mark">The mark of the ranking.</param>
/// <param name="PreviousMark">The mark before it; the same when there was none.</param>
/// <param name="PositionSide">Of the bankrupt position: +1 long, −1 short.</param>
/// <param name="Quantity">To be closed, unsigned.</param>
/// <param name="Fund">What the fund had available when it was asked for.</param>
/// <param name="TickSize">Step of the price.</param>
/// <param name="Step">A step as fine as the amounts need, at most the tick.</param>
public readonly record struct PriceInput(
    Price Bankruptcy,
    Price Mark,
    Price PreviousMark,
    int PositionSide,
    Quantity Quantity = default,
    Money Fund = default,
    decimal TickSize = 1m,
    decimal Step = 1m);

/// <summary>The price of forced closes.</summary>
public interface IDeleveragingPrice : IPolicy
{
    /// <summary>True when it is always the bankruptcy price.</summary>
    bool IsBankruptcyPrice => false;

    /// <summary>
    /// What of the loss at the bankruptcy price the fund pays before the other side bears the rest; reserved until the liquidation settles.
    /// </summary>
    Money FundPays(in PriceInput input) => Money.Zero;

    /// <summary>The price, &gt; 0.</summary>
    Price Of(in PriceInput input);
}
