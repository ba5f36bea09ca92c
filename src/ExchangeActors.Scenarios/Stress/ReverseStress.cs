using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>
/// The smallest shock with which something happens, run by run: the same seed each time, the shock halved in between (bisection on common
/// random numbers), so that runs differ by nothing but the shock. What is found is where it begins to happen; should it stop again for a
/// still larger shock, that is not looked for.
/// </summary>
public static class ReverseStress
{
    /// <summary>What is raised.</summary>
    public const string Axis = "prices.shock";

    /// <summary>The greatest shock when none is named.</summary>
    public const double GreatestByDefault = 4.0;

    private const int Halvings = 10;
    private static readonly double[] Levels = [0.05, 0.5, 0.95];

    /// <summary>What may be asked for, and the figure that is above zero when it happens.</summary>
    public static ImmutableSortedDictionary<string, string> Events { get; } = ImmutableSortedDictionary<string, string>.Empty
        .Add("adl", StressFigure.ForcedCloses).Add("fund", StressFigure.FundExhausted);

    /// <summary>Refuses what cannot be searched.</summary>
    /// <exception cref="InputException">The shock is varied or an axis of the grid.</exception>
    public static void Check(StressStudy study, string what)
    {
        ArgumentNullException.ThrowIfNull(study);
        if (study.Variations.Any(variation => variation.Path == Axis)
            || study.Points.Any(point => point.Changes.Any(change => change.StartsWith($"{Axis}=", StringComparison.Ordinal))))
        {
            throw Wrong(what, "raises the shock itself", $"leave {Axis} out of --vary and shock out of --grid");
        }
    }

    /// <summary>Searches at one point; null when cancelled.</summary>
    /// <param name="study">The study.</param>
    /// <param name="place">The point.</param>
    /// <param name="what">One of <see cref="Events"/>.</param>
    /// <param name="greatest">The greatest shock that is tried.</param>
    /// <param name="runs">Runs, from 0.</param>
    /// <param name="parallel">Runs at once.</param>
    /// <param name="progress">Told after every run.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="InputException">It happens in no run.</exception>
    public static async Task<ReverseFigures?> Search(
        StressStudy study,
        int place,
        string what,
        double greatest,
        int runs,
        int parallel,
        IProgress<StressProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        Check(study, what);
        var variants = new ScenarioVariants(study.Path, study.Settings);
        var figure = Events[what];
        var (shocks, falls) = (new double[runs], new double[runs]);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var done = 0;
        try
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, runs),
                new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation },
                async (run, stop) =>
                {
                    (shocks[run], falls[run]) = await Smallest(study, variants, place, run, figure, greatest, stop);
                    lock (variants)
                    {
                        done++;
                        progress?.Report(new StressProgress(done, runs, done, watch.Elapsed));
                    }
                });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }

        var beyond = shocks.Count(double.IsPositiveInfinity);
        if (beyond == runs)
        {
            throw Wrong(
                what,
                string.Create(CultureInfo.InvariantCulture, $"happens in none of {runs} runs, not even with a shock of {greatest}"),
                "raise --most, or take a smaller fund or thinner books");
        }

        Array.Sort(shocks);
        Array.Sort(falls);
        return new ReverseFigures(
            what, Axis, Quantiles(shocks), Quantiles(falls), greatest, Estimates.Probability(beyond, runs), greatest / (1 << Halvings));
    }

    /// <summary>The smallest shock of a run and the fall with it; infinite when even the greatest does nothing.</summary>
    private static async Task<(double Shock, double Fall)> Smallest(
        StressStudy study, ScenarioVariants variants, int place, int run, string figure, double greatest, CancellationToken cancellation)
    {
        var (does, fall) = await At(greatest);
        if (!does)
        {
            return (double.PositiveInfinity, double.PositiveInfinity);
        }

        var (least, shock) = (0.0, greatest);
        for (var step = 0; step < Halvings; step++)
        {
            var middle = (least + shock) / 2.0;
            if (await At(middle) is (true, var smaller))
            {
                (shock, fall) = (middle, smaller);
            }
            else
            {
                least = middle;
            }
        }

        return (shock, fall);

        async Task<(bool Does, double Fall)> At(double value)
        {
            var point = study.Points[place] with { Ample = false };
            point = point with { Changes = point.Changes.Add($"{Axis}={Variation.Number(value)}") };
            var record = await StressRecord.Make(study with { Points = [point] }, variants, 0, run, cancellation);
            return (record[figure] > 0m, (double)record["fall"]);
        }
    }

    private static ImmutableArray<LevelEstimate> Quantiles(double[] sorted) =>
    [
        .. Levels.Select(level => Estimates.Quantile(sorted, level))
            .Where(estimate => double.IsFinite(estimate.Value))
            .Select(estimate => estimate with { High = estimate.High is { } high && double.IsFinite(high) ? high : null }),
    ];

    private static InputException Wrong(string what, string problem, string remedy) =>
        new(new InputProblem($"--reverse {what}", 0, string.Empty, problem, remedy));
}
