using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Prices;

/// <summary>
/// The mark moved by a small spread in favour of the other side: a long is closed below it, a short above (Deribit's transfer price). What
/// it
/// costs beyond the account's equity the fund pays.
/// </summary>
/// <param name="Spread">Fraction of the mark, in [0, 1).</param>
public sealed record SpreadDeleveragingPrice(decimal Spread) : IDeleveragingPrice
{
    /// <inheritdoc/>
    public string Name => "mark-with-spread";

    /// <inheritdoc/>
    public Price Of(in PriceInput input) => SettlementPrice.AtSpread(input.Mark, input.PositionSide, Spread, input.Step);
}
