using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.Deleveraging;

public sealed class DeleveragingTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    [Fact]
    public void No_more_forced_closes_are_unanswered_than_the_limit_allows_and_they_go_out_in_the_recorded_order()
    {
        using var exchange = Winners(WaterfallLimits.Default with { ForceClosesInFlight = 2 }, 5, 2m);
        var most = 0;
        var run = exchange.Exchange;
        exchange.Send(EntityRef.Market(Eth), id => new UpdatePrice(id, new Price(1_700m), null, new Moment(2_000_000_000_000)));
        while (!run.Run(1))
        {
            most = Math.Max(most, run.State.Coordinator(Eth).Run?.Sent.Count ?? 0);
        }

        Assert.Equal(2, most);
        Assert.Equal([1, 2, 3, 4, 5], exchange.All<PositionForceClosed>().Select(close => close.Rank));
        Assert.Equal("filled", exchange.All<DeleveragingCompleted>().Single().Reason);
    }

    [Fact]
    public void When_the_recorded_queue_is_used_up_the_market_is_ranked_again()
    {
        using var exchange = Winners(WaterfallLimits.Default with { QueueLength = 2 }, 5, 2m);
        exchange.Mark("ETH-PERP", 1_700m);
        Assert.Equal([(1, 2, 5), (2, 2, 3), (3, 1, 1)], exchange.All<QueueRanked>()
            .Select(ranked => (ranked.Round, ranked.Candidates.Length, ranked.Total)));
        var completed = exchange.All<DeleveragingCompleted>().Single();
        Assert.Equal((3, 5, "filled"), (completed.Rounds, completed.ForcedCloses, completed.Reason));
    }

    [Fact]
    public void After_the_last_round_the_exchange_takes_over_what_is_left()
    {
        using var exchange = Winners(WaterfallLimits.Default with { QueueLength = 2, DeleveragingRounds = 2 }, 5, 2m);
        exchange.Mark("ETH-PERP", 1_700m);
        var completed = exchange.All<DeleveragingCompleted>().Single();
        Assert.Equal((8m, 2m, "round-limit"), (completed.Closed.Value, completed.Unfilled.Value, completed.Reason));
        Assert.Equal(2m, exchange["exchange-main"].Positions[Eth].Size.Value);
        Assert.Equal(2m * 82m, exchange.Pool.Deficit.Value);
    }

    [Fact]
    public void A_decline_is_made_up_from_the_same_recorded_queue_and_a_repeated_answer_changes_nothing()
    {
        var rules = TestRules.Of(TestRules.Instrument("ETH-PERP"));
        var marks = MarkBoard.Empty.With(Eth, new MarkQuote(new Price(1_700m), 0m, 2));
        var id = new DeleveragingId(Eth, 1);
        var coordinator = DeleveragingCoordinator.New(Eth);
        var request = new Deleverage(new LiquidationId("liq/alice/1"), 1, Eth, new AccountId("alice"), 1, new Quantity(5m),
            new Price(1_782m), "main", Money.Zero);
        Decision Do(Message message)
        {
            var decision = coordinator.Decide(message, rules);
            coordinator = decision.Events.Aggregate(coordinator, (state, @event) => state.Evolve(@event));
            return decision;
        }

        Do(request);
        Assert.IsType<RankQueue>(coordinator.Outbox.Messages.Values.Single().Body);
        var queue = new RankedQueue(id, 1, "bitmex", marks, [Candidate("bob", 4m), Candidate("carol", 3m), Candidate("dave", 9m)], 3,
            new Quantity(16m), new Money(4_800m));
        Do(queue);
        Assert.Equal([("bob", 4m), ("carol", 1m)], Planned());
        Do(new ForceCloseResult(new StepId(id, 1), new AccountId("bob"), Quantity.Zero, Money.Zero, "account-in-liquidation"));
        Assert.Equal([("carol", 1m)], Planned());
        Do(new ForceCloseResult(new StepId(id, 2), new AccountId("carol"), new Quantity(0.5m), Money.Zero, null));
        // Bob's four and carol's missing half come from dave, next in the same queue; carol is not asked twice.
        Assert.Equal([("dave", 4.5m)], Planned());
        Assert.Empty(Do(queue).Events);
        Assert.Empty(Do(new ForceCloseResult(new StepId(id, 2), new AccountId("carol"), new Quantity(0.5m), Money.Zero, null)).Events);
        Assert.Empty(Do(request).Events);
        var last = Do(new ForceCloseResult(new StepId(id, 3), new AccountId("dave"), new Quantity(4.5m), new Money(7m), null));
        Assert.Equal(
            new DeleveragingResult(id, request.Liquidation, 1, new Price(1_782m), new Price(1_700m), new Quantity(5m), Quantity.Zero,
                "filled"), last.Sends.Single().Body);
        Assert.Equal(last.Sends, Do(request).Sends);
        Assert.True(coordinator.Outbox.IsEmpty);

        IEnumerable<(string, decimal)> Planned() =>
            coordinator.Outbox.Messages.Values.Select(owed => (owed.To.Id, ((ForceClose)owed.Body).Quantity.Value));
    }

    [Theory]
    [InlineData("no-position", Side.Sell, 1_700, 1_782)]
    [InlineData("not-profitable", Side.Buy, 2_100, 1_782)]
    [InlineData("negative-equity-at-price", Side.Buy, 1_700, 3_000)]
    public void A_counterparty_declines_with_the_reason_and_repeats_it_to_a_retry(string code, Side side, int mark, int price)
    {
        using var exchange = new ExchangeFixture();
        exchange.Open("bob", 700m, ("ETH-PERP", -1m, 2_000m));
        exchange.Open("long", 10_000m, ("ETH-PERP", 1m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        var close = new ForceClose(
            new StepId(new DeleveragingId(Eth, 1), 1), new LiquidationId("liq/alice/1"), new AccountId("alice"), side, new Quantity(1m),
                new Price(price), 1, 1m,
            MarkBoard.Empty.With(Eth, new MarkQuote(new Price(mark), 0m, 9)));
        var decision = exchange["bob"].Decide(close, exchange.Rules, default);
        Assert.Equal(code, Assert.IsType<ForceCloseDeclined>(Assert.Single(decision.Events)).Code);
        var after = exchange["bob"].Evolve(decision.Events[0]);
        Assert.Equal(exchange["bob"].Positions, after.Positions);
        var again = after.Decide(close, exchange.Rules, default);
        Assert.Empty(again.Events);
        Assert.Equal(decision.Sends, again.Sends);
    }

    [Fact]
    public void Requests_of_one_market_are_served_one_after_the_other()
    {
        using var exchange = new ExchangeFixture();
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("anna", 2_180m, ("ETH-PERP", 10m, 2_000m));
        exchange.Open("bob", 100_000m, ("ETH-PERP", -20m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_700m);
        var kinds = exchange.All<DeleveragingEvent>().Select(e => e.GetType().Name).ToList();
        Assert.Equal(
            ["DeleveragingOpened", "DeleveragingOpened", "QueueRanked", "ForceClosesPlanned", "ForceCloseConfirmed",
                "DeleveragingCompleted", "QueueRanked", "ForceClosesPlanned", "ForceCloseConfirmed", "DeleveragingCompleted"],
            kinds);
        Assert.Equal([10m, 10m], exchange.All<PositionForceClosed>().Select(close => close.Quantity.Value));
    }

    private static Candidate Candidate(string account, decimal size) => new(
        new AccountId(account), new Quantity(-size), new Money(-size * 2_000m), Money.Zero, Money.Zero, Money.Zero, Money.Zero,
            Money.Zero, null, 0m, 0m, 0m, 0m, 0m, 1);

    /// <summary>Alice's long of ten, bankrupt at 1782 when the mark is 1700, and shorts who win.</summary>
    private static ExchangeFixture Winners(WaterfallLimits limits, int count, decimal each)
    {
        var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("ETH-PERP")) with { Profile = TestRules.Bitmex(limits) });
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        for (var i = 0; i < count; i++)
        {
            exchange.Open($"short-{i}", 2_000m + (100m * i), ("ETH-PERP", -each, 2_000m));
        }

        exchange.Mark("ETH-PERP", 2_000m);
        return exchange;
    }
}
