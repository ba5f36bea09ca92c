using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>The price of forced closes.</summary>
public interface IDeleveragingPrice : IPolicy
{
    /// <summary>The price, on the tick.</summary>
    /// <param name="bankruptcy">The bankrupt position's bankruptcy price.</param>
    /// <param name="mark">The mark of the ranking.</param>
    Price Of(Price bankruptcy, Price mark);
}

/// <summary>The bankrupt trader's bankruptcy price (BitMEX, and the project's definition of ADL).</summary>
public sealed record BankruptcyDeleveragingPrice : IDeleveragingPrice
{
    /// <inheritdoc/>
    public string Name => "bankruptcy";

    /// <inheritdoc/>
    public Price Of(Price bankruptcy, Price mark) => bankruptcy;
}
