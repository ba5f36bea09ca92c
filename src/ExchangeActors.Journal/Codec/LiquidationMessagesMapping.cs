using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Liquidation messages to and from their wire form.</summary>
internal static class LiquidationMessagesMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<SeedInsuranceFund, Wire.SeedInsuranceFund>(
            "liquidation.seed-insurance-fund.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<Tick, Wire.Tick>("liquidation.tick.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<OpenLiquidation, Wire.OpenLiquidation>(
            "liquidation.open-liquidation.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationStepResult, Wire.LiquidationStepResult>(
            "liquidation.liquidation-step-result.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<TransferApplied, Wire.TransferApplied>(
            "liquidation.transfer-applied.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationSettled, Wire.LiquidationSettled>(
            "liquidation.liquidation-settled.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<BankruptcyConfirmed, Wire.BankruptcyConfirmed>(
            "liquidation.bankruptcy-confirmed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidatePosition, Wire.LiquidatePosition>(
            "liquidation.liquidate-position.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<TransferPosition, Wire.TransferPosition>(
            "liquidation.transfer-position.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ConcludeLiquidation, Wire.ConcludeLiquidation>(
            "liquidation.conclude-liquidation.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SettleBankruptcy, Wire.SettleBankruptcy>(
            "liquidation.settle-bankruptcy.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ChargeLoss, Wire.ChargeLoss>("liquidation.charge-loss.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LossPaid, Wire.LossPaid>("liquidation.loss-paid.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<AskWithdrawal, Wire.AskWithdrawal>("liquidation.ask-withdrawal.1", source => source.ToWire(), wire =>
            wire.ToDomain()),
        ManifestEntry.Of<WithdrawalAnswered, Wire.WithdrawalAnswered>(
            "liquidation.withdrawal-answered.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LookAtLiquidation, Wire.LookAtLiquidation>(
            "liquidation.look-at-liquidation.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<CheckLiquidation, Wire.CheckLiquidation>(
            "liquidation.check-liquidation.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<LiquidationChecked, Wire.LiquidationChecked>(
            "liquidation.liquidation-checked.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.SeedInsuranceFund ToWire(this SeedInsuranceFund source) => new()
    {
        Id = source.Id.ToWire(),
        Amount = source.Amount.Value.ToWire(),
    };

    public static SeedInsuranceFund ToDomain(this Wire.SeedInsuranceFund wire) => new(wire.Id.Required().ToDomain(), wire.Amount.ToMoney());

    public static Wire.Tick ToWire(this Tick source) => new() { Id = source.Id.ToWire(), At = source.At.UnixMs };

    public static Tick ToDomain(this Wire.Tick wire) => new(wire.Id.Required().ToDomain(), new Moment(wire.At));

    public static Wire.OpenLiquidation ToWire(this OpenLiquidation source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Account = source.Account.Value,
        Number = source.Number,
        Scope = source.Scope.ToWire(),
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        Positions = { source.Positions.Select(position => position.ToWire()) },
        TakeOvers = source.TakeOvers,
    };

    public static OpenLiquidation ToDomain(this Wire.OpenLiquidation wire) => new(
        new LiquidationId(wire.Liquidation), new AccountId(wire.Account), wire.Number,
        wire.Scope.Required().ToDomain(), wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney(),
        wire.Positions.ToDomain(position => position.ToDomain()))
    { TakeOvers = wire.TakeOvers };

    public static Wire.LookAtLiquidation ToWire(this LookAtLiquidation source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Account = source.Account.Value,
        Market = source.Market.Value,
        Number = source.Number,
        TakeOvers = source.TakeOvers,
        Pool = source.Pool,
    };

    public static LookAtLiquidation ToDomain(this Wire.LookAtLiquidation wire) => new(
        new LiquidationId(wire.Liquidation), new AccountId(wire.Account), new MarketId(wire.Market), wire.Number, wire.TakeOvers,
            wire.Pool);

    public static Wire.CheckLiquidation ToWire(this CheckLiquidation source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Market = source.Market.Value,
        Number = source.Number,
        TakeOvers = source.TakeOvers,
        Pool = source.Pool,
        Marks = source.Marks.ToWire(),
    };

    public static CheckLiquidation ToDomain(this Wire.CheckLiquidation wire) => new(
        new LiquidationId(wire.Liquidation), new MarketId(wire.Market), wire.Number, wire.TakeOvers, wire.Pool,
            wire.Marks.Required().ToDomain());

    public static Wire.LiquidationChecked ToWire(this LiquidationChecked source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Number = source.Number,
        Equity = source.Equity.Value.ToWire(),
        MaintenanceMargin = source.MaintenanceMargin.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        Repriced = source.Repriced,
        Positions = { source.Positions.Select(position => position.ToWire()) },
    };

    public static LiquidationChecked ToDomain(this Wire.LiquidationChecked wire) => new(
        new LiquidationId(wire.Liquidation), wire.Number, wire.Equity.ToMoney(), wire.MaintenanceMargin.ToMoney(), wire.Mark.ToPrice(),
            wire.Repriced,
        wire.Positions.ToDomain(position => position.ToDomain()));

    public static Wire.LiquidationStepResult ToWire(this LiquidationStepResult source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Filled = source.Filled.Value.ToWire(),
        Notional = source.Notional.Value.ToWire(),
        BeyondBankruptcy = source.BeyondBankruptcy.Value.ToWire(),
        Remaining = source.Remaining.Value.ToWire(),
        MarginRestored = source.MarginRestored,
        Reason = source.Reason.ToWire(),
        Mark = source.Mark?.Value.ToWire(),
    };

    public static LiquidationStepResult ToDomain(this Wire.LiquidationStepResult wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Filled.ToQuantity(), wire.Notional.ToMoney(),
        wire.BeyondBankruptcy.ToMoney(), wire.Remaining.ToQuantity(), wire.MarginRestored, wire.Reason.ToCloseReason(),
        wire.Mark?.ToPrice());

    public static Wire.TransferApplied ToWire(this TransferApplied source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Part = source.Part,
        Account = source.Account.Value,
        MarginRestored = source.MarginRestored,
    };

    public static TransferApplied ToDomain(this Wire.TransferApplied wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Part, new AccountId(wire.Account), wire.MarginRestored);

    public static Wire.LiquidationSettled ToWire(this LiquidationSettled source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Fee = source.Fee.Value.ToWire(),
        Shortfall = source.Shortfall.Value.ToWire(),
    };

    public static LiquidationSettled ToDomain(this Wire.LiquidationSettled wire) => new(
        new LiquidationId(wire.Liquidation), wire.Fee.ToMoney(), wire.Shortfall.ToMoney());

    public static Wire.BankruptcyConfirmed ToWire(this BankruptcyConfirmed source) => new() { Liquidation = source.Liquidation.Value };

    public static BankruptcyConfirmed ToDomain(this Wire.BankruptcyConfirmed wire) => new(new LiquidationId(wire.Liquidation));

    public static Wire.LiquidatePosition ToWire(this LiquidatePosition source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Market = source.Market.Value,
        Quantity = source.Quantity.Value.ToWire(),
        Limit = source.Limit.Value.ToWire(),
        BankruptcyPrice = source.BankruptcyPrice.Value.ToWire(),
        Budget = source.Budget.Value.ToWire(),
    };

    public static LiquidatePosition ToDomain(this Wire.LiquidatePosition wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, new MarketId(wire.Market), wire.Quantity.ToQuantity(),
        wire.Limit.ToPrice(), wire.BankruptcyPrice.ToPrice(), wire.Budget.ToMoney());

    public static Wire.TransferPosition ToWire(this TransferPosition source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Part = source.Part,
        Market = source.Market.Value,
        Delta = source.Delta.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Reason = source.Reason.ToWire(),
        TakeOver = source.TakeOver,
    };

    public static TransferPosition ToDomain(this Wire.TransferPosition wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Part, new MarketId(wire.Market), wire.Delta.ToQuantity(),
        wire.Price.ToPrice(), wire.Reason.ToDomain(), wire.TakeOver);

    public static Wire.ConcludeLiquidation ToWire(this ConcludeLiquidation source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Fee = source.Fee.Value.ToWire(),
        Pool = source.Pool,
    };

    public static ConcludeLiquidation ToDomain(this Wire.ConcludeLiquidation wire) => new(
        new LiquidationId(wire.Liquidation), wire.Fee.ToMoney(), wire.Pool);

    public static Wire.SettleBankruptcy ToWire(this SettleBankruptcy source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Amount = source.Amount.Value.ToWire(),
        Pool = source.Pool,
    };

    public static SettleBankruptcy ToDomain(this Wire.SettleBankruptcy wire) => new(
        new LiquidationId(wire.Liquidation), wire.Amount.ToMoney(), wire.Pool);

    public static Wire.ChargeLoss ToWire(this ChargeLoss source) => new()
    {
        Number = source.Number,
        Market = source.Market.Value,
        Amount = source.Amount.Value.ToWire(),
        Marks = source.Marks.ToWire(),
        Pool = source.Pool,
    };

    public static ChargeLoss ToDomain(this Wire.ChargeLoss wire) => new(
        wire.Number, new MarketId(wire.Market), wire.Amount.ToMoney(), wire.Marks.Required().ToDomain(), wire.Pool);

    public static Wire.LossPaid ToWire(this LossPaid source) => new()
    {
        Number = source.Number,
        Account = source.Account.Value,
        Amount = source.Amount.Value.ToWire(),
    };

    public static LossPaid ToDomain(this Wire.LossPaid wire) => new(wire.Number, new AccountId(wire.Account), wire.Amount.ToMoney());

    public static Wire.AskWithdrawal ToWire(this AskWithdrawal source) => new()
    {
        Account = source.Account.Value,
        Number = source.Number,
        Amount = source.Amount.Value.ToWire(),
        Profit = source.Profit?.ToWire(),
    };

    public static AskWithdrawal ToDomain(this Wire.AskWithdrawal wire) =>
        new(new AccountId(wire.Account), wire.Number, wire.Amount.ToMoney()) { Profit = wire.Profit?.ToDomain() };

    public static Wire.WithdrawalAnswered ToWire(this WithdrawalAnswered source) =>
        new() { Number = source.Number, Haircut = source.Haircut.Value.ToWire() };

    public static WithdrawalAnswered ToDomain(this Wire.WithdrawalAnswered wire) => new(wire.Number, wire.Haircut.ToMoney());
}
