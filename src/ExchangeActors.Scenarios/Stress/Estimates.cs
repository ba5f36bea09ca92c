using ExchangeActors.Scenarios.Draws;
using MathNet.Numerics.Distributions;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>An estimate with its 95 % interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end; null when the runs do not bound it.</param>
/// <param name="High">Upper end; null when the runs do not bound it: they are too few.</param>
public sealed record Estimate(double Value, double? Low, double? High);

/// <summary>An estimate at a level.</summary>
/// <param name="Level">E.g. 0.99.</param>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end; null when the runs do not bound it.</param>
/// <param name="High">Upper end; null when the runs do not bound it.</param>
public sealed record LevelEstimate(double Level, double Value, double? Low, double? High);

/// <summary>
/// Estimates of what an ensemble shows, with 95 % intervals. Functions of the numbers alone: nothing depends on the machine or on the
/// day.
/// </summary>
public static class Estimates
{
    /// <summary>The level of every interval.</summary>
    public const double Confidence = 0.95;

    private const double Tail = (1.0 - Confidence) / 2.0;
    private const int MostResamples = 1_000;
    private const int LeastResamples = 200;
    private const double Draws = 1e7;
    private const ulong BootstrapSeed = 20251010;

    /// <summary>
    /// A probability by its frequency, with Wilson's interval (E. B. Wilson, "Probable inference, the law of succession, and statistical
    /// inference", JASA 1927): it stays inside [0, 1] and says something when the frequency is 0 or 1.
    /// </summary>
    /// <param name="hits">0 to <paramref name="of"/>.</param>
    /// <param name="of">&gt; 0.</param>
    public static Estimate Probability(long hits, long of)
    {
        var z = Normal.InvCDF(0.0, 1.0, 1.0 - Tail);
        var share = (double)hits / of;
        var weight = z * z / of;
        var centre = (share + (weight / 2.0)) / (1.0 + weight);
        var half = z / (1.0 + weight) * Math.Sqrt((share * (1.0 - share) / of) + (weight / (4.0 * of)));
        return new Estimate(Round(share), hits == 0 ? 0.0 : Round(centre - half), hits == of ? 1.0 : Round(centre + half));
    }

    /// <summary>
    /// The least value that at least this share of the runs does not exceed, which is a run's own; with the distribution-free interval of
    /// order statistics (David and Nagaraja, "Order Statistics", 7.1): the numbers of values below a quantile are binomial.
    /// </summary>
    /// <param name="sorted">Ascending, not empty.</param>
    /// <param name="level">In (0, 1).</param>
    public static LevelEstimate Quantile(double[] sorted, double level)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        var runs = sorted.Length;
        var place = Math.Clamp((int)Math.Ceiling((level * runs) - 1e-9), 1, runs);

        // The largest rank below which the quantile lies with at most the tail's probability, and the least above which it does.
        var low = Rank(runs, level, Tail);
        var high = Rank(runs, level, 1.0 - Tail) + 1;
        return new LevelEstimate(level, sorted[place - 1], low >= 1 ? sorted[low - 1] : null, high <= runs ? sorted[high - 1] : null);
    }

    /// <summary>
    /// The mean and, at each level, the mean of the worst runs beyond it (expected shortfall; a run at the edge counts with the part that
    /// is beyond: Acerbi and Tasche, "On the coherence of expected shortfall", 2002), with percentile-bootstrap intervals. Where less than
    /// one run lies beyond a level the upper end is open.
    /// </summary>
    /// <param name="sorted">Ascending, not empty.</param>
    /// <param name="levels">Each in (0, 1).</param>
    public static (Estimate Mean, LevelEstimate[] Shortfalls) Means(double[] sorted, double[] levels)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        ArgumentNullException.ThrowIfNull(levels);
        var runs = sorted.Length;
        var resamples = (int)Math.Clamp(Draws / runs, LeastResamples, MostResamples);
        var counts = new int[runs];
        Array.Fill(counts, 1);
        var values = Array.ConvertAll(levels, level => TailMean(sorted, counts, level));
        var mean = TailMean(sorted, counts, 0.0);
        if (sorted[0] == sorted[^1])
        {
            return (new Estimate(mean, mean, mean), [.. levels.Select((level, i) => new LevelEstimate(level, values[i], mean, mean))]);
        }

        var means = new double[resamples];
        var shortfalls = Array.ConvertAll(levels, _ => new double[resamples]);
        var random = new RandomStream(BootstrapSeed, (ulong)runs);
        for (var resample = 0; resample < resamples; resample++)
        {
            Array.Clear(counts);
            for (var draw = 0; draw < runs; draw++)
            {
                counts[(int)(random.Unit() * runs)]++;
            }

            means[resample] = TailMean(sorted, counts, 0.0);
            for (var level = 0; level < levels.Length; level++)
            {
                shortfalls[level][resample] = TailMean(sorted, counts, levels[level]);
            }
        }

        var (low, high) = Ends(means);
        return (new Estimate(Round(mean), low, high), [.. levels.Select((level, i) => Shortfall(level, values[i], shortfalls[i], runs))]);
    }

    private static LevelEstimate Shortfall(double level, double value, double[] resampled, int runs)
    {
        var (low, high) = Ends(resampled);
        return new LevelEstimate(level, Round(value), low, (1.0 - level) * runs < 1.0 - 1e-9 ? null : high);
    }

    private static (double Low, double High) Ends(double[] resampled)
    {
        Array.Sort(resampled);
        return (Round(resampled[(int)(Tail * resampled.Length)]), Round(resampled[(int)((1.0 - Tail) * resampled.Length)]));
    }

    /// <summary>The mean of the greatest values that make up 1 − level of all, each so often as it counts.</summary>
    private static double TailMean(double[] sorted, int[] counts, double level)
    {
        var wanted = (1.0 - level) * sorted.Length;
        var (left, sum) = (wanted, 0.0);
        for (var i = sorted.Length - 1; i >= 0 && left > 0.0; i--)
        {
            var taken = Math.Min(left, counts[i]);
            sum += taken * sorted[i];
            left -= taken;
        }

        return sum / (wanted - Math.Max(0.0, left));
    }

    /// <summary>The greatest r with P(Binomial(runs, level) &lt; r) ≤ probability, by steps from the normal approximation.</summary>
    private static int Rank(int runs, double level, double probability)
    {
        var z = Normal.InvCDF(0.0, 1.0, probability);
        var rank = (int)Math.Clamp(Math.Round((level * runs) + (z * Math.Sqrt(runs * level * (1.0 - level)))), 0.0, runs);
        while (rank > 0 && Below(rank) > probability)
        {
            rank--;
        }

        while (rank < runs && Below(rank + 1) <= probability)
        {
            rank++;
        }

        return rank;

        double Below(int r) => r == 0 ? 0.0 : Binomial.CDF(level, runs, r - 1);
    }

    /// <summary>Twelve digits: what is beyond them differs from machine to machine.</summary>
    internal static double Round(double value) =>
        value == 0.0
            ? 0.0
            : double.Parse(
                value.ToString("E11", System.Globalization.CultureInfo.InvariantCulture),
                System.Globalization.CultureInfo.InvariantCulture);
}
