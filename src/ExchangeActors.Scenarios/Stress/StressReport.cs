using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>A layer of the waterfall over all runs. Amounts are quote currency.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Mean">With a bootstrap interval.</param>
/// <param name="Quantiles">By level, with intervals of order statistics.</param>
/// <param name="ExpectedShortfall">The mean of the worst runs beyond each level, with bootstrap intervals.</param>
public sealed record LayerFigures(
    string Layer,
    string Definition,
    Estimate Mean,
    ImmutableArray<LevelEstimate> Quantiles,
    ImmutableArray<LevelEstimate> ExpectedShortfall);

/// <summary>The seeds behind the figures.</summary>
/// <param name="First">Of run 0.</param>
/// <param name="Last">Of the last run that is done.</param>
/// <param name="Count">How many.</param>
public sealed record SeedRange(ulong First, ulong Last, int Count);

/// <summary>A point of a curve over all runs.</summary>
/// <param name="Level">The share of the runs in which it is at most so much.</param>
/// <param name="Loss">Beyond the accounts' equity, quote.</param>
/// <param name="FundNeeded">The fund that is enough in so large a share, quote.</param>
/// <param name="Adl">Closed by ADL, at the marks at which margin broke, quote.</param>
public sealed record CurvePoint(double Level, double Loss, double FundNeeded, double Adl);

/// <summary>One of the worst runs.</summary>
/// <param name="Run">Its number.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="FundNeeded">The fund that it would have needed.</param>
/// <param name="Loss">Beyond the accounts' equity.</param>
/// <param name="ForcedCloses">Forced closes.</param>
/// <param name="Command">Runs it again into a journal of its own, for <c>exchange review</c>; null where owners were made to
/// default.</param>
public sealed record WorstRun(int Run, ulong Seed, double FundNeeded, double Loss, double ForcedCloses, string? Command);

/// <summary>A difference between two points, run by run with the same seeds.</summary>
/// <param name="From">The first, as a number of <c>points</c>.</param>
/// <param name="To">The other.</param>
/// <param name="Figure">Of what.</param>
/// <param name="Mean">The other's less the first's: its mean, with a bootstrap interval over the runs' own differences.</param>
public sealed record PairedDifference(int From, int To, string Figure, Estimate Mean);

/// <summary>What all runs at one point came to.</summary>
public sealed record PointFigures
{
    /// <summary>Its number.</summary>
    public required int Point { get; init; }

    /// <summary>The venue's profile.</summary>
    public required string Venue { get; init; }

    /// <summary>The cell of the grid; empty without one.</summary>
    public required ImmutableArray<AxisValue> Cell { get; init; }

    /// <summary>So many of the largest owners default.</summary>
    public required int Cover { get; init; }

    /// <summary>The probability that at least one winner is closed.</summary>
    public required Estimate PAdl { get; init; }

    /// <summary>The probability that the fund cannot pay, or that a vault loses all.</summary>
    public required Estimate PFundExhausted { get; init; }

    /// <summary>The probability of forced closes that no fund prevents.</summary>
    public required Estimate PAdlWithAmpleFund { get; init; }

    /// <summary>The layers of the waterfall.</summary>
    public required ImmutableArray<LayerFigures> Layers { get; init; }

    /// <summary>The fund that is enough in so large a share of the runs, by level.</summary>
    public required ImmutableArray<LevelEstimate> FundNeeded { get; init; }

    /// <summary>Further figures of the runs: fall of the marks, concentration, slippage at risk.</summary>
    public required ImmutableArray<LayerFigures> Figures { get; init; }

    /// <summary>How the loss and the fund needed rise with the share of the runs: what a curve is drawn from.</summary>
    public required ImmutableArray<CurvePoint> Curve { get; init; }

    /// <summary>Runs in which an invariant of the exchange did not hold; anything but 0 is a fault.</summary>
    public required int InvariantsBroken { get; init; }

    /// <summary>The worst runs, by the fund needed and then by loss.</summary>
    public required ImmutableArray<WorstRun> Worst { get; init; }

    /// <summary>The fund that was solved for; null when it was not asked for.</summary>
    public SolvedFund? Solved { get; init; }

    /// <summary>Reverse stress; null when it was not asked for.</summary>
    public ReverseFigures? Reverse { get; init; }
}

/// <summary>The fund that keeps a probability below a bound.</summary>
/// <param name="Target">As it was asked for.</param>
/// <param name="Value">The fund, quote.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end; null when the runs are too few to bound it.</param>
/// <param name="Confirmed">The probability at that fund, from runs with it.</param>
/// <param name="Steps">Funds that were tried, in order, with what came of each.</param>
public sealed record SolvedFund(
    string Target, double Value, double? Low, double? High, Estimate Confirmed, ImmutableArray<SolveStep> Steps);

/// <summary>A fund that was tried.</summary>
public sealed record SolveStep(double Fund, Estimate Probability);

/// <summary>The smallest shock with which something happens, over all runs.</summary>
/// <param name="Event"><c>fund</c> (exhausted) or <c>adl</c> (first forced close).</param>
/// <param name="Axis">What is raised.</param>
/// <param name="Shock">The smallest shock that does it in so large a share of the runs, by level; a level without an entry is beyond
/// the greatest.</param>
/// <param name="Fall">The same as the fall of the worst market's mark at that shock.</param>
/// <param name="Greatest">The greatest shock that was tried.</param>
/// <param name="Beyond">The share of the runs in which not even that does it.</param>
/// <param name="Precision">A shock is known to within this.</param>
public sealed record ReverseFigures(
    string Event,
    string Axis,
    ImmutableArray<LevelEstimate> Shock,
    ImmutableArray<LevelEstimate> Fall,
    double Greatest,
    Estimate Beyond,
    double Precision);

/// <summary>What the default of the largest owners adds.</summary>
/// <param name="Owners">How many.</param>
/// <param name="Points">The same points with their default.</param>
/// <param name="Differences">Against the points without, run by run.</param>
public sealed record CoverFigures(int Owners, ImmutableArray<PointFigures> Points, ImmutableArray<PairedDifference> Differences);

/// <summary>A study.</summary>
public sealed record StressReport
{
    /// <summary>The scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Decides every figure but the number of runs.</summary>
    public required string Identity { get; init; }

    /// <summary>Runs at each point.</summary>
    public required int Runs { get; init; }

    /// <summary>Runs that were asked for; more than <see cref="Runs"/> when the study was interrupted.</summary>
    public required int Asked { get; init; }

    /// <summary>The seeds of the runs.</summary>
    public required SeedRange Seeds { get; init; }

    /// <summary>What was drawn in every run.</summary>
    public required ImmutableArray<string> Vary { get; init; }

    /// <summary>The level of every interval.</summary>
    public double Confidence { get; init; } = Estimates.Confidence;

    /// <summary>The first point's.</summary>
    public Estimate PAdl => Points[0].PAdl;

    /// <summary>The first point's.</summary>
    public Estimate PFundExhausted => Points[0].PFundExhausted;

    /// <summary>The first point's.</summary>
    public ImmutableArray<LayerFigures> Layers => Points[0].Layers;

    /// <summary>The first point's.</summary>
    public ImmutableArray<LevelEstimate> FundNeeded => Points[0].FundNeeded;

    /// <summary>The first point's: the fund that was solved for; null when it was not asked for.</summary>
    public SolvedFund? Solved => Points[0].Solved;

    /// <summary>The first point's: reverse stress; null when it was not asked for.</summary>
    public ReverseFigures? Reverse => Points[0].Reverse;

    /// <summary>Cover-1 or Cover-2; null when it was not asked for.</summary>
    public CoverFigures? Cover { get; init; }

    /// <summary>Every venue and cell.</summary>
    public required ImmutableArray<PointFigures> Points { get; init; }

    /// <summary>Of every further venue against the first, cell by cell.</summary>
    public required ImmutableArray<PairedDifference> Differences { get; init; }
}
