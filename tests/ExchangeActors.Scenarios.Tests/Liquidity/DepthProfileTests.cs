using System.Collections.Immutable;
using CsCheck;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Liquidity;

namespace ExchangeActors.Scenarios.Tests.Liquidity;

public sealed class DepthProfileTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    private static readonly DepthProfile Profile = new(
        [10m, 100m, 500m],
        [new DepthKnot(0m, [1000m, 5000m, 20000m], [2000m, 6000m, 20000m]), new DepthKnot(100m, [0m, 0m, 0m], [1000m, 3000m, 10000m])],
        ImmutableSortedDictionary<MarketId, decimal>.Empty.Add(Eth, 2m),
        6,
        new Money(1m));

    private static Instrument Instrument(decimal tick, decimal lot) =>
        new(Eth, tick, lot, 0.01m, [new RiskTier(Money.Zero, 0.1m, 0.05m)], 0m, 0m, 0.05m, MarkPriceSettings.Default);

    [Fact]
    public void Depth_is_interpolated_in_time_and_stays_after_the_last_knot()
    {
        Assert.Equal([1000m, 5000m, 20000m], Profile.DepthAt(0m, Side.Buy).AsEnumerable());
        Assert.Equal([500m, 2500m, 10000m], Profile.DepthAt(50m, Side.Buy).AsEnumerable());
        Assert.Equal([1500m, 4500m, 15000m], Profile.DepthAt(50m, Side.Sell).AsEnumerable());
        Assert.Equal([0m, 0m, 0m], Profile.DepthAt(1000m, Side.Buy).AsEnumerable());
    }

    [Fact]
    public void Levels_never_cross_are_whole_and_hold_no_more_than_the_profile()
    {
        var cases = Gen.Select(Gen.Decimal[0.0001m, 200_000m], Gen.OneOf(0.00001m, 0.01m, 0.5m, 10m), Gen.OneOf(0.001m, 1m, 1000m),
            Gen.Decimal[0m, 120m]);
        cases.Sample(
            c =>
            {
                var (mid, tick, lot, second) = c;
                var levels = Profile.LevelsAt(second, Instrument(tick, lot), new Price(mid));
                foreach (var side in new[] { Side.Buy, Side.Sell })
                {
                    var own = levels.Where(level => level.Side == side).ToList();
                    Assert.True(own.Count <= 6);
                    Assert.All(own, level =>
                    {
                        Assert.True(level.Quantity.Value > 0m && Rounding.IsMultiple(level.Quantity.Value, lot));
                        Assert.True(level.Price.Value > 0m && Rounding.IsMultiple(level.Price.Value, tick));
                        Assert.True(side == Side.Buy ? level.Price.Value < mid : level.Price.Value > mid);
                    });
                    Assert.Equal(own.Select(level => level.Price.Value).Distinct().Count(), own.Count);
                    Assert.Equal(own.OrderBy(level => level.Price.Value * -side.Sign()).ToList(), own);
                    var notional = own.Sum(level => level.Quantity.Value * level.Price.Value);
                    Assert.True(notional <= 2m * Profile.DepthAt(second, side)[^1] + 0.000001m);
                }
            },
            iter: 2000,
            threads: 1);
    }

    [Fact]
    public void The_whole_depth_is_quoted_at_fine_lots()
    {
        var levels = Profile.LevelsAt(0m, Instrument(0.01m, 0.0001m), new Price(2000m));

        Assert.Equal(12, levels.Length);
        Assert.InRange(levels.Where(level => level.Side == Side.Buy).Sum(level => level.Quantity.Value * level.Price.Value), 39_990m,
            40_000m);
        Assert.InRange(levels.Where(level => level.Side == Side.Sell).Sum(level => level.Quantity.Value * level.Price.Value), 39_990m,
            40_000m);
    }

    [Fact]
    public void A_market_without_a_scale_has_no_quotes() =>
        Assert.Empty(Profile.LevelsAt(0m, Instrument(0.01m, 0.01m) with { Id = new MarketId("X") }, new Price(2000m)));
}
