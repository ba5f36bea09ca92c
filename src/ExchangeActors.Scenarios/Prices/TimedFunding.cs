using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>A funding rate that is applied once.</summary>
/// <param name="Second">Seconds after the start.</param>
/// <param name="Market">The market.</param>
/// <param name="Rate">Longs pay shorts rate × mark per unit when it is positive.</param>
public sealed record TimedFunding(decimal Second, MarketId Market, decimal Rate);
