using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Sizing;

namespace ExchangeActors.Domain.Tests.Venues.Sizing;

public sealed class SizingTests
{
    /// <summary>BTC: 1 at 20,000, MM 1,000. ETH: short 10 at 1,000, MM 500.</summary>
    private static readonly PositionToClose[] Two = [Position("ETH", -10m, 1_000m), Position("BTC", 1m, 20_000m)];

    [Fact]
    public void Full_closes_whole_positions_the_largest_margin_first()
    {
        Next("BTC", 1m, new FullSizing(), 0m, Two);
        Next("ETH", 10m, new FullSizing(), 0m, Two[0], Closed(Two[1], 1m));
        Assert.Null(new FullSizing().Next(Input(0m, Closed(Two[0], 10m), Closed(Two[1], 1m))));
    }

    [Fact]
    public void Equal_margins_are_taken_by_market() =>
        Next("ADA", 20m, new FullSizing(), 0m, Position("BTC", 1m, 20_000m), Position("ADA", 20m, 1_000m));

    [Fact]
    public void A_fraction_of_a_large_position_goes_first_then_a_pause_then_the_rest()
    {
        var sizing = new FractionSizing(100_000m, 0.2m, 30_000);
        var large = Position("ETH", 100m, 2_000m);
        Next("ETH", 20m, sizing, 0m, large);
        Next("ETH", 15m, sizing, 0m, Closed(large, 5m));
        Assert.Equal(new NextClose(new MarketId("ETH"), new Quantity(80m), 30_000), sizing.Next(Input(0m, Closed(large, 20m))));

        // 100,000 exactly is not above the threshold; and 20 % of 100.03 is rounded up to the lot.
        Next("ETH", 50m, sizing, 0m, Position("ETH", 50m, 2_000m));
        Next("ETH", 20.01m, sizing, 0m, Position("ETH", 100.03m, 2_000m));
    }

    [Fact]
    public void Tier_steps_go_down_to_the_floor_of_each_tier()
    {
        // 120 · 2000 is in the tier from 100,000 on: 50 stay. 100,000 itself is the top of the first tier: all of it.
        var start = Position(
            "ETH", -120m, 2_000m, [new RiskTier(Money.Zero, 0.02m, 0.01m), new RiskTier(new Money(100_000m), 0.05m, 0.025m)]);
        Next("ETH", 70m, new TierStepSizing(), 0m, start);
        Next("ETH", 50m, new TierStepSizing(), 0m, Closed(start, 70m));
        Next("ETH", 60m, new TierStepSizing(), 0m, Closed(start, 10m));
    }

    [Fact]
    public void Minimum_closes_what_the_deficit_asks_for() =>
        // Dango's first example: 10 at 1800, MM 900, equity 180: 720 of margin, at 90 a contract.
        Next("ETH", 8m, new MinimumSizing(0m), 180m, Position("ETH", 10m, 1_800m));

    [Fact]
    public void Minimum_goes_on_to_the_next_position_when_the_first_is_not_enough()
    {
        // MM 1500, equity 1200: 300 of BTC's 1000.
        Next("BTC", 0.3m, new MinimumSizing(0m), 1_200m, Two);
        Assert.Null(new MinimumSizing(0m).Next(Input(1_200m, Two[0], Closed(Two[1], 0.3m))));

        // Equity 300: 1200, all of BTC and 200 of ETH, at 50 a contract.
        Next("BTC", 1m, new MinimumSizing(0m), 300m, Two);
        Next("ETH", 4m, new MinimumSizing(0m), 300m, Two[0], Closed(Two[1], 1m));

        // Some of it is closed already.
        Next("ETH", 3m, new MinimumSizing(0m), 300m, Closed(Two[0], 1m), Closed(Two[1], 1m));
    }

    [Fact]
    public void Minimum_closes_everything_when_equity_is_gone()
    {
        Next("BTC", 1m, new MinimumSizing(0m), -1m, Two);
        Next("ETH", 10m, new MinimumSizing(0m), -1m, Two[0], Closed(Two[1], 1m));
        Next("ETH", 10m, new MinimumSizing(0m), 0m, Two[0], Closed(Two[1], 1m));
    }

    [Fact]
    public void Minimum_with_a_buffer_closes_more() =>
        // 1500 − 1200/1.1 = 409.09, of 1000 a contract, up to the lot.
        Next("BTC", 0.41m, new MinimumSizing(0.1m), 1_200m, Two);

    private static void Next(string market, decimal quantity, ILiquidationSizing sizing, decimal equity,
        params PositionToClose[] positions) =>
        Assert.Equal(new NextClose(new MarketId(market), new Quantity(quantity)), sizing.Next(Input(equity, positions)));

    private static SizingInput Input(decimal equity, params PositionToClose[] positions) => new(new Money(equity), positions);

    private static PositionToClose Closed(PositionToClose position, decimal quantity) =>
        position with { Left = position.Left - new Quantity(quantity * position.Start.Sign) };

    private static PositionToClose Position(string market, decimal size, decimal mark, RiskTier[]? tiers = null)
    {
        var instrument = TestRules.Instrument(market);
        instrument = tiers is null ? instrument : instrument with { Tiers = [.. tiers] };
        return new PositionToClose(
            instrument.Id, instrument, new Quantity(size), new Quantity(size), new Price(mark),
                MarginSchedule.Maintenance(instrument, new Money(Math.Abs(size) * mark)));
    }
}
