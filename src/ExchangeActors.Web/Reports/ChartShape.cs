using System.Globalization;
using System.Text;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Web.Reports;

/// <summary>A rectangle of a plot, in its units.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Text">What it says when one points at it.</param>
public readonly record struct ChartRectangle(string X, string Y, string Width, string Height, string Text);

/// <summary>Where lines and bars are on a plot.</summary>
internal static class ChartShape
{
    private const int HoverColumns = 120;

    /// <summary>A place or a length.</summary>
    public static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A whole number of units.</summary>
    public static string Whole(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>A place beside the plot.</summary>
    public static string Percent(double value) => value.ToString("0.0", CultureInfo.InvariantCulture) + "%";

    /// <summary>The size of a plot, in its units.</summary>
    public static string ViewBox(ValueAxis values) => $"0 0 {Whole(TimeAxis.Width)} {Whole(values.Height)}";

    /// <summary>Lines across the plot.</summary>
    public static string Grid(ValueAxis values) =>
        string.Concat(values.Ticks().Select(tick => $"M0 {Text(tick.Y)}H{Whole(TimeAxis.Width)}"));

    /// <summary>A shaded span of time.</summary>
    public static ChartRectangle Band(TimeAxis axis, ValueAxis values, ChartBand band)
    {
        var (from, to) = (axis.X(band.From), axis.X(band.To));
        return new ChartRectangle(Text(from), "0", Text(Math.Max(1, to - from)), Whole(values.Height), band.Text);
    }

    /// <summary>A bar, from zero upwards or downwards.</summary>
    public static ChartRectangle Bar(TimeAxis axis, ValueAxis values, long widthMs, ChartBar bar)
    {
        var (from, to, top, zero) = (axis.X(bar.Start), axis.X(bar.Start.PlusMs(widthMs)), values.Y(bar.Value), values.Y(0m));
        return new ChartRectangle(
            Text(from),
            Text(Math.Min(top, zero)),
            Text(Math.Max(0.8, to - from - 0.4)),
            Text(Math.Max(1, Math.Abs(zero - top))),
            bar.Text);
    }

    /// <summary>The path of a line; its last value holds to the end.</summary>
    public static string Path(TimeAxis axis, ValueAxis values, ChartLine line)
    {
        var path = new StringBuilder();
        foreach (var point in line.Points)
        {
            var (x, y) = (Text(axis.X(point.At)), Text(values.Y(point.Value)));
            path.Append(path.Length == 0 ? $"M{x} {y}" : line.Stepped ? $"H{x}V{y}" : $"L{x} {y}");
        }

        return path.Append('H').Append(Whole(TimeAxis.Width)).ToString();
    }

    /// <summary>Columns over the lines that say the value there; bars speak for themselves.</summary>
    public static IEnumerable<ChartRectangle> Hover(TimeAxis axis, ValueAxis values, ChartPanel panel)
    {
        var width = TimeAxis.Width / HoverColumns;
        var places = new int[panel.Lines.Length];
        for (var column = 0; column < HoverColumns; column++)
        {
            var end = new Moment(axis.From.UnixMs + (axis.SpanMs * (column + 1) / HoverColumns));
            var texts = panel.Lines.Select((line, number) => Said(line, end, ref places[number])).OfType<string>();
            var text = $"{FigureText.Clock(new Moment(end.UnixMs / 1000 * 1000))}: {string.Join("; ", texts)}";
            yield return new ChartRectangle(Text(column * width), "0", Text(width), Whole(values.Height), text);
        }
    }

    /// <summary>The line's values since the column before; null before its first one.</summary>
    private static string? Said(ChartLine line, Moment end, ref int place)
    {
        var first = place;
        while (place < line.Points.Length && line.Points[place].At <= end)
        {
            place++;
        }

        if (place == 0)
        {
            return null;
        }

        var within = line.Points[Math.Min(first, place - 1)..place];
        var (low, high, last) = (within.Min(point => point.Value), within.Max(point => point.Value), FigureText.Grouped(within[^1].Value));
        return low == high ? $"{line.Name} {last}"
            : $"{line.Name} {last} (from {FigureText.Grouped(low)} to {FigureText.Grouped(high)})";
    }
}
