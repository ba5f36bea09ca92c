using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using Riok.Mapperly.Abstractions;

namespace ExchangeActors.Journal.Codec;

/// <summary>Liquidation messages to and from their wire form.</summary>
[Mapper]
[UseStaticMapper(typeof(ClaimsMapping))]
[UseStaticMapper(typeof(LiquidationPartsMapping))]
[UseStaticMapper(typeof(MarketPartsMapping))]
[UseStaticMapper(typeof(PrimitivesMapping))]
[UseStaticMapper(typeof(ValuesMapping))]
internal static partial class LiquidationMessagesMapping
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

    public static partial Wire.SeedInsuranceFund ToWire(this SeedInsuranceFund source);

    public static partial SeedInsuranceFund ToDomain(this Wire.SeedInsuranceFund wire);

    public static Wire.Tick ToWire(this Tick source) => new() { Id = source.Id.ToWire(), At = source.At.UnixMs };

    public static Tick ToDomain(this Wire.Tick wire) => new(wire.Id.Required().ToDomain(), new Moment(wire.At));

    public static partial Wire.OpenLiquidation ToWire(this OpenLiquidation source);

    public static partial OpenLiquidation ToDomain(this Wire.OpenLiquidation wire);

    public static partial Wire.LookAtLiquidation ToWire(this LookAtLiquidation source);

    public static partial LookAtLiquidation ToDomain(this Wire.LookAtLiquidation wire);

    public static partial Wire.CheckLiquidation ToWire(this CheckLiquidation source);

    public static partial CheckLiquidation ToDomain(this Wire.CheckLiquidation wire);

    public static partial Wire.LiquidationChecked ToWire(this LiquidationChecked source);

    public static partial LiquidationChecked ToDomain(this Wire.LiquidationChecked wire);

    public static partial Wire.LiquidationStepResult ToWire(this LiquidationStepResult source);

    public static partial LiquidationStepResult ToDomain(this Wire.LiquidationStepResult wire);

    public static partial Wire.TransferApplied ToWire(this TransferApplied source);

    public static partial TransferApplied ToDomain(this Wire.TransferApplied wire);

    public static partial Wire.LiquidationSettled ToWire(this LiquidationSettled source);

    public static partial LiquidationSettled ToDomain(this Wire.LiquidationSettled wire);

    public static partial Wire.BankruptcyConfirmed ToWire(this BankruptcyConfirmed source);

    public static partial BankruptcyConfirmed ToDomain(this Wire.BankruptcyConfirmed wire);

    public static partial Wire.LiquidatePosition ToWire(this LiquidatePosition source);

    public static partial LiquidatePosition ToDomain(this Wire.LiquidatePosition wire);

    public static partial Wire.TransferPosition ToWire(this TransferPosition source);

    public static partial TransferPosition ToDomain(this Wire.TransferPosition wire);

    public static partial Wire.ConcludeLiquidation ToWire(this ConcludeLiquidation source);

    public static partial ConcludeLiquidation ToDomain(this Wire.ConcludeLiquidation wire);

    public static partial Wire.SettleBankruptcy ToWire(this SettleBankruptcy source);

    public static partial SettleBankruptcy ToDomain(this Wire.SettleBankruptcy wire);

    public static partial Wire.ChargeLoss ToWire(this ChargeLoss source);

    public static partial ChargeLoss ToDomain(this Wire.ChargeLoss wire);

    public static partial Wire.LossPaid ToWire(this LossPaid source);

    public static partial LossPaid ToDomain(this Wire.LossPaid wire);

    public static partial Wire.AskWithdrawal ToWire(this AskWithdrawal source);

    public static partial AskWithdrawal ToDomain(this Wire.AskWithdrawal wire);

    public static partial Wire.WithdrawalAnswered ToWire(this WithdrawalAnswered source);

    public static partial WithdrawalAnswered ToDomain(this Wire.WithdrawalAnswered wire);
}
