using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Ranking;

namespace ExchangeActors.Domain.Tests.Risk;

public sealed class RiskMonitorTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    [Fact]
    public void The_indicator_gives_the_percentiles_of_the_published_example()
    {
        // BitMEX's example: six longs of 10, 10, 20, 30, 20, 10 with scores 3, 6, 1, 4, 5, 2; in queue order 20, 40, 60, 80, 80 and 100
        // percent.
        var monitors = Monitors(TestRules.Bitmex() with { Ranking = new BalanceIsScore() });
        (decimal Size, decimal Score)[] longs = [(10m, 3m), (10m, 6m), (20m, 1m), (30m, 4m), (20m, 5m), (10m, 2m)];
        for (var i = 0; i < longs.Length; i++)
        {
            monitors.Know(Risk($"long-{i + 1}", 1, longs[i].Score, longs[i].Size, 1_000m));
        }

        monitors.Know(Risk("short", 1, 99m, -100m, 1_000m));
        Assert.Equal(
            [("long-2", 20), ("long-5", 40), ("long-4", 60), ("long-1", 80), ("long-6", 80), ("long-3", 100)],
            monitors.Indicator(Eth, +1).Select(place => (place.Account.Value, (6 - place.Lights) * 20)));
        Assert.Equal([("short", 1)], monitors.Indicator(Eth, -1).Select(place => (place.Account.Value, place.Lights)));
        Assert.Equal(100m, monitors.OpenInterest(Eth).Value);
    }

    [Fact]
    public void Bitmex_ranks_profit_by_leverage_and_losses_by_the_inverse()
    {
        var ranking = new BitmexRanking();
        // Entry 1000, mark 1100, own bankruptcy price 880: 10 % profit at leverage 1100 ÷ 220 = 5.
        Assert.Equal(new RankingScore(0.1m, 5m, 0.5m), ranking.Score(Input(1m, 0m, 880m)));
        // A short in loss: −10 % ÷ (1100 ÷ 275 = 4).
        Assert.Equal(new RankingScore(-0.1m, 4m, -0.025m), ranking.Score(Input(-1m, 0m, 1_375m)));
        // A long that cannot lose all: leverage is notional over equity.
        Assert.Equal(0.5m, ranking.Score(Input(1m, 2_200m, null)).Leverage);
    }

    [Fact]
    public void The_indicator_counts_quantity_or_where_the_venue_shows_quantiles_accounts()
    {
        Quantity[] queue = [new(100m), new(1m), new(1m), new(1m), new(1m)];
        Assert.Equal([1, 1, 1, 1, 1], QueueIndicator.Lights(queue, IndicatorKind.ByQuantity));
        Assert.Equal([5, 4, 3, 2, 1], QueueIndicator.Lights(queue, IndicatorKind.ByAccount));
        Assert.Equal(IndicatorKind.ByAccount, ((IRankingPolicy)new BinanceRanking()).Indicator);
    }

    private static RankingInput Input(decimal size, decimal equity, decimal? bankruptcy) =>
        new("bob", size, 1_000m, 1_100m, 1_100m, 0m, equity, 0m, 0m, 0m, bankruptcy);

    [Fact]
    public void The_queue_holds_one_side_in_profit_best_first_ties_by_account_and_nobody_excluded_frozen_or_gone()
    {
        var monitors = Monitors(TestRules.Bitmex() with { Ranking = new BalanceIsScore() });
        monitors.Know(Risk("dave", 1, 5m, -1m, 1_100m));
        monitors.Know(Risk("carol", 1, 5m, -1m, 1_100m));
        monitors.Know(Risk("bob", 1, 7m, -1m, 1_100m));
        monitors.Know(Risk("loser", 1, 9m, -1m, 900m));
        monitors.Know(Risk("bankrupt", 1, 9m, -1m, 1_100m));
        monitors.Know(Frozen(Risk("frozen", 1, 9m, -1m, 1_100m)));
        monitors.Know(Risk("long", 1, 9m, 1m, 900m));
        monitors.Know(Risk("gone", 1, 9m, -1m, 1_100m));
        monitors.Know(Risk("gone", 2, 9m, 0m, 1_100m));
        Assert.Equal(["bob", "carol", "dave"], monitors.Queue(Eth, -1, new AccountId("bankrupt"), queuedOnly: true)
            .Select(candidate => candidate.Account.Value));
    }

    [Fact]
    public void A_late_announcement_raises_nobody_from_the_dead()
    {
        var monitors = Monitors(TestRules.Bitmex());
        monitors.Know(Risk("gone", 5, 9m, -1m, 1_100m));
        monitors.Know(Risk("gone", 7, 9m, 0m, 1_100m));
        monitors.Know(Risk("gone", 6, 9m, -1m, 1_100m));
        Assert.Empty(monitors.Queue(Eth, -1, null, queuedOnly: false));
        monitors.Know(Risk("gone", 8, 9m, -1m, 1_100m));
        Assert.Single(monitors.Queue(Eth, -1, null, queuedOnly: false));
    }

    [Fact]
    public void The_recorded_queue_is_the_front_of_the_whole_one_and_the_rest_is_counted() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 60], Gen.Int[1, 40]).Sample(
        (scores, limit) =>
        {
            var monitors = Monitors(
                TestRules.Bitmex(WaterfallLimits.Default with { QueueLength = limit }) with { Ranking = new BalanceIsScore() });
            for (var i = 0; i < scores.Length; i++)
            {
                monitors.Know(Risk($"trader-{i}", 1, scores[i], -1m - i, 1_100m));
            }

            var whole = monitors.Queue(Eth, -1, new AccountId("trader-0"), queuedOnly: true);
            var ranked = monitors.Rank(new RankQueue(new DeleveragingId(Eth, 1), 1, -1, new AccountId("trader-0")));
            Assert.Equal(whole.Take(limit), ranked.Candidates);
            Assert.Equal((whole.Count, whole.Sum(candidate => -candidate.Size.Value)), (ranked.Total, ranked.TotalQuantity.Value));
        },
        iter: 500);

    [Fact]
    public void A_late_announcement_is_ignored()
    {
        var monitors = Monitors(TestRules.Bitmex());
        monitors.Know(Risk("alice", 5, 1_000m, 2m, 1_000m));
        monitors.Know(Risk("alice", 4, 1_000m, 7m, 1_000m));
        Assert.Equal(2m, monitors.OpenInterest(Eth).Value);
    }

    [Fact]
    public void A_tick_asks_only_those_whose_band_it_has_left_the_deepest_first_and_again_until_they_answer()
    {
        // Maintenance margin is 5 %: a long of 1 from 1000 with a wallet of 200 − i is liquidated below (800 + i) ÷ 0.95.
        var monitors = Monitors(TestRules.Bitmex() with { MarginCallLevel = 1m });
        var due = Enumerable.Range(0, 100).Select(i => Risk($"trader-{i:00}", 1, 200m - i, 1m, 1_000m)).ToList();
        foreach (var risk in due)
        {
            Assert.Empty(Heard(monitors, risk));
        }

        Assert.Empty(Asked(monitors, 947m, 2));
        Assert.Equal(["trader-99", "trader-98", "trader-97"], Asked(monitors, 944m, 3));
        // They have not answered; trader-97 is fine at the next mark.
        Assert.Equal(["trader-98", "trader-99"], Asked(monitors, 945m, 4));
        // One leaves, one is frozen.
        Heard(monitors, Risk("trader-98", 2, 0m, 0m, 0m));
        Heard(monitors, Frozen(Risk("trader-99", 2, 101m, 1m, 1_000m)));
        Assert.Equal(["trader-97"], Asked(monitors, 944m, 5));
        Assert.Empty(Asked(monitors, 2_000m, 6));
    }

    [Fact]
    public void An_announcement_that_breaks_its_margin_at_the_newest_marks_is_asked_at_once()
    {
        var monitors = Monitors(TestRules.Bitmex());
        Assert.Equal(["alice"], Heard(monitors, Risk("alice", 1, 5m, 1m, 1_000m)));
        Assert.Empty(Heard(monitors, Risk("alice", 2, 500m, 1m, 1_000m)));
        Assert.Empty(Heard(monitors, Risk("alice", 2, 500m, 1m, 1_000m)));
    }

    [Fact]
    public void Who_starts_again_and_announces_the_same_is_asked_again_and_so_is_everybody_by_a_timer()
    {
        var monitors = Monitors(TestRules.Bitmex());
        Assert.Null(monitors.Reminder(new Moment(1)));
        Asked(monitors, 1_000.1m, 2);
        Assert.Equal(["alice"], Heard(monitors, Risk("alice", 3, 5m, 1m, 1_000m)));
        Assert.Equal(["alice"], Heard(monitors, Risk("alice", 3, 5m, 1m, 1_000m)));
        Assert.Empty(Heard(monitors, Risk("alice", 2, 5m, 1m, 1_000m)));

        var reminder = monitors.Reminder(new Moment(9))!;
        var check = Assert.Single(monitors.Handle(reminder));
        Assert.Equal(("alice", new EventRef(EntityRef.Market(Eth), 2)), (check.To.Id, check.CausedBy));

        Heard(monitors, Risk("alice", 4, 500m, 1m, 1_000m));
        Assert.Empty(monitors.Handle(reminder));
    }

    [Fact]
    public void Until_all_its_marks_are_there_nobody_is_asked_and_then_at_the_next_sweep()
    {
        var monitors = new RiskMonitors(TestRules.Of(TestRules.Instrument("ETH-PERP")));
        Assert.Empty(Heard(monitors, Risk("alice", 1, 5m, 1m, 1_000m)));
        Assert.Equal(["alice"], Asked(monitors, 1_000m, 1));
    }

    private static IEnumerable<string> Asked(RiskMonitors monitors, decimal mark, long version)
    {
        var moved = new MarkMoved(Eth, new MarkQuote(new Price(mark), 0m, version), false);
        var sweep = Assert.Single(monitors.Handle(Envelope(EntityRef.RiskMonitors, moved, version)));
        return [.. monitors.Handle(sweep).Select(check => check.To.Id)];
    }

    private static IEnumerable<string> Heard(RiskMonitors monitors, AccountRisk risk) =>
        [.. monitors.Handle(Envelope(EntityRef.RiskMonitor(risk.Account), risk, 1)).Select(check => check.To.Id)];

    private static Envelope Envelope(EntityRef to, Message body, long at) =>
        new(to, EntityRef.Market(Eth), body, new EventRef(EntityRef.Market(Eth), at), null, new Moment(at));

    private static RiskMonitors Monitors(VenueProfile profile)
    {
        var monitors = new RiskMonitors(TestRules.Of(TestRules.Instrument("ETH-PERP")) with { Profile = profile });
        monitors.Know(Eth, new MarkQuote(new Price(1_000m), 0m, 1));
        return monitors;
    }

    private static AccountRisk Risk(string account, long version, decimal wallet, decimal size, decimal entry)
    {
        var state = Account.New(new AccountId(account));
        return new AccountRisk(state with
        {
            Version = version,
            Wallet = new Money(wallet),
            Positions = size == 0m ? state.Positions
                : state.Positions.Add(Eth, new Position(new Quantity(size), new Money(size * entry), 0m, null)),
        });
    }

    private static AccountRisk Frozen(AccountRisk risk) => new(risk.State with
    {
        Distress = risk.State.Distress with { Status = AccountStatus.Liquidating },
    });

    /// <summary>Scores that a test can choose.</summary>
    private sealed record BalanceIsScore : IRankingPolicy
    {
        public string Name => "balance";

        public RankingScore Score(in RankingInput input) => new(0m, 0m, input.Balance);
    }
}
