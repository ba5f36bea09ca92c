using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ExchangeActors.Domain.Waterfall;

namespace ExchangeActors.Scenarios.Reports;

/// <summary>
/// What a run came to. Amounts are quote currency; notionals of liquidations are valued at the marks at which margin broke, so that the
/// layers add up.
/// </summary>
public sealed record RunReport
{
    /// <summary>The scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>The venue profile.</summary>
    public required string Venue { get; init; }

    /// <summary>Where the profile departs from the venue, or fills a gap in its documentation.</summary>
    public required ImmutableArray<string> VenueNotes { get; init; }

    /// <summary><c>in-memory</c> or <c>akka</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>The seed of the population.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The journal's file; null when nothing was stored.</summary>
    public required string? Journal { get; init; }

    /// <summary>Accounts opened, those of liquidity and of the exchange included.</summary>
    public int Accounts => AccountTotals.All;

    /// <summary>Of them, traders'.</summary>
    public int Traders => AccountTotals.Traders;

    /// <summary>Of them, those that quote the scenario's depth.</summary>
    public int LiquidityAccounts => AccountTotals.Liquidity;

    /// <summary>Whose they are.</summary>
    [JsonIgnore]
    public AccountTotals AccountTotals { get; init; }

    /// <summary>A longer time than this without a forced close began a new wave, milliseconds.</summary>
    public long WaveGapMs { get; init; } = AdlWaves.LongestGapMs;

    /// <summary>Markets.</summary>
    public required int Markets { get; init; }

    /// <summary>Ticks fed after the opening.</summary>
    public required int Ticks { get; init; }

    /// <summary>Events in the journal.</summary>
    public required long Events { get; init; }

    /// <summary>Events that this process wrote; fewer than <see cref="Events"/> after a resume.</summary>
    public required long EventsWritten { get; init; }

    /// <summary>Wall-clock time of the run.</summary>
    public required long ElapsedMs { get; init; }

    /// <summary>Events written per second of wall-clock time.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>Margin calls issued.</summary>
    public required long MarginCalls { get; init; }

    /// <summary>Trades on the books.</summary>
    public required long Trades { get; init; }

    /// <summary>Liquidations.</summary>
    public required LiquidationTotals Liquidations { get; init; }

    /// <summary>The waterfall: what became of the liquidated notional.</summary>
    public required WaterfallTotals Waterfall { get; init; }

    /// <summary>The insurance fund.</summary>
    public required FundTotals InsuranceFund { get; init; }

    /// <summary>Auto-deleveraging.</summary>
    public required DeleveragingTotals Adl { get; init; }

    /// <summary>What neither the fund nor anybody else covered: shortfalls that the exchange owes.</summary>
    public required decimal BookedDeficit { get; init; }

    /// <summary>The exchange's own account: what it took over, as it stands at the last marks.</summary>
    public required InventoryTotals ExchangeInventory { get; init; }

    /// <summary>Accounts whose equity at the last marks is below zero.</summary>
    public required UnderWaterTotals UnderWater { get; init; }

    /// <summary>By market.</summary>
    public required ImmutableArray<MarketTotals> PerMarket { get; init; }

    /// <summary>The counterparties that ADL took most from, by notional.</summary>
    public required ImmutableArray<Counterparty> MostAffected { get; init; }

    /// <summary>Owners that were named, all accounts of each together.</summary>
    public ImmutableArray<OwnerTotals> Owners { get; init; } = [];

    /// <summary>Inputs that were refused, by code.</summary>
    public required ImmutableSortedDictionary<string, long> Refused { get; init; }

    /// <summary>Markets whose newest price the guard holds back at the end: their mark is not what the feed says.</summary>
    public required ImmutableArray<HeldMarket> HeldPrices { get; init; }

    /// <summary>Markets without a row of prices for longer than the scenario's <c>prices.staleAfterSeconds</c> at the end.</summary>
    public required ImmutableArray<StaleMarket> StalePrices { get; init; }

    /// <summary>Rows of market data that were skipped.</summary>
    public required long RejectedRows { get; init; }

    /// <summary>The invariants with their exact error.</summary>
    public required ImmutableArray<InvariantLine> Invariants { get; init; }

    /// <summary>SHA-256 over the canonical states of all entities.</summary>
    public required string StateHash { get; init; }
}

/// <summary>The exchange's own account after the run.</summary>
/// <param name="Positions">Open positions.</param>
/// <param name="Notional">Of them, at the last marks.</param>
/// <param name="Equity">Wallet and unrealised PnL at the last marks; below zero is the exchange's loss so far.</param>
public sealed record InventoryTotals(int Positions, decimal Notional, decimal Equity);

/// <summary>An invariant.</summary>
public sealed record InvariantLine(string Name, bool Holds, decimal Error, string Detail);
