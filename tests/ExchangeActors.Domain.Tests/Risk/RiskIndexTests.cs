using CsCheck;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Ranking;

namespace ExchangeActors.Domain.Tests.Risk;

public sealed class RiskIndexTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    [Fact]
    public void The_indicator_gives_the_percentiles_of_the_published_example()
    {
        // BitMEX's example: six longs of 10, 10, 20, 30, 20, 10 with scores 3, 6, 1, 4, 5, 2; in queue order 20, 40, 60, 80, 80 and 100
        // percent.
        var index = Index(TestRules.Bitmex() with { Ranking = new BalanceIsScore() });
        (decimal Size, decimal Score)[] longs = [(10m, 3m), (10m, 6m), (20m, 1m), (30m, 4m), (20m, 5m), (10m, 2m)];
        for (var i = 0; i < longs.Length; i++)
        {
            index.Handle(Risk($"long-{i + 1}", 1, longs[i].Score, longs[i].Size, 1_000m));
        }

        index.Handle(Risk("short", 1, 99m, -100m, 1_000m));
        Assert.Equal(
            [("long-2", 20), ("long-5", 40), ("long-4", 60), ("long-1", 80), ("long-6", 80), ("long-3", 100)],
            index.Indicator(+1).Select(place => (place.Account.Value, (6 - place.Lights) * 20)));
        Assert.Equal([("short", 1)], index.Indicator(-1).Select(place => (place.Account.Value, place.Lights)));
        Assert.Equal(100m, index.OpenInterest.Value);
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
        var index = Index(TestRules.Bitmex() with { Ranking = new BalanceIsScore() });
        index.Handle(Risk("dave", 1, 5m, -1m, 1_100m));
        index.Handle(Risk("carol", 1, 5m, -1m, 1_100m));
        index.Handle(Risk("bob", 1, 7m, -1m, 1_100m));
        index.Handle(Risk("loser", 1, 9m, -1m, 900m));
        index.Handle(Risk("bankrupt", 1, 9m, -1m, 1_100m));
        index.Handle(Risk("frozen", 1, 9m, -1m, 1_100m) with { CanBeChecked = false });
        index.Handle(Risk("long", 1, 9m, 1m, 900m));
        index.Handle(Risk("gone", 1, 9m, -1m, 1_100m));
        index.Handle(Risk("gone", 2, 9m, -1m, 1_100m) with { Positions = [] });
        index.Handle(Risk("gone", 1, 9m, -1m, 1_100m) with { Version = 0 });
        Assert.Equal(["bob", "carol", "dave"], index.Queue(-1, new AccountId("bankrupt"), queuedOnly: true)
            .Where(candidate => candidate.Account.Value != "gone").Select(candidate => candidate.Account.Value));
    }

    [Fact]
    public void The_recorded_queue_is_the_front_of_the_whole_one_and_the_rest_is_counted() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 60], Gen.Int[1, 40]).Sample(
        (scores, limit) =>
        {
            var index = Index(
                TestRules.Bitmex(WaterfallLimits.Default with { QueueLength = limit }) with { Ranking = new BalanceIsScore() });
            for (var i = 0; i < scores.Length; i++)
            {
                index.Handle(Risk($"trader-{i}", 1, scores[i], -1m - i, 1_100m));
            }

            var whole = index.Queue(-1, new AccountId("trader-0"), queuedOnly: true);
            var ranked = (RankedQueue)index.Handle(new RankQueue(new DeleveragingId(Eth, 1), 1, -1, new AccountId("trader-0"))).Single()
                .Body;
            Assert.Equal(whole.Take(limit), ranked.Candidates);
            Assert.Equal((whole.Count, whole.Sum(candidate => -candidate.Size.Value)), (ranked.Total, ranked.TotalQuantity.Value));
        },
        iter: 500);

    [Fact]
    public void A_late_announcement_is_ignored()
    {
        var index = Index(TestRules.Bitmex());
        index.Handle(Risk("alice", 5, 1_000m, 2m, 1_000m));
        index.Handle(Risk("alice", 4, 1_000m, 7m, 1_000m));
        Assert.Equal(2m, index.OpenInterest.Value);
    }

    [Fact]
    public void A_tick_asks_only_those_whose_band_it_has_left_each_once()
    {
        var index = Index(TestRules.Bitmex());
        for (var i = 0; i < 100; i++)
        {
            index.Handle(Risk($"trader-{i:00}", 1, 1_000m, 1m, 1_000m, new SafeBand(new Price(900m + i), null)));
        }

        Assert.Equal(["trader-51", "trader-52"], Asked(index, 950.5m, 2).Order().Take(2));
        Assert.Empty(Asked(index, 950.4m, 3));
        Assert.Equal(["trader-50"], Asked(index, 949.9m, 4));
        Assert.Empty(Asked(index, 2_000m, 5));
    }

    private static IEnumerable<string> Asked(RiskIndex index, decimal mark, long version)
    {
        index.Handle(new MarkMoved(Eth, new MarkQuote(new Price(mark), 0m, version), false));
        return [.. index.Handle(new SweepBands()).Select(hint => hint.To.Id)];
    }

    private static RiskIndex Index(VenueProfile profile)
    {
        var index = new RiskIndex(Eth, TestRules.Of(TestRules.Instrument("ETH-PERP")) with { Profile = profile });
        index.Handle(new MarkMoved(Eth, new MarkQuote(new Price(1_000m), 0m, 1), false));
        index.Handle(new SweepBands());
        return index;
    }

    private static AccountRisk Risk(string account, long version, decimal wallet, decimal size, decimal entry, SafeBand? band = null) =>
        new(
        new AccountId(account), version, true, new Money(wallet),
            [new RiskPosition(Eth, new Quantity(size), new Money(size * entry), null, band)]);

    /// <summary>Scores that a test can choose.</summary>
    private sealed record BalanceIsScore : IRankingPolicy
    {
        public string Name => "balance";

        public RankingScore Score(in RankingInput input) => new(0m, 0m, input.Balance);
    }
}
