using System.Globalization;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Hedging;
using ExchangeActors.Domain.Venues.Ranking;

namespace ExchangeActors.Domain.Tests.Venues.Ranking;

public sealed class RankingTests
{
    [Fact]
    public void BitMEX_multiplies_profit_by_leverage_and_divides_losses_by_it()
    {
        // Short 12 from 2000 at 1840, own bankruptcy price 2500: 0.08 · 1840/660.
        var winner = new BitmexRanking().Score(Input(-12m, 2_000m, 1_840m, bankruptcy: 2_500m));
        Assert.Equal(0.08m, winner.PnlRatio);
        Assert.Equal(0.08m * (1_840m / 660m), winner.Score);

        // Long 10 from 2000, b 1782: −0.08 ÷ (1840/58).
        var loser = new BitmexRanking().Score(Input(10m, 2_000m, 1_840m, bankruptcy: 1_782m));
        Assert.Equal(-0.08m / (1_840m / 58m), loser.Score);
    }

    [Fact]
    public void BitMEX_counts_who_cannot_lose_all_with_a_leverage_below_one() =>
        Assert.Equal(1_840m / 5_000m, new BitmexRanking().Score(Input(10m, 1_600m, 1_840m, equity: 50_000m)).Leverage);

    [Theory]
    [InlineData(1_000, 1_500, 75, 0.025)] // 500/1000 · 75/1500
    [InlineData(0.5, 2.5, 0.5, 0.4)] // 2/max(1, 0.5) · 0.5/2.5
    [InlineData(1_000, 900, 75, 0)] // no profit
    [InlineData(-1_000, -100, 75, 0)] // W + U ≤ 0
    public void Binance_multiplies_profit_over_wallet_by_the_margin_ratio(
        double wallet, double equity, double maintenance, double score) => Assert.Equal(
        (decimal)score,
            new BinanceRanking()
                .Score(Input(1m, 100m, 110m, balance: (decimal)wallet, equity: (decimal)equity, maintenance: (decimal)maintenance)).Score);

    [Theory]
    [InlineData(100, 200, 1)] // 100/100 · 200/200 (psyto/openhl: 10,000 of 10,000)
    [InlineData(50, 150, 2.6666)] // 100/50 · 200/150 (26,666)
    public void Percent_times_leverage_gives_the_worked_examples(int wallet, int equity, double score) => Assert.Equal(
        (decimal)score,
            decimal.Truncate(10_000m * new PnlTimesLeverageRanking().Score(Input(1m, 100m, 200m, balance: wallet, equity: equity))
                .Score) / 10_000m);

    [Fact]
    public void Percent_times_leverage_divides_losses_and_puts_who_has_no_equity_last()
    {
        // −50/100 ÷ (50/50).
        Assert.Equal(-0.5m, new PnlTimesLeverageRanking().Score(Input(1m, 100m, 50m, balance: 100m, equity: 50m)).Score);
        Assert.Equal(-RankingScore.Greatest, new PnlTimesLeverageRanking().Score(Input(1m, 100m, 200m, balance: 100m, equity: 0m)).Score);
        Assert.Equal(-RankingScore.Greatest, new PnlTimesLeverageRanking().Score(Input(1m, 100m, 200m, balance: 0m, equity: 100m)).Score);
    }

    [Fact]
    public void OKX_divides_profit_by_the_margin_ratio_and_multiplies_losses_by_it()
    {
        // Margin ratio 1000/50 = 20.
        Assert.Equal(0.004m, new OkxRanking().Score(Input(-12m, 2_000m, 1_840m, equity: 1_000m, maintenance: 50m)).Score);
        Assert.Equal(-1.6m, new OkxRanking().Score(Input(12m, 2_000m, 1_840m, equity: 1_000m, maintenance: 50m)).Score);
        Assert.Equal(RankingScore.Greatest, new OkxRanking().Score(Input(-12m, 2_000m, 1_840m, equity: 0m, maintenance: 50m)).Score);
        Assert.Equal(-RankingScore.Greatest, new OkxRanking().Score(Input(12m, 2_000m, 1_840m, equity: 0m, maintenance: 50m)).Score);
    }

    [Fact]
    public void Hyperliquid_rises_with_profit_on_both_sides()
    {
        Assert.Equal(1.1m * 5m, new HyperliquidRanking().Score(Input(10m, 100m, 110m, equity: 220m)).Score);
        Assert.Equal(1.1m * 5m, new HyperliquidRanking().Score(Input(-10m, 110m, 100m, equity: 200m)).Score);
        Assert.True(Short(90m) > Short(100m));

        static decimal Short(decimal mark) => new HyperliquidRanking().Score(Input(-10m, 110m, mark, equity: mark * 2m)).Score;
    }

    [Fact]
    public void Ethereal_orders_by_leverage_then_profit_then_lowest_balance()
    {
        var score = new EtherealRanking().Score(Input(10m, 100m, 110m, balance: 120m, equity: 220m));
        Assert.Equal((5m, 100m, -120m), (score.Score, score.Second, score.Third));
    }

    [Fact]
    public void Dango_takes_the_highest_short_and_the_lowest_long()
    {
        Assert.True(new EntryRanking().Score(Input(-1m, 2_000m, 1_840m)).Score > new EntryRanking().Score(Input(-1m, 1_900m, 1_840m))
            .Score);
        Assert.True(new EntryRanking().Score(Input(1m, 1_900m, 1_840m)).Score > new EntryRanking().Score(Input(1m, 2_000m, 1_840m)).Score);
    }

    [Theory]
    [InlineData(0.5, 0.6)] // √0.04 · √9
    [InlineData(1, 0.04)]
    [InlineData(0, 9)]
    public void Bulk_weighs_profit_against_leverage(double weight, double score) =>
        Assert.Equal((decimal)score, decimal.Round(new BulkRanking((decimal)weight).Score(Input(9m, 100m, 104m, equity: 104m)).Score, 10));

    [Fact]
    public void Bulk_gives_losers_nothing() => Assert.Equal(0m, new BulkRanking(0.5m).Score(Input(9m, 100m, 96m, equity: 104m)).Score);

    [Fact]
    public void The_keepers_choice_is_the_largest_profit() =>
        Assert.Equal(1_920m, new LargestPnlRanking().Score(Input(-12m, 2_000m, 1_840m)).Score);

    [Fact]
    public void The_papers_queues_differ_from_the_venues_own()
    {
        // l = 1000/200 = 5; 5 · 100/80 and 5 · 100/125.
        var input = Input(10m, 90m, 100m, previous: 125m, balance: 200m, bankruptcy: 80m);
        Assert.Equal(6.25m, new PaperBinanceRanking().Score(input).Score);
        Assert.Equal(4m, new PaperHyperliquidRanking().Score(input).Score);
        Assert.Equal(5m, new PaperBinanceRanking().Score(input with { BankruptcyPrice = null }).Score);
    }

    [Theory]
    [InlineData(0, "alice", "0.599481045036")]
    [InlineData(0, "bob", "0.312075880356")]
    [InlineData(7, "alice", "0.465859680437")]
    [InlineData(7, "bob", "0.963638729416")]
    public void A_seeded_order_is_the_same_on_every_machine(int seed, string account, string score) => Assert.Equal(
        decimal.Parse(score, CultureInfo.InvariantCulture), new SeededRanking(seed)
            .Score(Input(1m, 100m, 100m) with { Account = account }).Score);

    [Theory]
    [InlineData(500, 1)] // half of it is unhedged
    [InlineData(-100, 0)] // it hedges others
    [InlineData(2_000, 2)] // no more than all of it counts
    public void A_score_counts_as_far_as_the_position_is_not_hedged(int exposure, int score)
    {
        var adjusted = new HedgedLast().Adjust(new RankingScore(0.1m, 5m, 2m, 7m), Input(10m, 90m, 100m) with { NetExposure = exposure });
        Assert.Equal((score, 2m, 7m), (adjusted.Score, adjusted.Second, adjusted.Third));
    }

    [Fact]
    public void A_short_hedges_a_net_long_and_losers_keep_their_score()
    {
        Assert.Equal(0m, new HedgedLast().Adjust(new RankingScore(0.1m, 5m, 2m), Input(-10m, 110m, 100m) with { NetExposure = 1m }).Score);
        Assert.Equal(-2m, new HedgedLast().Adjust(new RankingScore(-0.1m, 5m, -2m), Input(-10m, 90m, 100m) with { NetExposure = 1m })
            .Score);
        Assert.Equal(2m, new IgnoredHedging().Adjust(new RankingScore(0.1m, 5m, 2m), Input(-10m, 110m, 100m) with { NetExposure = 1m })
            .Score);
    }

    private static RankingInput Input(
        decimal size, decimal entry, decimal mark, decimal? previous = null, decimal balance = 1_000m, decimal equity = 1_000m,
            decimal maintenance = 50m, decimal? bankruptcy = null) =>
        new("a", size, entry, mark, previous ?? mark, balance, equity, maintenance, Math.Abs(size) * mark, size * mark, bankruptcy);
}
