using System.Collections.Immutable;

namespace ExchangeActors.Web.Reports.Stressing;

/// <summary>What the page of a stress study shows. Numbers that are read are text already; amounts are quote.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="About">How many runs, from which seeds, and what was drawn.</param>
/// <param name="Tables">How often, and how large a fund: of all points, and with the default of the largest owners.</param>
/// <param name="Found">What was searched for.</param>
/// <param name="Curves">Curves over all runs.</param>
/// <param name="Maps">The grid of each venue.</param>
/// <param name="Points">Every venue and cell; the first one is shown unfolded.</param>
public sealed record StudyFigures(
    string Scenario,
    string About,
    ImmutableArray<ProbabilityTable> Tables,
    ImmutableArray<FoundLevel> Found,
    ImmutableArray<CurveChart> Curves,
    ImmutableArray<GridMap> Maps,
    ImmutableArray<StudyPoint> Points);

/// <summary>How often, and how large a fund.</summary>
/// <param name="Title">Of what.</param>
/// <param name="Rows">A row for each point: its name, three probabilities, three funds.</param>
public sealed record ProbabilityTable(string Title, ImmutableArray<ImmutableArray<string>> Rows);

/// <summary>A fund or a shock that was searched for.</summary>
/// <param name="Before">What is said before it.</param>
/// <param name="Target">What was asked for; null for a shock.</param>
/// <param name="Value">The fund that was found.</param>
/// <param name="After">What is said after it.</param>
public sealed record FoundLevel(string Before, string? Target = null, string? Value = null, string? After = null);

/// <summary>Curves: a line for each point.</summary>
/// <param name="Title">What rises.</param>
/// <param name="Axis">The same in a word.</param>
/// <param name="Lines">The first points.</param>
/// <param name="Points">How many points there are in all.</param>
public sealed record CurveChart(string Title, string Axis, ImmutableArray<CurveLine> Lines, int Points);

/// <summary>A line of them.</summary>
/// <param name="Name">The point.</param>
/// <param name="Places">By share of the runs.</param>
public sealed record CurveLine(string Name, ImmutableArray<(double Level, double Value)> Places);

/// <summary>The probability of ADL over a grid of two axes.</summary>
/// <param name="Title">Under which venue, and what the axes are.</param>
/// <param name="Columns">Values of the axis across.</param>
/// <param name="Rows">Values of the axis down.</param>
public sealed record GridMap(string Title, ImmutableArray<string> Columns, ImmutableArray<GridRow> Rows);

/// <summary>A row of the grid.</summary>
/// <param name="Value">Of the axis down.</param>
/// <param name="Cells">The cells.</param>
public sealed record GridRow(string Value, ImmutableArray<GridCell> Cells);

/// <summary>A cell of the grid.</summary>
/// <param name="Probability">Of ADL, 0 to 1.</param>
/// <param name="Title">What it says when one points at it.</param>
public sealed record GridCell(double Probability, string Title);

/// <summary>A venue and a cell: the layers of the waterfall, and the worst runs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Layers">The layers.</param>
/// <param name="Worst">The worst runs.</param>
public sealed record StudyPoint(string Name, ImmutableArray<LayerBand> Layers, ImmutableArray<WorstOfRuns> Worst);

/// <summary>A layer over all runs.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Quantiles">Its median, its 95 % and its 99 % quantile.</param>
/// <param name="Text">The mean and the highest of them.</param>
public sealed record LayerBand(string Name, string Definition, double Mean, ImmutableArray<double> Quantiles, string Text);

/// <summary>One of the worst runs.</summary>
/// <param name="Text">What it came to.</param>
/// <param name="Command">Runs it again.</param>
public sealed record WorstOfRuns(string Text, string Command);
