using System.Globalization;
using CsvHelper;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>A comparison as CSV: a header, then a line per venue. Numbers are plain decimals; what is not defined is empty.</summary>
public static class ComparisonCsv
{
    /// <summary>Writes it.</summary>
    public static void Write(ComparisonReport report, TextWriter target)
    {
        ArgumentNullException.ThrowIfNull(report);
        using var csv = CsvWriter.Create(target, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        var header = true;
        foreach (var venue in report.Venues)
        {
            var fields = Fields(venue).ToList();
            if (header)
            {
                csv.WriteRecord(fields.Select(field => field.Name).ToArray());
                header = false;
            }

            csv.WriteRecord(fields.Select(field => field.Value).ToArray());
        }
    }

    private static IEnumerable<(string Name, string Value)> Fields(VenueFigures venue)
    {
        yield return ("venue", Identifier.Cell(venue.Venue));
        yield return ("version", Text(venue.Version));
        yield return ("events", Text(venue.Events));
        yield return ("liquidations", Text(venue.Liquidations.Count));
        yield return ("liquidated_accounts", Text(venue.Liquidations.Accounts));
        yield return ("liquidated_notional", Text(venue.Liquidations.Notional));
        yield return ("forced_closes", Text(venue.ForcedCloses));
        yield return ("accounts_closed", Text(venue.AccountsClosed));
        yield return ("most_closes_of_an_account", Text(venue.MostClosesOfAnAccount));
        yield return ("mean_closes_of_an_account", Text(venue.MeanClosesOfAnAccount));
        yield return ("also_closed_under_first", Text(venue.AlsoClosedUnderFirst));
        yield return ("waves", Text(venue.Waves));
        yield return ("adl_top_ten_share", Text(venue.Adl.TopTenShare));
        yield return ("adl_in_profit_share", Text(venue.Adl.InProfitShare));
        yield return ("adl_whole_positions", Text(venue.Adl.WholePositions));
        yield return ("adl_reasons", string.Join(' ', venue.Adl.Reasons.Select(reason => $"{reason.Key}={reason.Value}")));
        yield return ("adl_notional", Text(venue.AdlNotional));
        yield return ("pnl_taken", Text(venue.PnlTaken));
        yield return ("needed", Text(venue.Needed));
        yield return ("overshoot_of_pnl_taken", Text(venue.OvershootOfPnlTaken));
        foreach (var horizon in venue.Horizons)
        {
            var seconds = Text(horizon.Seconds);
            yield return ($"forgone_{seconds}s", Text(horizon.Forgone));
            yield return ($"haircut_{seconds}s", Text(horizon.Haircut));
            yield return ($"overshoot_{seconds}s", Text(horizon.Overshoot));
            yield return ($"beyond_end_{seconds}s", Text(horizon.BeyondEnd));
        }

        yield return ("deficit_accounts", Text(venue.DeficitAccounts));
        yield return ("total_deficit", Text(venue.TotalDeficit));
        yield return ("largest_deficit", Text(venue.LargestDeficit));
        yield return ("largest_winner", Text(venue.LargestWinner));
        yield return ("ptsr", Text(venue.Ptsr));
        yield return ("pmr", Text(venue.Pmr));
        yield return ("largest_haircut_share", Text(venue.LargestHaircutShare));
        yield return ("gini_of_haircuts", Text(venue.GiniOfHaircuts));
        yield return ("gini_of_notional", Text(venue.GiniOfNotional));
        yield return ("hedge_breaks", Text(venue.HedgeBreaks));
        yield return ("exposure_added", Text(venue.ExposureAdded));
        yield return ("shown_next", Text(venue.ShownNext));
        yield return ("indicator_accuracy", Text(venue.IndicatorAccuracy));
        yield return ("fund_start", Text(venue.InsuranceFund.Start));
        yield return ("fund_fees", Text(venue.InsuranceFund.Credited));
        yield return ("fund_paid", Text(venue.InsuranceFund.Debited));
        yield return ("fund_end", Text(venue.InsuranceFund.End));
        yield return ("fund_lowest", Text(venue.InsuranceFund.Lowest));
        yield return ("vaults_start", Text(venue.Vaults?.Start));
        yield return ("vaults_equity", Text(venue.Vaults?.Equity));
        yield return ("shared_losses", Text(venue.SharedLosses));
        yield return ("booked_deficit", Text(venue.BookedDeficit));
        yield return ("exchange_inventory_notional", Text(venue.ExchangeInventory.Notional));
        yield return ("exchange_inventory_equity", Text(venue.ExchangeInventory.Equity));
        yield return ("most_affected", Identifier.Cell(string.Join(' ', venue.MostAffected.Select(account => account.Account))));
        yield return ("still_open", Text(venue.StillOpen));
        yield return ("under_water_accounts", Text(venue.UnderWater.Accounts));
        yield return ("under_water_equity", Text(venue.UnderWater.Equity));
        yield return ("held_markets", Text(venue.HeldPrices.Length));
        yield return ("stale_markets", Text(venue.StalePrices.Length));
        yield return ("invariants_hold", venue.InvariantsHold ? "yes" : "no");
        yield return ("state_hash", venue.StateHash);
    }

    private static string Text(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
}
