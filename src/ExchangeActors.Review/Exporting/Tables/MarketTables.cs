using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Exporting.Tables;

/// <summary>An entry of the insurance fund's ledger.</summary>
/// <param name="Entry">Seeded, credited or debited.</param>
/// <param name="Liquidation">The liquidation that it is about; null for money from outside.</param>
/// <param name="Amount">Into the fund; below zero out of it.</param>
/// <param name="Balance">After it.</param>
internal sealed record FundEntry(string Entry, LiquidationId? Liquidation, Money Amount, Money Balance)
{
    /// <summary>The entry that an event makes; null for events that make none.</summary>
    public static FundEntry? Of(DomainEvent @event) => @event switch
    {
        InsuranceFundSeeded e => new FundEntry("seeded", null, e.Amount, e.Balance),
        InsuranceFundCredited e => new FundEntry("credited", e.Liquidation, e.Amount, e.Balance),
        InsuranceFundDebited e => new FundEntry("debited", e.Liquidation, -e.Amount, e.Balance),
        _ => null,
    };
}

/// <summary>The tables of prices, trades and the fund: a row for an event.</summary>
internal static class MarketTables
{
    private const string PerUnit = "quote per contract";

    /// <summary>A row for each mark price.</summary>
    public static Table<Placed<MarkPriceUpdated>> Marks { get; } = new("marks",
    [
        new WholeColumn<Placed<MarkPriceUpdated>>("ordering", "", "Place of the event in the journal.", row => row.Ordering),
        new TimeColumn<Placed<MarkPriceUpdated>>("at", "Exchange time of the event.", row => row.At),
        new TextColumn<Placed<MarkPriceUpdated>>("market", "The market.", row => row.Entity),
        new WholeColumn<Placed<MarkPriceUpdated>>("version", "", "Numbers the market's marks and funding updates.", row =>
            row.Event.Version),
        new DecimalColumn<Placed<MarkPriceUpdated>>("mark", PerUnit, "The mark price, on the tick.", row => row.Event.Mark.Value),
        new DecimalColumn<Placed<MarkPriceUpdated>>("index", PerUnit, "The index price that it was made of.", row => row.Event.Index.Value),
        new DecimalColumn<Placed<MarkPriceUpdated>>("last", PerUnit, "The last trade's price, where the rule used one.", row =>
            row.Event.Last?.Value),
        new DecimalColumn<Placed<MarkPriceUpdated>>("basis", "fraction of index", "Smoothed basis after it.", row => row.Event.Basis),
        new TimeColumn<Placed<MarkPriceUpdated>>("observedAt", "When the row was seen that the mark was made of.", row =>
            row.Event.ObservedAt),
        new DecimalColumn<Placed<MarkPriceUpdated>>(
            "held", PerUnit, "A newer price that the guard holds back; empty when it holds none.", row => row.Event.Held?.Price.Value),
    ]);

    /// <summary>A row for each trade.</summary>
    public static Table<Placed<TradeExecuted>> Trades { get; } = new("trades",
    [
        new WholeColumn<Placed<TradeExecuted>>("ordering", "", "Place of the event in the journal.", row => row.Ordering),
        new TimeColumn<Placed<TradeExecuted>>("at", "Exchange time.", row => row.Event.At),
        new TextColumn<Placed<TradeExecuted>>("market", "The market.", row => row.Entity),
        new WholeColumn<Placed<TradeExecuted>>("trade", "", "Numbers the market's trades from 1.", row => row.Event.Trade),
        new DecimalColumn<Placed<TradeExecuted>>("price", PerUnit, "The maker's price.", row => row.Event.Price.Value),
        new DecimalColumn<Placed<TradeExecuted>>("quantity", "contracts", "Unsigned.", row => row.Event.Quantity.Value),
        new DecimalColumn<Placed<TradeExecuted>>("notional", "quote", "Price times quantity.", row =>
            (row.Event.Price * row.Event.Quantity).Value),
        new TextColumn<Placed<TradeExecuted>>("takerSide", "Buy or sell, of the taker.", row => Code.Of(row.Event.TakerSide)),
        new TextColumn<Placed<TradeExecuted>>("taker", "Account of the arriving order.", row => row.Event.Taker.Value),
        new TextColumn<Placed<TradeExecuted>>("takerOrder", "The arriving order.", row => row.Event.TakerOrder.Value),
        new DecimalColumn<Placed<TradeExecuted>>("takerFee", "quote", "What the taker paid.", row => row.Event.TakerFee.Value),
        new TextColumn<Placed<TradeExecuted>>("maker", "Account of the resting order.", row => row.Event.Maker.Value),
        new TextColumn<Placed<TradeExecuted>>("makerOrder", "The resting order.", row => row.Event.MakerOrder.Value),
        new DecimalColumn<Placed<TradeExecuted>>("makerFee", "quote", "What the maker paid; below zero a rebate.", row =>
            row.Event.MakerFee.Value),
        new TextColumn<Placed<TradeExecuted>>(
            "liquidation", "The liquidation whose order the taker's is; empty for others.", row => row.Event.Liquidation?.Value),
    ]);

    /// <summary>A row for each movement of the insurance fund.</summary>
    public static Table<Placed<FundEntry>> Fund { get; } = new("fund_ledger",
    [
        new WholeColumn<Placed<FundEntry>>("ordering", "", "Place of the event in the journal.", row => row.Ordering),
        new TimeColumn<Placed<FundEntry>>("at", "Exchange time.", row => row.At),
        new TextColumn<Placed<FundEntry>>("pool", "The insurance pool.", row => row.Entity),
        new TextColumn<Placed<FundEntry>>("entry", "seeded (from outside), credited (from a liquidation) or debited (for one).", row =>
            row.Event.Entry),
        new TextColumn<Placed<FundEntry>>("liquidation", "The liquidation; empty for seeded.", row => row.Event.Liquidation?.Value),
        new DecimalColumn<Placed<FundEntry>>(
            "amount", "quote", "Into the fund, below zero out of it; their sum is the balance.", row => row.Event.Amount.Value),
        new DecimalColumn<Placed<FundEntry>>("balance", "quote", "The fund after it.", row => row.Event.Balance.Value),
    ]);
}

/// <summary>Values of enumerations as the journal's documents have them.</summary>
internal static class Code
{
    /// <summary>Its name in camel case.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
