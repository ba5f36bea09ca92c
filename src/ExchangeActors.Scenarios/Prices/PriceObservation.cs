using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>One row's news of one market: an index, a last price, or both.</summary>
internal readonly record struct PriceObservation(Moment At, MarketId Market, decimal? Index, decimal? Last);
