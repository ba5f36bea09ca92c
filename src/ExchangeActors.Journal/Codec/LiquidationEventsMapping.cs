using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Liquidation events to and from their wire form.</summary>
internal static class LiquidationEventsMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<InsuranceFundSeeded, Wire.InsuranceFundSeeded>(
            "liquidation.insurance-fund-seeded.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<TimePassed, Wire.TimePassed>("liquidation.time-passed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationOpened, Wire.LiquidationOpened>(
            "liquidation.liquidation-opened.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationStepRequested, Wire.LiquidationStepRequested>(
            "liquidation.liquidation-step-requested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationStepRefused, Wire.LiquidationStepRefused>(
            "liquidation.liquidation-step-refused.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationStepFilled, Wire.LiquidationStepFilled>(
            "liquidation.liquidation-step-filled.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationStepPostponed, Wire.LiquidationStepPostponed>(
            "liquidation.liquidation-step-postponed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<DeleveragingRequested, Wire.DeleveragingRequested>(
            "liquidation.deleveraging-requested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<DeleveragingReturned, Wire.DeleveragingReturned>(
            "liquidation.deleveraging-returned.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<PositionTakenOver, Wire.PositionTakenOver>(
            "liquidation.position-taken-over.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<TransferConfirmed, Wire.TransferConfirmed>(
            "liquidation.transfer-confirmed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SettlementRequested, Wire.SettlementRequested>(
            "liquidation.settlement-requested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<InsuranceFundCredited, Wire.InsuranceFundCredited>(
            "liquidation.insurance-fund-credited.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<InsuranceFundDebited, Wire.InsuranceFundDebited>(
            "liquidation.insurance-fund-debited.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<DeficitBooked, Wire.DeficitBooked>("liquidation.deficit-booked.1", source => source.ToWire(), wire =>
            wire.ToDomain()),
        ManifestEntry.Of<SettlementReceived, Wire.SettlementReceived>(
            "liquidation.settlement-received.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationClosed, Wire.LiquidationClosed>(
            "liquidation.liquidation-closed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LossToShare, Wire.LossToShare>("liquidation.loss-to-share.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LossSharingStarted, Wire.LossSharingStarted>(
            "liquidation.loss-sharing-started.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LossSocialized, Wire.LossSocialized>(
            "liquidation.loss-socialized.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LossShareReceived, Wire.LossShareReceived>(
            "liquidation.loss-share-received.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LossSharingEnded, Wire.LossSharingEnded>(
            "liquidation.loss-sharing-ended.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<WithdrawalCut, Wire.WithdrawalCut>("liquidation.withdrawal-cut.1", source => source.ToWire(), wire =>
            wire.ToDomain()),
        ManifestEntry.Of<LiquidationQueued, Wire.LiquidationQueued>(
            "liquidation.liquidation-queued.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationCheckRequested, Wire.LiquidationCheckRequested>(
            "liquidation.liquidation-check-requested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationReviewed, Wire.LiquidationReviewed>(
            "liquidation.liquidation-reviewed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationAwaitsFund, Wire.LiquidationAwaitsFund>(
            "liquidation.liquidation-awaits-fund.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationStepBegun, Wire.LiquidationStepBegun>(
            "liquidation.liquidation-step-begun.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.InsuranceFundSeeded ToWire(this InsuranceFundSeeded source) => new()
    {
        Command = source.Command.ToWire(),
        Amount = source.Amount.Value.ToWire(),
        Balance = source.Balance.Value.ToWire(),
    };

    public static InsuranceFundSeeded ToDomain(this Wire.InsuranceFundSeeded wire) => new(
        wire.Command.Required().ToDomain(), wire.Amount.ToMoney(), wire.Balance.ToMoney());

    public static Wire.TimePassed ToWire(this TimePassed source) => new() { Command = source.Command.ToWire(), At = source.At.UnixMs };

    public static TimePassed ToDomain(this Wire.TimePassed wire) => new(wire.Command.Required().ToDomain(), new Moment(wire.At));

    public static Wire.LiquidationOpened ToWire(this LiquidationOpened source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Account = source.Account.Value,
        Number = source.Number,
        Scope = source.Scope.ToWire(),
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        Positions = { source.Positions.Select(position => position.ToWire()) },
    };

    public static LiquidationOpened ToDomain(this Wire.LiquidationOpened wire) => new(
        new LiquidationId(wire.Liquidation), new AccountId(wire.Account), wire.Number,
        wire.Scope.Required().ToDomain(), wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney(),
        wire.Positions.ToDomain(position => position.ToDomain()));

    public static Wire.LiquidationQueued ToWire(this LiquidationQueued source) =>
        new() { Liquidation = source.Liquidation.Value, Market = source.Market.Value };

    public static LiquidationQueued ToDomain(this Wire.LiquidationQueued wire) =>
        new(new LiquidationId(wire.Liquidation), new MarketId(wire.Market));

    public static Wire.LiquidationCheckRequested ToWire(this LiquidationCheckRequested source) =>
        new() { Liquidation = source.Liquidation.Value, Market = source.Market.Value, TakeOvers = source.TakeOvers };

    public static LiquidationCheckRequested ToDomain(this Wire.LiquidationCheckRequested wire) =>
        new(new LiquidationId(wire.Liquidation), new MarketId(wire.Market), wire.TakeOvers);

    public static Wire.LiquidationReviewed ToWire(this LiquidationReviewed source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Number = source.Number,
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        Repriced = source.Repriced,
        Positions = { source.Positions.Select(position => position.ToWire()) },
    };

    public static LiquidationReviewed ToDomain(this Wire.LiquidationReviewed wire) => new(
        new LiquidationId(wire.Liquidation), wire.Number, wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney(), wire.Mark.ToPrice(),
            wire.Repriced,
        wire.Positions.ToDomain(position => position.ToDomain()));

    public static Wire.LiquidationAwaitsFund ToWire(this LiquidationAwaitsFund source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Reason = source.Reason,
        Wanted = source.Wanted.Value.ToWire(),
        FundBalance = source.FundBalance.Value.ToWire(),
        FundReserved = source.FundReserved.Value.ToWire(),
        After = source.After.ToWire(),
    };

    public static LiquidationAwaitsFund ToDomain(this Wire.LiquidationAwaitsFund wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Reason,
        wire.Wanted.ToMoney(), wire.FundBalance.ToMoney(), wire.FundReserved.ToMoney())
    {
        After = wire.After.ToDomain(),
    };

    public static Wire.LiquidationStepBegun ToWire(this LiquidationStepBegun source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Market = source.Market.Value,
        Quantity = source.Quantity.Value.ToWire(),
        BankruptcyPrice = source.BankruptcyPrice.Value.ToWire(),
        Sizing = source.Sizing,
        First = source.First.ToWire(),
    };

    public static LiquidationStepBegun ToDomain(this Wire.LiquidationStepBegun wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, new MarketId(wire.Market),
        wire.Quantity.ToQuantity(), wire.BankruptcyPrice.ToPrice(),
        wire.Sizing, wire.First.ToDomain());

    public static Wire.LiquidationStepRequested ToWire(this LiquidationStepRequested source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Attempt = source.Attempt,
        Market = source.Market.Value,
        Quantity = source.Quantity.Value.ToWire(),
        Limit = source.Limit.Value.ToWire(),
        BankruptcyPrice = source.BankruptcyPrice.Value.ToWire(),
        Budget = source.Budget.Value.ToWire(),
        FundBalance = source.FundBalance.Value.ToWire(),
        FundReserved = source.FundReserved.Value.ToWire(),
        Sizing = source.Sizing,
        LimitPolicy = source.LimitPolicy,
    };

    public static LiquidationStepRequested ToDomain(this Wire.LiquidationStepRequested wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Attempt, new MarketId(wire.Market),
        wire.Quantity.ToQuantity(), wire.Limit.ToPrice(), wire.BankruptcyPrice.ToPrice(), wire.Budget.ToMoney(),
        wire.FundBalance.ToMoney(), wire.FundReserved.ToMoney(), wire.Sizing, wire.LimitPolicy);

    public static Wire.LiquidationStepRefused ToWire(this LiquidationStepRefused source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Market = source.Market.Value,
        BankruptcyPrice = source.BankruptcyPrice.Value.ToWire(),
        Code = source.Code,
    };

    public static LiquidationStepRefused ToDomain(this Wire.LiquidationStepRefused wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, new MarketId(wire.Market), wire.BankruptcyPrice.ToPrice(),
        wire.Code);

    public static Wire.LiquidationStepFilled ToWire(this LiquidationStepFilled source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Filled = source.Filled.Value.ToWire(),
        Notional = source.Notional.Value.ToWire(),
        BeyondBankruptcy = source.BeyondBankruptcy.Value.ToWire(),
        Remaining = source.Remaining.Value.ToWire(),
        MarginRestored = source.MarginRestored,
        BudgetReleased = source.BudgetReleased.Value.ToWire(),
        Reason = source.Reason.ToWire(),
        Mark = source.Mark?.Value.ToWire(),
    };

    public static LiquidationStepFilled ToDomain(this Wire.LiquidationStepFilled wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Filled.ToQuantity(), wire.Notional.ToMoney(),
        wire.BeyondBankruptcy.ToMoney(), wire.Remaining.ToQuantity(), wire.MarginRestored,
        wire.BudgetReleased.ToMoney(), wire.Reason.ToCloseReason(), wire.Mark?.ToPrice());

    public static Wire.LiquidationStepPostponed ToWire(this LiquidationStepPostponed source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Attempt = source.Attempt,
        Reason = source.Reason,
        NotBefore = source.NotBefore?.UnixMs,
    };

    public static LiquidationStepPostponed ToDomain(this Wire.LiquidationStepPostponed wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Attempt, wire.Reason, wire.NotBefore is { } time ? new Moment(time) : null);

    public static Wire.DeleveragingRequested ToWire(this DeleveragingRequested source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Market = source.Market.Value,
        Account = source.Account.Value,
        PositionSide = source.PositionSide,
        Quantity = source.Quantity.Value.ToWire(),
        BankruptcyPrice = source.BankruptcyPrice.Value.ToWire(),
        Trigger = source.Trigger,
        Reason = source.Reason,
        FundBalance = source.FundBalance.Value.ToWire(),
        FundReserved = source.FundReserved.Value.ToWire(),
        FundAvailable = source.FundAvailable.Value.ToWire(),
        FundPeak = source.FundPeak.Value.ToWire(),
        LossSincePeak = source.LossSincePeak.Value.ToWire(),
        Equity = source.Equity.Value.ToWire(),
    };

    public static DeleveragingRequested ToDomain(this Wire.DeleveragingRequested wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, new MarketId(wire.Market), new AccountId(wire.Account),
        wire.PositionSide, wire.Quantity.ToQuantity(), wire.BankruptcyPrice.ToPrice(), wire.Trigger, wire.Reason,
        wire.FundBalance.ToMoney(), wire.FundReserved.ToMoney(), wire.FundAvailable.ToMoney(), wire.FundPeak.ToMoney(),
        wire.LossSincePeak.ToMoney(), wire.Equity.ToMoney());

    public static Wire.DeleveragingReturned ToWire(this DeleveragingReturned source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Deleveraging = source.Deleveraging.ToWire(),
        Closed = source.Closed.Value.ToWire(),
        Unfilled = source.Unfilled.Value.ToWire(),
        Part = source.Part,
        Price = source.Price.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        Reason = source.Reason,
    };

    public static DeleveragingReturned ToDomain(this Wire.DeleveragingReturned wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Deleveraging.Required().ToDomain(),
        wire.Closed.ToQuantity(), wire.Unfilled.ToQuantity(), wire.Part, wire.Price.ToPrice(), wire.Mark.ToPrice(), wire.Reason);

    public static Wire.PositionTakenOver ToWire(this PositionTakenOver source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Part = source.Part,
        Taker = source.Taker.Value,
        TakeOver = source.TakeOver,
        Market = source.Market.Value,
        PositionSide = source.PositionSide,
        Quantity = source.Quantity.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        Reason = source.Reason,
        Budget = source.Budget.Value.ToWire(),
        FundBalance = source.FundBalance.Value.ToWire(),
        FundReserved = source.FundReserved.Value.ToWire(),
        Layer = source.Layer.ToWire(),
    };

    public static PositionTakenOver ToDomain(this Wire.PositionTakenOver wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Part, new AccountId(wire.Taker), wire.TakeOver,
        new MarketId(wire.Market), wire.PositionSide, wire.Quantity.ToQuantity(), wire.Price.ToPrice(),
        wire.Mark.ToPrice())
    {
        Reason = wire.Reason,
        Budget = wire.Budget.ToMoney(),
        FundBalance = wire.FundBalance.ToMoney(),
        FundReserved = wire.FundReserved.ToMoney(),
        Layer = wire.Layer.ToDomain(),
    };

    public static Wire.TransferConfirmed ToWire(this TransferConfirmed source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Part = source.Part,
        Account = source.Account.Value,
        MarginRestored = source.MarginRestored,
    };

    public static TransferConfirmed ToDomain(this Wire.TransferConfirmed wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Part, new AccountId(wire.Account), wire.MarginRestored);

    public static Wire.SettlementRequested ToWire(this SettlementRequested source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Fee = source.Fee.Value.ToWire(),
        FeePolicy = source.FeePolicy,
        Reason = source.Reason,
    };

    public static SettlementRequested ToDomain(this Wire.SettlementRequested wire) => new(
        new LiquidationId(wire.Liquidation), wire.Fee.ToMoney(), wire.FeePolicy, wire.Reason);

    public static Wire.InsuranceFundCredited ToWire(this InsuranceFundCredited source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Amount = source.Amount.Value.ToWire(),
        Balance = source.Balance.Value.ToWire(),
    };

    public static InsuranceFundCredited ToDomain(this Wire.InsuranceFundCredited wire) => new(
        new LiquidationId(wire.Liquidation), wire.Amount.ToMoney(), wire.Balance.ToMoney());

    public static Wire.InsuranceFundDebited ToWire(this InsuranceFundDebited source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Amount = source.Amount.Value.ToWire(),
        Balance = source.Balance.Value.ToWire(),
    };

    public static InsuranceFundDebited ToDomain(this Wire.InsuranceFundDebited wire) => new(
        new LiquidationId(wire.Liquidation), wire.Amount.ToMoney(), wire.Balance.ToMoney());

    public static Wire.DeficitBooked ToWire(this DeficitBooked source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Amount = source.Amount.Value.ToWire(),
        Total = source.Total.Value.ToWire(),
    };

    public static DeficitBooked ToDomain(this Wire.DeficitBooked wire) => new(
        new LiquidationId(wire.Liquidation), wire.Amount.ToMoney(), wire.Total.ToMoney());

    public static Wire.SettlementReceived ToWire(this SettlementReceived source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Fee = source.Fee.Value.ToWire(),
        Shortfall = source.Shortfall.Value.ToWire(),
    };

    public static SettlementReceived ToDomain(this Wire.SettlementReceived wire) => new(
        new LiquidationId(wire.Liquidation), wire.Fee.ToMoney(), wire.Shortfall.ToMoney());

    public static Wire.LiquidationClosed ToWire(this LiquidationClosed source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Account = source.Account.Value,
        BookNotional = source.BookNotional.Value.ToWire(),
        DeleveragedNotional = source.DeleveragedNotional.Value.ToWire(),
        TakenOverNotional = source.TakenOverNotional.Value.ToWire(),
        Fee = source.Fee.Value.ToWire(),
        Shortfall = source.Shortfall.Value.ToWire(),
        Reason = source.Reason,
    };

    public static LiquidationClosed ToDomain(this Wire.LiquidationClosed wire) => new(
        new LiquidationId(wire.Liquidation), new AccountId(wire.Account), wire.BookNotional.ToMoney(),
        wire.DeleveragedNotional.ToMoney(), wire.TakenOverNotional.ToMoney(), wire.Fee.ToMoney(),
        wire.Shortfall.ToMoney(), wire.Reason);

    public static Wire.LossToShare ToWire(this LossToShare source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Market = source.Market.Value,
        Amount = source.Amount.Value.ToWire(),
        Policy = source.Policy,
    };

    public static LossToShare ToDomain(this Wire.LossToShare wire) => new(
        new LiquidationId(wire.Liquidation), new MarketId(wire.Market), wire.Amount.ToMoney(), wire.Policy);

    public static Wire.LossSharingStarted ToWire(this LossSharingStarted source) => new()
    {
        Pool = source.Pool,
        Number = source.Number,
        Market = source.Market.Value,
        Loss = source.Loss.Value.ToWire(),
    };

    public static LossSharingStarted ToDomain(this Wire.LossSharingStarted wire) => new(
        wire.Pool, wire.Number, new MarketId(wire.Market), wire.Loss.ToMoney());

    public static Wire.LossSocialized ToWire(this LossSocialized source) => new()
    {
        Pool = source.Pool,
        Number = source.Number,
        Market = source.Market.Value,
        Loss = source.Loss.Value.ToWire(),
        Policy = source.Policy,
        OpenInterestLong = source.OpenInterestLong.Value.ToWire(),
        OpenInterestShort = source.OpenInterestShort.Value.ToWire(),
        Marks = source.Marks.ToWire(),
        Shares = { source.Shares.Select(share => share.ToWire()) },
    };

    public static LossSocialized ToDomain(this Wire.LossSocialized wire) => new(
        wire.Pool, wire.Number, new MarketId(wire.Market), wire.Loss.ToMoney(), wire.Policy,
        wire.OpenInterestLong.ToQuantity(), wire.OpenInterestShort.ToQuantity(), wire.Marks.Required().ToDomain(),
        wire.Shares.ToDomain(share => share.ToDomain()));

    public static Wire.LossShare ToWire(this LossShare source) => new()
    {
        Account = source.Account.Value,
        Size = source.Size.Value.ToWire(),
        Amount = source.Amount.Value.ToWire(),
    };

    public static LossShare ToDomain(this Wire.LossShare wire) => new(
        new AccountId(wire.Account), wire.Size.ToQuantity(), wire.Amount.ToMoney());

    public static Wire.LossShareReceived ToWire(this LossShareReceived source) => new()
    {
        Pool = source.Pool,
        Number = source.Number,
        Account = source.Account.Value,
        Amount = source.Amount.Value.ToWire(),
    };

    public static LossShareReceived ToDomain(this Wire.LossShareReceived wire) => new(
        wire.Pool, wire.Number, new AccountId(wire.Account), wire.Amount.ToMoney());

    public static Wire.LossSharingEnded ToWire(this LossSharingEnded source) => new()
    {
        Pool = source.Pool,
        Number = source.Number,
        Market = source.Market.Value,
        Paid = source.Paid.Value.ToWire(),
        Unpaid = source.Unpaid.Value.ToWire(),
        Reason = source.Reason,
    };

    public static LossSharingEnded ToDomain(this Wire.LossSharingEnded wire) => new(
        wire.Pool, wire.Number, new MarketId(wire.Market), wire.Paid.ToMoney(), wire.Unpaid.ToMoney(), wire.Reason);

    public static Wire.WithdrawalCut ToWire(this WithdrawalCut source) => new()
    {
        Account = source.Account.Value,
        Number = source.Number,
        Amount = source.Amount.Value.ToWire(),
        Haircut = source.Haircut.Value.ToWire(),
        Deficit = source.Deficit.Value.ToWire(),
        Policy = source.Policy,
        Remainder = source.Remainder.ToWire(),
        Profit = source.Profit?.ToWire(),
    };

    public static WithdrawalCut ToDomain(this Wire.WithdrawalCut wire) => new(
        new AccountId(wire.Account), wire.Number, wire.Amount.ToMoney(), wire.Haircut.ToMoney(), wire.Deficit.ToMoney(), wire.Policy,
            wire.Remainder.ToDecimal())
    { Profit = wire.Profit?.ToDomain() };
}
