using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>What a price policy knows.</summary>
/// <param name="Bankruptcy">The bankrupt position's bankruptcy price.</param>
/// <param name="Mark">The mark of the ranking.</param>
/// <param name="PreviousMark">The mark before it; the same when there was none.</param>
/// <param name="PositionSide">Of the bankrupt position: +1 long, −1 short.</param>
public readonly record struct PriceInput(Price Bankruptcy, Price Mark, Price PreviousMark, int PositionSide);

/// <summary>The price of forced closes.</summary>
public interface IDeleveragingPrice : IPolicy
{
    /// <summary>True when it is always the bankruptcy price.</summary>
    bool IsBankruptcyPrice => false;

    /// <summary>The price, &gt; 0.</summary>
    Price Of(in PriceInput input);
}
