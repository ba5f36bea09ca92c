using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Comparing;
using ExchangeActors.Scenarios.Stress;
using ExchangeActors.Web.Reports;
using ExchangeActors.Web.Reports.Stressing;

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
        var target = options.Fund is { } text ? FundTarget.Parse(text) : null;
        var study = StressPlan.Make(new StressRequest(
            options.Scenario!,
            [.. options.Settings],
            options.Venues is { } venues ? [.. CompareVerb.List(venues)] : [],
            [.. options.Vary],
            options.Grid,
            options.Cover,
            options.Runs));
        if (study is { IsDrawn: false, Runs: > 1 })
        {
            LiveLine.Say(
                $"exchange: warning: {Identifier.Plain(study.Name)} has nothing that a seed decides: all {study.Runs} runs are the same; "
                + "write --runs 1, or vary something (--vary)");
        }

        if (options.Reverse is { } what)
        {
            ReverseStress.Check(study, what);
        }

        // Opened before the runs: a file that cannot be written is better known at once.
        await using var csv = options is { Csv: true, CsvFile: { } name } ? new StreamWriter(name) : null;
        await using var page = options.Page is { } pageName ? new StreamWriter(pageName) : null;
        await using var parquet = options.Parquet is { } parquetName
            ? new FileStream(parquetName, FileMode.Create, FileAccess.ReadWrite)
            : null;
        using var file = StressFile.Open(study, options.Out, options.Resume);
        var parallel = options.Parallel ?? Environment.ProcessorCount;
        bool complete;
        using (var progress = new StressProgressDisplay())
        {
            complete = await StressRunner.Run(study, file, parallel, progress, cancellation);
        }

        if (file.WholeRuns == 0)
        {
            return Attempt.Fail("interrupted before the first run was done", ExitCode.Interrupted);
        }

        var report = StressSummary.Of(study, file);
        if (complete)
        {
            (report, complete) = await Searched(study, file, report, target, options, parallel, cancellation);
        }

        if (page is not null)
        {
            await PageFile.Write<StressPage>(page, (nameof(StressPage.Study), StressFigures.Of(report)));
        }

        if (parquet is not null)
        {
            await StressParquet.Write(file, parquet);
        }

        await Write(report, options, csv);
        var broken = report.Points.Sum(point => point.InvariantsBroken);
        return broken > 0
            ? Attempt.Fail($"an invariant does not hold in {broken} runs; see {nameof(report.Points)} of the report", ExitCode.CheckFailed)
            : complete ? ExitCode.Fine
            : Attempt.Fail(Interrupted(report, options), ExitCode.Interrupted);
    }

    /// <summary>With the fund and the shock that were asked for, at every point; false when interrupted.</summary>
    private static async Task<(StressReport Report, bool Complete)> Searched(
        StressStudy study,
        StressFile file,
        StressReport report,
        FundTarget? target,
        StressOptions options,
        int parallel,
        CancellationToken cancellation)
    {
        foreach (var point in report.Points)
        {
            using var progress = new StressProgressDisplay($"{point.Venue}: ");
            var solved = target is null ? null : await FundSolver.Solve(study, file, point.Point, target, parallel, progress, cancellation);
            var reverse = options.Reverse is not { } what || cancellation.IsCancellationRequested ? null
                : await ReverseStress.Search(study, point.Point, what, options.Most, report.Runs, parallel, progress, cancellation);
            report = report with { Points = report.Points.Replace(point, point with { Solved = solved, Reverse = reverse }) };
            if (cancellation.IsCancellationRequested)
            {
                return (report, false);
            }
        }

        return (report, true);
    }

    private static string Interrupted(StressReport report, StressOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"interrupted: the report is over {report.Runs} of {report.Asked} runs"
        + $"{(options.Out is null ? "; with --out they are kept" : "; go on with: the same command and --resume")}");

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
