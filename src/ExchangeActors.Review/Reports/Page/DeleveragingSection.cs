using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Picks;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>The deleveragings: the list, and for the largest the queue with every input of the score and the reasons.</summary>
internal static class DeleveragingSection
{
    private static readonly Column[] Places =
    [
        new("rank"),
        new("account", false),
        new("outcome", false),
        new("asked"),
        new("closed"),
        new("profit taken"),
        new("score"),
        new("PnL ratio"),
        new("leverage"),
        new("size"),
        new("entry"),
        new("equity"),
        new("maintenance"),
        new("notional"),
        new("balance"),
        new("why", false),
    ];

    /// <summary>The section, piece by piece.</summary>
    public static IEnumerable<Html> Of(Incident incident)
    {
        if (incident.Deleveragings.IsEmpty)
        {
            yield return $"""<section aria-labelledby="h-adl"><h2 id="h-adl">Deleveragings and their queues</h2><p>There was none.</p></section>{Html.Line}""";
            yield break;
        }

        var all = incident.Summary.Adl.Deleveragings;
        var queues = incident.WithQueues;
        var number = 0;
        yield return $"""
            <section aria-labelledby="h-adl"><h2 id="h-adl">Deleveragings and their queues</h2>
            <p class="note">{(incident.Deleveragings.Length == all ? $"{Figures.Counted(all, "deleveraging")}, all listed." : $"{Figures.Count(incident.Deleveragings.Length)} of {Figures.Count(all)} deleveragings listed: the largest by notional.")} Bankrupt side and quantity are what was to be closed; a name that is a link has its queue below.</p>
            {Table.Filter("adl", "Show only rows with")}
            {Table.Of(
                "adl",
                "Deleveragings, the largest first",
                [new("deleveraging", false), new("opened", false), new("bankrupt account", false), new("side", false), new("closed, quote"), new("winners"), new("ADL price"), new("mark"), new("bankruptcy price"), new("quantity"), new("unfilled"), new("declined"), new("rounds"), new("end", false)],
                incident.Deleveragings.Select(deleveraging => Row(deleveraging, ++number, number <= queues.Length)))}
            <h3>Queues and reasons</h3>
            <p class="note">{(queues.Length == all ? $"{Figures.Counted(all, "deleveraging")}, all with their queue." : $"{Figures.Count(queues.Length)} of {Figures.Count(all)} deleveragings with their queue: the largest by notional.")} Of each round the first {ReportLimits.PlacesEach} places and everybody who was asked{Most()}. For any other: <code>exchange review JOURNAL why-picked ADL ACCOUNT</code> and <code>why-not</code>.</p>
            <p class="note">Asked, closed and size in contracts, a long above zero; PnL ratio is (mark − entry) / entry, signed by the side; leverage as the ranking policy defines it; entry is cost basis / size; equity, maintenance margin, notional and balance (wallet, or isolated margin) are those of what backs the position, in quote at the marks of the ranking.</p>
            {Table.Filter("queues", "Show only deleveragings with")}
            <div id="queues">

            """;
        number = 0;
        foreach (var deleveraging in queues)
        {
            yield return Details(deleveraging, ++number);
        }

        yield return $"</div></section>\n";
    }

    private static string Most() => $" (at most {ReportLimits.AskedEach}), at most {ReportLimits.RoundsEach} rounds";

    private static Html Row(ReportedDeleveraging deleveraging, int number, bool linked)
    {
        var (opened, completed) = (deleveraging.Opened, deleveraging.Completed);
        return $"""<tr data-also="{string.Join(' ', deleveraging.Winners)}"><th scope="row">{Name(opened.Id, number, linked)}</th>{Figures.TimeCell(deleveraging.At)}<td>{opened.Account}</td><td>{Side(opened)}</td>{Figures.AmountCell(deleveraging.Notional)}{Figures.CountCell(deleveraging.ForcedCloses)}{Figures.PriceCell(completed?.Price.Value)}{Figures.PriceCell(completed?.Mark.Value)}{Figures.PriceCell(opened.BankruptcyPrice.Value)}{Figures.QuantityCell(opened.Quantity.Value)}{Figures.QuantityCell(completed?.Unfilled.Value ?? 0m)}{Figures.CountCell(completed?.Declined ?? 0)}{Figures.CountCell(deleveraging.RoundCount)}<td>{completed?.Reason ?? "under way"}</td></tr>{Html.Line}""";
    }

    private static Html Name(DeleveragingId id, int number, bool linked)
    {
        if (linked)
        {
            return $"""<a href="#d{number}">{id}</a>""";
        }

        return $"{id}";
    }

    private static string Side(DeleveragingOpened opened) => opened.PositionSide > 0 ? "long" : "short";

    private static Html Details(ReportedDeleveraging deleveraging, int number)
    {
        var opened = deleveraging.Opened;
        return $"""
            <details{Open(number)}><summary><b>{opened.Id}</b> {Figures.Clock(deleveraging.At)} · {Figures.Short(deleveraging.Notional)} closed on {Figures.Count(deleveraging.ForcedCloses)} {(deleveraging.ForcedCloses == 1 ? "winner" : "winners")} for {opened.Account}</summary>
            <p id="d{number}">{Request(deleveraging)} {End(deleveraging)}</p>
            {Html.Join(deleveraging.Rounds.Select(round => Round(deleveraging, round)))}</details>

            """;
    }

    private static Html Open(int number)
    {
        if (number > 1)
        {
            return Html.Empty;
        }

        return $" open";
    }

    private static Html Request(ReportedDeleveraging deleveraging)
    {
        var opened = deleveraging.Opened;
        Html what =
            $"{Figures.Quantity(opened.Quantity.Value)} {opened.Id.Market} {Side(opened)} of <b>{opened.Account}</b> "
                + $"(<code>{opened.Liquidation}</code>), bankruptcy price {Figures.Price(opened.BankruptcyPrice.Value)}, had to be "
                + $"closed against winners";
        if (deleveraging.Requested is not { } request)
        {
            return $"{what}; why is not recorded.";
        }

        return $"{what}: the trigger <b>{request.Trigger}</b> said <b>{request.Reason}</b>. The fund held "
            + $"{Figures.Amount(request.FundBalance.Value)}, of which {Figures.Amount(request.FundReserved.Value)} was reserved for "
            + $"other liquidations and {Figures.Amount(request.FundAvailable.Value)} available; the account’s equity was "
            + $"{Figures.Amount(request.Equity.Value)}.";
    }

    private static Html End(ReportedDeleveraging deleveraging)
    {
        if (deleveraging.Completed is not { } end)
        {
            return $"It was still under way when the journal ends.";
        }

        return $"It ended with <b>{end.Reason}</b> after {end.Rounds} {(end.Rounds == 1 ? "round" : "rounds")}: "
            + $"{Figures.Quantity(end.Closed.Value)} closed at {Figures.Price(end.Price.Value)} on {end.ForcedCloses} "
            + $"{(end.ForcedCloses == 1 ? "winner" : "winners")}, {Figures.Quantity(end.Unfilled.Value)} left, {end.Declined} declined.";
    }

    private static Html Round(ReportedDeleveraging deleveraging, ReportedRound round)
    {
        var ranked = round.Ranked;
        var quote = ranked.Marks[ranked.Id.Market];
        var beyond = round.Recorded - round.Places.Length;
        return $"""
            <p>Round {ranked.Round} of {deleveraging.RoundCount}, event {round.Ordering} (<code>{round.Event}</code>): {Figures.Count(ranked.Total)} winners qualified, with {Figures.Quantity(ranked.TotalQuantity.Value)} units and {Figures.Amount(ranked.TotalPnl.Value)} unrealised profit. Needed {Figures.Quantity(ranked.Needed.Value)}, allowed by the guard {Figures.Quantity(ranked.Allowed.Value)}; {Figures.Count(round.Asked)} asked, {Figures.Count(round.Confirmed)} closed, {Figures.Count(round.Refused)} declined. ADL price {Figures.Price(ranked.Price.Value)}, mark {Figures.Price(quote?.Mark.Value ?? 0m)} (version {quote?.Version ?? 0}).
            Policies: ranking {ranked.Policy}, allocation {ranked.Allocation}, price {ranked.PricePolicy}, severity {ranked.Severity} (theta {Figures.Ratio(ranked.Theta)}), guard {ranked.Guard}.</p>
            {Table.Of(null, $"Queue of {ranked.Id}, round {ranked.Round}", Places, round.Places.Select(place => Place(place)))}
            {Beyond(beyond, ranked.Total - round.Recorded)}
            """;
    }

    private static Html Beyond(int notShown, int notRecorded)
    {
        if (notShown <= 0 && notRecorded <= 0)
        {
            return Html.Empty;
        }

        return $"""<p class="note">{Figures.Count(notShown)} more recorded places not shown{(notRecorded > 0 ? $"; {Figures.Count(notRecorded)} beyond the venue’s queue limit are not recorded" : string.Empty)}.</p>""";
    }

    private static Html Place(ReportedPlace place)
    {
        var candidate = place.Candidate;
        var entry = candidate.Size.IsZero ? 0m : Shown.Rounded(candidate.Cost.Value / candidate.Size.Value, 12, 12);
        return $"""<tr class="{Style(place.Verdict)}">{Table.RowHead(place.Rank)}<td>{candidate.Account}</td><td>{Outcome(place)}</td>{Figures.QuantityCell(place.Asked)}{Figures.QuantityCell(place.Closed)}{Figures.AmountCell(place.RealisedPnl)}{Figures.RatioCell(candidate.Score)}{Figures.RatioCell(candidate.PnlRatio)}{Figures.RatioCell(candidate.Leverage)}{Figures.QuantityCell(candidate.Size.Value)}{Figures.RatioCell(entry)}{Figures.AmountCell(candidate.Equity.Value)}{Figures.AmountCell(candidate.MaintenanceMargin.Value)}{Figures.AmountCell(candidate.Notional.Value)}{Figures.AmountCell(candidate.Balance.Value)}<td class="why">{place.Reason}{(place.TieBreak is { } tie ? $"; {tie}" : string.Empty)}</td></tr>{Html.Line}""";
    }

    private static string Style(PickVerdict verdict) => verdict switch
    {
        PickVerdict.Closed => "closed",
        PickVerdict.Declined => "declined",
        _ => "spared",
    };

    private static string Outcome(ReportedPlace place) => place.Verdict switch
    {
        PickVerdict.Closed => "closed",
        PickVerdict.Declined => $"declined: {place.Code}",
        PickVerdict.Unanswered => "no answer recorded",
        _ => "spared",
    };
}
