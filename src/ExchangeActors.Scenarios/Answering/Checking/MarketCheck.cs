using System.Collections.Immutable;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Stress;
using MathNet.Numerics;

namespace ExchangeActors.Scenarios.Answering.Checking;

/// <summary>A figure of the simulated market beside the published one.</summary>
/// <param name="Name">As in <see cref="PublishedFigure"/>.</param>
/// <param name="Says">What it is.</param>
/// <param name="Published">The figure of real markets.</param>
/// <param name="Simulated">What came out; null when there are too few episodes, or books that are not deep enough for half of them.</param>
/// <param name="Low">The least that is within tolerance.</param>
/// <param name="High">The greatest.</param>
/// <param name="Within">True when it is.</param>
public sealed record MarketFigure(string Name, string Says, double Published, double? Simulated, double Low, double High, bool Within);

/// <summary>How a scenario's market compares with real ones.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Runs">Runs, with seeds from the scenario's own on.</param>
/// <param name="FirstSeed">The seed of the first run.</param>
/// <param name="Episodes">Episodes of forced selling in all runs.</param>
/// <param name="Figures">Every published figure.</param>
/// <param name="Holds">True when all are within tolerance.</param>
public sealed record MarketCheckReport(
    string Scenario, int Runs, ulong FirstSeed, int Episodes, ImmutableArray<MarketFigure> Figures, bool Holds);

/// <summary>Runs a scenario with many seeds and holds what its market does after liquidations against what is published.</summary>
public static class MarketCheck
{
    /// <summary>Fewer episodes say nothing.</summary>
    public const int LeastEpisodes = 30;

    /// <summary>Makes the runs and compares. The result does not depend on <paramref name="parallel"/>.</summary>
    /// <param name="path">The scenario's file.</param>
    /// <param name="settings"><c>path=value</c>.</param>
    /// <param name="runs">Runs; run i has the scenario's seed + i.</param>
    /// <param name="parallel">Runs at once, ≥ 1.</param>
    /// <param name="progress">Told how many runs are done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">The scenario does not load, or has no <c>market</c>.</exception>
    public static async Task<MarketCheckReport> Run(
        string path, ImmutableArray<string> settings, int runs, int parallel, IProgress<int>? progress, CancellationToken cancellation)
    {
        var variants = new ScenarioVariants(path, settings);
        var own = variants.Make([]);
        if (own.Market is null)
        {
            throw new InputException(new InputProblem(
                path, 0, "market", "is missing: this market does not answer, so there is nothing to check",
                    "add \"market\": {}, or --set market={}"));
        }

        var found = new ImmutableArray<LiquidationEpisode>[runs];
        var done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, runs),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation },
            async (run, stop) =>
            {
                var watch = new EpisodeWatch();
                var scenario = variants.Make([$"seed={unchecked(own.Seed + (ulong)run)}"]);
                await ObservedRun.Of(scenario, null, null, stop, watch.Observe);
                found[run] = [.. watch.Episodes()];
                progress?.Report(Interlocked.Increment(ref done));
            });
        return Compare(own, runs, [.. found.SelectMany(episodes => episodes)]);
    }

    /// <summary>Every published figure beside that of the episodes.</summary>
    public static ImmutableDictionary<string, double> Figures(ImmutableArray<LiquidationEpisode> episodes)
    {
        var figures = ImmutableDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        if (episodes.Length < LeastEpisodes)
        {
            return figures.ToImmutable();
        }

        foreach (var (fall, _) in PublishedMarket.Survival)
        {
            figures[FormattableString.Invariant($"survival.{fall}")] =
                episodes.Count(episode => 1.0 - Math.Exp(-episode.Fall) >= fall) / (double)episodes.Length;
        }

        // Ordinary least squares of the logarithms, over episodes in which the price fell at all, as published.
        var fallen = episodes.Where(episode => episode is { Fall: > 0.0, VolumeInDepths: > 0.0 }).ToList();
        if (fallen.Select(episode => episode.VolumeInDepths).Distinct().Count() > 1)
        {
            figures["gamma"] = Fit.Line(
                [.. fallen.Select(episode => Math.Log(episode.VolumeInDepths))], [.. fallen.Select(episode => Math.Log(episode.Fall))]).B;
        }

        for (var i = 0; i < PublishedMarket.Rebound.Length; i++)
        {
            figures[FormattableString.Invariant($"rebound.{PublishedMarket.Rebound[i].Minutes}")] =
                Quantile(episodes.Select(episode => (double?)episode.Rebounds[i]), 0.5)!.Value * 10_000.0;
        }

        for (var i = 0; i < PublishedMarket.Slippage.Length; i++)
        {
            foreach (var (name, level) in new[] { ("median", 0.5), ("p90", 0.9) })
            {
                if (Quantile(episodes.Select(episode => episode.Slippage[i]), level) is { } slippage)
                {
                    figures[FormattableString.Invariant($"slippage.{PublishedMarket.Slippage[i].Size}.{name}")] = slippage * 10_000.0;
                }
            }
        }

        return figures.ToImmutable();
    }

    private static MarketCheckReport Compare(Scenario scenario, int runs, ImmutableArray<LiquidationEpisode> episodes)
    {
        var simulated = Figures(episodes);
        ImmutableArray<MarketFigure> figures =
        [
            .. PublishedMarket.All.Select(published =>
            {
                double? value = simulated.TryGetValue(published.Name, out var found) ? Math.Round(found, 4) : null;
                return new MarketFigure(
                    published.Name,
                    published.Says,
                    published.Published,
                    value,
                    published.Low,
                    published.High,
                    value >= published.Low && value <= published.High);
            }),
        ];
        return new MarketCheckReport(
            scenario.Name, runs, scenario.Seed, episodes.Length, figures, figures.All(figure => figure.Within));
    }

    /// <summary>A quantile in which a book that is not deep enough counts as beyond all others; null when it is such a one.</summary>
    private static double? Quantile(IEnumerable<double?> values, double level)
    {
        var sorted = values.Select(value => value ?? double.PositiveInfinity).Order().ToArray();
        var found = sorted[Math.Clamp((int)Math.Ceiling((level * sorted.Length) - 1e-9) - 1, 0, sorted.Length - 1)];
        return double.IsInfinity(found) ? null : found;
    }
}
