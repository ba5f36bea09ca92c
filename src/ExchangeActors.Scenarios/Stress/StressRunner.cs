using System.Diagnostics;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>Where a study is.</summary>
/// <param name="Done">Runs done, those of an earlier start included.</param>
/// <param name="Of">Runs in all, over all points.</param>
/// <param name="Here">Runs done since this start.</param>
/// <param name="Elapsed">Since this start.</param>
public sealed record StressProgress(long Done, long Of, long Here, TimeSpan Elapsed)
{
    /// <summary>What is left at the speed so far; null before the first run.</summary>
    public TimeSpan? Left => Here == 0 ? null : (Of - Done) * (Elapsed / Here);
}

/// <summary>Makes the runs of a study, several at once. The file is the same whatever their number: lines are written in order.</summary>
public static class StressRunner
{
    /// <summary>Makes the runs that the file lacks.</summary>
    /// <param name="study">The study.</param>
    /// <param name="file">Where they go.</param>
    /// <param name="parallel">Runs at once, ≥ 1.</param>
    /// <param name="progress">Told after every run, one call at a time.</param>
    /// <param name="cancellation">Ends it early: what is whole is kept in the file.</param>
    /// <returns>False when it was cancelled.</returns>
    public static async Task<bool> Run(
        StressStudy study, StressFile file, int parallel, IProgress<StressProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallel, 1);
        var watch = Stopwatch.StartNew();
        var variants = new ScenarioVariants(study.Path, study.Settings);
        var waiting = new Dictionary<long, StressRecord>();
        var first = file.Count;
        try
        {
            await Parallel.ForEachAsync(
                Units(first, study.Units),
                new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation },
                async (unit, stop) =>
                {
                    var record = await StressRecord.Make(
                        study, variants, (int)(unit % study.Points.Length), (int)(unit / study.Points.Length), stop);
                    lock (waiting)
                    {
                        waiting.Add(unit, record);
                        while (waiting.Remove(file.Count, out var next))
                        {
                            file.Append(next);
                            progress?.Report(new StressProgress(file.Count, study.Units, file.Count - first, watch.Elapsed));
                        }

                        file.Flush();
                    }
                });
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static IEnumerable<long> Units(long first, long end)
    {
        for (var unit = first; unit < end; unit++)
        {
            yield return unit;
        }
    }
}
