using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Prices;

/// <summary>The bankrupt trader's bankruptcy price (BitMEX, and the project's definition of ADL).</summary>
public sealed record BankruptcyDeleveragingPrice : IDeleveragingPrice
{
    /// <inheritdoc/>
    public string Name => "bankruptcy";

    /// <inheritdoc/>
    public bool IsBankruptcyPrice => true;

    /// <inheritdoc/>
    public Price Of(in PriceInput input) => input.Bankruptcy;
}
