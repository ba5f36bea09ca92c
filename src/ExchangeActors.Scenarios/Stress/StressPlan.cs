using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>What a study is asked for, before anything was loaded.</summary>
/// <param name="Path">The scenario's file.</param>
/// <param name="Settings"><c>path=value</c>, common to all runs.</param>
/// <param name="Venues">Profiles; none for the scenario's own.</param>
/// <param name="Vary"><c>path=distribution</c>.</param>
/// <param name="Grid"><c>axis=value|value,axis=…</c>; null for none.</param>
/// <param name="Cover">0, or so many of the largest owners default at a second set of points.</param>
/// <param name="Runs">Runs at each point.</param>
public sealed record StressRequest(
    string Path,
    ImmutableArray<string> Settings,
    ImmutableArray<string> Venues,
    ImmutableArray<string> Vary,
    string? Grid,
    int Cover,
    int Runs);

/// <summary>Makes a study of what was asked for; whatever could not be run is refused here, before the first run.</summary>
public static class StressPlan
{
    private static readonly Dictionary<string, string> Axes = new(StringComparer.Ordinal)
    {
        ["shock"] = "prices.shock",
        ["depth"] = "liquidity.depth",
        ["fund"] = "insuranceFund",
    };

    /// <summary>The study.</summary>
    /// <exception cref="InputException">With every problem that was found.</exception>
    public static StressStudy Make(StressRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var cells = Cells(request.Grid);
        CheckSize(request, cells.Length);
        var variants = new ScenarioVariants(request.Path, request.Settings);
        var own = variants.Make([]);
        var variations = request.Vary
            .Select(vary => Variation.Parse(vary, [.. own.Markets.Select(instrument => instrument.Id)])).ToImmutableArray();
        CheckPaths(variations, cells);
        var points = ImmutableArray.CreateBuilder<StressPoint>();
        using var identity = new CanonicalWriter();
        identity.Write("exchange-actors-stress-1");
        foreach (var venue in request.Venues.IsEmpty ? [null] : request.Venues.Cast<string?>())
        {
            foreach (var cell in cells)
            {
                List<Setting> changes =
                [
                    .. venue is null ? Array.Empty<Setting>() : [Setting.Venue(venue, "--venues")],
                    .. cell.Changes.Select(change => new Setting(change, $"--grid {Nearest.Shown(request.Grid!)}")),
                ];
                var scenario = variants.Load(changes);
                identity.Write(scenario.Hash);
                points.Add(new StressPoint(scenario.Venue.Name, cell.Values, [.. changes.Select(change => change.Assignment)]));
            }
        }

        if (points.CountBy(point => point.Venue).FirstOrDefault(pair => pair.Value > cells.Length) is { Key: { } twice })
        {
            throw new InputException(new InputProblem(
                "--venues",
                0,
                string.Empty,
                $"names the profile \"{twice}\" twice",
                "name each profile once, and give each its own \"name\""));
        }

        if (request.Cover > 0)
        {
            points.AddRange(points.Select(point => point with { Cover = request.Cover }).ToList());
        }

        foreach (var variation in variations)
        {
            identity.Write(variation.Text);
            if (variation.Data.Length > 0)
            {
                identity.Write(variation.Data);
            }

            Probe(variants, variation, points[0]);
        }

        identity.Write(request.Cover);
        return new StressStudy
        {
            Path = request.Path,
            Name = own.Name,
            Settings = request.Settings,
            Points = points.ToImmutable(),
            Variations = variations,
            Runs = request.Runs,
            FirstSeed = own.Seed,
            Identity = identity.Finish(),
            IsDrawn = variations.Length > 0 || own is { Population.Accounts: > 0 } or { Reactions: not null } or { Market: not null },
        };
    }

    /// <summary>The grid's cells, the last axis moving first; one without changes when there is no grid.</summary>
    private static ImmutableArray<(ImmutableArray<AxisValue> Values, ImmutableArray<string> Changes)> Cells(string? grid)
    {
        ImmutableArray<(ImmutableArray<AxisValue> Values, ImmutableArray<string> Changes)> cells = [([], [])];
        foreach (var axis in grid?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var equals = axis.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? string.Empty : axis[..equals].Trim();
            var values = equals < 0 ? [] : axis[(equals + 1)..].Split('|', StringSplitOptions.TrimEntries);
            if (name.Length == 0 || values.Length == 0 || values.Any(value => value.Length == 0))
            {
                throw Wrong(grid!, axis, "is not axis=value|value", "write for example --grid \"shock=0.5|1|1.5,depth=0.25|1\"");
            }

            if (name is "seed" or "venue")
            {
                throw Wrong(
                    grid!,
                    name,
                    "is no axis",
                    name == "seed" ? "every run has a seed of its own already" : "name profiles with --venues");
            }

            var path = Axes.GetValueOrDefault(name, name);
            if (cells[0].Changes.Any(change => change.StartsWith(path + "=", StringComparison.Ordinal)))
            {
                throw Wrong(grid!, name, "is named twice", "name each axis once");
            }

            if ((long)cells.Length * values.Length > StressStudy.MostCells)
            {
                throw Wrong(grid!, name, $"makes more than {StressStudy.MostCells} cells", "take fewer values");
            }

            cells =
            [
                .. cells.SelectMany(cell => values.Select(
                    value => (cell.Values.Add(new AxisValue(name, value)), cell.Changes.Add($"{path}={value}")))),
            ];
        }

        return cells;
    }

    private static void CheckPaths(
        ImmutableArray<Variation> variations, ImmutableArray<(ImmutableArray<AxisValue> Values, ImmutableArray<string> Changes)> cells)
    {
        for (var i = 0; i < variations.Length; i++)
        {
            var path = variations[i].Path;
            if (variations.Take(i).Any(earlier => earlier.Path == path))
            {
                throw new InputException(
                    new InputProblem($"--vary {variations[i].Text}", 0, path, "is varied twice", "give it one distribution"));
            }

            if (cells[0].Changes.Any(change => change.StartsWith(path + "=", StringComparison.Ordinal)))
            {
                throw new InputException(
                    new InputProblem(
                        $"--vary {variations[i].Text}", 0, path, "is an axis of the grid too", "leave it out of --vary or of --grid"));
            }
        }
    }

    private static void CheckSize(StressRequest request, int cells)
    {
        var points = (long)cells * Math.Max(1, request.Venues.Length) * (request.Cover > 0 ? 2 : 1);
        if (points * request.Runs > StressStudy.MostRuns)
        {
            throw new InputException(new InputProblem(
                request.Grid is null ? "--runs" : "--grid",
                0,
                string.Empty,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{points} points of {request.Runs} runs are more than {StressStudy.MostRuns} runs"),
                "take fewer runs, venues or cells"));
        }
    }

    /// <summary>Loads the scenario with the least, the greatest and a middle value, so that no run fails hours later.</summary>
    private static void Probe(ScenarioVariants variants, Variation variation, StressPoint point)
    {
        foreach (var value in variation.Probes())
        {
            try
            {
                variants.Make([.. point.Changes, $"{variation.Path}={value}"]);
            }
            catch (InputException fault)
            {
                throw new InputException(
                    [
                        .. fault.Problems.Select(
                            problem => problem with { Source = $"--vary {Nearest.Shown(variation.Text)} ({variation.Path}={value})" }),
                    ]);
            }
        }
    }

    private static InputException Wrong(string grid, string path, string what, string remedy) =>
        new(new InputProblem($"--grid {Nearest.Shown(grid)}", 0, path, what, remedy));
}
