using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>The state of an ADL coordinator to and from its wire form.</summary>
internal static class DeleveragingStateMapping
{
    /// <summary>Its manifest in snapshots, append-only: a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<DeleveragingCoordinator, Wire.DeleveragingCoordinator>(
            "snapshot.deleveraging.2", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.DeleveragingRequest ToWire(this DeleveragingRequest source) => new()
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

    public static DeleveragingRequest ToDomain(this Wire.DeleveragingRequest wire) => new(
        wire.Id.Required().ToDomain(), new LiquidationId(wire.Liquidation), wire.Step, new AccountId(wire.Account),
        wire.PositionSide, wire.Quantity.ToQuantity(), wire.BankruptcyPrice.ToPrice(), wire.Pool, wire.Fund.ToMoney());

    public static Wire.SentStep ToWire(this SentStep source) => new() { Plan = source.Plan.ToWire(), Number = source.Number };

    public static SentStep ToDomain(this Wire.SentStep wire) => new(wire.Plan.Required().ToDomain(), wire.Number);

    public static Wire.DeleveragingRun ToWire(this DeleveragingRun source) => new()
    {
        Request = source.Request.ToWire(),
        Round = source.Round,
        RankNumber = source.RankNumber,
        Price = source.Price.Value.ToWire(),
        Marks = source.Marks.ToWire(),
        Candidates = source.Candidates.ToWire(),
        Used = { source.Used.Select(id => id.Value) },
        Steps = source.Steps,
        Pending = { source.Pending.Select(step => step.ToWire()) },
        InFlight = source.InFlight,
        Sent = { source.Sent.Select(entry => new Wire.DeleveragingRun.Types.SentEntry { Key = entry.Key, Value = entry.Value.ToWire() }) },
        Closed = source.Closed.Value.ToWire(),
        ClosedInRound = source.ClosedInRound.Value.ToWire(),
        ForcedCloses = source.ForcedCloses,
        Declined = source.Declined,
        Theta = source.Theta.ToWire(),
        Target = source.Target.Value.ToWire(),
        Allowed = source.Allowed.Value.ToWire(),
        QueueQuantity = source.QueueQuantity.Value.ToWire(),
        QueuePnl = source.QueuePnl.Value.ToWire(),
        PnlInRound = source.PnlInRound.Value.ToWire(),
        ShrinkNumber = source.ShrinkNumber,
        Shrinks = source.Shrinks.IsZero ? null : source.Shrinks.Value.ToWire(),
    };

    public static DeleveragingRun ToDomain(this Wire.DeleveragingRun wire) => new(
        wire.Request.Required().ToDomain(), wire.Round, wire.RankNumber, wire.Price.ToPrice(),
        wire.Marks.Required().ToDomain(), wire.Candidates.Required().ToDomain(),
        wire.Used.ToSet(value => new AccountId(value)), wire.Steps, wire.Pending.ToQueue(step => step.ToDomain()),
        wire.InFlight, wire.Sent.ToSorted(entry => entry.Key, entry => entry.Value.Required().ToDomain()),
        wire.Closed.ToQuantity(), wire.ClosedInRound.ToQuantity(), wire.ForcedCloses, wire.Declined)
    {
        Theta = wire.Theta.ToDecimal(),
        Target = wire.Target.ToQuantity(),
        Allowed = wire.Allowed.ToQuantity(),
        QueueQuantity = wire.QueueQuantity.ToQuantity(),
        QueuePnl = wire.QueuePnl.ToMoney(),
        PnlInRound = wire.PnlInRound.ToMoney(),
        ShrinkNumber = wire.ShrinkNumber,
        Shrinks = wire.Shrinks?.ToQuantity() ?? Quantity.Zero,
    };

    public static Wire.WholeQueue ToWire(this WholeQueue source, int side) => new()
    {
        Side = side,
        Event = source.Event,
        MarkVersion = source.MarkVersion,
        Candidates = source.Candidates.ToWire(),
        RowsSince = source.RowsSince,
    };

    public static WholeQueue ToDomain(this Wire.WholeQueue wire) =>
        new(wire.Event, wire.MarkVersion, wire.Candidates.Required().ToDomain(), wire.RowsSince);

    public static Wire.DeleveragingCoordinator ToWire(this DeleveragingCoordinator source) => new()
    {
        Market = source.Market.Value,
        Version = source.Version,
        LastNumber = source.LastNumber,
        Waiting = { source.Waiting.Select(request => request.ToWire()) },
        Run = source.Run?.ToWire(),
        Completed =
            { source.Completed.Select(
                entry => new Wire.DeleveragingCoordinator.Types.CompletedEntry { Account = entry.Key.Value,
                Value = entry.Value.ToWire() }) },
        Outbox = source.Outbox.ToWire(),
        Theta = source.Theta.ToWire(),
        UnfilledShare = source.UnfilledShare.ToWire(),
        TakenShare = source.TakenShare.ToWire(),
        Shocks = { source.Shocks },
        Recorded = { source.Recorded.Select(entry => entry.Value.ToWire(entry.Key)) },
    };

    public static DeleveragingCoordinator ToDomain(this Wire.DeleveragingCoordinator wire) => new(
        new MarketId(wire.Market), wire.Version, wire.LastNumber, wire.Waiting.ToQueue(request => request.ToDomain()),
        wire.Run?.ToDomain(), wire.Completed.ToSorted(entry => new AccountId(entry.Account), entry => entry.Value.Required().ToDomain()),
        wire.Outbox.Required().ToDomain())
    {
        Theta = wire.Theta.ToDecimal(),
        UnfilledShare = wire.UnfilledShare.ToDecimal(),
        TakenShare = wire.TakenShare.ToDecimal(),
        Shocks = wire.Shocks.ToQueue(version => version),
        Recorded = wire.Recorded.ToSorted(whole => whole.Side, whole => whole.ToDomain()),
    };
}
