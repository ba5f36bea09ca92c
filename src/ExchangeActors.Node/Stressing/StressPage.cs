using System.Globalization;
using System.Net;
using System.Text;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Node.Stressing;

/// <summary>
/// A study as a page of HTML, whole in one file: tables, loss curves, quantile bands, a heat map of the grid, the worst runs.
/// </summary>
internal static class StressPage
{
    private const int MostCurves = 6;

    private const string Style =
        """
        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #6b7280; --line: #d7dbe0; --paper: #fff; --bar: #2563eb; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa3ad; --line: #39414a; --paper: #14181d; --bar: #60a5fa; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1080px; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; } .note { color: var(--soft); }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; } .wide { overflow-x: auto; scrollbar-width: thin; scrollbar-color: var(--soft) var(--line); }
        .wide::-webkit-scrollbar { height: 10px; background: var(--line); } .wide::-webkit-scrollbar-thumb { background: var(--soft); border-radius: 5px; }
        th, td { text-align: right; padding: .25rem .7rem; border-bottom: 1px solid var(--line); } th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: var(--paper); }
        @media print { body { max-width: none; margin: 0; font-size: 10pt; } .wide { overflow: visible; } table { font-size: 8pt; } code { white-space: pre-wrap; } svg, tr { break-inside: avoid; } }
        svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .soft { fill: var(--soft); }
        code { display: block; overflow-x: auto; white-space: pre; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: 4px; margin: .2rem 0 .8rem; }
        """;

    private static readonly string[] Colours = ["#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2"];

    /// <summary>The page.</summary>
    public static string Of(StressReport report)
    {
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Text(report.Scenario)}: stress</title>");
        page.Append(
            CultureInfo.InvariantCulture, $"<meta name=\"viewport\" content=\"width=device-width\"><style>{Style}</style></head><body>\n");
        page.Append(
            CultureInfo.InvariantCulture, $"<h1>{Text(report.Scenario)}: a stress study</h1>\n<p class=\"note\">{report.Runs:N0} runs");
        page.Append(
            CultureInfo.InvariantCulture,
            $"{(report.Runs < report.Asked ? $" of {report.Asked:N0} (interrupted)" : string.Empty)}, seeds {report.Seeds.First} to ");
        page.Append(CultureInfo.InvariantCulture, $"{report.Seeds.Last}; amounts in quote currency; [ ] are 95 % intervals.");
        page.Append(report.Vary.IsEmpty ? string.Empty : $" Drawn in every run: {Text(string.Join("; ", report.Vary))}.").Append("</p>\n");
        Points(page, "How often, and how large a fund", report.Points);
        if (report.Cover is { } cover)
        {
            Points(
                page,
                $"The same when the {(cover.Owners == 1 ? "largest owner defaults" : $"{cover.Owners} largest owners default")}",
                cover.Points);
        }

        Searched(page, report);
        Curves(page, "The fund that is enough", "fund", report.Points, point => point.FundNeeded);
        Curves(page, "Loss beyond the accounts' equity", "loss", report.Points, point => point.Loss);
        Curves(page, "Closed by ADL", "notional", report.Points, point => point.Adl);
        HeatMap(page, report);
        Bands(page, report.Points[0]);
        Worst(page, report.Points[0]);
        foreach (var point in report.Points.Skip(1))
        {
            page.Append(CultureInfo.InvariantCulture, $"<details><summary>{Text(Name(point))}: layers and worst runs</summary>\n");
            Bands(page, point);
            Worst(page, point);
            page.Append("</details>\n");
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void Points(StringBuilder page, string title, IEnumerable<PointFigures> points)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"<h2>{Text(title)}</h2><div class=\"wide\"><table><tr><th>venue</th><th>P(ADL)</th><th>P(fund exhausted)</th>");
        page.Append("<th>P(ADL) with an ample fund</th><th>fund for 95 %</th><th>99 %</th><th>99.9 %</th></tr>\n");
        foreach (var point in points)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{Text(Name(point))}</td><td>{Percent(point.PAdl)}</td><td>{Percent(point.PFundExhausted)}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{Percent(point.PAdlWithAmpleFund)}</td>");
            page.Append(string.Concat(point.FundNeeded.Select(level => $"<td>{Level(level)}</td>"))).Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void Searched(StringBuilder page, StressReport report)
    {
        foreach (var point in report.Points)
        {
            if (point.Solved is { } solved)
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<p>{Text(Name(point))}: <b>{Text(solved.Target)}</b> with a fund of <b>{Amount(solved.Value)}</b> ");
                page.Append(
                    CultureInfo.InvariantCulture, $"{Interval(solved.Low, solved.High)}; with it, {Percent(solved.Confirmed)}.</p>\n");
            }

            if (point.Reverse is { } reverse)
            {
                var what = reverse.Event == "adl" ? "closes a first winner" : "exhausts the fund";
                page.Append(
                    CultureInfo.InvariantCulture, $"<p>{Text(Name(point))}: the smallest shock ({Text(reverse.Axis)}) that {what}: ");
                page.Append(string.Join("; ", reverse.Shock.Select(level => string.Create(
                    CultureInfo.InvariantCulture, $"{Level(level)} in {100.0 * level.Level:0} % of the runs"))));
                page.Append(CultureInfo.InvariantCulture, $"; not even {reverse.Greatest:0.##} in {Percent(reverse.Beyond)}.</p>\n");
            }
        }
    }

    /// <summary>A line per point: the share of the runs to the right, finer towards its end, what is enough for them upwards.</summary>
    private static void Curves(
        StringBuilder page, string title, string axis, IReadOnlyList<PointFigures> points, Func<CurvePoint, double> value)
    {
        const double Width = 900.0, Height = 300.0, Left = 110.0, Bottom = 40.0;
        var shown = points.Take(MostCurves).ToList();
        var most = shown.Max(point => point.Curve.Max(value));
        if (most <= 0.0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(title)}</h2><p>");
        for (var i = 0; i < shown.Count; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<span style=\"color: {Colours[i]}\">■</span> {Text(Name(shown[i]))} &nbsp; ");
        }

        var size = string.Create(CultureInfo.InvariantCulture, $"0 0 {Width + Left + 20} {Height + Bottom + 20}");
        page.Append(CultureInfo.InvariantCulture, $"</p><svg viewBox=\"{size}\" role=\"img\" aria-label=\"{Text(title)}\">\n");
        for (var step = 0; step <= 4; step++)
        {
            var y = 10.0 + (Height * (1.0 - (step / 4.0)));
            page.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"var(--line)\"/>");
            page.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Amount(most * step / 4.0)}</text>\n");
        }

        foreach (var level in (double[])[0.25, 0.5, 0.75, 0.9, 0.95, 0.99])
        {
            var x = Left + (Width * Place(level));
            page.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"10\" y2=\"{Height + 10}\" stroke=\"var(--line)\"/>");
            page.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{x:0.#}\" y=\"{Height + 28}\" text-anchor=\"middle\">{100.0 * level:0} %</text>\n");
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"<text class=\"soft\" x=\"{Left + Width}\" y=\"{Height + 46}\" text-anchor=\"end\">share of the runs</text>");
        page.Append(CultureInfo.InvariantCulture, $"<text class=\"soft\" x=\"{Left + 6}\" y=\"22\">{Text(axis)}</text>\n");
        for (var i = 0; i < shown.Count; i++)
        {
            var line = string.Join(' ', shown[i].Curve.Select(point => string.Create(
                CultureInfo.InvariantCulture,
                $"{Left + (Width * Place(point.Level)):0.#},{10.0 + (Height * (1.0 - (value(point) / most))):0.#}")));
            page.Append(
                CultureInfo.InvariantCulture, $"<polyline points=\"{line}\" fill=\"none\" stroke=\"{Colours[i]}\" stroke-width=\"2\"/>");
        }

        page.Append("</svg>\n");
        if (points.Count > MostCurves)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">The first {MostCurves} of {points.Count} points.</p>\n");
        }
    }

    /// <summary>Stretched towards the rare: even in the logarithm of what lies beyond, down to one in a thousand.</summary>
    private static double Place(double level) => Math.Log(Math.Max(0.001, 1.0 - level)) / Math.Log(0.001);

    private static void HeatMap(StringBuilder page, StressReport report)
    {
        if (report.Points[0].Cell.Length != 2)
        {
            return;
        }

        foreach (var venue in report.Points.GroupBy(point => point.Venue))
        {
            var columns = venue.Select(point => point.Cell[1].Value).Distinct().ToList();
            page.Append(
                CultureInfo.InvariantCulture,
                $"<h2>P(ADL) under {Text(venue.Key)}, {Text(report.Points[0].Cell[0].Axis)} down, "
                + $"{Text(report.Points[0].Cell[1].Axis)} across</h2>");
            page.Append("<div class=\"wide\"><table><tr><th></th>")
                .Append(string.Concat(columns.Select(column => $"<th>{Text(column)}</th>")))
                .Append("</tr>\n");
            foreach (var row in venue.GroupBy(point => point.Cell[0].Value))
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(row.Key)}</td>");
                foreach (var point in row)
                {
                    page.Append(
                        CultureInfo.InvariantCulture,
                        $"<td style=\"background: rgba(220, 38, 38, {0.75 * point.PAdl.Value:0.##})\" "
                        + $"title=\"fund for 95 %: {Amount(point.FundNeeded[0].Value)}\">");
                    page.Append(CultureInfo.InvariantCulture, $"{100.0 * point.PAdl.Value:0.#} %</td>");
                }

                page.Append("</tr>\n");
            }

            page.Append("</table></div>\n");
        }
    }

    /// <summary>Each layer from its median over its 95 % to its 99 % quantile, all on one scale; the mean as a line.</summary>
    private static void Bands(StringBuilder page, PointFigures point)
    {
        const double Width = 620.0, Left = 110.0, Row = 26.0;
        var most = point.Layers.Max(layer => layer.Quantiles[2].Value);
        if (most <= 0.0)
        {
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"<h2>Layers of the waterfall, {Text(Name(point))}</h2>");
        page.Append("<p class=\"note\">Dark to the median, lighter to the 95 % and the 99 % quantile; the line is the mean.</p>");
        page.Append(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 1000 {(Row * point.Layers.Length) + 10}\" role=\"img\" aria-label=\"Layers\">\n");
        for (var i = 0; i < point.Layers.Length; i++)
        {
            var (layer, y) = (point.Layers[i], 4.0 + (Row * i));
            page.Append(
                CultureInfo.InvariantCulture,
                $"<g><title>{Text(layer.Definition)}</title>"
                + $"<text x=\"{Left - 8}\" y=\"{y + 14}\" text-anchor=\"end\">{Text(layer.Layer)}</text>");
            foreach (var (quantile, opacity) in ((int, double)[])[(2, 0.25), (1, 0.35), (0, 0.9)])
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{Left}\" y=\"{y}\" width=\"{Width * Math.Max(0.0, layer.Quantiles[quantile].Value) / most:0.#}\" "
                    + $"height=\"18\" fill=\"var(--bar)\" opacity=\"{opacity}\"/>");
            }

            var mean = Left + (Width * Math.Clamp(layer.Mean.Value / most, 0.0, 1.0));
            page.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{mean:0.#}\" x2=\"{mean:0.#}\" y1=\"{y - 2}\" y2=\"{y + 20}\" stroke=\"var(--ink)\"/>");
            page.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Left + Width + 12}\" y=\"{y + 14}\">{Amount(layer.Mean.Value)}; "
                + $"99 %: {Level(layer.Quantiles[2])}</text></g>\n");
        }

        page.Append("</svg>\n");
    }

    private static void Worst(StringBuilder page, PointFigures point)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>The worst runs, {Text(Name(point))}</h2>");
        page.Append("<p class=\"note\">Each line runs one of them again into a journal of its own, for exchange review.</p>\n");
        foreach (var run in point.Worst)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"<p>Run {run.Run}: fund needed {Amount(run.FundNeeded)}, loss {Amount(run.Loss)}, "
                + $"forced closes {run.ForcedCloses:N0}</p>");
            page.Append(CultureInfo.InvariantCulture, $"<code>{Text(run.Command ?? string.Empty)}</code>\n");
        }
    }

    private static string Name(PointFigures point) => string.Join(
        ' ',
        [
            point.Venue,
            .. point.Cell.Select(value => $"{value.Axis}={value.Value}"),
            .. point.Cover > 0 ? [$"cover {point.Cover}"] : Array.Empty<string>(),
        ]);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Percent(Estimate estimate) => string.Create(
        CultureInfo.InvariantCulture, $"{100.0 * estimate.Value:0.0} % [{100.0 * estimate.Low:0.0}–{100.0 * estimate.High:0.0}]");

    private static string Level(LevelEstimate level) => $"{Amount(level.Value)} {Interval(level.Low, level.High)}";

    private static string Interval(double? low, double? high) =>
        $"[{(low is { } least ? Amount(least) : string.Empty)}–{(high is { } most ? Amount(most) : string.Empty)}]";

    private static string Amount(double value) => Shown.Whole((decimal)value);
}
