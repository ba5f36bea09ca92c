using System.Globalization;
using ExchangeActors.Node.Comparing;
using ExchangeActors.Node.Running;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Node.Stressing;

/// <summary><c>exchange stress</c>: makes the runs, sums them up and reports.</summary>
public static class StressVerb
{
    private const string ReportFile = "report.json";

    /// <summary>Runs the study; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(StressOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Attempt.Run(() => Stress(options, cancellation), cancellation);
    }

    private static async Task<int> Stress(StressOptions options, CancellationToken cancellation)
    {
        var study = StressPlan.Make(new StressRequest(
            options.Scenario!,
            [.. options.Settings],
            options.Venues is { } venues ? [.. CompareVerb.List(venues)] : [],
            [.. options.Vary],
            options.Grid,
            0,
            options.Runs));

        // Opened before the runs: a file that cannot be written is better known at once.
        await using var csv = options is { Csv: true, CsvFile: { } name } ? new StreamWriter(name) : null;
        using var file = StressFile.Open(study, options.Out, options.Resume);
        var progress = new StressProgressDisplay();
        var complete = await StressRunner.Run(study, file, options.Parallel ?? Environment.ProcessorCount, progress, cancellation);
        progress.End();
        if (file.WholeRuns == 0)
        {
            return RunVerb.Fail("interrupted before the first run was done", ExitCode.Interrupted);
        }

        var report = StressSummary.Of(study, file);
        await Write(report, options, csv);
        var broken = report.Points.Sum(point => point.InvariantsBroken);
        return broken > 0 ? RunVerb.Fail($"an invariant does not hold in {broken} runs; see {nameof(report.Points)} of the report", ExitCode.CheckFailed)
            : complete ? ExitCode.Fine
            : RunVerb.Fail(Interrupted(report, options), ExitCode.Interrupted);
    }

    private static string Interrupted(StressReport report, StressOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"interrupted: the report is over {report.Runs} of {report.Asked} runs{(options.Out is null ? "; with --out they are kept" : "; go on with: the same command and --resume")}");

    private static async Task Write(StressReport report, StressOptions options, StreamWriter? csv)
    {
        if (csv is not null)
        {
            StressCsv.Write(report, csv);
        }

        if (options.Out is { } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, ReportFile), ReportJson.Write(report) + "\n", CancellationToken.None);
        }

        if (options.Json)
        {
            Console.Out.WriteLine(ReportJson.Write(report));
        }
        else if (options is { Csv: true, CsvFile: null })
        {
            StressCsv.Write(report, Console.Out);
        }
        else
        {
            StressTables.Write(report);
        }
    }
}
