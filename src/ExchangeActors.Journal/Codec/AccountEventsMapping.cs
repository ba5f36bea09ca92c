using ExchangeActors.Domain.Accounts;
using Riok.Mapperly.Abstractions;

namespace ExchangeActors.Journal.Codec;

/// <summary>Account events to and from their wire form.</summary>
[Mapper]
[UseStaticMapper(typeof(AccountPartsMapping))]
[UseStaticMapper(typeof(ClaimsMapping))]
[UseStaticMapper(typeof(LiquidationPartsMapping))]
[UseStaticMapper(typeof(MarketPartsMapping))]
[UseStaticMapper(typeof(PrimitivesMapping))]
[UseStaticMapper(typeof(SidePartsMapping))]
[UseStaticMapper(typeof(ValuesMapping))]
internal static partial class AccountEventsMapping
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

    public static partial Wire.AccountOpened ToWire(this AccountOpened source);

    public static partial AccountOpened ToDomain(this Wire.AccountOpened wire);

    public static partial Wire.Deposited ToWire(this Deposited source);

    public static partial Deposited ToDomain(this Wire.Deposited wire);

    public static partial Wire.Withdrawn ToWire(this Withdrawn source);

    public static partial Withdrawn ToDomain(this Wire.Withdrawn wire);

    public static partial Wire.TransferRefused ToWire(this TransferRefused source);

    public static partial TransferRefused ToDomain(this Wire.TransferRefused wire);

    public static partial Wire.OrderPlaced ToWire(this OrderPlaced source);

    public static partial OrderPlaced ToDomain(this Wire.OrderPlaced wire);

    public static partial Wire.OrderRejected ToWire(this OrderRejected source);

    public static partial OrderRejected ToDomain(this Wire.OrderRejected wire);

    public static partial Wire.QuotesPlaced ToWire(this QuotesPlaced source);

    public static partial QuotesPlaced ToDomain(this Wire.QuotesPlaced wire);

    public static partial Wire.CancelRequested ToWire(this CancelRequested source);

    public static partial CancelRequested ToDomain(this Wire.CancelRequested wire);

    public static partial Wire.OrderWorking ToWire(this OrderWorking source);

    public static partial OrderWorking ToDomain(this Wire.OrderWorking wire);

    public static partial Wire.OrdersClosed ToWire(this OrdersClosed source);

    public static partial OrdersClosed ToDomain(this Wire.OrdersClosed wire);

    public static partial Wire.QuotesWorking ToWire(this QuotesWorking source);

    public static partial QuotesWorking ToDomain(this Wire.QuotesWorking wire);

    public static partial Wire.CoversWanted ToWire(this CoversWanted source);

    public static partial CoversWanted ToDomain(this Wire.CoversWanted wire);

    public static partial Wire.SubmissionsTaken ToWire(this SubmissionsTaken source);

    public static partial SubmissionsTaken ToDomain(this Wire.SubmissionsTaken wire);

    public static partial Wire.CoversRaised ToWire(this CoversRaised source);

    public static partial CoversRaised ToDomain(this Wire.CoversRaised wire);

    public static partial Wire.PositionTold ToWire(this PositionTold source);

    public static partial PositionTold ToDomain(this Wire.PositionTold wire);

    public static partial Wire.FillApplied ToWire(this FillApplied source);

    public static partial FillApplied ToDomain(this Wire.FillApplied wire);

    public static partial Wire.SideSettled ToWire(this SideSettled source);

    public static partial SideSettled ToDomain(this Wire.SideSettled wire);

    public static partial Wire.FundingSettled ToWire(this FundingSettled source);

    public static partial FundingSettled ToDomain(this Wire.FundingSettled wire);

    public static partial Wire.MarginCallIssued ToWire(this MarginCallIssued source);

    public static partial MarginCallIssued ToDomain(this Wire.MarginCallIssued wire);

    public static partial Wire.MarginCallCleared ToWire(this MarginCallCleared source);

    public static partial MarginCallCleared ToDomain(this Wire.MarginCallCleared wire);

    public static partial Wire.AccountFrozen ToWire(this AccountFrozen source);

    public static partial AccountFrozen ToDomain(this Wire.AccountFrozen wire);

    public static partial Wire.AccountUnfrozen ToWire(this AccountUnfrozen source);

    public static partial AccountUnfrozen ToDomain(this Wire.AccountUnfrozen wire);

    public static partial Wire.LiquidationStarted ToWire(this LiquidationStarted source);

    public static partial LiquidationStarted ToDomain(this Wire.LiquidationStarted wire);

    public static partial Wire.LiquidationOrderPlaced ToWire(this LiquidationOrderPlaced source);

    public static partial LiquidationOrderPlaced ToDomain(this Wire.LiquidationOrderPlaced wire);

    public static partial Wire.PositionTransferred ToWire(this PositionTransferred source);

    public static partial PositionTransferred ToDomain(this Wire.PositionTransferred wire);

    public static partial Wire.LiquidationRechecked ToWire(this LiquidationRechecked source);

    public static partial LiquidationRechecked ToDomain(this Wire.LiquidationRechecked wire);

    public static partial Wire.LiquidationEnded ToWire(this LiquidationEnded source);

    public static partial LiquidationEnded ToDomain(this Wire.LiquidationEnded wire);

    public static partial Wire.BankruptcySettled ToWire(this BankruptcySettled source);

    public static partial BankruptcySettled ToDomain(this Wire.BankruptcySettled wire);

    public static partial Wire.PositionForceClosed ToWire(this PositionForceClosed source);

    public static partial PositionForceClosed ToDomain(this Wire.PositionForceClosed wire);

    public static partial Wire.ForceCloseDeclined ToWire(this ForceCloseDeclined source);

    public static partial ForceCloseDeclined ToDomain(this Wire.ForceCloseDeclined wire);

    public static partial Wire.LossCharged ToWire(this LossCharged source);

    public static partial LossCharged ToDomain(this Wire.LossCharged wire);

    public static partial Wire.WithdrawalRequested ToWire(this WithdrawalRequested source);

    public static partial WithdrawalRequested ToDomain(this Wire.WithdrawalRequested wire);

    public static partial Wire.WithdrawalPaid ToWire(this WithdrawalPaid source);

    public static partial WithdrawalPaid ToDomain(this Wire.WithdrawalPaid wire);
}
