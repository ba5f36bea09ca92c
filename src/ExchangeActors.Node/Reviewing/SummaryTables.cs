using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Summaries;
using Spectre.Console;

namespace ExchangeActors.Node.Reviewing;

/// <summary>The summary of a journal as tables.</summary>
internal static class SummaryTables
{
    public static void Write(Summary summary)
    {
        var console = Sheets.Console();
        Head(summary, console);
        var layers = Sheets.Sheet(WaterfallLayers.Title, WaterfallLayers.Columns);
        foreach (var row in WaterfallLayers.Rows(
            summary.MarginCalls, summary.Liquidations, summary.Adl, summary.Waterfall, string.Empty))
        {
            Sheets.Add(layers, row);
        }

        console.WriteFitted(layers);
        Fund(summary, console);
        Waves(summary, console);
        Markets(summary, console);
        MostAffected(summary, console);
        Owners(summary, console);
        LargestLiquidations(summary, console);
        console.WriteLine(
            "integrity: every hash chain holds and no row is missing; "
            + (summary.AtRest ? "nothing is left under way" : "the journal ends while something is under way")
            + "; whether the decisions are by the rules: verify");
        console.WriteLine($"state hash {summary.StateHash}");
        console.WriteLine($"root {summary.Root}");
    }

    private static void Head(Summary summary, IAnsiConsole console)
    {
        console.WriteLine(Identifier.Plain(
            $"{summary.Scenario} under {summary.Venue}{(summary.VenueVersion is { } version ? $" (version {version})" : string.Empty)}, "
            + $"{summary.From} to {summary.To}"));
        console.WriteLine($"{Count(summary.Events)} events in {Count(summary.Streams)} streams, {summary.AccountTotals}");
        if (summary.Cut is { } cut)
        {
            console.WriteLine(Identifier.Plain(
                $"a cut by {cut.Criteria} out of {Count(cut.Of)} events: the totals are those of the events in it"));
        }

        foreach (var line in summary.Verdict().Lines())
        {
            console.WriteLine(Identifier.Plain(line));
        }

        console.WriteLine();
    }

    private static void Fund(Summary summary, IAnsiConsole console)
    {
        var (fund, waterfall) = (summary.Fund, summary.Waterfall);
        var table = Sheets.Sheet("The insurance fund's ledger", "entry", "amount");
        Sheets.Add(table, "start", Amount(fund.Start));
        Sheets.Add(table, "+ credited", Amount(fund.Credited));
        Sheets.Add(table, "− shortfalls paid", Amount(fund.Debited));
        Sheets.Add(table, "= end", Amount(fund.End));
        Sheets.Add(
            table,
            "floor / lowest / first unable to pay",
            $"{Amount(fund.Floor)} / {Amount(fund.Lowest)} / {fund.FirstUnableAt ?? "never"}");
        Sheets.Add(
            table,
            "loss beyond bankruptcy = fund + other accounts + nobody",
            $"{Amount(waterfall.LossBeyondBankruptcy)} = {Amount(waterfall.PaidByFund)} + {Amount(waterfall.PaidByOthers)} "
            + $"+ {Amount(waterfall.PaidByNobody)}");
        console.WriteFitted(table);
    }

    private static void Waves(Summary summary, IAnsiConsole console)
    {
        if (summary.Waves.IsEmpty)
        {
            return;
        }

        var table = Sheets.Sheet(
            $"Waves of ADL (a pause of more than {Shown.Grouped(summary.WaveGapMs / 1000m)} s between)",
            "wave",
            "forced closes",
            "accounts",
            "markets",
            "notional",
            "last close");
        foreach (var wave in summary.Waves)
        {
            Sheets.Add(
                table,
                $"{wave.Number}  {wave.Start}",
                Count(wave.ForcedCloses),
                Count(wave.Accounts),
                Count(wave.Markets),
                Amount(wave.Notional),
                wave.End.ToString());
        }

        console.WriteFitted(table);
    }

    private static void Markets(Summary summary, IAnsiConsole console)
    {
        var table = Sheets.Sheet(
            "Markets", "market", "mark", "liquidated", "book", "ADL", "taken over", "returned", "forced closes");
        foreach (var market in summary.Markets
            .OrderByDescending(market => market.Notional).ThenBy(market => market.Market, StringComparer.Ordinal))
        {
            Sheets.Add(
                table,
                market.Market,
                $"{Shown.Price(market.FirstMark)} → {Shown.Price(market.LastMark)}",
                Amount(market.Notional),
                Amount(market.Book),
                Amount(market.Adl),
                Amount(market.TakenOver),
                Amount(market.Returned),
                Count(market.ForcedCloses));
        }

        console.WriteFitted(table);
    }

    private static void MostAffected(Summary summary, IAnsiConsole console)
    {
        if (summary.MostAffected.IsEmpty)
        {
            return;
        }

        var table = Sheets.Sheet(
            "Accounts that ADL closed most of", "account", "forced closes", "markets", "notional", "profit taken", "best rank");
        foreach (var account in summary.MostAffected)
        {
            Sheets.Add(
                table,
                account.Account,
                Count(account.ForcedCloses),
                Count(account.Markets),
                Amount(account.Notional),
                Amount(account.RealisedPnl),
                Count(account.BestRank));
        }

        console.WriteFitted(table);
    }

    private static void Owners(Summary summary, IAnsiConsole console)
    {
        if (summary.Owners.IsEmpty)
        {
            return;
        }

        var table = Sheets.Sheet(
            "Owners of several accounts, as named",
            "owner",
            "accounts",
            "liquidated",
            "paid in",
            "taken out",
            "equity at the end",
            "profit");
        foreach (var owner in summary.Owners)
        {
            Sheets.Add(
                table,
                owner.Owner,
                Count(owner.Accounts),
                Count(owner.Liquidated),
                Amount(owner.PaidIn),
                Amount(owner.TakenOut),
                Amount(owner.Equity),
                Amount(owner.Profit));
        }

        console.WriteFitted(table);
    }

    private static void LargestLiquidations(Summary summary, IAnsiConsole console)
    {
        if (summary.LargestLiquidations.IsEmpty)
        {
            return;
        }

        var table = Sheets.Sheet("Liquidated accounts that cost others most", "account", "liquidations", "notional", "shortfall");
        foreach (var account in summary.LargestLiquidations)
        {
            Sheets.Add(
                table, account.Account.Value, Count(account.Liquidations), Amount(account.Notional), Amount(account.Shortfall));
        }

        console.WriteFitted(table);
    }

    private static string Count(long value) => Counts.Of(value);

    private static string Amount(decimal value) => Shown.Amount(value);
}
