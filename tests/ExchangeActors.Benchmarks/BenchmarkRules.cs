using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Benchmarks;

/// <summary>One market with three tiers and the bitmex policies.</summary>
internal static class BenchmarkRules
{
    public static readonly MarketId Btc = new("BTC-PERP");

    public static readonly Instrument Instrument = new(
        Btc, 0.1m, 0.0001m, 0.000001m,
        [new RiskTier(Money.Zero, 0.01m, 0.005m), new RiskTier(new Money(500_000m), 0.02m, 0.01m),
            new RiskTier(new Money(5_000_000m), 0.05m, 0.025m)],
        0.0002m, 0.0005m, 0.1m, MarkPriceSettings.Default);

    public static readonly ExchangeRules Rules = new(
        ImmutableSortedDictionary<MarketId, Instrument>.Empty.Add(Btc, Instrument),
        ShippedVenues.Load("bitmex"),
        "main",
        Money.Zero);

    public static MarkBoard Marks(decimal mark, long version = 1) => MarkBoard.Empty.With(Btc, new MarkQuote(new Price(mark), 0m, version));
}
