using System.Collections.Immutable;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>Mark prices market by market, with what was liquidated and deleveraged below them.</summary>
internal static class PriceSection
{
    private const int PriceHeight = 240;
    private const int ActivityHeight = 64;

    /// <summary>The section.</summary>
    public static Html Of(Incident incident, TimeAxis axis, ImmutableArray<ChartBand> waves)
    {
        var shown = incident.Markets.Where(market => !market.Marks.IsEmpty).Take(ReportLimits.PriceCharts).ToList();
        if (shown.Count == 0)
        {
            return $"""<section aria-labelledby="h-price"><h2 id="h-price">Mark prices</h2><p>The journal holds no mark price.</p></section>{Html.Line}""";
        }

        var number = 0;
        var options = shown.Select(market => Option(++number, market.Market.Value)).ToList();
        number = 0;
        return $"""
            <section aria-labelledby="h-price"><h2 id="h-price">Mark prices</h2>
            <p class="tools" hidden><label>Market <select id="market">{Html.Join(options)}</select></label></p>
            <p class="note">{Limits(incident, shown.Count)}Shaded: waves of ADL. Every piece of time keeps its first, lowest, highest and last mark.</p>
            {Html.Join(shown.Select(market => Market(incident, market, ++number, axis, waves)))}</section>

            """;
    }

    private static Html Option(int number, string market) => $"""<option value="m{number}">{market}</option>""";

    private static string Limits(Incident incident, int shown) =>
        shown < incident.Markets.Length
            ? $"{shown} of {incident.Markets.Length} markets shown: those with the largest liquidated notional. "
                : $"{(shown == 1 ? "1 market" : $"{shown} markets, the one with the largest liquidated notional first")}. ";

    private static Html Market(Incident incident, MarketHistory history, int number, TimeAxis axis, ImmutableArray<ChartBand> waves)
    {
        var totals = incident.Summary.Markets.First(market => market.Market == history.Market.Value);
        return $"""
            <figure class="market" id="m{number}"><figcaption><h3>{history.Market}</h3> {Move(totals)}</figcaption>
            {Chart.Of(axis, [Price(history, totals), .. ActivitySection.Panels(history.Activity, ActivityHeight, history.Market.Value)], waves)}</figure>

            """;
    }

    private static Html Move(MarketTotals totals)
    {
        if (totals is not { FirstMark: { } first, LastMark: { } last, LowestMark: { } lowest } || first == 0m)
        {
            return Html.Empty;
        }

        return $"mark {Figures.Price(first)} → {Figures.Price(last)}, lowest {Figures.Price(lowest)} "
            + $"({Figures.Share(lowest - first, first)}); liquidated {Figures.Amount(totals.Notional)}, of it by ADL "
            + $"{Figures.Amount(totals.Adl)}";
    }

    private static ChartPanel Price(MarketHistory history, MarketTotals totals) => new(
        "mark price, quote per unit",
        $"Mark price of {history.Market} over time, {history.Updates} marks: first {Figures.Grouped(totals.FirstMark ?? 0m)}, lowest "
            + $"{Figures.Grouped(totals.LowestMark ?? 0m)}, last {Figures.Grouped(totals.LastMark ?? 0m)}.",
        PriceHeight,
        FromZero: false,
        [new ChartLine("mark", "s-mark", history.Marks, Stepped: true)],
        []);
}
