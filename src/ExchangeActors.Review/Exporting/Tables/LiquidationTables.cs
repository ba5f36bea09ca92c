using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Exporting.Tables;

/// <summary>A liquidation from its opening to its end.</summary>
internal sealed class LiquidationRow(long ordering, Moment openedAt, LiquidationOpened opened)
{
    /// <summary>Place of its opening in the journal.</summary>
    public long Ordering => ordering;

    /// <summary>Exchange time of its opening.</summary>
    public Moment OpenedAt => openedAt;

    /// <summary>Its opening.</summary>
    public LiquidationOpened Opened => opened;

    /// <summary>Exchange time of its end; null while it is under way.</summary>
    public Moment? ClosedAt { get; set; }

    /// <summary>Its end; null while it is under way.</summary>
    public LiquidationClosed? Closed { get; set; }

    /// <summary>Into the fund so far.</summary>
    public Money Credited { get; set; }

    /// <summary>Out of the fund so far.</summary>
    public Money Debited { get; set; }

    /// <summary>What of its loss nobody paid so far.</summary>
    public Money Deficit { get; set; }

    /// <summary>How often it asked for ADL.</summary>
    public long Deleveragings { get; set; }
}

/// <summary>A position of a liquidation.</summary>
internal readonly record struct LiquidatedPosition(Placed<LiquidationOpened> Opened, PositionAtRisk Position);

/// <summary>The tables of liquidations.</summary>
internal static class LiquidationTables
{
    /// <summary>A row for each liquidation.</summary>
    public static Table<LiquidationRow> Liquidations { get; } = new("liquidations",
    [
        new TextColumn<LiquidationRow>("liquidation", "Its id, also that of its orders and ADL.", row => row.Opened.Liquidation.Value),
        new WholeColumn<LiquidationRow>("ordering", "", "Place of its opening in the journal.", row => row.Ordering),
        new TextColumn<LiquidationRow>("account", "The liquidated account.", row => row.Opened.Account.Value),
        new TextColumn<LiquidationRow>("isolatedMarket", "Market of the isolated position; empty when all cross positions were.", row =>
            row.Opened.Scope.Isolated?.Value),
        new TimeColumn<LiquidationRow>("openedAt", "Exchange time.", row => row.OpenedAt),
        new TimeColumn<LiquidationRow>("closedAt", "Exchange time; empty while it is under way.", row => row.ClosedAt),
        new DecimalColumn<LiquidationRow>("equity", "quote", "Of what is liquidated, at the marks at which margin broke.", row =>
            row.Opened.Equity.Value),
        new DecimalColumn<LiquidationRow>("maintenanceMargin", "quote", "Likewise.", row => row.Opened.MaintenanceMargin.Value),
        new WholeColumn<LiquidationRow>("positions", "", "Positions in it: liquidated_positions lists them.", row =>
            row.Opened.Positions.Length),
        new DecimalColumn<LiquidationRow>(
            "notional", "quote", "Of its positions at those marks.", row =>
                row.Opened.Positions.Sum(position => (position.Mark * position.Size.Absolute).Value)),
        new DecimalColumn<LiquidationRow>("bookNotional", "quote",
            "Closed on the book, at the prices there; empty while it is under way.", row => row.Closed?.BookNotional.Value),
        new DecimalColumn<LiquidationRow>("adlNotional", "quote", "Closed by ADL, at the ADL price.", row =>
            row.Closed?.DeleveragedNotional.Value),
        new DecimalColumn<LiquidationRow>("takenOverNotional", "quote", "Taken over by others or the exchange.", row =>
            row.Closed?.TakenOverNotional.Value),
        new DecimalColumn<LiquidationRow>("fee", "quote", "To the fund.", row => row.Closed?.Fee.Value),
        new DecimalColumn<LiquidationRow>("shortfall", "quote", "What the account could not pay.", row => row.Closed?.Shortfall.Value),
        new DecimalColumn<LiquidationRow>("fundCredited", "quote", "What the fund took in with it.", row => row.Credited.Value),
        new DecimalColumn<LiquidationRow>("fundPaid", "quote", "What the fund paid for it.", row => row.Debited.Value),
        new DecimalColumn<LiquidationRow>("deficit", "quote", "What nobody paid when it ended; later sharing is not in it.", row =>
            row.Deficit.Value),
        new WholeColumn<LiquidationRow>("deleveragings", "", "How often it asked for ADL.", row => row.Deleveragings),
        new TextColumn<LiquidationRow>("end", "How it ended; empty while it is under way.", row => row.Closed?.Reason),
    ]);

    /// <summary>A row for each position of a liquidation.</summary>
    public static Table<LiquidatedPosition> Positions { get; } = new("liquidated_positions",
    [
        new TextColumn<LiquidatedPosition>("liquidation", "The liquidation.", row => row.Opened.Event.Liquidation.Value),
        new TextColumn<LiquidatedPosition>("account", "The liquidated account.", row => row.Opened.Event.Account.Value),
        new TextColumn<LiquidatedPosition>("market", "The market.", row => row.Position.Market.Value),
        new TimeColumn<LiquidatedPosition>("at", "Exchange time of the opening.", row => row.Opened.At),
        new DecimalColumn<LiquidatedPosition>("size", "contracts", "A long above zero.", row => row.Position.Size.Value),
        new DecimalColumn<LiquidatedPosition>("cost", "quote", "What it was bought for; below zero sold for.", row =>
            row.Position.Cost.Value),
        new DecimalColumn<LiquidatedPosition>("mark", "quote per contract", "At which margin broke.", row => row.Position.Mark.Value),
        new DecimalColumn<LiquidatedPosition>("notional", "quote", "At that mark.", row =>
            (row.Position.Mark * row.Position.Size.Absolute).Value),
        new DecimalColumn<LiquidatedPosition>("maintenanceMargin", "quote", "Of the position.", row =>
            row.Position.MaintenanceMargin.Value),
        new DecimalColumn<LiquidatedPosition>(
            "bankruptcyPrice", "quote per contract", "Fixed then; empty for none.", row => row.Position.BankruptcyPrice?.Value),
    ]);
}
