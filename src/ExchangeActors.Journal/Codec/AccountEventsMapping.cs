using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Account events to and from their wire form.</summary>
internal static class AccountEventsMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<AccountOpened, Wire.AccountOpened>("account.account-opened.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<Deposited, Wire.Deposited>("account.deposited.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<Withdrawn, Wire.Withdrawn>("account.withdrawn.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<TransferRefused, Wire.TransferRefused>(
            "account.transfer-refused.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<OrderPlaced, Wire.OrderPlaced>("account.order-placed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<OrderRejected, Wire.OrderRejected>("account.order-rejected.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<QuotesPlaced, Wire.QuotesPlaced>("account.quotes-placed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<CancelRequested, Wire.CancelRequested>(
            "account.cancel-requested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<OrderWorking, Wire.OrderWorking>("account.order-working.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<OrdersClosed, Wire.OrdersClosed>("account.orders-closed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<QuotesWorking, Wire.QuotesWorking>("account.quotes-working.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<FillApplied, Wire.FillApplied>("account.fill-applied.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<FundingSettled, Wire.FundingSettled>(
            "account.funding-settled.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<MarginCallIssued, Wire.MarginCallIssued>(
            "account.margin-call-issued.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<MarginCallCleared, Wire.MarginCallCleared>(
            "account.margin-call-cleared.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<AccountFrozen, Wire.AccountFrozen>("account.account-frozen.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<AccountUnfrozen, Wire.AccountUnfrozen>(
            "account.account-unfrozen.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationStarted, Wire.LiquidationStarted>(
            "account.liquidation-started.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationOrderPlaced, Wire.LiquidationOrderPlaced>(
            "account.liquidation-order-placed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<PositionTransferred, Wire.PositionTransferred>(
            "account.position-transferred.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationEnded, Wire.LiquidationEnded>(
            "account.liquidation-ended.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<BankruptcySettled, Wire.BankruptcySettled>(
            "account.bankruptcy-settled.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<PositionForceClosed, Wire.PositionForceClosed>(
            "account.position-force-closed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceCloseDeclined, Wire.ForceCloseDeclined>(
            "account.force-close-declined.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LossCharged, Wire.LossCharged>("account.loss-charged.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<WithdrawalRequested, Wire.WithdrawalRequested>(
            "account.withdrawal-requested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<WithdrawalPaid, Wire.WithdrawalPaid>(
            "account.withdrawal-paid.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<CoversWanted, Wire.CoversWanted>("account.covers-wanted.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SubmissionsTaken, Wire.SubmissionsTaken>(
            "account.submissions-taken.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<CoversRaised, Wire.CoversRaised>("account.covers-raised.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<PositionTold, Wire.PositionTold>("account.position-told.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SideSettled, Wire.SideSettled>("account.side-settled.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationRechecked, Wire.LiquidationRechecked>(
            "account.liquidation-rechecked.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.AccountOpened ToWire(this AccountOpened source) => new()
    {
        Command = source.Command.ToWire(),
        Account = source.Account.Value,
        Kind = source.Kind.ToWire(),
        Deposit = source.Deposit.Value.ToWire(),
        Positions = { source.Positions.Select(position => position.ToWire()) },
        Owner = source.Owner?.Value,
    };

    public static AccountOpened ToDomain(this Wire.AccountOpened wire) => new(
        wire.Command.Required().ToDomain(), new AccountId(wire.Account), wire.Kind.ToDomain(), wire.Deposit.ToMoney(),
        wire.Positions.ToDomain(position => position.ToDomain()), wire.Owner is { } owner ? new OwnerId(owner) : null);

    public static Wire.Deposited ToWire(this Deposited source) =>
        new() { Command = source.Command.ToWire(), Amount = source.Amount.Value.ToWire() };

    public static Deposited ToDomain(this Wire.Deposited wire) => new(wire.Command.Required().ToDomain(), wire.Amount.ToMoney());

    public static Wire.Withdrawn ToWire(this Withdrawn source) =>
        new() { Command = source.Command.ToWire(), Amount = source.Amount.Value.ToWire() };

    public static Withdrawn ToDomain(this Wire.Withdrawn wire) => new(wire.Command.Required().ToDomain(), wire.Amount.ToMoney());

    public static Wire.TransferRefused ToWire(this TransferRefused source) => new()
    {
        Command = source.Command.ToWire(),
        Amount = source.Amount.Value.ToWire(),
        Code = source.Code,
        Detail = source.Detail,
    };

    public static TransferRefused ToDomain(this Wire.TransferRefused wire) => new(
        wire.Command.Required().ToDomain(), wire.Amount.ToMoney(), wire.Code, wire.Detail);

    public static Wire.OrderPlaced ToWire(this OrderPlaced source) => new()
    {
        Command = source.Command.ToWire(),
        Market = source.Market.Value,
        Order = source.Order.ToWire(),
        MarginMode = source.MarginMode.ToWire(),
        Reserved = source.Reserved.Value.ToWire(),
        Submission = source.Submission,
    };

    public static OrderPlaced ToDomain(this Wire.OrderPlaced wire) => new(
        wire.Command.Required().ToDomain(), new MarketId(wire.Market), wire.Order.Required().ToDomain(),
        wire.MarginMode.ToDomain(), wire.Reserved.ToMoney(), wire.Submission);

    public static Wire.OrderRejected ToWire(this OrderRejected source) => new()
    {
        Command = source.Command.ToWire(),
        Market = source.Market.Value,
        Code = source.Code,
        Detail = source.Detail,
    };

    public static OrderRejected ToDomain(this Wire.OrderRejected wire) => new(
        wire.Command.Required().ToDomain(), new MarketId(wire.Market), wire.Code, wire.Detail);

    public static Wire.QuotesPlaced ToWire(this QuotesPlaced source) => new()
    {
        Command = source.Command.ToWire(),
        Market = source.Market.Value,
        Set = source.Set,
        Quotes = { source.Quotes.Select(quote => quote.ToWire()) },
        Submission = source.Submission,
    };

    public static QuotesPlaced ToDomain(this Wire.QuotesPlaced wire) => new(
        wire.Command.Required().ToDomain(), new MarketId(wire.Market), wire.Set,
        wire.Quotes.ToDomain(quote => quote.ToDomain()), wire.Submission);

    public static Wire.CancelRequested ToWire(this CancelRequested source) => new()
    {
        Command = source.Command?.ToWire(),
        Market = source.Market.Value,
        Order = source.Order?.Value,
        Reason = source.Reason,
        Submission = source.Submission,
    };

    public static CancelRequested ToDomain(this Wire.CancelRequested wire) => new(
        wire.Command?.ToDomain(), new MarketId(wire.Market), wire.Order is { } order ? new OrderId(order) : null,
        wire.Reason, wire.Submission);

    public static Wire.OrderWorking ToWire(this OrderWorking source) => new()
    {
        Market = source.Market.Value,
        Notice = source.Notice,
        SubmissionThrough = source.SubmissionThrough,
        Order = source.Order.Value,
    };

    public static OrderWorking ToDomain(this Wire.OrderWorking wire) => new(
        new MarketId(wire.Market), wire.Notice, wire.SubmissionThrough, new OrderId(wire.Order));

    public static Wire.OrdersClosed ToWire(this OrdersClosed source) => new()
    {
        Market = source.Market.Value,
        Notice = source.Notice,
        SubmissionThrough = source.SubmissionThrough,
        Orders = { source.Orders.Select(id => id.Value) },
        Reason = source.Reason.ToWire(),
        Mark = source.Mark?.Value.ToWire(),
    };

    public static OrdersClosed ToDomain(this Wire.OrdersClosed wire) => new(
        new MarketId(wire.Market), wire.Notice, wire.SubmissionThrough,
        wire.Orders.ToDomain(value => new OrderId(value)), wire.Reason.ToDomain(), wire.Mark?.ToPrice());

    public static Wire.QuotesWorking ToWire(this QuotesWorking source) => new()
    {
        Market = source.Market.Value,
        Notice = source.Notice,
        SubmissionThrough = source.SubmissionThrough,
        Set = source.Set,
        Dropped = { source.Dropped.Select(id => id.Value) },
    };

    public static QuotesWorking ToDomain(this Wire.QuotesWorking wire) => new(
        new MarketId(wire.Market), wire.Notice, wire.SubmissionThrough, wire.Set,
        wire.Dropped.ToDomain(value => new OrderId(value)));

    public static Wire.CoversWanted ToWire(this CoversWanted source) => new()
    {
        Market = source.Market.Value,
        Notice = source.Notice,
        SubmissionThrough = source.SubmissionThrough,
        Orders = { source.Orders.Select(id => id.Value) },
        Mark = source.Mark.Value.ToWire(),
    };

    public static CoversWanted ToDomain(this Wire.CoversWanted wire) => new(
        new MarketId(wire.Market), wire.Notice, wire.SubmissionThrough,
        wire.Orders.ToDomain(value => new OrderId(value)), wire.Mark.ToPrice());

    public static Wire.SubmissionsTaken ToWire(this SubmissionsTaken source) => new()
    {
        Market = source.Market.Value,
        Notice = source.Notice,
        SubmissionThrough = source.SubmissionThrough,
    };

    public static SubmissionsTaken ToDomain(this Wire.SubmissionsTaken wire) =>
        new(new MarketId(wire.Market), wire.Notice, wire.SubmissionThrough);

    public static Wire.CoversRaised ToWire(this CoversRaised source) => new()
    {
        Market = source.Market.Value,
        Covers = { source.Covers.Select(cover => cover.ToWire()) },
        Submission = source.Submission,
    };

    public static CoversRaised ToDomain(this Wire.CoversRaised wire) => new(
        new MarketId(wire.Market), wire.Covers.ToDomain(cover => cover.ToDomain()), wire.Submission);

    public static Wire.PositionTold ToWire(this PositionTold source) => new()
    {
        Market = source.Market.Value,
        Delta = source.Delta.Value.ToWire(),
        Submission = source.Submission,
    };

    public static PositionTold ToDomain(this Wire.PositionTold wire) =>
        new(new MarketId(wire.Market), wire.Delta.ToQuantity(), wire.Submission);

    public static Wire.FillApplied ToWire(this FillApplied source) => new()
    {
        Market = source.Market.Value,
        Notice = source.Notice,
        SubmissionThrough = source.SubmissionThrough,
        Fill = source.Fill.ToWire(),
        RealisedPnl = source.RealisedPnl.Value.ToWire(),
        MarginMode = source.MarginMode.ToWire(),
        MarginMoved = source.MarginMoved.Value.ToWire(),
        Side = source.Side?.ToWire(),
    };

    public static FillApplied ToDomain(this Wire.FillApplied wire) => new(
        new MarketId(wire.Market), wire.Notice, wire.SubmissionThrough, wire.Fill.Required().ToDomain(),
        wire.RealisedPnl.ToMoney(), wire.MarginMode.ToDomain(), wire.MarginMoved.ToMoney())
    { Side = wire.Side?.ToDomain() };

    public static Wire.SideSettled ToWire(this SideSettled source) => new()
    {
        Market = source.Market.Value,
        Side = source.Side,
        Closed = source.Closed.Value.ToWire(),
        Proceeds = source.Proceeds.Value.ToWire(),
        RealisedPnl = source.RealisedPnl.Value.ToWire(),
        MarginMoved = source.MarginMoved.Value.ToWire(),
        Point = source.Point.ToWire(),
        Basis = source.Basis.ToWire(),
        Mark = source.Mark?.Value.ToWire(),
    };

    public static SideSettled ToDomain(this Wire.SideSettled wire) => new(
        new MarketId(wire.Market), wire.Side, wire.Closed.ToQuantity(), wire.Proceeds.ToMoney(), wire.RealisedPnl.ToMoney(),
            wire.MarginMoved.ToMoney(), wire.Point.Required().ToDomain(), wire.Basis.Required().ToDomain(), wire.Mark?.ToPrice());

    public static Wire.FundingSettled ToWire(this FundingSettled source) => new()
    {
        Market = source.Market.Value,
        FundingIndex = source.FundingIndex.ToWire(),
        Payment = source.Payment.Value.ToWire(),
    };

    public static FundingSettled ToDomain(this Wire.FundingSettled wire) => new(
        new MarketId(wire.Market), wire.FundingIndex.ToDecimal(), wire.Payment.ToMoney());

    public static Wire.MarginCallIssued ToWire(this MarginCallIssued source) => new()
    {
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        Level = source.Level.ToWire(),
        Positions = { source.Positions.Select(position => position.ToWire()) },
    };

    public static MarginCallIssued ToDomain(this Wire.MarginCallIssued wire) => new(
        wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney(), wire.Level.ToDecimal(),
        wire.Positions.ToDomain(position => position.ToDomain()));

    public static Wire.MarginCallCleared ToWire(this MarginCallCleared source) => new()
    {
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
    };

    public static MarginCallCleared ToDomain(this Wire.MarginCallCleared wire) =>
        new(wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney());

    public static Wire.AccountFrozen ToWire(this AccountFrozen source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Isolated = source.Isolated?.Value,
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        Marks = source.Marks.ToWire(),
    };

    public static AccountFrozen ToDomain(this Wire.AccountFrozen wire) => new(
        new LiquidationId(wire.Liquidation), wire.Isolated is { } isolated ? new MarketId(isolated) : null,
        wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney(), wire.Marks.Required().ToDomain());

    public static Wire.AccountUnfrozen ToWire(this AccountUnfrozen source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
    };

    public static AccountUnfrozen ToDomain(this Wire.AccountUnfrozen wire) => new(
        new LiquidationId(wire.Liquidation), wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney());

    public static Wire.LiquidationStarted ToWire(this LiquidationStarted source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Isolated = source.Isolated?.Value,
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        Positions = { source.Positions.Select(position => position.ToWire()) },
        Rule = source.Rule,
        Pool = source.Pool,
    };

    public static LiquidationStarted ToDomain(this Wire.LiquidationStarted wire) => new(
        new LiquidationId(wire.Liquidation), wire.Isolated is { } isolated ? new MarketId(isolated) : null,
        wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney(),
        wire.Positions.ToDomain(position => position.ToDomain()), wire.Rule, wire.Pool);

    public static Wire.LiquidationOrderPlaced ToWire(this LiquidationOrderPlaced source) => new()
    {
        Market = source.Market.Value,
        Order = source.Order.ToWire(),
        Submission = source.Submission,
    };

    public static LiquidationOrderPlaced ToDomain(this Wire.LiquidationOrderPlaced wire) => new(
        new MarketId(wire.Market), wire.Order.Required().ToDomain(), wire.Submission);

    public static Wire.PositionTransferred ToWire(this PositionTransferred source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Part = source.Part,
        Market = source.Market.Value,
        Delta = source.Delta.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        RealisedPnl = source.RealisedPnl.Value.ToWire(),
        Reason = source.Reason.ToWire(),
        TakeOver = source.TakeOver,
    };

    public static PositionTransferred ToDomain(this Wire.PositionTransferred wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Part, new MarketId(wire.Market), wire.Delta.ToQuantity(),
        wire.Price.ToPrice(), wire.RealisedPnl.ToMoney(), wire.Reason.ToDomain(), wire.TakeOver);

    public static Wire.LiquidationRechecked ToWire(this LiquidationRechecked source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Number = source.Number,
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        Repriced = source.Repriced,
        Positions = { source.Positions.Select(position => position.ToWire()) },
        Rule = source.Rule,
    };

    public static LiquidationRechecked ToDomain(this Wire.LiquidationRechecked wire) => new(
        new LiquidationId(wire.Liquidation), wire.Number, wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney(), wire.Mark.ToPrice(),
            wire.Repriced,
        wire.Positions.ToDomain(position => position.ToDomain()), wire.Rule);

    public static Wire.LiquidationEnded ToWire(this LiquidationEnded source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Fee = source.Fee.Value.ToWire(),
        Shortfall = source.Shortfall.Value.ToWire(),
        MarginReleased = source.MarginReleased.Value.ToWire(),
        Equity = source.Equity.Value.ToWire(),
    };

    public static LiquidationEnded ToDomain(this Wire.LiquidationEnded wire) => new(
        new LiquidationId(wire.Liquidation), wire.Fee.ToMoney(), wire.Shortfall.ToMoney(),
        wire.MarginReleased.ToMoney(), wire.Equity.ToMoney());

    public static Wire.BankruptcySettled ToWire(this BankruptcySettled source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Amount = source.Amount.Value.ToWire(),
    };

    public static BankruptcySettled ToDomain(this Wire.BankruptcySettled wire) =>
        new(new LiquidationId(wire.Liquidation), wire.Amount.ToMoney());

    public static Wire.PositionForceClosed ToWire(this PositionForceClosed source) => new()
    {
        Step = source.Step.ToWire(),
        Liquidation = source.Liquidation.Value,
        Bankrupt = source.Bankrupt.Value,
        Side = source.Side.ToWire(),
        Requested = source.Requested.Value.ToWire(),
        Quantity = source.Quantity.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        RealisedPnl = source.RealisedPnl.Value.ToWire(),
        MarginMoved = source.MarginMoved.Value.ToWire(),
        Rank = source.Rank,
        Score = source.Score.ToWire(),
    };

    public static PositionForceClosed ToDomain(this Wire.PositionForceClosed wire) => new(
        wire.Step.Required().ToDomain(), new LiquidationId(wire.Liquidation), new AccountId(wire.Bankrupt),
        wire.Side.ToDomain(), wire.Requested.ToQuantity(), wire.Quantity.ToQuantity(), wire.Price.ToPrice(),
        wire.Mark.ToPrice(), wire.RealisedPnl.ToMoney(), wire.MarginMoved.ToMoney(), wire.Rank, wire.Score.ToDecimal());

    public static Wire.ForceCloseDeclined ToWire(this ForceCloseDeclined source) => new()
    {
        Step = source.Step.ToWire(),
        Liquidation = source.Liquidation.Value,
        Requested = source.Requested.Value.ToWire(),
        Code = source.Code,
    };

    public static ForceCloseDeclined ToDomain(this Wire.ForceCloseDeclined wire) => new(
        wire.Step.Required().ToDomain(), new LiquidationId(wire.Liquidation), wire.Requested.ToQuantity(), wire.Code);

    public static Wire.LossCharged ToWire(this LossCharged source) => new()
    {
        Number = source.Number,
        Market = source.Market.Value,
        Requested = source.Requested.Value.ToWire(),
        Amount = source.Amount.Value.ToWire(),
    };

    public static LossCharged ToDomain(this Wire.LossCharged wire) => new(
        wire.Number, new MarketId(wire.Market), wire.Requested.ToMoney(), wire.Amount.ToMoney());

    public static Wire.WithdrawalRequested ToWire(this WithdrawalRequested source) => new()
    {
        Command = source.Command.ToWire(),
        Number = source.Number,
        Amount = source.Amount.Value.ToWire(),
        Pool = source.Pool,
        Profit = source.Profit?.ToWire(),
    };

    public static WithdrawalRequested ToDomain(this Wire.WithdrawalRequested wire) => new(
        wire.Command.Required().ToDomain(), wire.Number, wire.Amount.ToMoney(), wire.Pool)
    { Profit = wire.Profit?.ToDomain() };

    public static Wire.WithdrawalPaid ToWire(this WithdrawalPaid source) => new()
    {
        Number = source.Number,
        Amount = source.Amount.Value.ToWire(),
        Haircut = source.Haircut.Value.ToWire(),
    };

    public static WithdrawalPaid ToDomain(this Wire.WithdrawalPaid wire) => new(wire.Number, wire.Amount.ToMoney(), wire.Haircut.ToMoney());
}
