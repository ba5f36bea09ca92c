using System.Collections.Immutable;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Stress;
using ExchangeActors.Web.Reports.Stressing;
using static System.FormattableString;

namespace ExchangeActors.Node.Stressing;

/// <summary>What the page of a study shows: tables, loss curves, quantile bands, a heat map of the grid, the worst runs.</summary>
internal static class StressFigures
{
    private const int MostCurves = 6;

    /// <summary>The figures.</summary>
    public static StudyFigures Of(StressReport report) => new(
        report.Scenario,
        About(report),
        [Probabilities("How often, and how large a fund", report.Points), .. Cover(report.Cover)],
        [.. report.Points.SelectMany(Found)],
        [
            Curves("The fund that is enough", "fund", report.Points, point => point.FundNeeded),
            Curves("Loss beyond the accounts' equity", "loss", report.Points, point => point.Loss),
            Curves("Closed by ADL", "notional", report.Points, point => point.Adl),
        ],
        [.. Maps(report.Points)],
        [.. report.Points.Select(Point)]);

    private static string About(StressReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Runs:N0} runs{(report.Runs < report.Asked ? Invariant($" of {report.Asked:N0} (interrupted)") : string.Empty)}, "
        + $"seeds {report.Seeds.First} to {report.Seeds.Last}; amounts in quote currency; [ ] are 95 % intervals."
        + $"{(report.Vary.IsEmpty ? string.Empty : $" Drawn in every run: {string.Join("; ", report.Vary)}.")}");

    private static IEnumerable<ProbabilityTable> Cover(CoverFigures? cover) => cover is null ? []
        :
        [
            Probabilities(
                $"The same when the {(cover.Owners == 1 ? "largest owner defaults" : $"{cover.Owners} largest owners default")}",
                cover.Points),
        ];

    private static ProbabilityTable Probabilities(string title, IEnumerable<PointFigures> points) => new(
        title,
        [
            .. points.Select(point => (ImmutableArray<string>)
            [
                Name(point),
                Percent(point.PAdl),
                Percent(point.PFundExhausted),
                Percent(point.PAdlWithAmpleFund),
                .. point.FundNeeded.Select(Level),
            ]),
        ]);

    private static IEnumerable<FoundLevel> Found(PointFigures point)
    {
        if (point.Solved is { } solved)
        {
            yield return new FoundLevel(
                $"{Name(point)}: ",
                solved.Target,
                Amount(solved.Value),
                $" {Interval(solved.Low, solved.High)}; with it, {Percent(solved.Confirmed)}.");
        }

        if (point.Reverse is { } reverse)
        {
            var what = reverse.Event == "adl" ? "closes a first winner" : "exhausts the fund";
            var shocks = string.Join(
                "; ", reverse.Shock.Select(level => Invariant($"{Level(level)} in {100.0 * level.Level:0} % of the runs")));
            var greatest = Invariant($"{reverse.Greatest:0.##}");
            yield return new FoundLevel(
                $"{Name(point)}: the smallest shock ({reverse.Axis}) that {what}: {shocks}; not even {greatest} in "
                + $"{Percent(reverse.Beyond)}.");
        }
    }

    private static CurveChart Curves(
        string title, string axis, ImmutableArray<PointFigures> points, Func<CurvePoint, double> value) => new(
        title,
        axis,
        [
            .. points.Take(MostCurves).Select(
                point => new CurveLine(Name(point), [.. point.Curve.Select(place => (place.Level, value(place)))])),
        ],
        points.Length);

    private static IEnumerable<GridMap> Maps(ImmutableArray<PointFigures> points) =>
        points[0].Cell is not [var down, var across] ? [] : points.GroupBy(point => point.Venue).Select(venue => new GridMap(
            $"P(ADL) under {venue.Key}, {down.Axis} down, {across.Axis} across",
            [.. venue.Select(point => point.Cell[1].Value).Distinct()],
            [
                .. venue.GroupBy(point => point.Cell[0].Value).Select(row => new GridRow(row.Key, [.. row.Select(Cell)])),
            ]));

    private static GridCell Cell(PointFigures point) =>
        new(point.PAdl.Value, $"fund for 95 %: {Amount(point.FundNeeded[0].Value)}");

    private static StudyPoint Point(PointFigures point) => new(
        Name(point),
        [
            .. point.Layers.Select(layer => new LayerBand(
                layer.Layer,
                layer.Definition,
                layer.Mean.Value,
                [.. layer.Quantiles.Select(level => level.Value)],
                $"{Amount(layer.Mean.Value)}; 99 %: {Level(layer.Quantiles[2])}")),
        ],
        [
            .. point.Worst.Select(run => new WorstOfRuns(
                $"Run {run.Run}: fund needed {Amount(run.FundNeeded)}, loss {Amount(run.Loss)}, "
                + Invariant($"forced closes {run.ForcedCloses:N0}"),
                run.Command ?? string.Empty)),
        ]);

    private static string Name(PointFigures point) => string.Join(
        ' ',
        [
            point.Venue,
            .. point.Cell.Select(value => $"{value.Axis}={value.Value}"),
            .. point.Cover > 0 ? [$"cover {point.Cover}"] : Array.Empty<string>(),
        ]);

    private static string Percent(Estimate estimate) =>
        Invariant($"{100.0 * estimate.Value:0.0} % [{100.0 * estimate.Low:0.0}–{100.0 * estimate.High:0.0}]");

    private static string Level(LevelEstimate level) => $"{Amount(level.Value)} {Interval(level.Low, level.High)}";

    private static string Interval(double? low, double? high) =>
        $"[{(low is { } least ? Amount(least) : string.Empty)}–{(high is { } most ? Amount(most) : string.Empty)}]";

    private static string Amount(double value) => Shown.Whole((decimal)value);

}
