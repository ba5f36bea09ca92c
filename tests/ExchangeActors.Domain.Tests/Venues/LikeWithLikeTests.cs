using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Eligibility;
using ExchangeActors.Domain.Venues.Ranking;
using ExchangeActors.Domain.Venues.Triggers;

namespace ExchangeActors.Domain.Tests.Venues;

/// <summary>What is compared is of one kind, what ended is over, and what may be asked again is known.</summary>
public sealed class LikeWithLikeTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_fund_is_compared_with_its_peak_both_above_the_floor(int lost, bool fires)
    {
        var rules = Rules(TestRules.Bitmex() with { Trigger = new FundBelowPeakTrigger(0.7m) }) with { FundFloor = new Money(500m) };
        using var exchange = new ExchangeFixture(rules);
        exchange.Open("alice", 218m * lost, ("ETH-PERP", lost, 2_000m));
        exchange.Open("anna", 218m, ("ETH-PERP", 1m, 2_000m));
        exchange.Open("bob", 10_000m, ("ETH-PERP", -1m - lost, 2_000m));
        exchange.Open("maker", 100_000m);
        exchange.Fund(1_000m);
        exchange.Tick();
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, lost, 1_700m);
        exchange.Mark("ETH-PERP", 1_700m);
        exchange.Tick();

        // Of the 500 above the floor 418 or 336 are left: 84 % or 67 %. With the floor on one side only both were below 70 % of 1000.
        Assert.Equal(1_000m - (82m * lost), exchange.Pool.Balance.Value);
        Assert.Equal(fires ? ["fund-below-peak"] : [], exchange.All<DeleveragingRequested>().Select(requested => requested.Reason));
    }

    [Fact]
    public void Hyperliquid_counts_the_positions_own_notional_whatever_else_the_account_holds()
    {
        // Long 10 from 100 at 110, equity 220: 1.1 · 1100/220, and not · 5500/220 with another position of 4400.
        var input = new RankingInput("alice", 10m, 100m, 110m, 110m, 120m, 220m, 55m, 5_500m, 5_500m, null);
        Assert.Equal(1.1m * 5m, new HyperliquidRanking().Score(input).Score);
        Assert.Equal(5m, new HyperliquidRanking().Score(input).Leverage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_margin_call_ends_with_the_last_position(bool byForce)
    {
        var profile = TestRules.Bitmex() with
        {
            Trigger = new BookExhaustedTrigger(),
            Eligibility = new AnyEligibility(),
            Ranking = new EntryRanking()
        };
        using var exchange = new ExchangeFixture(Rules(profile));
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 3_000m, ("ETH-PERP", -10m, 1_500m));
        exchange.Open("maker", 1_000_000m);
        if (byForce)
        {
            // Bob's 1000 at 1700 are below 1.5 · 850; alice is bankrupt at 1782, where he is closed.
            exchange.Mark("ETH-PERP", 1_700m);
            Assert.Single(exchange.All<PositionForceClosed>());
        }
        else
        {
            // At 1710 he has 900 for 855.
            exchange.Accepted(EntityRef.Account(new AccountId("alice")), id => new Deposit(id, new Money(100_000m)));
            exchange.Mark("ETH-PERP", 1_710m);
            exchange.Order("maker", "ETH-PERP", Side.Sell, 10m, 1_710m);
            exchange.Order("bob", "ETH-PERP", Side.Buy, 10m, 1_710m, reduceOnly: true);
        }

        Assert.Contains(exchange.Events, recorded => recorded.Event is MarginCallIssued && recorded.Id.Stream.Id == "bob");
        Assert.Empty(exchange["bob"].Positions);
        Assert.False(exchange["bob"].MarginCalled);
        var cleared = Assert.IsType<MarginCallCleared>(exchange.Events.Last(
            recorded => recorded.Id.Stream.Id == "bob" && recorded.Event is MarginCallCleared).Event);
        Assert.Equal((exchange["bob"].Wallet, Money.Zero), (cleared.Equity, cleared.MaintenanceMargin));
    }

    [Fact]
    public void Every_result_that_can_still_be_asked_for_is_kept()
    {
        var rules = Rules(TestRules.Bitmex());
        var coordinator = DeleveragingCoordinator.New(Eth);
        Deleverage Request(int account, int number, int step) => new(
            LiquidationId.Of(new AccountId($"a{account}"), number), step, Eth, new AccountId($"a{account}"), 1, new Quantity(1m),
                new Price(100m), "main", Money.Zero);
        void Complete(Deleverage request)
        {
            foreach (var @event in coordinator.Decide(request, rules).Events)
            {
                coordinator = coordinator.Evolve(@event);
            }

            coordinator = coordinator.Evolve(new DeleveragingCompleted(
                coordinator.Run!.Request.Id, request.Liquidation, request.Step, new Price(100m), new Price(90m), new Quantity(1m),
                    Quantity.Zero, 1, 1, 0, DeleveragingEnd.Filled, 1m, 1m, 1));
        }

        for (var account = 0; account < 3_000; account++)
        {
            Complete(Request(account, 1, 1));
        }

        Complete(Request(0, 1, 2));
        Complete(Request(1, 2, 1));
        foreach (var (account, number, step) in new[] { (0, 1, 2), (1, 2, 1), (2, 1, 1), (2_999, 1, 1) })
        {
            // A retry hears the result, and closes nobody again.
            var again = coordinator.Decide(Request(account, number, step), rules);
            Assert.Empty(again.Events);
            var result = Assert.IsType<DeleveragingResult>(Assert.Single(again.Sends).Body);
            Assert.Equal((LiquidationId.Of(new AccountId($"a{account}"), number), step), (result.Liquidation, result.Step));
        }

        // What was answered before the newest step or liquidation began is past.
        Assert.Empty(coordinator.Decide(Request(0, 1, 1), rules).Events);
        Assert.Empty(coordinator.Decide(Request(1, 1, 7), rules).Events);
        Assert.Single(coordinator.Decide(Request(1, 2, 2), rules).Events);
    }

    private static ExchangeRules Rules(VenueProfile profile) => TestRules.Of(TestRules.Instrument("ETH-PERP")) with { Profile = profile };
}
