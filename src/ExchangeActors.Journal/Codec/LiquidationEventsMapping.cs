using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using Riok.Mapperly.Abstractions;

namespace ExchangeActors.Journal.Codec;

/// <summary>Liquidation events to and from their wire form.</summary>
[Mapper]
[UseStaticMapper(typeof(ClaimsMapping))]
[UseStaticMapper(typeof(LiquidationPartsMapping))]
[UseStaticMapper(typeof(MarketPartsMapping))]
[UseStaticMapper(typeof(PrimitivesMapping))]
[UseStaticMapper(typeof(ValuesMapping))]
internal static partial class LiquidationEventsMapping
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

    public static partial Wire.InsuranceFundSeeded ToWire(this InsuranceFundSeeded source);

    public static partial InsuranceFundSeeded ToDomain(this Wire.InsuranceFundSeeded wire);

    public static Wire.TimePassed ToWire(this TimePassed source) => new() { Command = source.Command.ToWire(), At = source.At.UnixMs };

    public static TimePassed ToDomain(this Wire.TimePassed wire) => new(wire.Command.Required().ToDomain(), new Moment(wire.At));

    public static partial Wire.LiquidationOpened ToWire(this LiquidationOpened source);

    public static partial LiquidationOpened ToDomain(this Wire.LiquidationOpened wire);

    public static partial Wire.LiquidationQueued ToWire(this LiquidationQueued source);

    public static partial LiquidationQueued ToDomain(this Wire.LiquidationQueued wire);

    public static partial Wire.LiquidationCheckRequested ToWire(this LiquidationCheckRequested source);

    public static partial LiquidationCheckRequested ToDomain(this Wire.LiquidationCheckRequested wire);

    public static partial Wire.LiquidationReviewed ToWire(this LiquidationReviewed source);

    public static partial LiquidationReviewed ToDomain(this Wire.LiquidationReviewed wire);

    public static partial Wire.LiquidationAwaitsFund ToWire(this LiquidationAwaitsFund source);

    public static partial LiquidationAwaitsFund ToDomain(this Wire.LiquidationAwaitsFund wire);

    public static partial Wire.LiquidationStepBegun ToWire(this LiquidationStepBegun source);

    public static partial LiquidationStepBegun ToDomain(this Wire.LiquidationStepBegun wire);

    public static partial Wire.LiquidationStepRequested ToWire(this LiquidationStepRequested source);

    public static partial LiquidationStepRequested ToDomain(this Wire.LiquidationStepRequested wire);

    public static partial Wire.LiquidationStepRefused ToWire(this LiquidationStepRefused source);

    public static partial LiquidationStepRefused ToDomain(this Wire.LiquidationStepRefused wire);

    public static partial Wire.LiquidationStepFilled ToWire(this LiquidationStepFilled source);

    public static partial LiquidationStepFilled ToDomain(this Wire.LiquidationStepFilled wire);

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

    public static partial Wire.DeleveragingRequested ToWire(this DeleveragingRequested source);

    public static partial DeleveragingRequested ToDomain(this Wire.DeleveragingRequested wire);

    public static partial Wire.DeleveragingReturned ToWire(this DeleveragingReturned source);

    public static partial DeleveragingReturned ToDomain(this Wire.DeleveragingReturned wire);

    public static partial Wire.PositionTakenOver ToWire(this PositionTakenOver source);

    public static partial PositionTakenOver ToDomain(this Wire.PositionTakenOver wire);

    public static partial Wire.TransferConfirmed ToWire(this TransferConfirmed source);

    public static partial TransferConfirmed ToDomain(this Wire.TransferConfirmed wire);

    public static partial Wire.SettlementRequested ToWire(this SettlementRequested source);

    public static partial SettlementRequested ToDomain(this Wire.SettlementRequested wire);

    public static partial Wire.InsuranceFundCredited ToWire(this InsuranceFundCredited source);

    public static partial InsuranceFundCredited ToDomain(this Wire.InsuranceFundCredited wire);

    public static partial Wire.InsuranceFundDebited ToWire(this InsuranceFundDebited source);

    public static partial InsuranceFundDebited ToDomain(this Wire.InsuranceFundDebited wire);

    public static partial Wire.DeficitBooked ToWire(this DeficitBooked source);

    public static partial DeficitBooked ToDomain(this Wire.DeficitBooked wire);

    public static partial Wire.SettlementReceived ToWire(this SettlementReceived source);

    public static partial SettlementReceived ToDomain(this Wire.SettlementReceived wire);

    public static partial Wire.LiquidationClosed ToWire(this LiquidationClosed source);

    public static partial LiquidationClosed ToDomain(this Wire.LiquidationClosed wire);

    public static partial Wire.LossToShare ToWire(this LossToShare source);

    public static partial LossToShare ToDomain(this Wire.LossToShare wire);

    public static partial Wire.LossSharingStarted ToWire(this LossSharingStarted source);

    public static partial LossSharingStarted ToDomain(this Wire.LossSharingStarted wire);

    public static partial Wire.LossSocialized ToWire(this LossSocialized source);

    public static partial LossSocialized ToDomain(this Wire.LossSocialized wire);

    public static partial Wire.LossShare ToWire(this LossShare source);

    public static partial LossShare ToDomain(this Wire.LossShare? wire);

    public static partial Wire.LossShareReceived ToWire(this LossShareReceived source);

    public static partial LossShareReceived ToDomain(this Wire.LossShareReceived wire);

    public static partial Wire.LossSharingEnded ToWire(this LossSharingEnded source);

    public static partial LossSharingEnded ToDomain(this Wire.LossSharingEnded wire);

    public static partial Wire.WithdrawalCut ToWire(this WithdrawalCut source);

    public static partial WithdrawalCut ToDomain(this Wire.WithdrawalCut wire);
}
