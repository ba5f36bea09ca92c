using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Web.Reports.Comparing;

namespace ExchangeActors.Node.Comparing;

/// <summary>The tables of a comparison, venues as rows.</summary>
internal static class ComparisonSheets
{
    private const int TopShown = 2;

    /// <summary>What is said of the words that no glossary has.</summary>
    public const string Words =
        "on book: liquidated and closed on the book, at the marks at which margin broke; most, mean: forced closes of one account; "
            + "inventory: what the exchange or outside liquidators took over";

    /// <summary>The words of the headings, and what JSON calls the same.</summary>
    private static readonly (string Heading, string Measure)[] Glossary =
    [
        ("forgone", "forgone"),
        ("overshoot", "overshoot"),
        ("needed", "needed"),
        ("PTSR", "ptsr"),
        ("PMR", "pmr"),
        ("deficit D", "totalDeficit"),
        ("haircut", "largestHaircutShare"),
        ("Gini", "giniOfHaircuts"),
        ("Gini N", "giniOfNotional"),
        ("hedge breaks", "hedgeBreaks"),
        ("5 lights", "indicatorAccuracy"),
    ];

    /// <summary>What was compared, in a line.</summary>
    public static string Subject(ComparisonReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Scenario} under {report.Venues.Length} {(report.Venues.Length == 1 ? "profile" : "profiles")}, seed {report.Seed}, "
            + $"{report.Accounts:N0} accounts, {report.Markets} {(report.Markets == 1 ? "market" : "markets")}, {report.Ticks} ticks; "
            + $"amounts in quote currency");

    /// <summary>Headings that are short for something, what JSON calls them, and what they mean.</summary>
    public static IEnumerable<(string Heading, string Measure, string Meaning)> Meanings(ComparisonReport report) =>
        Glossary.Select(word => (word.Heading, word.Measure, report.Definitions[word.Measure]));

    /// <summary>The tables, in order.</summary>
    public static IReadOnlyList<ComparisonSheet> Of(ComparisonReport report)
    {
        var sheets = new List<ComparisonSheet>();
        Closed(sheets, report);
        Deleveraging(sheets, report);
        Winners(sheets, report);
        Fairness(sheets, report);
        Payers(sheets, report);
        Odd(sheets, report);
        Rankings(sheets, report);
        Checks(sheets, report);
        return sheets;
    }

    private static void Closed(List<ComparisonSheet> sheets, ComparisonReport report)
    {
        var first = report.Venues[0].Venue;
        var table = ComparisonSheet.Of(
            "Who is closed",
            "venue",
            "accounts liquidated",
            "on book",
            "forced closes",
            "accounts",
            $"of {first}'s",
            "most",
            "mean",
            "ADL notional",
            "PnL taken",
            "most affected");
        foreach (var venue in report.Venues)
        {
            table.Add(
                venue.Venue, Count(venue.Liquidations.Accounts), Amount(venue.Liquidations.BookNotional), Count(venue.ForcedCloses),
                    Count(venue.AccountsClosed), Count(venue.AlsoClosedUnderFirst),
                Count(venue.MostClosesOfAnAccount), Number(venue.MeanClosesOfAnAccount, "0.0"), Amount(venue.AdlNotional),
                    Amount(venue.PnlTaken),
                string.Join(' ', venue.MostAffected.Take(TopShown).Select(account => Sheets.Short(account.Account))));
        }

        sheets.Add(table);
    }

    private static void Deleveraging(List<ComparisonSheet> sheets, ComparisonReport report)
    {
        var table = ComparisonSheet.Of(
            "How ADL goes", "venue", "waves", "first", "whole closes", "ten most closed", "in profit", "asked for because");
        foreach (var venue in report.Venues)
        {
            var adl = venue.Adl;
            table.Add(
                venue.Venue,
                Count(adl.Waves),
                adl.FirstAt is { } at ? at[11..19] : "–",
                adl.ForcedCloses == 0 ? "–" : Number((decimal)adl.WholePositions / adl.ForcedCloses, "P1"),
                Number(adl.TopTenShare, "P1"),
                Number(adl.InProfitShare, "P1"),
                adl.Reasons.IsEmpty ? "–" : string.Join(", ", adl.Reasons.Select(reason => $"{reason.Key} {Count(reason.Value)}")));
        }

        sheets.Add(table);
    }

    private static void Winners(List<ComparisonSheet> sheets, ComparisonReport report)
    {
        var horizons = report.Venues[0].Horizons.Select(horizon => horizon.Seconds.ToString(CultureInfo.InvariantCulture)).ToList();
        var forgone = ComparisonSheet.Of(
            "What winners forgo (below zero: being closed was a gain) and overshoot, so many seconds after each wave",
            ["venue", "waves", "needed", .. horizons.Select(seconds => $"forgone {seconds} s"),
                .. horizons.Select(seconds => $"overshoot {seconds} s"), "taken − needed"]);
        foreach (var venue in report.Venues)
        {
            forgone.Add(
                [
                    venue.Venue, Count(venue.Waves), Amount(venue.Needed),
                        .. venue.Horizons.Select(horizon => Amount(horizon.Forgone) + (horizon.BeyondEnd > 0 ? "*" : string.Empty)),
                    .. venue.Horizons.Select(horizon => Amount(horizon.Overshoot) + (horizon.BeyondEnd > 0 ? "*" : string.Empty)),
                        Amount(venue.OvershootOfPnlTaken),
                ]);
        }

        sheets.Add(forgone);
        if (report.Venues.Any(venue => venue.Horizons.Any(horizon => horizon.BeyondEnd > 0)))
        {
            forgone.Note("* some of these lie beyond the end of the run and are valued at its last marks");
        }
    }

    private static void Fairness(List<ComparisonSheet> sheets, ComparisonReport report)
    {
        var table = ComparisonSheet.Of(
            "Solvency and fairness",
            "venue", "deficit D", "largest Δ", "winner υ", "PTSR", "PMR", "haircut", "Gini", "Gini N", "hedge breaks", "exposure +",
                "5 lights");
        foreach (var venue in report.Venues)
        {
            table.Add(
                venue.Venue, Amount(venue.TotalDeficit), Amount(venue.LargestDeficit), venue.ForcedCloses == 0 ? "–"
                    : Amount(venue.LargestWinner), Ratio(venue.Ptsr), Ratio(venue.Pmr),
                Number(venue.LargestHaircutShare, "P1"), Number(venue.GiniOfHaircuts, "0.000"), Number(venue.GiniOfNotional, "0.000"),
                    Count(venue.HedgeBreaks), Amount(venue.ExposureAdded),
                Number(venue.IndicatorAccuracy, "P1"));
        }

        sheets.Add(table);
    }

    private static void Payers(List<ComparisonSheet> sheets, ComparisonReport report)
    {
        var table = ComparisonSheet.Of(
            "Who pays",
            "venue",
            "fund",
            "fees",
            "paid",
            "end",
            "lowest",
            "vaults",
            "vaults end",
            "shared",
            "booked deficit",
            "inventory",
            "its equity");
        foreach (var venue in report.Venues)
        {
            var fund = venue.InsuranceFund;
            table.Add(
                venue.Venue, Amount(fund.Start), Amount(fund.Credited), Amount(fund.Debited), Amount(fund.End), Amount(fund.Lowest),
                    venue.Vaults is { } vaults ? Amount(vaults.Start) : "–",
                venue.Vaults is { } left ? Amount(left.Equity) : "–", Amount(venue.SharedLosses), Amount(venue.BookedDeficit),
                    Amount(venue.ExchangeInventory.Notional),
                Amount(venue.ExchangeInventory.Equity));
        }

        sheets.Add(table);
    }

    /// <summary>What is in no layer of the waterfall, where there is anything.</summary>
    private static void Odd(List<ComparisonSheet> sheets, ComparisonReport report)
    {
        static bool IsOdd(VenueFigures venue) =>
            venue.StillOpen != 0m || venue.UnderWater.Accounts > 0 || !venue.HeldPrices.IsEmpty || !venue.StalePrices.IsEmpty;

        var odd = report.Venues.Where(IsOdd).ToList();
        if (odd.Count == 0)
        {
            return;
        }

        var table = ComparisonSheet.Of(
            "Worth looking at", "venue", "still open", "accounts under water", "their equity", "prices held", "prices stale");
        foreach (var venue in odd)
        {
            table.Add(
                venue.Venue,
                Amount(venue.StillOpen),
                Count(venue.UnderWater.Accounts),
                Amount(venue.UnderWater.Equity),
                venue.HeldPrices.IsEmpty ? "–" : string.Join(
                    ", ", venue.HeldPrices.Select(held => $"{held.Market} since {held.Since[11..19]}")),
                venue.StalePrices.IsEmpty ? "–" : string.Join(
                    ", ", venue.StalePrices.Select(stale => $"{stale.Market} since {stale.Since[11..19]}")));
        }

        sheets.Add(table);
    }

    private static void Rankings(List<ComparisonSheet> sheets, ComparisonReport report)
    {
        if (report.RankCorrelation is not { Venues.Length: > 1 } agreement)
        {
            return;
        }

        var table = ComparisonSheet.Matrix("How alike the rankings are",
            ["venue", .. agreement.Venues.Select((_, i) => (i + 1).ToString(CultureInfo.InvariantCulture))]);
        for (var row = 0; row < agreement.Venues.Length; row++)
        {
            table.Add(
                [
                    $"{row + 1} {agreement.Venues[row]}",
                    .. agreement.Venues.Select((_, column) =>
                        column == row ? "·" : Number(column > row ? agreement.Spearman[row][column] : agreement.Kendall[row][column],
                            "0.00")),
                ]);
        }

        sheets.Add(table);
        table.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"Spearman's rho above the diagonal, Kendall's tau below; the same {agreement.Candidates:N0} candidates in "
                + $"{agreement.Markets.Length} {(agreement.Markets.Length == 1 ? "queue" : "queues")} of the run under "
                + $"{agreement.QueuesOf}"));
        table.Note(string.Empty);
    }

    private static void Checks(List<ComparisonSheet> sheets, ComparisonReport report)
    {
        var table = ComparisonSheet.Of("Checks", "venue", "version", "events", "invariants hold", "state hash");
        foreach (var venue in report.Venues)
        {
            table.Add(venue.Venue, Count(venue.Version), Count(venue.Events), venue.InvariantsHold ? "yes" : "NO", venue.StateHash);
        }

        sheets.Add(table);
        foreach (var venue in report.Venues)
        {
            foreach (var broken in venue.BrokenInvariants)
            {
                table.Note($"{venue.Venue}: {broken}");
            }
        }
    }

    private static string Count(long value) => Counts.Of(value);

    private static string Amount(decimal value) => Shown.Whole(value);

    private static string Number(decimal? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A ratio of two amounts, which may differ by many powers of ten.</summary>
    private static string Ratio(decimal? value) => value is { } ratio ? Shown.Amount(ratio) : "–";
}
