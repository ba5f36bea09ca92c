using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Prices;

/// <summary>The mark before the one of the ranking (Hyperliquid).</summary>
public sealed record PreviousMarkDeleveragingPrice : IDeleveragingPrice
{
    /// <inheritdoc/>
    public string Name => "previous-mark";

    /// <inheritdoc/>
    public Price Of(in PriceInput input) => input.PreviousMark;
}
