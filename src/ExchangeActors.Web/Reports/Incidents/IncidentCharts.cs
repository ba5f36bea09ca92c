using System.Collections.Immutable;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Review.Reports;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Web.Reports.Incidents;

/// <summary>What an incident's charts show.</summary>
internal static class IncidentCharts
{
    private const int ActivityHeight = 110;
    private const int MarketActivityHeight = 64;
    private const int PriceHeight = 240;
    private const int FundHeight = 180;

    /// <summary>The time of all of them.</summary>
    public static TimeAxis Axis(Incident incident) => new(incident.Summary.From ?? default, incident.Summary.To ?? default);

    /// <summary>The waves of ADL, shaded in all of them.</summary>
    public static ImmutableArray<ChartBand> Waves(Incident incident) =>
    [
        .. incident.Summary.Waves.Take(ReportLimits.Waves).Select(wave => new ChartBand(
            wave.Start,
            wave.End,
            $"wave {wave.Number}: {FigureText.Clock(wave.Start)} to {FigureText.Clock(wave.End)}, {wave.ForcedCloses} forced closes, "
            + $"{FigureText.Grouped(wave.Notional)} quote")),
    ];

    /// <summary>Liquidations and forced closes of all markets.</summary>
    public static ImmutableArray<ChartPanel> Activity(Incident incident) => Panels(incident.Activity, ActivityHeight, "All markets");

    /// <summary>A market's mark price, and below it what was liquidated and deleveraged.</summary>
    public static ImmutableArray<ChartPanel> Market(MarketHistory history, MarketTotals totals) =>
    [
        new ChartPanel(
            "mark price, quote per unit",
            $"Mark price of {history.Market} over time, {history.Updates} marks: first {FigureText.Grouped(totals.FirstMark ?? 0m)}, "
            + $"lowest {FigureText.Grouped(totals.LowestMark ?? 0m)}, last {FigureText.Grouped(totals.LastMark ?? 0m)}.",
            PriceHeight,
            FromZero: false,
            [new ChartLine("mark", "s-mark", history.Marks, Stepped: true)],
            []),
        .. Panels(history.Activity, MarketActivityHeight, history.Market.Value),
    ];

    /// <summary>The insurance fund and the booked deficit.</summary>
    public static ImmutableArray<ChartPanel> Fund(Incident incident, TimeAxis axis)
    {
        var fund = incident.Summary.Fund;
        ImmutableArray<ChartLine> lines =
        [
            new ChartLine("fund", "s-fund", From(axis, incident.Fund), Stepped: true),
            new ChartLine("booked deficit", "s-deficit", From(axis, incident.Deficit), Stepped: true),
        ];
        return
        [
            new ChartPanel(
                "balance and booked deficit, quote",
                $"Insurance fund over time: start {FigureText.Short(fund.Start)}, lowest {FigureText.Short(fund.Lowest)}, end "
                + $"{FigureText.Short(fund.End)}; booked deficit at the end "
                + $"{FigureText.Short(incident.Summary.Waterfall.PaidByNobody)}.",
                FundHeight,
                FromZero: true,
                fund.Floor == 0m ? lines
                    : lines.Add(new ChartLine("floor", "s-floor", [new SeriesPoint(axis.From, fund.Floor)], Stepped: true)),
                []),
        ];
    }

    /// <summary>Liquidations, and below them forced closes, each on its own scale.</summary>
    private static ImmutableArray<ChartPanel> Panels(Activity activity, int height, string what)
    {
        var step = TimeSteps.Text(activity.WidthMs);
        var bars = activity.Bars;
        return
        [
            new ChartPanel(
                $"positions liquidated per {step}, quote",
                $"{what}: notional of the positions whose liquidation began, per {step}; {bars.Sum(bar => bar.Liquidations)} "
                + $"positions of {FigureText.Short(bars.Sum(bar => bar.Liquidated))} in all.",
                height,
                FromZero: true,
                [],
                [new ChartBars("liquidated", "s-liq", activity.WidthMs, [.. bars.Select(Liquidated)])]),
            new ChartPanel(
                $"forced closes per {step}, quote",
                $"{what}: notional of forced closes at the ADL prices, per {step}; {bars.Sum(bar => bar.ForcedCloses)} forced "
                + $"closes of {FigureText.Short(bars.Sum(bar => bar.Deleveraged))} in all.",
                height,
                FromZero: true,
                [],
                [new ChartBars("closed by ADL", "s-adl", activity.WidthMs, [.. bars.Select(Deleveraged)])]),
        ];
    }

    private static ChartBar Liquidated(ActivityBar bar) => new(
        bar.Start,
        bar.Liquidated,
        $"{FigureText.Clock(bar.Start)}: {bar.Liquidations} positions liquidated, {FigureText.Grouped(bar.Liquidated)} quote");

    private static ChartBar Deleveraged(ActivityBar bar) => new(
        bar.Start,
        bar.Deleveraged,
        $"{FigureText.Clock(bar.Start)}: {bar.ForcedCloses} forced closes, {FigureText.Grouped(bar.Deleveraged)} quote");

    private static ImmutableArray<SeriesPoint> From(TimeAxis axis, ImmutableArray<SeriesPoint> points) =>
        points is [] || points[0].At > axis.From ? [new SeriesPoint(axis.From, 0m), .. points] : points;
}
