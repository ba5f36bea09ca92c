using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>A venue's run is over.</summary>
/// <param name="Venue">Its profile.</param>
/// <param name="Done">Runs that are over.</param>
/// <param name="Of">Runs in all.</param>
/// <param name="Events">Of the run.</param>
/// <param name="ElapsedMs">Wall-clock time that it took.</param>
public sealed record ComparisonProgress(string Venue, int Done, int Of, long Events, long ElapsedMs);

/// <summary>Runs the same scenario under several profiles, each by itself on the deterministic runtime.</summary>
public static class VenueComparison
{
    /// <summary>The horizons when none are named, seconds.</summary>
    public static ImmutableArray<decimal> DefaultHorizons { get; } = [0m, 60m, 300m];

    /// <summary>Runs and measures. The report does not depend on how many runs go on at once.</summary>
    /// <param name="scenarios">The scenario under each profile, at least one.</param>
    /// <param name="horizons">Seconds after the end of a wave, ≥ 0.</param>
    /// <param name="parallel">Runs at once, ≥ 1.</param>
    /// <param name="progress">Told after every run, from any thread.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    public static async Task<ComparisonReport> Run(
        ImmutableArray<Scenario> scenarios, ImmutableArray<decimal> horizons, int parallel, IProgress<ComparisonProgress>? progress,
            CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallel, 1);
        var results = new Result[scenarios.Length];
        var done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, scenarios.Length),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation },
            async (place, stop) =>
            {
                // Off the caller's thread: the in-memory runtime never waits.
                var run = await ObservedRun.Of(scenarios[place], null, null, stop);
                results[place] = new Result(
                    VenueFigures.Of(scenarios[place], run, horizons), [.. run.Outcome.Closings.Select(closing => closing.Account)],
                        run.Outcome.FirstQueues);
                progress?.Report(
                    new ComparisonProgress(scenarios[place].Venue.Name, Interlocked.Increment(ref done), scenarios.Length,
                        run.Report.Events, run.Report.ElapsedMs));
            });

        var first = scenarios[0];
        var recorded = Array.FindIndex(results, result => result.Queues.Length > 0);
        return new ComparisonReport
        {
            Scenario = first.Name,
            Seed = first.Seed,
            Accounts = first.Accounts.Length + (first.Population?.Accounts ?? 0),
            Markets = first.Markets.Length,
            Ticks = first.TickCount,
            Venues = [.. results.Select(
                result => result.Figures with { AlsoClosedUnderFirst = result.Closed.Count(results[0].Closed.Contains) })],
            RankCorrelation = recorded < 0 ? null : RankingAgreement.Of(
                scenarios[recorded].Venue.Name, results[recorded].Queues, scenarios),
        };
    }

    /// <summary>What is kept of a run.</summary>
    private sealed record Result(VenueFigures Figures, ImmutableHashSet<AccountId> Closed, ImmutableArray<RecordedQueue> Queues);
}
