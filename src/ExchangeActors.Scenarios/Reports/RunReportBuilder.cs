using System.Collections.Immutable;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Scenarios.Reports;

/// <summary>Puts a report together from what was observed and the final states.</summary>
public static class RunReportBuilder
{
    /// <summary>The report.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="runtime">The runtime that ran it.</param>
    /// <param name="journal">The journal's file, or null.</param>
    /// <param name="observer">Fed with every event.</param>
    /// <param name="state">The final states.</param>
    /// <param name="invariants">Checked on those.</param>
    /// <param name="refused">Inputs refused, by code.</param>
    /// <param name="elapsed">Wall-clock time of the run.</param>
    /// <param name="stateHash">Of the final states.</param>
    public static RunReport Build(
        Scenario scenario,
        IExchangeRuntime runtime,
        string? journal,
        WaterfallObserver observer,
        ExchangeState state,
        IEnumerable<InvariantResult> invariants,
        IReadOnlyDictionary<string, long> refused,
        TimeSpan elapsed,
        string stateHash)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(observer);
        ArgumentNullException.ThrowIfNull(state);
        var pool = state.Pool(ScenarioRules.Pool);
        var markets = observer.MarketTotals();
        return new RunReport
        {
            Scenario = scenario.Name,
            Venue = scenario.Venue.Name,
            VenueNotes = scenario.Venue.Notes,
            Runtime = runtime.Name,
            Seed = scenario.Seed,
            Journal = journal,
            AccountTotals = AccountTotals.Of(state),
            Markets = scenario.Markets.Length,
            WaveGapMs = scenario.WaveGapMs,
            Ticks = scenario.TickCount,
            Events = observer.Events,
            EventsWritten = runtime.Events,
            ElapsedMs = (long)elapsed.TotalMilliseconds,
            EventsPerSecond = Math.Round(runtime.Events / Math.Max(elapsed.TotalSeconds, 0.001)),
            MarginCalls = observer.MarginCalls,
            Trades = markets.Sum(market => market.Trades),
            Liquidations = observer.LiquidationTotals(),
            Waterfall = observer.WaterfallTotals(pool),
            InsuranceFund = observer.FundTotals(pool, scenario.InsuranceFundFloor.Value),
            Adl = observer.DeleveragingTotals(),
            BookedDeficit = WaterfallObserver.Plain(pool.Deficit.Value),
            ExchangeInventory = Inventory(scenario, state),
            UnderWater = Leftovers.UnderWater(state),
            PerMarket = markets,
            MostAffected = observer.MostAffected(),
            Owners = [.. observer.Owners.Named(state)],
            Refused = refused.ToImmutableSortedDictionary(StringComparer.Ordinal),
            HeldPrices = Leftovers.Held(scenario.Markets.Select(instrument => state.Market(instrument.Id))),
            StalePrices = Leftovers.Stale(scenario.Markets.Select(instrument => state.Market(instrument.Id)), scenario.StaleAfterSeconds),
            RejectedRows = scenario.Rejects.Count,
            Invariants = [
                .. invariants.Select(result => new InvariantLine(
                    result.Name, result.Holds, WaterfallObserver.Plain(result.Error), result.Detail))],
            StateHash = stateHash,
        };
    }

    private static InventoryTotals Inventory(Scenario scenario, ExchangeState state)
    {
        var account = state.Account(ScenarioRules.Of(scenario).TakeOverAccount);
        var (notional, equity) = (0m, account.Wallet.Value);
        foreach (var (market, position) in account.Positions)
        {
            // A market without any mark cannot have been taken over from.
            var mark = state.Market(market).Quote!.Mark;
            notional += position.Notional(mark).Value;
            equity += position.UnrealisedPnl(mark).Value;
        }

        return new InventoryTotals(account.Positions.Count, WaterfallObserver.Plain(notional), WaterfallObserver.Plain(equity));
    }
}
