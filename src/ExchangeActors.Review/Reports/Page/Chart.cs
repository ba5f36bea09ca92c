using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>A line of a panel.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Style">Class of its colour.</param>
/// <param name="Points">In order of time.</param>
/// <param name="Stepped">A value holds until the next one; otherwise points are joined.</param>
internal sealed record ChartLine(string Name, string Style, ImmutableArray<SeriesPoint> Points, bool Stepped);

/// <summary>Bars of a panel, each with what it says when one points at it.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Style">Class of their colour.</param>
/// <param name="WidthMs">Time that a bar stands for.</param>
/// <param name="Bars">In order of time.</param>
internal sealed record ChartBars(string Name, string Style, long WidthMs, IReadOnlyList<(Moment Start, decimal Value, string Text)> Bars);

/// <summary>A span of time that is shaded in all panels.</summary>
internal sealed record ChartBand(Moment From, Moment To, string Text);

/// <summary>One plot of a chart.</summary>
/// <param name="Title">What it shows, with the unit.</param>
/// <param name="Description">The same with the most important figures, for those who cannot see it.</param>
/// <param name="HeightPx">Its height.</param>
/// <param name="FromZero">Whether the axis begins at 0.</param>
/// <param name="Lines">Lines.</param>
/// <param name="Bars">Bars.</param>
internal sealed record ChartPanel(string Title, string Description, int HeightPx, bool FromZero, ImmutableArray<ChartLine> Lines,
    ImmutableArray<ChartBars> Bars);

/// <summary>
/// Plots over the same time, one below the other. The plot stretches with the page while its labels keep their size: lines and bars are
/// SVG, labels are text beside it. Values appear when one points at them.
/// </summary>
internal static class Chart
{
    private const int HoverColumns = 120;
    private const int SmallPanel = 120;

    /// <summary>The chart.</summary>
    public static Html Of(TimeAxis axis, ImmutableArray<ChartPanel> panels, ImmutableArray<ChartBand> bands) =>
        $"""<div class="chart">{Html.Join(panels.Select(panel => Panel(axis, panel, bands)))}<div class="x" aria-hidden="true">{Html.Join(axis.Ticks().Select(XLabel))}</div><p class="axis">exchange time, UTC, {Day(axis)}</p></div>""";

    private static string Day(TimeAxis axis) => Figures.Date(axis.From) == Figures.Date(axis.To) ? Figures.Date(axis.From)
        : $"{Figures.Date(axis.From)} to {Figures.Date(axis.To)}";

    private static Html XLabel((double X, string Label) tick) => $"""<span style="left:{tick.X / 10:0.0}%">{tick.Label}</span>""";

    private static Html Panel(TimeAxis axis, ChartPanel panel, ImmutableArray<ChartBand> bands)
    {
        var values = new ValueAxis(
            panel.Lines.SelectMany(line => line.Points).Select(point => point.Value)
                .Concat(panel.Bars.SelectMany(bars => bars.Bars).Select(bar => bar.Value)),
            panel.FromZero,
            panel.HeightPx,
            panel.HeightPx < SmallPanel ? 2 : 4);
        return $"""
            <p class="panel">{panel.Title}{Legend(panel)}</p>
            <div class="plot" style="height:{panel.HeightPx}px"><div class="y" aria-hidden="true">{Html.Join(values.Ticks().Select(tick => YLabel(tick, values)))}</div>
            <svg viewBox="0 0 {TimeAxis.Width:0} {values.Height:0}" preserveAspectRatio="none" role="img" aria-label="{panel.Description}">
            <path class="grid" d="{string.Concat(values.Ticks().Select(tick => FormattableString.Invariant($"M0 {tick.Y:0.#}H{TimeAxis.Width:0}")))}"/>
            {Html.Join(bands.Select(band => Band(axis, band, values)))}{Html.Join(panel.Bars.Select(bars => Bars(axis, values, bars)))}{Html.Join(panel.Lines.Select(line => Line(axis, values, line)))}{Hover(axis, values, panel)}</svg></div>
            """;
    }

    // One series is named by the title.
    private static Html Legend(ChartPanel panel)
    {
        if (panel.Lines.Length + panel.Bars.Length < 2)
        {
            return Html.Empty;
        }

        return Html.Join(
            [.. panel.Lines.Select(line => Key(line.Name, line.Style)), .. panel.Bars.Select(bars => Key(bars.Name, bars.Style))]);
    }

    private static Html Key(string name, string style) => $"""<span class="key {style}">{name}</span>""";

    private static Html YLabel((double Y, string Label) tick, ValueAxis values) =>
        $"""<span style="top:{tick.Y / values.Height * 100:0.0}%">{tick.Label}</span>""";

    private static Html Band(TimeAxis axis, ChartBand band, ValueAxis values)
    {
        var (from, to) = (axis.X(band.From), axis.X(band.To));
        return $"""<rect class="band" x="{from:0.#}" y="0" width="{Math.Max(1, to - from):0.#}" height="{values.Height:0}"><title>{band.Text}</title></rect>""";
    }

    private static Html Bars(TimeAxis axis, ValueAxis values, ChartBars bars)
    {
        var zero = values.Y(0m);
        return $"""<g class="{bars.Style}">{Html.Join(bars.Bars.Where(bar => bar.Value != 0m).Select(Rect))}</g>""";

        Html Rect((Moment Start, decimal Value, string Text) bar)
        {
            var (from, to, top) = (axis.X(bar.Start), axis.X(bar.Start.PlusMs(bars.WidthMs)), values.Y(bar.Value));
            return $"""<rect x="{from:0.#}" y="{Math.Min(top, zero):0.#}" width="{Math.Max(0.8, to - from - 0.4):0.#}" height="{Math.Max(1, Math.Abs(zero - top)):0.#}"><title>{bar.Text}</title></rect>""";
        }
    }

    private static Html Line(TimeAxis axis, ValueAxis values, ChartLine line)
    {
        if (line.Points.IsEmpty)
        {
            return Html.Empty;
        }

        var path = new System.Text.StringBuilder();
        foreach (var point in line.Points)
        {
            var (x, y) = (axis.X(point.At), values.Y(point.Value));
            path.Append(path.Length == 0
                ? FormattableString.Invariant($"M{x:0.#} {y:0.#}")
                : line.Stepped ? FormattableString.Invariant($"H{x:0.#}V{y:0.#}") : FormattableString.Invariant($"L{x:0.#} {y:0.#}"));
        }

        // The last value holds to the end.
        path.Append(FormattableString.Invariant($"H{TimeAxis.Width:0}"));
        return $"""<path class="line {line.Style}" d="{path.ToString()}"/>""";
    }

    // Columns over the lines that say the value there; bars speak for themselves.
    private static Html Hover(TimeAxis axis, ValueAxis values, ChartPanel panel)
    {
        if (panel.Lines.All(line => line.Points.IsEmpty))
        {
            return Html.Empty;
        }

        var width = TimeAxis.Width / HoverColumns;
        var places = panel.Lines.Select(_ => 0).ToArray();
        var columns = new List<Html>(HoverColumns);
        for (var column = 0; column < HoverColumns; column++)
        {
            var end = new Moment(axis.From.UnixMs + (axis.SpanMs * (column + 1) / HoverColumns));
            var texts = new List<string>();
            for (var i = 0; i < places.Length; i++)
            {
                var line = panel.Lines[i];
                var first = places[i];
                while (places[i] < line.Points.Length && line.Points[places[i]].At <= end)
                {
                    places[i]++;
                }

                if (places[i] == 0)
                {
                    continue;
                }

                var within = line.Points[Math.Min(first, places[i] - 1)..places[i]];
                var (low, high, last) = (within.Min(point => point.Value), within.Max(point => point.Value), within[^1].Value);
                texts.Add(low == high ? $"{line.Name} {Figures.Grouped(last)}"
                    : $"{line.Name} {Figures.Grouped(last)} (from {Figures.Grouped(low)} to {Figures.Grouped(high)})");
            }

            columns.Add(
                $"""<rect x="{column * width:0.#}" y="0" width="{width:0.#}" height="{values.Height:0}"><title>{Figures.Clock(new Moment(end.UnixMs / 1000 * 1000))}: {string.Join("; ", texts)}</title></rect>""");
        }

        return $"""<g class="hover">{Html.Join(columns)}</g>""";
    }
}
