using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Summaries;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>Markets and accounts.</summary>
internal static class PartiesSection
{
    /// <summary>The section on markets.</summary>
    public static Html Markets(Incident incident) => $"""
        <section aria-labelledby="h-markets"><h2 id="h-markets">Markets</h2>
        {Table.Of(
            "markets",
            "By market, notional at the marks at which margin broke",
            [new("market", false), new("first mark"), new("lowest mark"), new("last mark"), new("liquidated positions"), new("liquidated"), new("on the book"), new("by ADL"), new("taken over"), new("returned"), new("open"), new("forced closes"), new("open interest", Hint: "Contracts of all longs at the end")],
            incident.Summary.Markets.OrderByDescending(market => market.Notional).ThenBy(market => market.Market, StringComparer.Ordinal).Select(Market))}</section>

        """;

    /// <summary>The section on accounts.</summary>
    public static Html Accounts(Incident incident)
    {
        var summary = incident.Summary;
        return $"""
            <section aria-labelledby="h-accounts"><h2 id="h-accounts">Accounts</h2>
            {Closed(summary)}{Liquidated(summary)}{Owners(summary)}{All(incident)}</section>

            """;
    }

    private static Html Market(MarketTotals market) =>
        $"""<tr>{Table.RowHead(market.Market)}{Figures.PriceCell(market.FirstMark)}{Figures.PriceCell(market.LowestMark)}{Figures.PriceCell(market.LastMark)}{Figures.CountCell(market.Liquidations)}{Figures.AmountCell(market.Notional)}{Figures.AmountCell(market.Book)}{Figures.AmountCell(market.Adl)}{Figures.AmountCell(market.TakenOver)}{Figures.AmountCell(market.Returned)}{Figures.AmountCell(market.Open)}{Figures.CountCell(market.ForcedCloses)}{Figures.QuantityCell(market.OpenInterest)}</tr>{Html.Line}""";

    private static Html Closed(Summary summary)
    {
        if (summary.MostAffected.IsEmpty)
        {
            return $"<p>No account was force-closed.</p>";
        }

        return $"""
            <h3>Winners that ADL closed most of</h3>
            {Table.Of(
                "closed",
                $"{summary.MostAffected.Length} of {Figures.Counted(summary.Adl.Accounts, "force-closed account")}: the largest by notional",
                [new("account", false), new("forced closes"), new("markets"), new("notional at ADL prices"), new("profit taken"), new("best rank"), new("lights", Hint: "The five-step ADL indicator that a ranking showed it before it was closed, at its highest: 5 is next"), new("highest score")],
                summary.MostAffected.Select(account => Counterparty(account)))}
            """;
    }

    private static Html Counterparty(Counterparty account) =>
        $"""<tr>{Table.RowHead(account.Account)}{Figures.CountCell(account.ForcedCloses)}{Figures.CountCell(account.Markets)}{Figures.AmountCell(account.Notional)}{Figures.AmountCell(account.RealisedPnl)}{Figures.CountCell(account.BestRank)}{Figures.CountCell(account.Lights)}{Figures.RatioCell(account.HighestScore)}</tr>{Html.Line}""";

    private static Html Liquidated(Summary summary)
    {
        if (summary.LargestLiquidations.IsEmpty)
        {
            return $"<p>No account was liquidated.</p>";
        }

        return $"""
            <h3>Liquidated accounts that cost others most</h3>
            {Table.Of(
                "liquidated",
                $"{summary.LargestLiquidations.Length} of {Figures.Counted(summary.Liquidations.Accounts, "liquidated account")}: the largest shortfalls, then the largest notionals",
                [new("account", false), new("liquidations"), new("notional"), new("shortfall", Hint: "What the fund, other accounts or nobody paid for it")],
                summary.LargestLiquidations.Select(account => Row(account)))}
            """;
    }

    /// <summary>Nothing where no owner was named.</summary>
    private static Html Owners(Summary summary)
    {
        if (summary.Owners.IsEmpty)
        {
            return $"";
        }

        return $"""
            <h3>Owners of several accounts</h3>
            {Table.Of(
                "owners",
                "As they were named when the accounts were opened; all accounts of each together, at the last marks",
                [new("owner", false), new("accounts"), new("liquidated"), new("paid in"), new("taken out"), new("equity"), new("profit", Hint: "Equity and what was taken out, less what was paid in")],
                summary.Owners.Select(owner => Owner(owner)))}
            """;
    }

    /// <summary>Losers and winners in one list, which can be searched and taken as CSV.</summary>
    private static Html All(Incident incident)
    {
        if (incident.Accounts.IsEmpty)
        {
            return Html.Empty;
        }

        var shown = incident.Accounts.Take(ReportLimits.Accounts);
        var caption = incident.Accounts.Length <= ReportLimits.Accounts
            ? $"{Figures.Counted(incident.Accounts.Length, "account")}, all listed, the largest notionals first"
            : $"{Figures.Count(ReportLimits.Accounts)} of {Figures.Count(incident.Accounts.Length)} accounts listed: the largest "
                + $"notionals; all are in exchange review JOURNAL export --tables";
        return $"""
            <h3>Every account that was liquidated or closed by ADL</h3>
            <p class="note">The other {Figures.Count(Math.Max(0, incident.Summary.Accounts - incident.Accounts.Length))} accounts were neither. What happened to one in sentences: <code>exchange review JOURNAL account ID</code>.</p>
            {Table.Of(
                "accounts",
                caption,
                [new("account", false), new("what", false), new("liquidations"), new("liquidated", Hint: "Notional at the marks at which margin broke"), new("shortfall", Hint: "What the fund, other accounts or nobody paid for it"), new("forced closes"), new("closed by ADL", Hint: "Notional at the prices it was closed at"), new("profit taken"), new("best rank")],
                shown.Select(account => Affected(account)))}
            """;
    }

    private static Html Affected(AffectedAccount account) =>
        $"""<tr>{Table.RowHead(account.Account)}<td>{What(account)}</td>{Figures.CountCell(account.Liquidations)}{Figures.AmountCell(account.Liquidated)}{Figures.AmountCell(account.Shortfall)}{Figures.CountCell(account.ForcedCloses)}{Figures.AmountCell(account.Deleveraged)}{Figures.AmountCell(account.RealisedPnl)}<td class="n">{account.BestRank?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–"}</td></tr>{Html.Line}""";

    private static string What(AffectedAccount account) => (account.Liquidations, account.ForcedCloses) switch
    {
        ( > 0, > 0) => "liquidated, closed by ADL",
        ( > 0, _) => "liquidated",
        _ => "closed by ADL",
    };

    private static Html Owner(OwnerTotals owner) =>
        $"""<tr>{Table.RowHead(owner.Owner)}{Figures.CountCell(owner.Accounts)}{Figures.CountCell(owner.Liquidated)}{Figures.AmountCell(owner.PaidIn)}{Figures.AmountCell(owner.TakenOut)}{Figures.AmountCell(owner.Equity)}{Figures.AmountCell(owner.Profit)}</tr>{Html.Line}""";

    private static Html Row(SummaryAccount account) =>
        $"""<tr>{Table.RowHead(account.Account)}{Figures.CountCell(account.Liquidations)}{Figures.AmountCell(account.Notional)}{Figures.AmountCell(account.Shortfall)}</tr>{Html.Line}""";
}
