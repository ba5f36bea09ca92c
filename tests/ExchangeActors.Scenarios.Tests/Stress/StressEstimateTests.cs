using CsCheck;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Scenarios.Tests.Stress;

/// <summary>The estimates against figures from the literature, and against what their intervals promise.</summary>
public sealed class StressEstimateTests
{
    [Theory]
    [InlineData(0, 20, 0.0, 0.16113)] // 1.96²/(20 + 1.96²)
    [InlineData(20, 20, 0.83887, 1.0)]
    [InlineData(5, 100, 0.02154, 0.11175)]
    [InlineData(50, 100, 0.40383, 0.59617)]
    public void Wilson(long hits, long of, double low, double high)
    {
        var estimate = Estimates.Probability(hits, of);

        Assert.Equal((double)hits / of, estimate.Value, 12);
        Assert.Equal(low, estimate.Low!.Value, 5);
        Assert.Equal(high, estimate.High!.Value, 5);
    }

    [Theory]
    [InlineData(100, 0.5, 40, 61)] // the textbook's ranks for the median of 100: 40th and 61st
    [InlineData(100, 0.95, 90, 100)]
    [InlineData(1000, 0.99, 983, 996)]
    public void The_ranks_around_a_quantile_hold_it_with_95_per_cent(int runs, double level, int low, int high)
    {
        var estimate = Estimates.Quantile([.. Enumerable.Range(1, runs).Select(value => (double)value)], level);

        Assert.Equal(Math.Ceiling(level * runs), estimate.Value);
        var (l, h) = ((int)estimate.Low!.Value, (int)estimate.High!.Value);
        Assert.InRange(Math.Abs(l - low) + Math.Abs(h - high), 0, 1);
        Assert.True(Covered(runs, level, l, h) >= 0.95, "covers less than it says");
        Assert.True(Covered(runs, level, l + 1, h) < 0.975 && Covered(runs, level, l, h - 1) < 0.975, "wider than it need be");
    }

    [Fact]
    public void Too_few_runs_leave_an_end_open()
    {
        double[] values = [.. Enumerable.Range(1, 100).Select(value => (double)value)];

        Assert.Null(Estimates.Quantile(values, 0.99).High);
        Assert.NotNull(Estimates.Quantile(values, 0.99).Low);
        Assert.Null(Estimates.Means(values, [0.999]).Shortfalls[0].High);
        Assert.NotNull(Estimates.Means(values, [0.99]).Shortfalls[0].High);
    }

    [Fact]
    public void Expected_shortfall_is_the_mean_of_the_worst_and_a_part_of_the_run_at_the_edge()
    {
        double[] values = [.. Enumerable.Range(1, 100).Select(value => (double)value)];

        var (mean, shortfalls) = Estimates.Means(values, [0.95, 0.975, 0.99, 0.999]);

        Assert.Equal(50.5, mean.Value, 9);
        Assert.Equal(98.0, shortfalls[0].Value, 9);
        Assert.Equal((100.0 + 99.0 + (0.5 * 98.0)) / 2.5, shortfalls[1].Value, 9);
        Assert.Equal(100.0, shortfalls[2].Value, 9);
        Assert.Equal(100.0, shortfalls[3].Value, 9);
        Assert.InRange(mean.Low!.Value, 44.0, 46.0); // 50.5 ± 1.96·28.9/10
        Assert.InRange(mean.High!.Value, 55.0, 57.5);
        Assert.All(shortfalls, shortfall => Assert.True(shortfall.Low <= shortfall.Value));
    }

    [Fact]
    public void The_mean_of_the_worst_is_never_below_the_quantile_and_intervals_hold_their_estimate() =>
        Gen.Double[0.0, 1e6].Array[1, 200].Sample(values =>
        {
            Array.Sort(values);
            var quantile = Estimates.Quantile(values, 0.95);
            var (mean, shortfalls) = Estimates.Means(values, [0.95]);
            Assert.True(shortfalls[0].Value >= quantile.Value * (1.0 - 1e-9));
            Assert.True(!(quantile.Low > quantile.Value) && !(quantile.High < quantile.Value));
            Assert.True(mean.Value >= values[0] * (1.0 - 1e-9) && mean.Value <= values[^1] * (1.0 + 1e-9));
        }, iter: 100);

    [Theory]
    [InlineData("a=uniform(2,6)", 4.0, 0.0)]
    [InlineData("a=whole(1,6)", 3.5, 0.0)]
    [InlineData("a=list(1|2|9)", 4.0, 0.0)]
    [InlineData("a=lognormal(1,0.5)", 3.0802, 0.0)] // e^(1 + 0.125)
    public void Draws_have_the_distributions_mean(string text, double mean, double least)
    {
        var variation = Variation.Parse(text, []);
        var draws = Enumerable.Range(0, 20_000).Select(seed => double.Parse(
            variation.Draw((ulong)seed), System.Globalization.CultureInfo.InvariantCulture)).ToList();

        Assert.InRange(draws.Average() / mean, 0.98, 1.02);
        Assert.True(draws.Min() > least);
        Assert.Equal(draws[7], double.Parse(variation.Draw(7), System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// P(the quantile lies between the low and the high rank): P(low ≤ number below it &lt; high), the number being binomial.
    /// </summary>
    private static double Covered(int runs, double level, int low, int high)
    {
        // In logarithms: (1 − level)^runs is nothing that a double holds.
        var (logarithm, sum) = (runs * Math.Log(1.0 - level), 0.0);
        for (var below = 0; below < high; below++)
        {
            sum += below >= low ? Math.Exp(logarithm) : 0.0;
            logarithm += Math.Log((runs - below) / (below + 1.0) * level / (1.0 - level));
        }

        return sum;
    }
}
