using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>The waterfall layer by layer, and who paid what the bankrupt accounts could not.</summary>
internal static class WaterfallSection
{
    private const double Width = 1000;

    /// <summary>The section.</summary>
    public static Html Of(Incident incident)
    {
        var (waterfall, adl) = (incident.Summary.Waterfall, incident.Summary.Adl);
        var before = 0m;
        return $"""
            <section aria-labelledby="h-waterfall"><h2 id="h-waterfall">The waterfall</h2>
            {Table.Of(null, "What became of the liquidated notional", Columns, [
                Layer("liquidated", "s-all", waterfall.Notional, $"{Figures.Count(incident.Summary.Liquidations.Count)} liquidations"),
                Next("closed on the book", "s-book", waterfall.Book, string.Empty),
                Next("closed by ADL", "s-adl", waterfall.Adl, $"{Figures.Count(adl.ForcedCloses)} forced closes"),
                Next("taken over", "s-over", waterfall.TakenOver, string.Empty),
                Next("returned, margin restored", "s-back", waterfall.Returned, string.Empty),
                Next("still open", "s-open", waterfall.Open, string.Empty)], sortable: false)}
            {Loss(incident)}</section>

            """;

        Html Layer(string name, string style, decimal part, string count) =>
            $"""<tr>{Table.RowHead(name)}{Figures.LedgerCell(part)}{Figures.ShareCell(part, waterfall.Notional)}<td>{count}</td><td class="bar">{Bar(style, 0m, part, waterfall.Notional)}</td></tr>{Html.Line}""";

        Html Next(string name, string style, decimal part, string count)
        {
            var start = before;
            before += part;
            return $"""<tr>{Table.RowHead(name)}{Figures.LedgerCell(part)}{Figures.ShareCell(part, waterfall.Notional)}<td>{count}</td><td class="bar">{Bar(style, start, part, waterfall.Notional)}</td></tr>{Html.Line}""";
        }
    }

    private static Column[] Payers => [new("who", false), new("amount"), new("share"), new("", false)];

    private static Column[] Columns => [new("layer", false), new("notional"), new("share"), new("events", false), new("", false)];

    private static Html Loss(Incident incident)
    {
        var waterfall = incident.Summary.Waterfall;
        var loss = waterfall.LossBeyondBankruptcy;
        if (loss == 0m)
        {
            return $"<p>Closing cost nothing beyond the accounts’ own equity.</p>";
        }

        return Table.Of(null, "Who paid what closing cost beyond the accounts’ equity", Payers, [
            Row("loss beyond bankruptcy", "s-all", 0m, loss),
            Row("paid by the insurance fund", "s-fund", 0m, waterfall.PaidByFund),
            Row("paid by other accounts", "s-over", waterfall.PaidByFund, waterfall.PaidByOthers),
            Row("paid by nobody: booked deficit", "s-deficit", waterfall.PaidByFund + waterfall.PaidByOthers, waterfall.PaidByNobody)],
                sortable: false);

        Html Row(string name, string style, decimal start, decimal part) =>
            $"""<tr>{Table.RowHead(name)}{Figures.LedgerCell(part)}{Figures.ShareCell(part, loss)}<td class="bar">{Bar(style, start, part, loss)}</td></tr>{Html.Line}""";
    }

    // A bar begins where the layer before it ended.
    private static Html Bar(string style, decimal start, decimal part, decimal whole)
    {
        if (whole <= 0m || part == 0m)
        {
            return Html.Empty;
        }

        var (x, width) = ((double)(start / whole) * Width, Math.Max(2, (double)(part / whole) * Width));
        return $"""<svg viewBox="0 0 {Width:0} 10" preserveAspectRatio="none" aria-hidden="true"><g class="{style}"><rect x="{Math.Min(x, Width - 2):0.#}" y="0" width="{width:0.#}" height="10"/></g></svg>""";
    }
}
