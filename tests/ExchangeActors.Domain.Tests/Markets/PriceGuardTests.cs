using CsCheck;
using ExchangeActors.Domain.Markets;

namespace ExchangeActors.Domain.Tests.Markets;

/// <summary>The guard holds lone outliers and lets the market move. Prices are around 1000, the tick is 0.1.</summary>
public sealed class PriceGuardTests
{
    private static readonly MarkPriceSettings Guarded = MarkPriceSettings.Default with { MaxJump = 0.3m };

    [Fact]
    public void A_row_that_is_sampled_again_does_not_bear_itself_out_however_long()
    {
        var feed = new PriceFeed(Guarded);
        Assert.True(feed.Take(0, 1_000m));
        feed.Row(60, 10m);
        for (var second = 60; second < 1_000; second += 5)
        {
            Assert.False(feed.Sample(second));
        }

        Assert.Equal(1_000m, feed.Mark);
        Assert.Equal(60m * 1000m, feed.Market.Mark.Held!.Since.UnixMs);
        Assert.True(feed.Take(1_000, 990m));
        Assert.Null(feed.Market.Mark.Held);
    }

    [Theory]
    [InlineData(600, 528, 528)] // on the same side and no further jump from 600: taken whole
    [InlineData(600, 650, 650)]
    [InlineData(600, 300, 600)] // half of what two rows agree on: held in its turn
    [InlineData(300, 600, 600)] // a bad row beside a true fall
    [InlineData(1_500, 2_200, 1_500)]
    [InlineData(1_500, 1_400, 1_400)]
    [InlineData(9_000, 1_400, 1_400)]
    public void The_next_row_on_the_same_side_bears_a_held_one_out_as_far_as_both_have_come(double held, double next, double mark)
    {
        var feed = new PriceFeed(Guarded);
        feed.Take(0, 1_000m);
        Assert.False(feed.Take(1, (decimal)held));
        Assert.True(feed.Take(2, (decimal)next));
        Assert.Equal((decimal)mark, feed.Mark);
        Assert.Equal((decimal)mark == (decimal)next, feed.Market.Mark.Held is null);
    }

    [Theory]
    [InlineData(20, 1_000)]
    [InlineData(5_000, 1_000)]
    public void Outliers_between_good_rows_are_never_taken(double outlier, double good)
    {
        var feed = new PriceFeed(Guarded);
        feed.Take(0, (decimal)good);
        for (var second = 1; second < 100; second++)
        {
            Assert.Equal(second % 2 == 0, feed.Take(second, second % 2 == 0 ? (decimal)good : (decimal)outlier));
            Assert.Equal((decimal)good, feed.Mark);
        }
    }

    [Fact]
    public void Rows_on_both_sides_in_turn_are_followed_by_their_median_after_the_longest_hold()
    {
        var feed = new PriceFeed(Guarded);
        feed.Take(0, 1_000m);
        for (var second = 1; second <= 10; second++)
        {
            Assert.False(feed.Take(second, second % 2 == 0 ? 2_000m : 500m));
        }

        Assert.Equal(1_000m, feed.Mark);
        Assert.True(feed.Take(11, 500m));
        Assert.Equal(500m, feed.Mark);
        Assert.False(feed.Take(12, 1_000m));
    }

    [Fact]
    public void Without_a_longest_hold_rows_on_both_sides_are_held_for_good()
    {
        var feed = new PriceFeed(Guarded with { MaxHoldSeconds = 0m });
        feed.Take(0, 1_000m);
        for (var second = 1; second <= 1_000; second++)
        {
            Assert.False(feed.Take(second, second % 2 == 0 ? 2_000m : 500m));
        }
    }

    [Fact]
    public void Time_alone_bears_nothing_out_two_bad_rows_on_both_sides_a_minute_apart_are_not_taken()
    {
        var feed = new PriceFeed(Guarded);
        feed.Take(0, 1_000m);
        Assert.False(feed.Take(60, 1m));
        Assert.False(feed.Take(120, 90_000m));
        Assert.True(feed.Take(180, 1_000m));
        Assert.Equal(1_000m, feed.Mark);
    }

    [Fact]
    public void A_bad_first_row_is_left_with_the_second_good_one()
    {
        var feed = new PriceFeed(Guarded);
        feed.Take(0, 1m);
        Assert.False(feed.Take(60, 1_000m));
        Assert.True(feed.Take(120, 1_001m));
        Assert.Equal(1_001m, feed.Mark);
    }

    [Fact]
    public void Under_a_smoothed_basis_a_trade_that_jumps_waits_for_another_trade_and_an_index_for_another_index()
    {
        var settings = new MarkPriceSettings(MarkPriceRule.SmoothedBasis, 1m, 0.9m, 0.3m, 0.1m);
        var feed = new PriceFeed(settings);
        feed.Take(0, 1_000m, 1_000m);
        Assert.False(feed.Take(1, 1_000m, 1_800m));
        Assert.True(feed.Take(2, 1_001m));
        Assert.Equal(1_001m, feed.Mark);
        // The index falls to a tenth; new trades beside the same row of it bear nothing out.
        Assert.False(feed.Take(3, 100m));
        Assert.False(feed.Take(3.5m, last: 101m));
        Assert.False(feed.Take(4, last: 102m));
        Assert.True(feed.Take(5, 101m));
        Assert.InRange(feed.Mark, 100m, 105m);
    }

    [Fact]
    public void Whatever_the_market_does_on_one_side_of_the_mark_it_is_followed_one_row_behind() => Gen.Select(
        Gen.Bool, Gen.Double[0.02, 0.699].List[2, 12], Gen.Int[1, 4], Gen.Int[1, 90]).Sample((up, factors, samples, seconds) =>
    {
        var feed = new PriceFeed(Guarded);
        var path = new List<decimal> { 1_000_000m };
        feed.Take(0, path[0]);
        for (var i = 0; i < factors.Count && path[^1] is > 10m and < 10_000_000_000m; i++)
        {
            path.Add(decimal.Round(up ? path[^1] / (decimal)factors[i] : path[^1] * (decimal)factors[i], 1));
            var at = (i + 1m) * seconds;
            feed.Row(at, path[^1]);
            for (var sample = 0; sample < samples; sample++)
            {
                feed.Sample(at + ((decimal)sample * seconds / samples));
            }

            if (i > 0)
            {
                Assert.True(up ? feed.Mark >= path[^2] : feed.Mark <= path[^2],
                    $"row {i}: mark {feed.Mark}, rows {string.Join(' ', path)}");
            }
        }
    });

    [Fact]
    public void No_lone_outlier_is_ever_taken_whatever_the_market_does_around_it() => Gen.Select(
        Gen.Int[-200, 200], Gen.Int[0, 3], Gen.Bool, Gen.Int[1, 4], Gen.Int[1, 90]).List[1, 40].Sample(rows =>
    {
        var feed = new PriceFeed(Guarded);
        var (good, second, sinceOutlier) = (1_000m, 1m, 2);
        var (low, high) = (good, good);
        feed.Take(0, good);
        foreach (var (move, kind, above, samples, gap) in rows)
        {
            // With a single good row between two outliers, itself a jump, nobody could tell which is which.
            var isOutlier = kind == 0 && sinceOutlier >= 2;
            sinceOutlier = isOutlier ? 0 : sinceOutlier + 1;
            // Good rows move by a fifth, and now and then beyond the guard.
            good = isOutlier ? good : Math.Clamp(decimal.Round(good * (1m + (move / (kind == 1 ? 250m : 1_000m))), 1), 100m, 100_000m);
            (low, high) = (Math.Min(low, good), Math.Max(high, good));
            feed.Row(second, !isOutlier ? good : above ? high * 20m : low / 20m);
            for (var sample = 0; sample < samples; sample++)
            {
                feed.Sample(second + ((decimal)sample * gap / (2m * samples)));
                Assert.InRange(feed.Mark, low - 0.1m, high + 0.1m);
            }

            second += gap;
        }
    });
}
