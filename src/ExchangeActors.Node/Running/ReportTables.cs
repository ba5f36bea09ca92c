using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Reports;
using Spectre.Console;

namespace ExchangeActors.Node.Running;

/// <summary>The report as tables on standard output.</summary>
public static class ReportTables
{
    /// <summary>Writes the report.</summary>
    public static void Write(RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var console = Terminal.Out();

        console.WriteLine(
            $"{report.Scenario} under {report.Venue}, seed {report.Seed}, {report.Runtime} "
                + $"runtime{(report.Journal is { } journal ? $", journal {journal}" : string.Empty)}");
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.AccountTotals}, {report.Markets} {(report.Markets == 1 ? "market" : "markets")}, {report.Ticks} ticks; "
                + $"{report.Events:N0} events, {report.ElapsedMs / 1000.0:N1} s, {report.EventsPerSecond:N0} events/s"));
        foreach (var line in RunVerdict.Of(report).Lines())
        {
            console.WriteLine(Identifier.Plain(line));
        }

        console.WriteLine();
        Waterfall(console, report);
        Fund(console, report);
        Markets(console, report);
        Counterparties(console, report);
        Owners(console, report);
        Invariants(console, report);
        foreach (var (code, count) in report.Refused)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refused inputs: {count:N0} × {code}"));
        }

        foreach (var held in report.HeldPrices)
        {
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"HELD: {held.Market}'s newest price is {held.Held}, {held.DistancePercent:+0.##;-0.##} % from its mark {held.Mark}; the "
                    + $"guard holds it since {held.Since}"));
        }

        foreach (var market in report.PerMarket.Where(market => market.HeldPrices > 0))
        {
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                    $"held prices of {market.Market}: {market.HeldPrices:N0}, for {market.HeldSeconds:N0} s of exchange time in all"));
        }

        foreach (var stale in report.StalePrices)
        {
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                    $"STALE: {stale.Market} has had no row of prices since {stale.Since}, {stale.Seconds:N0} s before the end"));
        }

        if (report.RejectedRows > 0)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"skipped rows of market data: {report.RejectedRows:N0}"));
        }

        foreach (var note in report.VenueNotes)
        {
            console.WriteLine($"note on {report.Venue}: {note}");
        }

        console.WriteLine($"state hash {report.StateHash}");
        if (report.Journal is { } place)
        {
            console.WriteLine($"look closer: exchange review {Identifier.Plain(place)} summary");
        }
    }

    private static void Waterfall(IAnsiConsole console, RunReport report)
    {
        var (waterfall, liquidations, adl) = (report.Waterfall, report.Liquidations, report.Adl);
        var table = Sheet(WaterfallLayers.Title, WaterfallLayers.Columns);
        foreach (var row in WaterfallLayers.Rows(
            report.MarginCalls, liquidations, adl, waterfall, $"{Count(report.Trades)} trades in all"))
        {
            Add(table, row);
        }

        console.WriteFitted(table);

        var sums = Sheet("Auto-deleveraging", "figure", "value");
        Add(sums, "bankrupt positions / rankings", $"{Count(adl.Deleveragings)} / {Count(adl.Rounds)}");
        Add(sums, "first liquidation / first ADL", $"{liquidations.FirstAt ?? "none"} / {adl.FirstAt ?? "none"}");
        Add(sums, "notional at the ADL prices", Amount(adl.Notional));
        Add(sums, "profit taken / forgone at the mark of the ranking (below zero: gained)",
            $"{Amount(adl.RealisedPnl)} / {Amount(adl.ForgonePnl)}");
        Add(sums, "forced closes of whole positions / of accounts shown five lights",
            $"{Count(adl.WholePositions)} / {Count(adl.ShownNext)}");
        Add(
            sums,
            $"waves ({Shown.Grouped(report.WaveGapMs / 1000m)} s without one between) / share of the ten closed most of "
            + "/ of closes in profit",
            $"{Count(adl.Waves)} / {Percent(adl.TopTenShare)} / {Percent(adl.InProfitShare)}");
        Add(
            sums,
            "asked for because",
            adl.Reasons.IsEmpty ? "–" : string.Join(", ", adl.Reasons.Select(reason => $"{reason.Key} {Count(reason.Value)}")));
        Add(sums, "declined / ended at the round limit / notional unfilled",
            $"{Count(adl.Declined)} / {Count(adl.RoundLimits)} / {Amount(adl.Unfilled)}");
        console.WriteFitted(sums);
    }

    private static void Fund(IAnsiConsole console, RunReport report)
    {
        var fund = report.InsuranceFund;
        var table = Sheet("The insurance fund and the booked deficit", "entry", "amount");
        Add(table, "start", Amount(fund.Start));
        Add(table, "+ liquidation fees", Amount(fund.Credited));
        Add(table, "− shortfalls paid", Amount(fund.Debited));
        Add(table, "= end", Amount(fund.End));
        Add(table, "floor / lowest / first unable to pay",
            $"{Amount(fund.Floor)} / {Amount(fund.Lowest)} / {fund.FirstUnableAt ?? "never"}");
        Add(table, "loss beyond bankruptcy = paid by the fund + by other accounts + by nobody",
            $"{Amount(report.Waterfall.LossBeyondBankruptcy)} = {Amount(report.Waterfall.PaidByFund)} + "
                + $"{Amount(report.Waterfall.PaidByOthers)} + {Amount(report.Waterfall.PaidByNobody)}");
        Add(table, "booked deficit", Amount(report.BookedDeficit));
        var inventory = report.ExchangeInventory;
        Add(table, "exchange's own positions / notional / equity at the last marks",
            $"{Count(inventory.Positions)} / {Amount(inventory.Notional)} / {Amount(inventory.Equity)}");
        console.WriteFitted(table);
    }

    private static void Markets(IAnsiConsole console, RunReport report)
    {
        var table = Sheet("Markets", "market", "mark", "lowest", "positions liquidated", "notional", "book", "ADL", "taken over",
            "returned", "forced closes");
        foreach (var market in report.PerMarket)
        {
            Add(
                table,
                market.Market, $"{Price(market.FirstMark)} → {Price(market.LastMark)}", Price(market.LowestMark),
                    Count(market.Liquidations), Amount(market.Notional),
                Amount(market.Book), Amount(market.Adl), Amount(market.TakenOver), Amount(market.Returned), Count(market.ForcedCloses));
        }

        Add(
                table,
            "total", string.Empty, string.Empty, Count(report.PerMarket.Sum(market => market.Liquidations)),
                Amount(report.Waterfall.Notional), Amount(report.Waterfall.Book),
            Amount(report.Waterfall.Adl), Amount(report.Waterfall.TakenOver), Amount(report.Waterfall.Returned),
                Count(report.Adl.ForcedCloses));
        console.WriteFitted(table);
    }

    private static void Counterparties(IAnsiConsole console, RunReport report)
    {
        if (report.MostAffected.IsEmpty)
        {
            return;
        }

        var table = Sheet("Counterparties that ADL closed most of", "account", "forced closes", "markets", "notional", "profit taken",
            "best rank", "lights", "highest score");
        foreach (var counterparty in report.MostAffected)
        {
            Add(
                table,
                counterparty.Account, Count(counterparty.ForcedCloses), Count(counterparty.Markets), Amount(counterparty.Notional),
                    Amount(counterparty.RealisedPnl),
                Count(counterparty.BestRank), Count(counterparty.Lights), Shown.Number(counterparty.HighestScore, 4));
        }

        console.WriteFitted(table);
    }

    private static void Owners(IAnsiConsole console, RunReport report)
    {
        if (report.Owners.IsEmpty)
        {
            return;
        }

        var table = Sheet("Owners of several accounts, as named", "owner", "accounts", "liquidated", "paid in", "taken out",
            "equity at the last marks", "profit");
        foreach (var owner in report.Owners)
        {
            Add(
                table,
                owner.Owner, Count(owner.Accounts), Count(owner.Liquidated), Amount(owner.PaidIn), Amount(owner.TakenOut),
                    Amount(owner.Equity), Amount(owner.Profit));
        }

        console.WriteFitted(table);
    }

    private static void Invariants(IAnsiConsole console, RunReport report)
    {
        var table = Sheet("Invariants", "invariant", "holds", "error", "detail");
        foreach (var invariant in report.Invariants)
        {
            Add(table, invariant.Name, invariant.Holds ? "yes" : "NO", invariant.Error.ToString(CultureInfo.InvariantCulture),
                invariant.Detail);
        }

        console.WriteFitted(table);
    }

    private static Table Sheet(string title, params string[] columns)
    {
        var table = new Table { Title = new TableTitle(Markup.Escape(title)), Border = TableBorder.Rounded };
        for (var i = 0; i < columns.Length; i++)
        {
            table.AddColumn(new TableColumn(columns[i]) { Alignment = i == 0 ? Justify.Left : Justify.Right });
        }

        return table;
    }

    /// <summary>Adds a row of plain text: an id may hold what would otherwise be read as markup.</summary>
    private static void Add(Table table, params string[] cells) =>
        table.AddRow([.. cells.Select(cell => new Text(Identifier.Plain(cell)))]);

    private static string Count(long value) => Counts.Of(value);

    private static string Amount(decimal value) => Shown.Amount(value);

    private static string Price(decimal? value) => Shown.Price(value);

    private static string Percent(decimal? share) => share?.ToString("P1", CultureInfo.InvariantCulture) ?? "–";
}
