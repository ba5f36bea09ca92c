using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reports;

namespace ExchangeActors.Web.Reports;

/// <summary>A line of a panel.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Style">Class of its colour.</param>
/// <param name="Points">In order of time.</param>
/// <param name="Stepped">A value holds until the next one; otherwise points are joined.</param>
public sealed record ChartLine(string Name, string Style, ImmutableArray<SeriesPoint> Points, bool Stepped);

/// <summary>A bar, with what it says when one points at it.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Value">How high it is.</param>
/// <param name="Text">What it says.</param>
public sealed record ChartBar(Moment Start, decimal Value, string Text);

/// <summary>Bars of a panel.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Style">Class of their colour.</param>
/// <param name="WidthMs">Time that a bar stands for.</param>
/// <param name="Bars">In order of time.</param>
public sealed record ChartBars(string Name, string Style, long WidthMs, ImmutableArray<ChartBar> Bars);

/// <summary>A span of time that is shaded in all panels.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end.</param>
/// <param name="Text">What it is.</param>
public sealed record ChartBand(Moment From, Moment To, string Text);

/// <summary>One plot of a chart.</summary>
/// <param name="Title">What it shows, with the unit.</param>
/// <param name="Description">The same with the most important figures, for those who cannot see it.</param>
/// <param name="HeightPx">Its height.</param>
/// <param name="FromZero">Whether the axis begins at 0.</param>
/// <param name="Lines">Lines.</param>
/// <param name="Bars">Bars.</param>
public sealed record ChartPanel(
    string Title, string Description, int HeightPx, bool FromZero, ImmutableArray<ChartLine> Lines, ImmutableArray<ChartBars> Bars)
{
    private const int Small = 120;

    /// <summary>Names and styles for the legend; of one series none, since the title names it.</summary>
    public IEnumerable<(string Name, string Style)> Legend => Lines.Length + Bars.Length < 2
        ? []
        : [.. Lines.Select(line => (line.Name, line.Style)), .. Bars.Select(bars => (bars.Name, bars.Style))];

    /// <summary>An axis on which all values fit.</summary>
    public ValueAxis Axis() => new(
        Lines.SelectMany(line => line.Points).Select(point => point.Value)
            .Concat(Bars.SelectMany(bars => bars.Bars).Select(bar => bar.Value)),
        FromZero,
        HeightPx,
        HeightPx < Small ? 2 : 4);
}
