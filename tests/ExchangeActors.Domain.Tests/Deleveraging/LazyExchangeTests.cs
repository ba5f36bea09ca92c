using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Allocation;
using ExchangeActors.Domain.Venues.Backstops;
using ExchangeActors.Domain.Venues.Prices;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Tests.Deleveraging;

/// <summary>Lazy pro-rata deleveraging in the exchange: one event for the side, and each position settles when it is touched.</summary>
public sealed class LazyExchangeTests
{
    private const string Eth = "ETH-PERP";

    private static readonly MarketId Market = new(Eth);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void The_worked_example_is_paid_to_the_digit(int side)
    {
        // Longs 10 (bankrupt) and 30, shorts 24 and 16, entry 1000, mark 850, deficit 500, fund 200 (VENUES.md); mirrored for a bankrupt
        // short, mark 1150.
        using var exchange = new ExchangeFixture(Rules());
        exchange.Fund(200m);
        exchange.Open("bankrupt", 1_000m, (Eth, side * 10m, 1_000m));
        exchange.Open("same", 100_000m, (Eth, side * 30m, 1_000m));
        exchange.Open("large", 100_000m, (Eth, side * -24m, 1_000m));
        exchange.Open("small", 100_000m, (Eth, side * -16m, 1_000m));
        exchange.Mark(Eth, 1_000m);
        exchange.Mark(Eth, 1_000m - (side * 150m));

        var shrunk = Assert.Single(exchange.All<SideShrunk>());
        Assert.Equal((-side, 10m, 40m, 1_000m - (side * 120m)),
            (shrunk.Side, shrunk.Quantity.Value, shrunk.OpenInterest.Value, shrunk.Price.Value));
        Assert.Equal(750_000, shrunk.After.Now.A);
        Assert.Empty(exchange.All<PositionForceClosed>());
        Assert.Equal((side * -18m, side * -12m, side * 30m), (Size(exchange, "large"), Size(exchange, "small"), Size(exchange, "same")));
        Assert.Equal((103_420m, 102_280m, 95_500m), (Equity(exchange, "large"), Equity(exchange, "small"), Equity(exchange, "same")));
        Assert.Equal((0m, 0m, 0m), (exchange["bankrupt"].Wallet.Value, exchange.Pool.Balance.Value, exchange.Pool.Deficit.Value));

        exchange.Mark(Eth, 1_000m - (side * 200m));
        Assert.Equal((104_320m, 102_880m), (Equity(exchange, "large"), Equity(exchange, "small")));
    }

    [Fact]
    public void What_one_deleveraging_costs_does_not_depend_on_the_number_of_counterparties()
    {
        int Events(int counterparties)
        {
            using var exchange = new ExchangeFixture(Rules(touches: 1));
            exchange.Open("bankrupt", 1_000m, (Eth, 10m, 1_000m));
            for (var i = 0; i < counterparties; i++)
            {
                exchange.Open($"short{i:00}", 100_000m, (Eth, -10m / counterparties, 1_000m));
            }

            exchange.Mark(Eth, 1_000m);
            var before = exchange.Events.Count;
            exchange.Mark(Eth, 850m);
            Assert.Single(exchange.All<SideShrunk>());
            return exchange.Events.Count - before;
        }

        Assert.Equal(Events(2), Events(50));
    }

    [Fact]
    public void Who_is_never_touched_by_anything_else_is_looked_at_in_turn()
    {
        using var exchange = new ExchangeFixture(Rules(touches: 2));
        exchange.Open("bankrupt", 1_000m, (Eth, 10m, 1_000m));
        for (var i = 0; i < 10; i++)
        {
            exchange.Open($"short{i}", 100_000m, (Eth, -2m, 1_000m));
        }

        exchange.Open("long", 100_000m, (Eth, 10m, 1_000m));
        exchange.Mark(Eth, 1_000m);
        exchange.Mark(Eth, 850m);
        for (var i = 0; i < 6; i++)
        {
            exchange.Mark(Eth, 850m + i);
        }

        Assert.Equal(10, exchange.All<SideSettled>().Count());
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(-1m, Size(exchange, $"short{i}")));
    }

    [Fact]
    public void An_account_with_orders_settles_in_the_order_of_the_markets_trades()
    {
        using var exchange = new ExchangeFixture(Rules());
        exchange.Open("bankrupt", 1_000m, (Eth, 10m, 1_000m));
        exchange.Open("short", 100_000m, (Eth, -20m, 1_000m));
        exchange.Open("long", 100_000m, (Eth, 10m, 1_000m));
        exchange.Mark(Eth, 1_000m);
        exchange.Mark(Eth, 950m);
        Assert.IsType<CommandAccepted>(exchange.Order("short", Eth, Side.Buy, 20m, 880m));
        Assert.IsType<CommandAccepted>(exchange.Order("short", Eth, Side.Sell, 1m, 1_000m));
        exchange.Mark(Eth, 850m);

        // The order that closed more than is left now is gone, the one that opens stays.
        Assert.Equal(-10m, Size(exchange, "short"));
        Assert.Equal(Side.Sell, Assert.Single(exchange["short"].Orders).Value.Side);
        Assert.Contains(exchange.All<CancelRequested>(), cancel => cancel.Reason == "side-shrunk");
    }

    [Fact]
    public void Funding_until_the_deleveraging_is_paid_on_all_and_afterwards_on_what_is_left()
    {
        using var exchange = new ExchangeFixture(Rules(touches: 1));
        exchange.Open("bankrupt", 1_050m, (Eth, 10m, 1_000m));
        exchange.Open("a", 100_000m, (Eth, -20m, 1_000m));
        exchange.Open("short", 100_000m, (Eth, -20m, 1_000m));
        exchange.Open("long", 100_000m, (Eth, 30m, 1_000m));
        exchange.Mark(Eth, 1_000m);
        exchange.Accepted(EntityRef.Market(Market), id => new UpdateFunding(id, 0.001m));
        exchange.Run();
        exchange.Mark(Eth, 850m);
        exchange.Accepted(EntityRef.Market(Market), id => new UpdateFunding(id, 0.01m));
        exchange.Run();

        // Received 1 for each of 20, then 8.5 for each of 15; closed 5 at 896 (equity 1,050 − 10 − 1,500 = −460), 15 still short at 850.
        var price = exchange.All<SideShrunk>().Single().Price.Value;
        Assert.Equal(896m, price);
        foreach (var name in new[] { "a", "short" })
        {
            Assert.Equal(100_000m + 20m + 127.5m + (5m * (1_000m - price)) + (15m * 150m), Equity(exchange, name));
        }
    }

    [Fact]
    public void A_side_that_is_closed_whole_is_flat_and_begins_anew()
    {
        using var exchange = new ExchangeFixture(Rules());
        exchange.Open("bankrupt", 1_000m, (Eth, 10m, 1_000m));
        exchange.Open("a", 100_000m, (Eth, -4m, 1_000m));
        exchange.Open("b", 100_000m, (Eth, -6m, 1_000m));
        exchange.Mark(Eth, 1_000m);
        exchange.Mark(Eth, 850m);

        Assert.Empty(exchange["a"].Positions);
        Assert.Empty(exchange["b"].Positions);
        Assert.Equal((100_400m, 100_600m), (exchange["a"].Wallet.Value, exchange["b"].Wallet.Value));

        exchange.Order("a", Eth, Side.Sell, 2m, 850m);
        exchange.Order("b", Eth, Side.Buy, 2m, 850m);
        Assert.Equal((-2m, 2m), (Size(exchange, "a"), Size(exchange, "b")));
        Assert.Equal(1, exchange["a"].Positions[Market].Side!.Epoch);
    }

    [Fact]
    public void The_lazy_and_the_eager_exchange_agree_within_a_lot_and_what_it_is_worth() =>
        Gen.Select(Gen.Int[1, 3_000].Array[1, 6], Gen.Int[1, 9], Gen.Bool, Gen.Int[61, 200]).Sample(
            (shorts, share, mirrored, drop) =>
            {
                var side = mirrored ? -1 : 1;
                var total = shorts.Sum();
                var bankrupt = Math.Max(1, total * share / 10);
                ExchangeFixture Run(VenueProfile profile)
                {
                    var exchange = new ExchangeFixture(Rules(profile: profile));
                    exchange.Open("bankrupt", bankrupt * 0.6m, (Eth, side * bankrupt * 0.01m, 1_000m));
                    exchange.Open(
                        "other", 10_000_000m, (Eth, side * (total - bankrupt) * 0.01m is var rest && rest == 0m ? side * 0.01m : rest,
                            1_000m));
                    if (total == bankrupt)
                    {
                        exchange.Open("more", 10_000_000m, (Eth, -side * 0.01m, 1_000m));
                    }

                    for (var i = 0; i < shorts.Length; i++)
                    {
                        exchange.Open($"short{i}", 1_000_000m, (Eth, -side * shorts[i] * 0.01m, 1_000m));
                    }

                    exchange.Mark(Eth, 1_000m);
                    exchange.Mark(Eth, 1_000m - (side * drop));
                    return exchange;
                }

                using var lazy = Run(Profile());
                using var eager = Run(Profile() with { Allocation = new ContractProRataAllocation() });
                Assert.Single(lazy.All<SideShrunk>());
                Assert.Equal(bankrupt * 0.01m, eager.All<PositionForceClosed>().Sum(close => close.Quantity.Value));
                for (var i = 0; i < shorts.Length; i++)
                {
                    var (small, large) = (Math.Abs(Size(lazy, $"short{i}")), Math.Abs(Size(eager, $"short{i}")));
                    // Eagerly whole lots are dealt out by largest remainder, so a position gets up to one lot more or less than its share.
                    Assert.InRange(small - large, -0.02m, 0.01m);
                    Assert.InRange(Equity(lazy, $"short{i}") - Equity(eager, $"short{i}"), -0.02m * drop, 0.02m * drop);
                }
            },
            iter: 100);

    [Fact]
    public void A_side_that_is_nearly_used_up_takes_no_new_positions()
    {
        using var exchange = new ExchangeFixture(Rules());
        exchange.Open("bankrupt", 1_000m, (Eth, 10m, 1_000m));
        exchange.Open("short", 100_000m, (Eth, -10.01m, 1_000m));
        exchange.Open("long", 100_000m, (Eth, 0.01m, 1_000m));
        exchange.Open("new", 100_000m);
        exchange.Mark(Eth, 1_000m);
        exchange.Mark(Eth, 850m);

        Assert.Equal("side-only-drains", Assert.IsType<CommandRefused>(exchange.Order("new", Eth, Side.Sell, 1m, 850m)).Code);
        Assert.IsType<CommandAccepted>(exchange.Order("new", Eth, Side.Buy, 1m, 850m));
    }

    private static VenueProfile Profile(int touches = 64) => TestRules.Bitmex() with
    {
        Backstop = new NoBackstop(),
        Trigger = new NegativeEquityTrigger(1),
        Allocation = new LazyProRataAllocation(1_000_000, 1_000, touches),
        DeleveragingPrice = new FundFirstDeleveragingPrice(),
    };

    private static ExchangeRules Rules(int touches = 64, VenueProfile? profile = null) =>
        TestRules.Of(TestRules.Instrument(Eth)) with { Profile = profile ?? Profile(touches) };

    private static decimal Size(ExchangeFixture exchange, string account) =>
        exchange[account].Positions.GetValueOrDefault(Market)?.Size.Value ?? 0m;

    private static decimal Equity(ExchangeFixture exchange, string account) =>
        exchange[account].CrossMargin(exchange.Marks, exchange.Rules).Equity.Value;
}
