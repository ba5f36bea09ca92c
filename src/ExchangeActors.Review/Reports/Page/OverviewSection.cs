using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>What happened, in a paragraph and in six figures.</summary>
internal static class OverviewSection
{
    /// <summary>The page's head: title, story, key figures.</summary>
    public static Html Of(Incident incident)
    {
        var summary = incident.Summary;
        return $"""
            <header><p class="kicker">Incident report</p><h1>{summary.Scenario}</h1>
            <p class="sub">Venue profile {summary.Venue}{Version(summary.VenueVersion)} · {Period(incident)} · {Figures.Counted(summary.Accounts, "account")}, {Figures.Counted(summary.Markets.Length, "market")}, {Figures.Counted(summary.Events, "event")}</p>{VerdictSection.Line(incident.Verification)}</header>
            <section aria-labelledby="h-story"><h2 id="h-story">What happened</h2>
            <p class="story">{Liquidated(incident)} {Deleveraged(incident)} {Paid(incident)}</p>
            <p class="story"><b>Worth looking at:</b> {summary.Verdict().Odd()}.</p>
            <ul class="cards">{Card("liquidated", Figures.Amount(summary.Waterfall.Notional), $"{Figures.Counted(summary.Liquidations.Count, "liquidation")} of {Figures.Counted(summary.Liquidations.Accounts, "account")}")}
            {Card("closed on the book", Figures.Amount(summary.Waterfall.Book), $"{Figures.Share(summary.Waterfall.Book, summary.Waterfall.Notional)} of it")}
            {Card("closed by ADL", Figures.Amount(summary.Waterfall.Adl), $"{Figures.Counted(summary.Adl.ForcedCloses, "forced close")} of {Figures.Counted(summary.Adl.Accounts, "account")}")}
            {Card("paid by the fund", Figures.Amount(summary.Waterfall.PaidByFund), $"of {Figures.Short(summary.Fund.Start)} at the start")}
            {Card("fund at its lowest", Figures.Amount(summary.Fund.Lowest), $"floor {Figures.Short(summary.Fund.Floor)}")}
            {Card("booked deficit", Figures.Amount(summary.Waterfall.PaidByNobody), "owed, and paid by nobody")}</ul>
            <p class="note">Amounts are in the quote currency. Notionals are valued at the marks at which margin broke, so that the layers add up. Where digits are left out, the exact figure appears when one points at it.</p></section>

            """;
    }

    private static Html Version(int? version)
    {
        if (version is null)
        {
            return Html.Empty;
        }

        return $" version {version}";
    }

    private static Html Period(Incident incident)
    {
        if (incident.Summary is not { From: { } from, To: { } to })
        {
            return $"no events";
        }

        return $"{Figures.Time(from)} to {Figures.Time(to)}";
    }

    private static Html Liquidated(Incident incident)
    {
        var summary = incident.Summary;
        if (summary.Liquidations.Count == 0)
        {
            return $"Nobody was liquidated: {Figures.Counted(summary.MarginCalls, "margin call")} issued, and no account’s margin broke.";
        }

        var waterfall = summary.Waterfall;
        return $"""
            Margin broke on {Figures.Counted(summary.Liquidations.Accounts, "account")}, after {Figures.Counted(summary.MarginCalls, "margin call")}. Positions of {Figures.Amount(waterfall.Notional)} were liquidated:
            {Figures.Share(waterfall.Book, waterfall.Notional)} was closed on the book{Part(waterfall.Adl, waterfall.Notional, "by auto-deleveraging")}{Part(waterfall.TakenOver, waterfall.Notional, "taken over")}{Part(waterfall.Returned, waterfall.Notional, "given back because margin sufficed again")}{Part(waterfall.Open, waterfall.Notional, "is still open")}.
            """;
    }

    private static Html Part(decimal part, decimal whole, string what)
    {
        if (part == 0m)
        {
            return Html.Empty;
        }

        return $", {Figures.Share(part, whole)} {what}";
    }

    private static Html Deleveraged(Incident incident)
    {
        var (summary, adl) = (incident.Summary, incident.Summary.Adl);
        if (adl.ForcedCloses == 0)
        {
            return $"No position was deleveraged.";
        }

        return $"""
            Winners were closed against {Figures.Counted(adl.Deleveragings, "bankrupt position")},
            in {Figures.Counted(summary.Waves.Length, "wave")}: {Figures.Counted(adl.ForcedCloses, "forced close")}
            of {Figures.Counted(adl.Accounts, "account")} for {Figures.Amount(adl.Notional)} at the ADL prices,
            with {Figures.Amount(adl.RealisedPnl)} of profit taken. It was asked for because: {summary.Verdict().Reasons()}.
            """;
    }

    private static Html Paid(Incident incident)
    {
        var (waterfall, fund) = (incident.Summary.Waterfall, incident.Summary.Fund);
        return $"""
            The insurance fund began with {Figures.Amount(fund.Start)}, took in {Figures.Amount(fund.Credited)}, paid {Figures.Amount(fund.Debited)} and ended with {Figures.Amount(fund.End)}.
            {Unable(fund.FirstAtFloor)} {Unpaid(waterfall.PaidByOthers, waterfall.PaidByNobody)}
            """;
    }

    private static Html Unable(string? first)
    {
        if (first is null)
        {
            return $"It was never unable to pay.";
        }

        return $"It was first unable to pay at {first[11..19]} UTC.";
    }

    private static Html Unpaid(decimal others, decimal nobody)
    {
        if (nobody == 0m && others == 0m)
        {
            return $"No loss was left to other accounts or to nobody.";
        }

        return $"Other accounts paid {Figures.Amount(others)}; {Figures.Amount(nobody)} was paid by nobody and is booked as a deficit.";
    }

    private static Html Card(string name, Html value, string detail) =>
        $"""<li><span>{name}</span><b>{value}</b><small>{detail}</small></li>""";
}
