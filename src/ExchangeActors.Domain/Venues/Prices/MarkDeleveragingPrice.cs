using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Prices;

/// <summary>
/// The mark of the ranking (OKX, HTX, Aevo, GMX v2; dYdX v4 in final settlement). A loss beyond the bankruptcy price is a shortfall that
/// the fund makes good.
/// </summary>
public sealed record MarkDeleveragingPrice : IDeleveragingPrice
{
    /// <inheritdoc/>
    public string Name => "mark";

    /// <inheritdoc/>
    public Price Of(in PriceInput input) => input.Mark;
}
