using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.WhatIf;

namespace ExchangeActors.Node.Reviewing;

/// <summary>The record beside what other rules would have made of it.</summary>
internal static class WhatIfTables
{
    public static void Write(WhatIfReport report, int limit)
    {
        var (recorded, simulated) = (report.Recorded, report.Simulated);
        Lines.Say(
            $"A simulation: the recorded inputs under {simulated.Venue} version {simulated.Version}, "
            + $"against the record under {recorded.Venue} version {recorded.Version}.");
        Lines.Say(
            !report.PricesAnswer ? "Books, fund and winners respond to the other rules; prices are inputs and do not."
            : report.FirstOtherPrice is { } first
            ? "Books, fund and winners respond to the other rules, and so does the market: "
                + $"{Count(report.OtherPrices)} prices are not the record's, the first at {first}. Traders' orders are."
            : "Books, fund and winners respond to the other rules, and so would the market: no trade differs, and so no price.");
        Lines.Say(
            report.FirstDifference is null ? "No decision comes out otherwise: the simulation is the record."
            : $"The first decision that comes out otherwise: event {report.FirstDifferenceOrdering} ({report.FirstDifference}).");
        if (report.FirstDifference is not null)
        {
            Lines.Say($"  recorded  {report.RecordedThere ?? "nothing"}");
            Lines.Say($"  simulated {report.SimulatedThere ?? "another opening, or nothing"}");
        }

        if (report.Added > 0m)
        {
            Lines.Say($"Vaults that the record does not have were given {Amount(report.Added)} that the record does not have.");
        }

        var table = Sheets.Sheet("Layer by layer", "figure", "recorded", "simulated", "change");
        void Row(string name, decimal was, decimal would) => Sheets.Add(table, name, Amount(was), Amount(would), Signed(would - was));
        void Number(string name, long was, long would) => Sheets.Add(
            table, name, Count(was), Count(would), (would - was).ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture));
        Number("liquidations", recorded.Liquidations.Count, simulated.Liquidations.Count);
        Row("liquidated notional", recorded.Waterfall.Notional, simulated.Waterfall.Notional);
        Row("  closed on the book", recorded.Waterfall.Book, simulated.Waterfall.Book);
        Row("  closed by ADL", recorded.Waterfall.Adl, simulated.Waterfall.Adl);
        Row("  taken over", recorded.Waterfall.TakenOver, simulated.Waterfall.TakenOver);
        Row("  returned, margin restored", recorded.Waterfall.Returned, simulated.Waterfall.Returned);
        Row("  still open", recorded.Waterfall.Open, simulated.Waterfall.Open);
        Number("forced closes", recorded.Adl.ForcedCloses, simulated.Adl.ForcedCloses);
        Number("accounts closed by ADL", recorded.Adl.Accounts, simulated.Adl.Accounts);
        Row("notional at the ADL prices", recorded.Adl.Notional, simulated.Adl.Notional);
        Row("profit forgone at the mark", recorded.Adl.ForgonePnl, simulated.Adl.ForgonePnl);
        Row("fund at the end", recorded.Fund.End, simulated.Fund.End);
        Row("  shortfalls paid", recorded.Fund.Debited, simulated.Fund.Debited);
        Row("paid by other accounts", recorded.Waterfall.PaidByOthers, simulated.Waterfall.PaidByOthers);
        Row("booked deficit", recorded.Waterfall.PaidByNobody, simulated.Waterfall.PaidByNobody);
        Sheets.Console().WriteFitted(table);
        if (!report.Accounts.IsEmpty)
        {
            var accounts = Sheets.Sheet(
                $"Accounts that fare otherwise: {Count(report.Accounts.Length)}",
                "account",
                "equity recorded",
                "simulated",
                "change",
                "liquidations",
                "forced closes",
                "forced notional");
            foreach (var account in limit > 0 ? report.Accounts.Take(limit) : report.Accounts)
            {
                var (was, would) = (account.Recorded, account.Simulated);
                Sheets.Add(
                    accounts,
                    account.Account.Value,
                    was is null ? "–" : Amount(was.Equity),
                    would is null ? "–" : Amount(would.Equity),
                    Signed(account.EquityChange),
                    $"{was?.Liquidations ?? 0} → {would?.Liquidations ?? 0}",
                    $"{was?.ForcedCloses ?? 0} → {would?.ForcedCloses ?? 0}",
                    $"{Amount(was?.ForcedNotional ?? 0m)} → {Amount(would?.ForcedNotional ?? 0m)}");
            }

            Sheets.Console().WriteFitted(accounts);
        }

        foreach (var (code, count) in report.Refused)
        {
            Lines.Say($"refused inputs: {Count(count)} × {code}");
        }

        foreach (var invariant in report.Invariants.Where(invariant => !invariant.Holds))
        {
            var open = !report.OpenInRecord.Contains(invariant.Name) ? "BROKEN"
                : invariant.OnlyAtRest ? "under way at the end of the record"
                : "not whole in the incident that was cut out";
            Lines.Say($"{open}: {invariant.Name}: {invariant.Error}; {invariant.Detail}");
        }

        Lines.Say($"state hash {recorded.StateHash} recorded");
        Lines.Say($"state hash {simulated.StateHash} simulated");
    }

    private static string Count(long value) => Counts.Of(value);

    private static string Amount(decimal value) => Shown.Amount(value);

    private static string Signed(decimal value) => Shown.SignedAmount(value);
}
