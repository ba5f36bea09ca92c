using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Actors.Tests.Fixtures;

/// <summary>Instruments and the bitmex profile for tests.</summary>
internal static class TestRules
{
    public const string Version = "0.1.0";

    public static Instrument Instrument(string id) => new(
        new MarketId(id), 0.1m, 0.01m, 0.000001m, [new RiskTier(Money.Zero, 0.1m, 0.05m)], -0.0001m, 0.0005m, 0.1m,
            MarkPriceSettings.Default with { MaxJump = 0m });

    public static ExchangeRules Of(params string[] markets) => new(
        markets.ToImmutableSortedDictionary(id => new MarketId(id), Instrument), ShippedVenues.Load("bitmex"), "main", Money.Zero);
}
