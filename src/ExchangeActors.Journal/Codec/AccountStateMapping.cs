using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>The state of an account to and from its wire form.</summary>
internal static class AccountStateMapping
{
    /// <summary>Its manifest in snapshots, append-only: a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<Account, Wire.Account>("snapshot.account.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.Account ToWire(this Account source) => new()
    {
        Id = source.Id.Value,
        Kind = source.Kind.ToWire(),
        Version = source.Version,
        Wallet = source.Wallet.Value.ToWire(),
        Positions =
            { source.Positions.Select(
                entry => new Wire.Account.Types.PositionsEntry { Key = entry.Key.Value, Value = entry.Value.ToWire() }) },
        Orders = { source.Orders.Select(
            entry => new Wire.Account.Types.OrdersEntry { Key = entry.Key.Value, Value = entry.Value.ToWire() }) },
        Channels =
            { source.Channels.Select(
                entry => new Wire.Account.Types.ChannelsEntry { Key = entry.Key.Value, Value = entry.Value.ToWire() }) },
        Commands = source.Commands.ToWire(),
        Status = source.Status.ToWire(),
        LiquidationNumber = source.LiquidationNumber,
        Liquidation = source.Liquidation?.ToWire(),
        Settled = source.Settled?.ToWire(),
        MarginCalled = source.MarginCalled,
        Steps = { source.Steps.Select(entry => new Wire.Account.Types.StepsEntry { Key = entry.Key.Value, Value = entry.Value.ToWire() }) },
        TakeOvers = source.TakeOvers,
        FeesPaid = source.FeesPaid.Value.ToWire(),
        FundingPaid = source.FundingPaid.Value.ToWire(),
        NetDeposits = source.NetDeposits.Value.ToWire(),
        Outbox = source.Outbox.ToWire(),
        Loss = source.Loss?.ToWire(),
        LossesShared = source.LossesShared.Value.ToWire(),
        Withdrawals = source.Withdrawals,
        Withdrawing = source.Withdrawing?.ToWire(),
        FundingRemainder = source.FundingRemainder.ToWire(),
        NamedOwner = source.NamedOwner?.Value,
        Support = source.Support?.ToWire(),
        ShrinkProceeds = source.ShrinkProceeds == Money.Zero ? null : source.ShrinkProceeds.Value.ToWire(),
        Claim = source.Claim?.ToWire(),
        DecidedAt =
        {
            source.DecidedAt.Select(entry => new Wire.Account.Types.DecidedAtEntry { Key = entry.Key.Value, Value = entry.Value }),
        },
    };

    public static Account ToDomain(this Wire.Account wire) => new(
        new AccountId(wire.Id),
        wire.Kind.ToDomain(),
        wire.Version,
        wire.Wallet.ToMoney(),
        wire.Positions.ToSorted(entry => new MarketId(entry.Key), entry => entry.Value.Required().ToDomain()),
        new AccountTrading(
            wire.Orders.ToSorted(entry => new OrderId(entry.Key), entry => entry.Value.Required().ToDomain()),
            wire.Channels.ToSorted(entry => new MarketId(entry.Key), entry => entry.Value.Required().ToDomain())),
        new AccountDistress(
            wire.Status.ToDomain(),
            wire.MarginCalled,
            wire.LiquidationNumber,
            wire.Liquidation?.ToDomain(),
            wire.Settled?.ToDomain(),
            wire.DecidedAt.ToSorted(entry => new MarketId(entry.Key), entry => entry.Value),
            wire.Steps.ToSorted(entry => new MarketId(entry.Key), entry => entry.Value.Required().ToDomain()),
            wire.Loss?.ToDomain(),
            wire.TakeOvers),
        new AccountLedger(
            wire.FeesPaid.ToMoney(),
            wire.FundingPaid.ToMoney(),
            wire.FundingRemainder.ToDecimal(),
            wire.NetDeposits.ToMoney(),
            wire.LossesShared.ToMoney(),
            wire.ShrinkProceeds?.ToMoney() ?? Money.Zero,
            wire.Withdrawals,
            wire.Withdrawing?.ToDomain(),
            wire.Claim?.ToDomain()),
        wire.Commands.Required().ToDomain(),
        wire.Outbox.Required().ToDomain())
    {
        NamedOwner = wire.NamedOwner is { } owner ? new OwnerId(owner) : null,
        Support = wire.Support?.ToDomain(),
    };

    public static Wire.PendingWithdrawal ToWire(this PendingWithdrawal source) => new()
    {
        Number = source.Number,
        Amount = source.Amount.Value.ToWire(),
        OutboxNumber = source.OutboxNumber,
        Profit = source.Profit == Money.Zero ? null : source.Profit.Value.ToWire(),
    };

    public static PendingWithdrawal ToDomain(this Wire.PendingWithdrawal wire) =>
        new(wire.Number, wire.Amount.ToMoney(), wire.OutboxNumber) { Profit = wire.Profit?.ToMoney() ?? Money.Zero };

    public static Wire.SharedLoss ToWire(this SharedLoss source) => new() { Number = source.Number, Paid = source.Paid.Value.ToWire() };

    public static SharedLoss ToDomain(this Wire.SharedLoss wire) => new(wire.Number, wire.Paid.ToMoney());

    public static Wire.LiquidationProgress ToWire(this LiquidationProgress source) => new()
    {
        Id = source.Id.Value,
        Scope = source.Scope.ToWire(),
        Marks = source.Marks.ToWire(),
        Positions = { source.Positions.Select(position => position.ToWire()) },
        OpenNumber = source.OpenNumber,
        Step = source.Step?.ToWire(),
        LastPart = source.LastPart,
        Touched = source.Touched,
        Look = source.Look?.ToWire(),
    };

    public static LiquidationProgress ToDomain(this Wire.LiquidationProgress wire) => new(
        new LiquidationId(wire.Id), wire.Scope.Required().ToDomain(), wire.Marks.Required().ToDomain(),
        wire.Positions.ToDomain(position => position.ToDomain()), wire.OpenNumber, wire.Step?.ToDomain(),
        wire.LastPart)
    { Touched = wire.Touched, Look = wire.Look?.ToDomain() };

    public static Wire.LiquidationLook ToWire(this LiquidationLook source) => new()
    {
        Number = source.Number,
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        Repriced = source.Repriced,
    };

    public static LiquidationLook ToDomain(this Wire.LiquidationLook wire) =>
        new(wire.Number, wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney(), wire.Mark.ToPrice(), wire.Repriced);

    public static Wire.LiquidationStepProgress ToWire(this LiquidationStepProgress source) => new()
    {
        Step = source.Step,
        Market = source.Market.Value,
        Order = source.Order.Value,
        Side = source.Side.ToWire(),
        BankruptcyPrice = source.BankruptcyPrice.Value.ToWire(),
        Requested = source.Requested.Value.ToWire(),
        Filled = source.Filled.Value.ToWire(),
        Notional = source.Notional.Value.ToWire(),
        BeyondBankruptcy = source.BeyondBankruptcy.Value.ToWire(),
        Done = source.Done,
        Reason = source.Reason.ToWire(),
        Mark = source.Mark?.Value.ToWire(),
        NextLevel = source.NextLevel?.Value.ToWire(),
    };

    public static LiquidationStepProgress ToDomain(this Wire.LiquidationStepProgress wire) => new(
        wire.Step, new MarketId(wire.Market), new OrderId(wire.Order), wire.Side.ToDomain(),
        wire.BankruptcyPrice.ToPrice(), wire.Requested.ToQuantity(), wire.Filled.ToQuantity(), wire.Notional.ToMoney(),
        wire.BeyondBankruptcy.ToMoney(), wire.Done, wire.Reason.ToCloseReason(), wire.Mark?.ToPrice())
    { NextLevel = wire.NextLevel?.ToMoney() };

    public static Wire.SettledLiquidation ToWire(this SettledLiquidation source) => new()
    {
        Id = source.Id.Value,
        Fee = source.Fee.Value.ToWire(),
        Shortfall = source.Shortfall.Value.ToWire(),
    };

    public static SettledLiquidation ToDomain(this Wire.SettledLiquidation wire) => new(
        new LiquidationId(wire.Id), wire.Fee.ToMoney(), wire.Shortfall.ToMoney());

    public static Wire.StepOutcome ToWire(this StepOutcome source) => new()
    {
        Step = source.Step.ToWire(),
        Closed = source.Closed.Value.ToWire(),
        RealisedPnl = source.RealisedPnl.Value.ToWire(),
        DeclineCode = source.DeclineCode,
    };

    public static StepOutcome ToDomain(this Wire.StepOutcome wire) => new(
        wire.Step.Required().ToDomain(), wire.Closed.ToQuantity(), wire.RealisedPnl.ToMoney(), wire.DeclineCode);

    public static Wire.Position ToWire(this Position source) => new()
    {
        Size = source.Size.Value.ToWire(),
        Cost = source.Cost.Value.ToWire(),
        FundingIndex = source.FundingIndex.ToWire(),
        IsolatedMargin = source.IsolatedMargin?.Value.ToWire(),
        Side = source.Side?.ToWire(),
        Basis = source.Basis?.ToWire(),
    };

    public static Position ToDomain(this Wire.Position wire) => new(
        wire.Size.ToQuantity(), wire.Cost.ToMoney(), wire.FundingIndex.ToDecimal(), wire.IsolatedMargin?.ToMoney())
    { Side = wire.Side?.ToDomain(), Basis = wire.Basis?.ToDomain() };

    public static Wire.WorkingOrder ToWire(this WorkingOrder source) => new()
    {
        Market = source.Market.Value,
        Side = source.Side.ToWire(),
        Quantity = source.Quantity.Value.ToWire(),
        Remaining = source.Remaining.Value.ToWire(),
        Reserved = source.Reserved.Value.ToWire(),
        MarginMode = source.MarginMode.ToWire(),
        ReduceOnly = source.ReduceOnly,
        QuoteSet = source.QuoteSet,
        Cancelling = source.Cancelling,
        Limit = source.Limit.Value.ToWireUnlessZero(),
        Opening = source.Opening.Value.ToWireUnlessZero(),
        Cover = source.Cover.Value.ToWireUnlessZero(),
        CoverWanted = source.CoverWanted?.Value.ToWire(),
    };

    public static WorkingOrder ToDomain(this Wire.WorkingOrder wire) => new(
        new MarketId(wire.Market), wire.Side.ToDomain(), wire.Quantity.ToQuantity(), wire.Remaining.ToQuantity(),
        wire.Reserved.ToMoney(), wire.MarginMode.ToDomain(), wire.ReduceOnly, wire.QuoteSet, wire.Cancelling,
        new Price(wire.Limit.OrZero()), new Quantity(wire.Opening.OrZero()), new Money(wire.Cover.OrZero()), wire.CoverWanted?.ToPrice());

    public static Wire.AccountStatus ToWire(this AccountStatus value) => (Wire.AccountStatus)value;

    public static AccountStatus ToDomain(this Wire.AccountStatus value) =>
        value is >= Wire.AccountStatus.Active and <= Wire.AccountStatus.Settling ? (AccountStatus)value
            : throw WireRules.UnknownValue(nameof(AccountStatus), (int)value);

    public static Wire.AccountChannel ToWire(this AccountChannel source) => new()
    {
        LastSubmission = source.LastSubmission,
        LastNotice = source.LastNotice,
        LastQuoteSet = source.LastQuoteSet,
        Unconfirmed = { source.Unconfirmed.Select(debt => new Wire.NumberedDebt { Item = debt.Submission, Number = debt.Number }) },
    };

    public static AccountChannel ToDomain(this Wire.AccountChannel wire) =>
        new(wire.LastSubmission, wire.LastNotice, wire.LastQuoteSet, wire.Unconfirmed.ToQueue(debt => (debt.Item, debt.Number)));
}
