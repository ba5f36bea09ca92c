using System.Diagnostics;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>How many seeds, from which, for how long.</summary>
/// <param name="First">The first seed.</param>
/// <param name="Seeds">How many at most.</param>
/// <param name="Limit">No new seed after this; null for no limit.</param>
/// <param name="Parallel">At once.</param>
/// <param name="Bug">A planted bug; null for none.</param>
/// <param name="StopAtFailure">True to end with the first seed that breaks.</param>
public sealed record SimulatorSettings(ulong First, int Seeds, TimeSpan? Limit, int Parallel, PlantedBug? Bug = null,
    bool StopAtFailure = false);

/// <summary>How far a simulation is.</summary>
public sealed record SimulatorProgress(int Done, int Of, long Events, int Failures, TimeSpan Elapsed);

/// <summary>What many seeds gave.</summary>
/// <param name="Results">In order of seed.</param>
/// <param name="Coverage">What they reached.</param>
/// <param name="Elapsed">Wall time.</param>
public sealed record SimulatorReport(IReadOnlyList<SimulationResult> Results, Coverage Coverage, TimeSpan Elapsed)
{
    /// <summary>Events of all seeds.</summary>
    public long Events => Results.Sum(result => result.Events);

    /// <summary>The seeds that broke.</summary>
    public IEnumerable<SimulationResult> Failures => Results.Where(result => result.Failure is not null);
}

/// <summary>Runs many seeds. What a seed gives does not depend on how many run at once.</summary>
public static class Simulator
{
    /// <summary>Runs them.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SimulatorReport Run(SimulatorSettings settings, IProgress<SimulatorProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var watch = Stopwatch.StartNew();
        var results = new List<SimulationResult>();
        var coverage = new Coverage();
        var gate = new Lock();
        var (events, failures) = (0L, 0);
        Parallel.For(
            0, settings.Seeds, new ParallelOptions { MaxDegreeOfParallelism = settings.Parallel, CancellationToken = cancellation },
                (number, loop) =>
        {
            if (settings.Limit is { } limit && watch.Elapsed >= limit)
            {
                loop.Stop();
                return;
            }

            var reached = new Coverage();
            var result = Simulation.Run(PlanDrawing.Draw(settings.First + (ulong)number), settings.Bug, reached);
            lock (gate)
            {
                results.Add(result);
                coverage.Add(reached);
                events += result.Events;
                failures += result.Failure is null ? 0 : 1;
                progress?.Report(new SimulatorProgress(results.Count, settings.Seeds, events, failures, watch.Elapsed));
            }

            if (result.Failure is not null && settings.StopAtFailure)
            {
                // Break, not Stop: every seed before this one is run, so that the first failure is the same however many run at once.
                loop.Break();
            }
        });
        return new SimulatorReport([.. results.OrderBy(result => result.Seed)], coverage, watch.Elapsed);
    }
}
