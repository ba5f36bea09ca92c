using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Draws an instrument: ticks, lots, tiers, fees or rebates, band and mark price rule.</summary>
internal static class MarketDrawing
{
    private static readonly (string Id, decimal Price, decimal Tick, decimal Lot)[] Kinds =
    [
        ("BTC-PERP", 30_000m, 0.5m, 0.001m),
        ("ETH-PERP", 2_000m, 0.1m, 0.01m),
        ("SOL-PERP", 100m, 0.01m, 0.1m),
        ("DOGE-PERP", 0.25m, 0.0001m, 10m),
    ];

    /// <summary>One to four markets.</summary>
    public static ImmutableArray<SimulatedMarket> Draw(Chance chance)
    {
        var count = chance.Between(1, Kinds.Length);
        return [.. Kinds.Take(count).Select(kind => Draw(kind.Id, kind.Price, kind.Tick, kind.Lot, chance))];
    }

    /// <summary>The same with bands for limit orders, and now and then with caps on open interest.</summary>
    public static ImmutableArray<SimulatedMarket> Bounded(ImmutableArray<SimulatedMarket> markets, Chance chance) =>
    [
        .. markets.Select(market => market with
        {
            Instrument = market.Instrument with
            {
                LimitOrderBand = chance.Of(0.02m, 0.15m, 0.15m, 0.5m),
                OpenInterestCap = chance.Below(3) == 0 ? new Money(chance.Between(1, 20) * 1_000) : null,
                AccountOpenInterestCap = chance.Below(3) == 0 ? new Money(chance.Between(1, 10) * 1_000) : null,
            },
        }),
    ];

    private static SimulatedMarket Draw(string id, decimal price, decimal tick, decimal lot, Chance chance)
    {
        tick *= chance.Of(1m, 1m, 2m, 10m);
        price = Rounding.Up(price * chance.Between(500, 1500) / 1000m, tick);
        var taker = chance.Of(0m, 0.0005m, 0.001m, 0.00033m);
        var maker = chance.Of(0m, 0.0002m, -taker, -taker / 2m);
        var instrument = new Instrument(
            new MarketId(id), tick, lot, chance.Of(0.01m, 0.0001m, 0.000001m, 0.25m), Tiers(chance), maker, taker,
                chance.Of(0.01m, 0.05m, 0.1m, 0.3m), Mark(chance));
        return instrument.Problems().FirstOrDefault() is (not null, var problem)
            ? throw new InvalidOperationException($"a drawn instrument is invalid: {problem}")
            : new SimulatedMarket(instrument, new Price(price));
    }

    private static ImmutableArray<RiskTier> Tiers(Chance chance)
    {
        var initial = chance.Of(0.01m, 0.02m, 0.05m, 0.1m, 0.2m);
        var maintenance = initial * chance.Of(0.5m, 0.6m, 0.9m, 1m);
        var floor = 0m;
        var tiers = ImmutableArray.CreateBuilder<RiskTier>();
        for (var i = chance.Between(1, 3); i > 0; i--)
        {
            tiers.Add(new RiskTier(new Money(floor), initial, maintenance));
            floor = (floor * 3m) + chance.Of(2_000m, 5_000m, 20_000m);
            initial = Math.Min(1m, initial * 2m);
            maintenance = Math.Min(initial, maintenance * 2m);
        }

        return tiers.ToImmutable();
    }

    private static MarkPriceSettings Mark(Chance chance) => chance.Below(4) switch
    {
        0 => MarkPriceSettings.Default with { Rule = MarkPriceRule.Last, MaxJump = chance.Of(0m, 0.1m, 0.3m) },
        1 => new MarkPriceSettings(MarkPriceRule.SmoothedBasis, chance.Of(0.1m, 0.5m, 1m), 0.05m, chance.Of(0m, 0.2m), 0.1m),
        _ => MarkPriceSettings.Default with { MaxJump = chance.Of(0m, 0m, 0.08m, 0.3m), ConfirmWithin = chance.Of(0.02m, 0.1m) },
    };
}
