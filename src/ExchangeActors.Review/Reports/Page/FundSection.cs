using System.Collections.Immutable;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>The insurance fund and the booked deficit over time.</summary>
internal static class FundSection
{
    private const int Height = 180;

    /// <summary>The section.</summary>
    public static Html Of(Incident incident, TimeAxis axis, ImmutableArray<ChartBand> waves)
    {
        var (fund, waterfall) = (incident.Summary.Fund, incident.Summary.Waterfall);
        return $"""
            <section aria-labelledby="h-fund"><h2 id="h-fund">The insurance fund and the deficit</h2>
            {Lines(incident, axis, waves)}
            {Table.Of(null, "The fund’s ledger", [new("entry", false), new("amount")], [
                Row("start", fund.Start), Row("+ credited: liquidation fees and roundings", fund.Credited), Row("− paid for shortfalls", fund.Debited), Row("= end", fund.End),
                Row("floor", fund.Floor), Row("lowest", fund.Lowest), Row("booked deficit at the end", waterfall.PaidByNobody)], sortable: false)}</section>

            """;
    }

    private static Html Lines(Incident incident, TimeAxis axis, ImmutableArray<ChartBand> waves)
    {
        if (incident.Fund.IsEmpty && incident.Deficit.IsEmpty)
        {
            return $"<p>Nothing was paid in or out, and no deficit was booked.</p>";
        }

        return $"<figure>{Chart.Of(axis, [new ChartPanel("balance and booked deficit, quote", Description(incident), Height, FromZero: true, Series(incident, axis), [])], waves)}</figure>";
    }

    private static ImmutableArray<ChartLine> Series(Incident incident, TimeAxis axis)
    {
        ImmutableArray<ChartLine> lines =
        [
            new ChartLine("fund", "s-fund", From(axis, incident.Fund), Stepped: true),
            new ChartLine("booked deficit", "s-deficit", From(axis, incident.Deficit), Stepped: true),
        ];
        var floor = incident.Summary.Fund.Floor;
        return floor == 0m ? lines : lines.Add(new ChartLine("floor", "s-floor", [new SeriesPoint(axis.From, floor)], Stepped: true));
    }

    private static string Description(Incident incident) =>
        $"Insurance fund over time: start {Figures.Short(incident.Summary.Fund.Start)}, lowest "
            + $"{Figures.Short(incident.Summary.Fund.Lowest)}, end {Figures.Short(incident.Summary.Fund.End)}; booked deficit at the end "
            + $"{Figures.Short(incident.Summary.Waterfall.PaidByNobody)}.";

    private static ImmutableArray<SeriesPoint> From(TimeAxis axis, ImmutableArray<SeriesPoint> points) =>
        points is [] || points[0].At > axis.From ? [new SeriesPoint(axis.From, 0m), .. points] : points;

    private static Html Row(string name, decimal amount) => $"""<tr>{Table.RowHead(name)}{Figures.LedgerCell(amount)}</tr>{Html.Line}""";
}
