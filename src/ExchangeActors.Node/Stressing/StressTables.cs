using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Stress;
using Spectre.Console;

namespace ExchangeActors.Node.Stressing;

/// <summary>A study as tables on standard output.</summary>
internal static class StressTables
{
    private const int CellsShown = 60;

    /// <summary>Writes the report.</summary>
    public static void Write(StressReport report)
    {
        var console = Sheets.Console();
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Scenario}: {report.Runs:N0} runs, seeds {report.Seeds.First} to "
            + $"{report.Seeds.Last}; amounts in quote currency; [ ]: 95 % interval"));
        if (!report.Vary.IsEmpty)
        {
            console.WriteLine($"drawn in every run: {string.Join("; ", report.Vary)}");
        }

        console.WriteLine();
        Points(console, report);
        Layers(console, report.Points[0]);
        Searched(console, report);
        Cover(console, report);
        Differences(console, report.Differences, report);
        Worst(console, report.Points[0]);
        Notes(console, report);
    }

    private static void Points(IAnsiConsole console, StressReport report)
    {
        var table = Sheets.Sheet("How often, and how large a fund", Columns(report));
        foreach (var point in report.Points.Take(CellsShown))
        {
            AddPoint(table, point);
        }

        console.WriteFitted(table);
        if (report.Points.Length > CellsShown)
        {
            console.WriteLine($"{report.Points.Length - CellsShown} more points: --json and --csv have all");
        }
    }

    private static void AddPoint(Table table, PointFigures point) => Sheets.Add(
        table,
        [
            point.Venue, .. point.Cell.Select(value => value.Value),
            Percent(point.PAdl), Percent(point.PFundExhausted), Percent(point.PAdlWithAmpleFund),
            .. point.FundNeeded.Select(Needed),
        ]);

    private static string[] Columns(StressReport report) =>
    [
        "venue", .. report.Points[0].Cell.Select(value => value.Axis), "P(ADL)", "P(fund exhausted)", "P(ADL | ample)",
        .. report.Points[0].FundNeeded.Select(
            level => string.Create(CultureInfo.InvariantCulture, $"fund for {100.0 * level.Level:0.#} %")),
    ];

    private static void Layers(IAnsiConsole console, PointFigures point)
    {
        var table = Sheets.Sheet(
            $"Layers of the waterfall, {Named(point)}", "layer", "mean", "", "median", "95 %", "99 %", "", "ES 99 %", "");
        foreach (var layer in point.Layers.Concat(point.Figures))
        {
            Sheets.Add(
                table,
                layer.Layer,
                Amount(layer.Mean.Value),
                Interval(layer.Mean.Low, layer.Mean.High),
                Amount(layer.Quantiles[0].Value),
                Amount(layer.Quantiles[1].Value),
                Amount(layer.Quantiles[2].Value),
                Interval(layer.Quantiles[2].Low, layer.Quantiles[2].High),
                Amount(layer.ExpectedShortfall[1].Value),
                Interval(layer.ExpectedShortfall[1].Low, layer.ExpectedShortfall[1].High));
        }

        console.WriteFitted(table);
    }

    private static void Searched(IAnsiConsole console, StressReport report)
    {
        foreach (var point in report.Points.Where(point => point.Solved is not null))
        {
            var solved = point.Solved!;
            console.WriteLine(
                $"{Named(point)}: {solved.Target} with a fund of {Amount(solved.Value)} {Interval(solved.Low, solved.High)}; "
                + $"in {report.Runs} runs with it {Percent(solved.Confirmed)}");
        }

        if (report.Reverse is null)
        {
            return;
        }

        var table = Sheets.Sheet(
            $"The smallest shock ({ReverseStress.Axis}) for {(report.Reverse.Event == "adl" ? "a first ADL" : "an exhausted fund")}, "
            + "and the fall of the worst market then",
            "point", "in 5 % of the runs", "fall", "in 50 %", "fall", "in 95 %", "fall", $"not even with {report.Reverse.Greatest}");
        foreach (var point in report.Points.Where(point => point.Reverse is not null))
        {
            var reverse = point.Reverse!;
            Sheets.Add(
                table,
                [
                    Named(point),
                    .. Enumerable.Range(0, 3).SelectMany(level => new[] { Reached(reverse.Shock, level), Reached(reverse.Fall, level) }),
                    Percent(reverse.Beyond),
                ]);
        }

        console.WriteFitted(table);
    }

    private static string Reached(System.Collections.Immutable.ImmutableArray<LevelEstimate> levels, int level) =>
        level < levels.Length ? Needed(levels[level]) : "–";

    private static void Cover(IAnsiConsole console, StressReport report)
    {
        if (report.Cover is not { } cover)
        {
            return;
        }

        var table = Sheets.Sheet(
            $"When the {(cover.Owners == 1 ? "largest owner defaults" : $"{cover.Owners} largest owners default")}", Columns(report));
        foreach (var point in cover.Points.Take(CellsShown))
        {
            AddPoint(table, point);
        }

        console.WriteFitted(table);
        Differences(console, cover.Differences, report);
    }

    private static void Differences(IAnsiConsole console, IEnumerable<PairedDifference> differences, StressReport report)
    {
        var shown = differences.ToList();
        if (shown.Count == 0)
        {
            return;
        }

        var all = report.Points.Concat(report.Cover?.Points ?? []).ToDictionary(point => point.Point);
        var table = Sheets.Sheet("Differences, run by run with the same seeds", "of", "less", "figure", "mean", "");
        foreach (var difference in shown.Take(CellsShown))
        {
            Sheets.Add(
                table,
                Named(all[difference.To]), Named(all[difference.From]), difference.Figure, Amount(difference.Mean.Value),
                Interval(difference.Mean.Low, difference.Mean.High));
        }

        console.WriteFitted(table);
    }

    private static void Worst(IAnsiConsole console, PointFigures point)
    {
        console.WriteLine($"The worst runs, {Named(point)}; each into a journal of its own for exchange review:");
        foreach (var run in point.Worst)
        {
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"run {run.Run}: fund needed {Amount(run.FundNeeded)}, loss {Amount(run.Loss)}, forced closes {run.ForcedCloses:N0}"));
            if (run.Command is not null)
            {
                // Not wrapped: it is there to be copied.
                Lines.Say($"  {run.Command}");
            }
        }

        console.WriteLine();
    }

    private static void Notes(IAnsiConsole console, StressReport report)
    {
        foreach (var layer in report.Points[0].Layers.Concat(report.Points[0].Figures))
        {
            console.WriteLine($"{layer.Layer}: {layer.Definition}");
        }

        console.WriteLine(
            "fund for x %: enough in so large a share of the runs; an open bracket: too few runs to bound it; "
            + "ES: mean of the worst runs beyond");
        console.WriteLine("P(ADL | ample): ADL that no fund prevents");
    }

    private static string Named(PointFigures point) => string.Join(
        ' ',
        [
            point.Venue,
            .. point.Cell.Select(value => $"{value.Axis}={value.Value}"),
            .. point.Cover > 0 ? [$"cover {point.Cover}"] : Array.Empty<string>(),
        ]);

    private static string Percent(Estimate estimate) => string.Create(
        CultureInfo.InvariantCulture, $"{100.0 * estimate.Value:0.0} % [{100.0 * estimate.Low:0.0}–{100.0 * estimate.High:0.0}]");

    private static string Needed(LevelEstimate estimate) =>
        $"{Amount(estimate.Value)} {Interval(estimate.Low, estimate.High)}";

    private static string Interval(double? low, double? high) =>
        $"[{(low is { } least ? Amount(least) : string.Empty)}–{(high is { } most ? Amount(most) : string.Empty)}]";

    private static string Amount(double value) => Shown.Whole((decimal)value);
}
