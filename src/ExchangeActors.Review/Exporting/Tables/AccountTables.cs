using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Folding;

namespace ExchangeActors.Review.Exporting.Tables;

/// <summary>An account after the journal's last event.</summary>
/// <param name="Account">Its state.</param>
/// <param name="Opening">Its opening; null where the journal does not hold it, and then what it was counted by is not whole.</param>
/// <param name="MarginCalls">Margin calls issued.</param>
/// <param name="Affected">Its liquidations and forced closes.</param>
/// <param name="PaidIn">Opening and later deposits.</param>
/// <param name="TakenOut">Withdrawals as they were paid.</param>
/// <param name="Equity">At the newest marks.</param>
internal sealed record AccountRow(
    Account Account,
    Placed<AccountOpened>? Opening,
    long MarginCalls,
    AffectedAccount Affected,
    decimal? PaidIn,
    decimal? TakenOut,
    decimal Equity)
{
    /// <summary>A figure that counts from the opening on.</summary>
    public T? Whole<T>(T counted)
        where T : struct => Opening is null ? null : counted;
}

/// <summary>A position after the journal's last event.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Market">Its market.</param>
/// <param name="Position">The position.</param>
/// <param name="Mark">The newest mark; null before the first.</param>
internal readonly record struct PositionRow(AccountId Account, MarketId Market, Position Position, Price? Mark);

/// <summary>The tables of accounts as they stand at the end.</summary>
internal static class AccountTables
{
    // An entry is a quotient: as fine as amounts are.
    private const int EntryDecimals = 12;

    /// <summary>A row for each account.</summary>
    public static Table<AccountRow> Accounts { get; } = new("accounts",
    [
        new TextColumn<AccountRow>("account", "The account.", row => row.Account.Id.Value),
        new TextColumn<AccountRow>("owner", "Who stands behind it: the account itself where nobody was named.", row =>
            row.Account.Owner.Value),
        new TextColumn<AccountRow>("kind", "trader, exchange or vault.", row => Code.Of(row.Account.Kind)),
        new TimeColumn<AccountRow>("openedAt", "Exchange time.", row => row.Opening?.At),
        new DecimalColumn<AccountRow>("deposit", "quote", "At the opening.", row => row.Opening?.Event.Deposit.Value),
        new DecimalColumn<AccountRow>("paidIn", "quote", "All deposits, with the opening's.", row => row.PaidIn),
        new DecimalColumn<AccountRow>("takenOut", "quote", "Withdrawals as they were paid.", row => row.TakenOut),
        new DecimalColumn<AccountRow>("wallet", "quote", "Cross balance at the end, without isolated margins and unrealised PnL.", row =>
            row.Account.Wallet.Value),
        new DecimalColumn<AccountRow>(
            "equity", "quote", "At the end: wallet, isolated margins, what is on its way out, and positions at the newest marks.", row =>
                row.Equity),
        new DecimalColumn<AccountRow>("feesPaid", "quote", "Trading fees less rebates.", row => row.Account.FeesPaid.Value),
        new DecimalColumn<AccountRow>("fundingPaid", "quote", "Funding; below zero received.", row => row.Account.FundingPaid.Value),
        new DecimalColumn<AccountRow>("lossesShared", "quote", "Losses of others that it has paid for.", row =>
            row.Account.LossesShared.Value),
        new WholeColumn<AccountRow>("positions", "", "Open positions at the end: positions lists them.", row =>
            row.Account.Positions.Count),
        new TextColumn<AccountRow>("status", "active, freezing, liquidating or settling at the end.", row => Code.Of(row.Account.Status)),
        new WholeColumn<AccountRow>("marginCalls", "", "Margin calls issued.", row => row.Whole(row.MarginCalls)),
        new WholeColumn<AccountRow>("liquidations", "", "How often it was liquidated.", row => row.Whole(row.Affected.Liquidations)),
        new WholeColumn<AccountRow>("forcedCloses", "", "How often ADL closed it: forced_closes lists them.", row =>
            row.Whole(row.Affected.ForcedCloses)),
        new DecimalColumn<AccountRow>("forcedNotional", "quote", "Of those, at the prices they were closed at.", row =>
            row.Whole(row.Affected.Deleveraged)),
        new DecimalColumn<AccountRow>("forcedPnl", "quote", "Profit that those realised.", row => row.Whole(row.Affected.RealisedPnl)),
    ]);

    /// <summary>A row for each open position.</summary>
    public static Table<PositionRow> Positions { get; } = new("positions",
    [
        new TextColumn<PositionRow>("account", "The account.", row => row.Account.Value),
        new TextColumn<PositionRow>("market", "The market.", row => row.Market.Value),
        new DecimalColumn<PositionRow>("size", "contracts", "At the end; a long above zero.", row => row.Position.Size.Value),
        new DecimalColumn<PositionRow>("cost", "quote", "What it was bought for; below zero sold for.", row => row.Position.Cost.Value),
        new DecimalColumn<PositionRow>(
            "entry", "quote per contract", $"Cost by size, to {EntryDecimals} decimals.",
            row => row.Position.Size.IsZero ? null : decimal.Round(row.Position.Cost.Value / row.Position.Size.Value, EntryDecimals)),
        new DecimalColumn<PositionRow>("isolatedMargin", "quote", "Margin put aside for it; empty for cross.", row =>
            row.Position.IsolatedMargin?.Value),
        new DecimalColumn<PositionRow>("mark", "quote per contract", "The newest; empty where there is none.", row => row.Mark?.Value),
        new DecimalColumn<PositionRow>("unrealisedPnl", "quote", "At that mark.", row =>
            row.Mark is { } mark ? row.Position.UnrealisedPnl(mark).Value : null),
    ]);
}
