using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Node.Running;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Web.Reports;
using ExchangeActors.Web.Reports.Comparing;

namespace ExchangeActors.Node.Comparing;

/// <summary>
/// <c>exchange compare</c>: loads the scenario under every profile, runs them in memory and reports the figures side by side.
/// </summary>
public static class CompareVerb
{
    private const decimal LongestHorizon = 31m * 24m * 3600m;

    /// <summary>Compares; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(CompareOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Attempt.Run(() => Compare(options, cancellation), cancellation);
    }

    /// <summary>The items of a list that is separated by commas.</summary>
    internal static List<string> List(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>The seconds of such a list, ascending and each once; null when it is none.</summary>
    internal static ImmutableArray<decimal>? Seconds(string text)
    {
        var seconds = ImmutableSortedSet.CreateBuilder<decimal>();
        foreach (var item in List(text))
        {
            if (!decimal.TryParse(item, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
                || value > LongestHorizon)
            {
                return null;
            }

            seconds.Add(value);
        }

        return seconds.Count > 0 ? [.. seconds] : null;
    }

    private static async Task<int> Compare(CompareOptions options, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var scenarios = ScenarioLoader.LoadUnder(options.Scenario!, options.Venues is { } venues ? List(venues) : null, options.Settings);
        RunVerb.Warn(scenarios[0], options.Settings);
        var horizons = options.Horizons is { } given ? Seconds(given)!.Value : VenueComparison.DefaultHorizons;

        if (options.Html is { } page)
        {
            PageFile.Check(page, options.Force, null);
        }

        // Opened before the runs: a file that cannot be written is better known at once.
        await using var csv = options is { Csv: true, CsvFile: { } file } ? new StreamWriter(file) : null;
        ComparisonReport report;
        using (var progress = new CompareProgress(scenarios.Length))
        {
            report = await VenueComparison.Run(scenarios, horizons, options.Parallel ?? Environment.ProcessorCount, progress, cancellation);
        }

        Console.Error.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{report.Venues.Length} runs in {watch.Elapsed.TotalSeconds:N1} s"));
        if (options.Html is { } made)
        {
            var bytes = await PageFile.Write<ComparePage>(
                made, options.Force, (nameof(ComparePage.Comparison), CompareFigures.Of(report)));
            LiveLine.Say($"{made}: {Counts.Of(bytes)} bytes");
        }

        if (csv is not null)
        {
            ComparisonCsv.Write(report, csv);
        }

        if (options.Json)
        {
            Console.Out.WriteLine(ReportJson.Write(report));
        }
        else if (options is { Csv: true, CsvFile: null })
        {
            ComparisonCsv.Write(report, Console.Out);
        }
        else
        {
            CompareTables.Write(report);
        }

        var broken = report.Venues.Where(venue => !venue.InvariantsHold).Select(venue => venue.Venue).ToList();
        return broken.Count == 0 ? ExitCode.Fine : Attempt.Fail(
            $"an invariant does not hold under {string.Join(", ", broken)}; see the report", ExitCode.CheckFailed);
    }
}
