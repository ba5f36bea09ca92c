using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Reports;

namespace ExchangeActors.Node.Running;

/// <summary>What a run came to in three lines: what happened, who paid, and what is wrong or worth looking at.</summary>
internal static class RunVerdict
{
    /// <summary>The three lines.</summary>
    public static IEnumerable<string> Lines(RunReport report)
    {
        yield return $"What happened: {Happened(report)}.";
        yield return $"Who paid: {Paid(report)}.";
        yield return $"Worth looking at: {string.Join("; ", Odd(report).DefaultIfEmpty("nothing"))}.";
    }

    private static string Happened(RunReport report)
    {
        var (liquidations, adl) = (report.Liquidations, report.Adl);
        if (liquidations.Count == 0)
        {
            return $"nobody was liquidated; {Count(report.MarginCalls)} margin calls";
        }

        var reasons = string.Join(", ", adl.Reasons.Select(reason => $"{Count(reason.Value)} {reason.Key}"));
        return $"{Count(liquidations.Accounts)} accounts were liquidated, {Amount(report.Waterfall.Notional)} notional; ADL "
            + (adl.ForcedCloses == 0 ? "closed nobody" : $"closed {Count(adl.Accounts)} accounts in {Count(adl.ForcedCloses)} forced closes ({reasons})");
    }

    private static string Paid(RunReport report)
    {
        var (fund, waterfall) = (report.InsuranceFund, report.Waterfall);
        return $"the fund {Amount(fund.Debited)} of losses beyond bankruptcy, other accounts {Amount(waterfall.PaidByOthers)}, "
            + $"nobody {Amount(waterfall.PaidByNobody)}; the fund went from {Amount(fund.Start)} to {Amount(fund.End)}";
    }

    private static IEnumerable<string> Odd(RunReport report)
    {
        foreach (var invariant in report.Invariants.Where(invariant => !invariant.Holds))
        {
            yield return $"AN INVARIANT DOES NOT HOLD: {invariant.Name}";
        }

        if (report.BookedDeficit != 0m)
        {
            yield return $"booked deficit {Amount(report.BookedDeficit)}";
        }

        if (report.Waterfall.Open != 0m)
        {
            yield return $"{Amount(report.Waterfall.Open)} of liquidated notional is still open";
        }

        if (report.UnderWater is { Accounts: > 0 } water)
        {
            yield return $"{Count(water.Accounts)} {(water.Accounts == 1 ? "account" : "accounts")} under water, equity {Amount(water.Equity)} in all";
        }

        foreach (var held in report.HeldPrices)
        {
            yield return $"the newest price of {held.Market} is held since {held.Since}";
        }

        foreach (var stale in report.StalePrices)
        {
            yield return $"prices of {stale.Market} are stale since {stale.Since}";
        }
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(decimal value) => Shown.Amount(value);
}
