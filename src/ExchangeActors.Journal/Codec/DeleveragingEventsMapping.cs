using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Deleveraging events to and from their wire form.</summary>
internal static class DeleveragingEventsMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<DeleveragingOpened, Wire.DeleveragingOpened>(
            "deleveraging.deleveraging-opened.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<QueueRanked, Wire.QueueRanked>("deleveraging.queue-ranked.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceClosesPlanned, Wire.ForceClosesPlanned>(
            "deleveraging.force-closes-planned.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceCloseConfirmed, Wire.ForceCloseConfirmed>(
            "deleveraging.force-close-confirmed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ForceCloseRefused, Wire.ForceCloseRefused>(
            "deleveraging.force-close-refused.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<NextRoundRequested, Wire.NextRoundRequested>(
            "deleveraging.next-round-requested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<DeleveragingCompleted, Wire.DeleveragingCompleted>(
            "deleveraging.deleveraging-completed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SideShrinkRequested, Wire.SideShrinkRequested>(
            "deleveraging.side-shrink-requested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SideShrinkConfirmed, Wire.SideShrinkConfirmed>(
            "deleveraging.side-shrink-confirmed.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.DeleveragingOpened ToWire(this DeleveragingOpened source) => new()
    {
        Id = source.Id.ToWire(),
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Account = source.Account.Value,
        PositionSide = source.PositionSide,
        Quantity = source.Quantity.Value.ToWire(),
        BankruptcyPrice = source.BankruptcyPrice.Value.ToWire(),
        Pool = source.Pool,
        Fund = source.Fund.Value.ToWire(),
    };

    public static DeleveragingOpened ToDomain(this Wire.DeleveragingOpened wire) => new(
        wire.Id.Required().ToDomain(), new LiquidationId(wire.Liquidation), wire.Step, new AccountId(wire.Account),
        wire.PositionSide, wire.Quantity.ToQuantity(), wire.BankruptcyPrice.ToPrice(), wire.Pool, wire.Fund.ToMoney());

    public static Wire.QueueRanked ToWire(this QueueRanked source) => new()
    {
        Id = source.Id.ToWire(),
        Round = source.Round,
        Policy = source.Policy,
        Allocation = source.Allocation,
        Price = source.Price.Value.ToWire(),
        PricePolicy = source.PricePolicy,
        Needed = source.Needed.Value.ToWire(),
        Marks = source.Marks.ToWire(),
        Candidates = source.Candidates.ToWire(),
        Total = source.Total,
        TotalQuantity = source.TotalQuantity.Value.ToWire(),
        TotalPnl = source.TotalPnl.Value.ToWire(),
        Severity = source.Severity,
        Theta = source.Theta.ToWire(),
        Indicator = source.Indicator.ToWire(),
        Guard = source.Guard,
        Allowed = source.Allowed.Value.ToWire(),
    };

    public static QueueRanked ToDomain(this Wire.QueueRanked wire) => new(
        wire.Id.Required().ToDomain(), wire.Round, wire.Policy, wire.Allocation, wire.Price.ToPrice(),
        wire.PricePolicy, wire.Needed.ToQuantity(), wire.Marks.Required().ToDomain(),
        wire.Candidates.Required().ToDomain(), wire.Total, wire.TotalQuantity.ToQuantity(),
        wire.TotalPnl.ToMoney(), wire.Severity, wire.Theta.ToDecimal(), wire.Indicator.ToDomain(), wire.Guard, wire.Allowed.ToQuantity());

    public static Wire.ForceClosesPlanned ToWire(this ForceClosesPlanned source) => new()
    {
        Id = source.Id.ToWire(),
        Round = source.Round,
        Steps = { source.Steps.Select(step => step.ToWire()) },
        InFlight = source.InFlight,
    };

    public static ForceClosesPlanned ToDomain(this Wire.ForceClosesPlanned wire) => new(
        wire.Id.Required().ToDomain(), wire.Round, wire.Steps.ToDomain(step => step.ToDomain()), wire.InFlight);

    public static Wire.ForceCloseConfirmed ToWire(this ForceCloseConfirmed source) => new()
    {
        Step = source.Step.ToWire(),
        Account = source.Account.Value,
        Closed = source.Closed.Value.ToWire(),
        RealisedPnl = source.RealisedPnl.Value.ToWire(),
    };

    public static ForceCloseConfirmed ToDomain(this Wire.ForceCloseConfirmed wire) => new(
        wire.Step.Required().ToDomain(), new AccountId(wire.Account), wire.Closed.ToQuantity(),
        wire.RealisedPnl.ToMoney());

    public static Wire.ForceCloseRefused ToWire(this ForceCloseRefused source) => new()
    {
        Step = source.Step.ToWire(),
        Account = source.Account.Value,
        Code = source.Code,
    };

    public static ForceCloseRefused ToDomain(this Wire.ForceCloseRefused wire) => new(
        wire.Step.Required().ToDomain(), new AccountId(wire.Account), wire.Code);

    public static Wire.SideShrinkRequested ToWire(this SideShrinkRequested source) => new()
    {
        Id = source.Id.ToWire(),
        Liquidation = source.Liquidation.Value,
        Side = source.Side,
        Quantity = source.Quantity.Value.ToWire(),
        OpenInterest = source.OpenInterest.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Scale = source.Scale,
        Least = source.Least,
    };

    public static SideShrinkRequested ToDomain(this Wire.SideShrinkRequested wire) => new(
        wire.Id.Required().ToDomain(), new LiquidationId(wire.Liquidation), wire.Side, wire.Quantity.ToQuantity(),
            wire.OpenInterest.ToQuantity(), wire.Price.ToPrice(), wire.Scale, wire.Least);

    public static Wire.SideShrinkConfirmed ToWire(this SideShrinkConfirmed source) =>
        new() { Id = source.Id.ToWire(), Quantity = source.Quantity.Value.ToWire() };

    public static SideShrinkConfirmed ToDomain(this Wire.SideShrinkConfirmed wire) =>
        new(wire.Id.Required().ToDomain(), wire.Quantity.ToQuantity());

    public static Wire.NextRoundRequested ToWire(this NextRoundRequested source) => new()
    {
        Id = source.Id.ToWire(),
        Round = source.Round,
        Needed = source.Needed.Value.ToWire(),
    };

    public static NextRoundRequested ToDomain(this Wire.NextRoundRequested wire) => new(
        wire.Id.Required().ToDomain(), wire.Round, wire.Needed.ToQuantity());

    public static Wire.DeleveragingCompleted ToWire(this DeleveragingCompleted source) => new()
    {
        Id = source.Id.ToWire(),
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Price = source.Price.Value.ToWire(),
        Closed = source.Closed.Value.ToWire(),
        Unfilled = source.Unfilled.Value.ToWire(),
        Rounds = source.Rounds,
        ForcedCloses = source.ForcedCloses,
        Declined = source.Declined,
        Reason = source.Reason,
        Mark = source.Mark.Value.ToWire(),
        Theta = source.Theta.ToWire(),
        TakenShare = source.TakenShare.ToWire(),
        MarkVersion = source.MarkVersion,
    };

    public static DeleveragingCompleted ToDomain(this Wire.DeleveragingCompleted wire) => new(
        wire.Id.Required().ToDomain(), new LiquidationId(wire.Liquidation), wire.Step, wire.Price.ToPrice(), wire.Mark.ToPrice(),
        wire.Closed.ToQuantity(), wire.Unfilled.ToQuantity(), wire.Rounds, wire.ForcedCloses, wire.Declined,
        wire.Reason, wire.Theta.ToDecimal(), wire.TakenShare.ToDecimal(), wire.MarkVersion);
}
