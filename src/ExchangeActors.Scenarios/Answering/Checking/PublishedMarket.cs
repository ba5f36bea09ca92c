using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Answering.Checking;

/// <summary>A published figure of real markets and how far a simulated one may be from it.</summary>
/// <param name="Name">E.g. <c>survival.0.01</c>.</param>
/// <param name="Says">What it is.</param>
/// <param name="Published">The figure.</param>
/// <param name="Low">The least that is within tolerance.</param>
/// <param name="High">The greatest.</param>
public sealed record PublishedFigure(string Name, string Says, double Published, double Low, double High);

/// <summary>
/// What is known of markets after liquidations: a study of Binance's USD-M perpetuals, 5 to 21 symbols, 2020 to 2026
/// (min66633/liquidation-cascade-research). Tolerances: the survival curve is of 295 events, and is allowed four of its own
/// standard errors, two for the study and two for an ensemble of like size; γ two of its standard errors (0.078); the rebound, whose single
/// values go from −282 to +325, 30 bp; slippage half, and 60 % for the 90th
/// percentile, which differs by a tenth between ensembles: the published table mixes symbols: its 1M to
/// 10M grows by 11.4 where one book of the published shape grows by 10^(1/κ) = 7.3.
/// </summary>
public static class PublishedMarket
{
    /// <summary>The falls of the survival curve, as fractions, with the share of events that reach them.</summary>
    public static readonly ImmutableArray<(double Fall, double Share)> Survival =
    [
        (0.0025, 0.79), (0.005, 0.63), (0.01, 0.49), (0.015, 0.37), (0.02, 0.29), (0.03, 0.18), (0.04, 0.12), (0.05, 0.09), (0.06, 0.07),
    ];

    /// <summary>Mean slippage of a market order right after an event, basis points: median and 90th percentile by size in quote.</summary>
    public static readonly ImmutableArray<(double Size, double Median, double High)> Slippage =
    [
        (100_000, 1.3, 3.6), (500_000, 6.4, 18.0), (1_000_000, 12.7, 36.0), (5_000_000, 64.0, 167.0), (10_000_000, 145.0, 420.0),
    ];

    /// <summary>Basis points after so many minutes.</summary>
    public static readonly ImmutableArray<(int Minutes, double Bps)> Rebound = [(5, 51.0), (15, 57.0)];

    private const double Gamma = 0.875;
    private const double GammaError = 0.078;
    private const double SurvivalErrors = 4.0;
    private const double SurvivalEvents = 295.0;
    private const double ReboundTolerance = 30.0;
    private const double MedianTolerance = 0.5;
    private const double HighTolerance = 0.6;

    /// <summary>All of them, in the order in which they are reported.</summary>
    public static ImmutableArray<PublishedFigure> All { get; } =
    [
        .. Survival.Select(point => Within(
            FormattableString.Invariant($"survival.{point.Fall}"),
            FormattableString.Invariant($"events after which the price falls by {point.Fall * 100.0} % more"),
            point.Share,
            SurvivalErrors * Math.Sqrt(point.Share * (1.0 - point.Share) / SurvivalEvents))),
        Within("gamma", "exponent of the largest fall over taker volume of an hour per depth", Gamma, 2.0 * GammaError),
        .. Rebound.Select(point => Within(
            FormattableString.Invariant($"rebound.{point.Minutes}"),
            FormattableString.Invariant($"median rebound after {point.Minutes} minutes, bp"),
            point.Bps,
            ReboundTolerance)),
        .. Slippage.Select(row => Within(
            FormattableString.Invariant($"slippage.{row.Size}.median"),
            FormattableString.Invariant($"median slippage of {row.Size:N0} after an event, bp"),
            row.Median,
            row.Median * MedianTolerance)),
        .. Slippage.Select(row => Within(
            FormattableString.Invariant($"slippage.{row.Size}.p90"),
            FormattableString.Invariant($"90th percentile for {row.Size:N0}, bp"),
            row.High,
            row.High * HighTolerance)),
    ];

    private static PublishedFigure Within(string name, string says, double published, double tolerance) =>
        new(name, says, published, Math.Round(published - tolerance, 4), Math.Round(published + tolerance, 4));
}
