using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>One row's news of one market: an index, a last price, or both.</summary>
/// <param name="At">When it is known.</param>
/// <param name="Market">The market.</param>
/// <param name="Index">The index, quote per unit of the market.</param>
/// <param name="Last">The last price, quote per unit of the market.</param>
/// <param name="File">The file as the scenario writes it; null for none.</param>
/// <param name="Line">Its line, from 1.</param>
internal readonly record struct PriceObservation(Moment At, MarketId Market, decimal? Index, decimal? Last, string? File = null,
    long Line = 0);

/// <summary>A row of market data, read: what it tells, in the order of the times.</summary>
/// <param name="At">The row's own time.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="News">What it tells of which market; a kline's path is several.</param>
internal readonly record struct PriceRow(Moment At, long Line, PriceObservation[] News);
