using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Allocation;
using ExchangeActors.Scenarios.Comparing;

namespace ExchangeActors.Scenarios.Tests.Comparing;

/// <summary>The measures, against figures worked out by hand.</summary>
public sealed class MeasureTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    /// <summary>Chitra, arXiv 2512.01112 v3, section 2.4: w = (8, 4, 0.5, 0, 0), D = 15, Δ = 12, θ = 1/2, so B = 7.5.</summary>
    private static readonly decimal[] Profits = [8m, 4m, 0.5m, 0m, 0m];

    [Fact]
    public void The_papers_example_under_a_queue()
    {
        // The queue is (2, 1, 3, 5, 4).
        int[] queue = [1, 0, 2, 4, 3];
        var taken = Back(queue, new QueueAllocation().Allocate(Claims(queue), 7.5m, 0.1m));

        Assert.Equal([3.5m, 4m, 0m, 0m, 0m], taken);
        var winner = TailRatios.LargestWinner(Profits.Zip(taken));
        Assert.Equal(4.5m, winner);
        Assert.Equal(0.3m, TailRatios.Ptsr(winner, 15m));
        Assert.Equal(0.375m, TailRatios.Pmr(winner, 12m));

        // By the paper's text, with the severity: 4.5 ÷ 7.5 and 4.5 ÷ 6.
        Assert.Equal(0.6m, TailRatios.Ptsr(winner, 0.5m * 15m));
        Assert.Equal(0.75m, TailRatios.Pmr(winner, 0.5m * 12m));
    }

    [Fact]
    public void The_papers_example_pro_rata()
    {
        int[] order = [0, 1, 2, 3, 4];
        var taken = Back(order, new ProRataAllocation().Allocate(Claims(order), 7.5m, 0.1m));

        Assert.Equal([4.8m, 2.4m, 0.3m, 0m, 0m], taken);
        var winner = TailRatios.LargestWinner(Profits.Zip(taken));
        Assert.Equal(3.2m, winner);
        Assert.Equal(0.2133m, decimal.Round(TailRatios.Ptsr(winner, 15m)!.Value, 4));
        Assert.Equal(0.2667m, decimal.Round(TailRatios.Pmr(winner, 12m)!.Value, 4));
    }

    [Fact]
    public void Without_a_deficit_there_is_no_tail_ratio()
    {
        Assert.Null(TailRatios.Ptsr(5m, 0m));
        Assert.Null(TailRatios.Pmr(5m, 0m));
        Assert.Equal(0m, TailRatios.LargestWinner([]));
    }

    [Fact]
    public void Gini_is_nothing_for_equals_and_nearly_one_for_one_who_bears_all()
    {
        Assert.Equal(0m, Concentration.Gini([3m, 3m, 3m]));
        Assert.Equal(0.75m, Concentration.Gini([0m, 0m, 0m, 8m]));

        // Σ (2i − 4)·x = −2·1 + 0·2 + 2·3 = 4; ÷ (3·6).
        Assert.Equal(4m / 18m, Concentration.Gini([2m, 3m, 1m]));
        Assert.Null(Concentration.Gini([0m, 0m]));
        Assert.Null(Concentration.Gini([]));
    }

    [Fact]
    public void The_largest_haircut_share_looks_at_solvent_accounts_and_ends_at_one()
    {
        Assert.Equal(0.5m, Concentration.LargestShare([(5m, 10m), (2m, 10m), (9m, -1m)]));
        Assert.Equal(1m, Concentration.LargestShare([(30m, 10m)]));
        Assert.Null(Concentration.LargestShare([(9m, 0m)]));
    }

    [Fact]
    public void Rank_correlations_of_small_rankings()
    {
        Assert.Equal((1m, 1m), Both([0, 1, 2, 3], [0, 1, 2, 3]));
        Assert.Equal((-1m, -1m), Both([0, 1, 2, 3], [3, 2, 1, 0]));

        // Two neighbours changed places: d² sums to 2, 1 − 12 ÷ 60; one pair of six is out of order.
        Assert.Equal(0.8m, RankCorrelation.Spearman([0, 1, 2, 3], [1, 0, 2, 3]));
        Assert.Equal(2m / 3m, RankCorrelation.Kendall([0, 1, 2, 3], [1, 0, 2, 3]), 20);
        Assert.Equal((1m, 1m), Both([0], [0]));
    }

    [Fact]
    public void Tau_counts_the_same_pairs_as_counting_them_one_by_one()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 50; trial++)
        {
            int[] first = [.. Enumerable.Range(0, 12).OrderBy(_ => random.Next())];
            int[] second = [.. Enumerable.Range(0, 12).OrderBy(_ => random.Next())];
            var pairs = from a in Enumerable.Range(0, 12)
                        from b in Enumerable.Range(a + 1, 11 - a)
                        select Math.Sign(
                (first[a] - first[b]) * (second[a] - second[b]));

            Assert.Equal(pairs.Sum() / 66m, RankCorrelation.Kendall(first, second), 20);
        }
    }

    [Fact]
    public void Waves_end_where_nothing_happens_for_more_than_five_seconds()
    {
        var waves = AdlWave.Of([Close(0), Close(5_000), Close(10_001), Close(10_001)]);

        Assert.Equal([(5_000L, 2), (10_001L, 2)], waves.Select(wave => (wave.End.UnixMs, wave.Closings.Length)));
        Assert.Empty(AdlWave.Of([]));
    }

    [Fact]
    public void Overshoot_is_what_winners_would_have_had_more_less_what_was_needed()
    {
        var marks = new MarkHistory();
        marks.Add(Eth, new Moment(0), 100m);
        marks.Add(Eth, new Moment(10_000), 90m);
        marks.Add(Eth, new Moment(60_000), 104m);

        // Ann's short of 2 is bought back at 97, the mark being 100: needed 6. Ben's long of 1 is sold at 97: needed 3.
        var waves = AdlWave.Of([Close(0, "ann", -2m), Close(0, "ben", 1m)]);
        var needed = Overshoot.Needed(waves[0].Closings);
        Assert.Equal(9m, needed);

        // At once, mark 100: ann −2·(100 − 97) = −6 (she gained), ben 3. H = 3.
        Assert.Equal(new HorizonFigures(0m, -3m, 3m, -6m, 0), Overshoot.At(0m, waves, marks, needed));

        // Ten seconds later, mark 90: ann −2·(90 − 97) = 14, ben −7. H = 14.
        Assert.Equal(new HorizonFigures(10m, 7m, 14m, 5m, 0), Overshoot.At(10m, waves, marks, needed));

        // Beyond the end of the run the last mark, 104: ann −14, ben 7.
        Assert.Equal(new HorizonFigures(90m, -7m, 7m, -2m, 2), Overshoot.At(90m, waves, marks, needed));
    }

    [Fact]
    public void The_mark_at_a_time_is_the_newest_at_or_before_it()
    {
        var marks = new MarkHistory();
        marks.Add(Eth, new Moment(10), 1m);
        marks.Add(Eth, new Moment(20), 2m);
        marks.Add(Eth, new Moment(20), 3m);

        Assert.Equal([null, 1m, 1m, 3m, 3m], new long[] { 9, 10, 19, 20, 99 }.Select(at => marks.At(Eth, new Moment(at))));
        Assert.Null(marks.At(new MarketId("BTC-PERP"), new Moment(20)));
    }

    private static ForcedClosing Close(long at, string account = "ann", decimal closed = 1m) =>
        new(new Moment(at), new AccountId(account), Eth, closed, 97m, 100m, 50m);

    private static List<Claim> Claims(int[] order) =>
        [.. order.Select((account, place) => new Claim(Profits[account], Profits[account], Profits[account], 1m, order.Length - place))];

    private static decimal[] Back(int[] order, IReadOnlyList<decimal> taken)
    {
        var byAccount = new decimal[order.Length];
        for (var place = 0; place < order.Length; place++)
        {
            byAccount[order[place]] = taken[place];
        }

        return byAccount;
    }

    private static (decimal, decimal) Both(int[] first, int[] second) =>
        (RankCorrelation.Spearman(first, second), RankCorrelation.Kendall(first, second));
}
