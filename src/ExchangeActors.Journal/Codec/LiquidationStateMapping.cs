using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>The state of an insurance pool to and from its wire form.</summary>
internal static class LiquidationStateMapping
{
    /// <summary>Its manifest in snapshots, append-only: a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<LiquidationPool, Wire.LiquidationPool>(
            "snapshot.liquidation.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.LiquidationCase ToWire(this LiquidationCase source)
    {
        var wire = WithoutMarket(source);
        if (source.StepMarket is { } market)
        {
            wire.Market = market.Value;
        }

        return wire;
    }

    private static Wire.LiquidationCase WithoutMarket(LiquidationCase source) => new()
    {
        Id = source.Id.Value,
        Account = source.Account.Value,
        Scope = source.Scope.ToWire(),
        Equity = source.Equity.Value.ToWire(),
        Positions = { source.Positions.Select(position => position.ToWire()) },
        Left = { source.Left.Select(
            entry => new Wire.LiquidationCase.Types.LeftEntry { Key = entry.Key.Value, Value = entry.Value.Value.ToWire() }) },
        Phase = source.Phase.ToWire(),
        Step = source.Step,
        Attempts = source.Attempts,
        Rest = source.Rest.Value.ToWire(),
        Budget = source.Budget.Value.ToWire(),
        StepBudget = source.StepBudget.Value.ToWire(),
        Part = source.Part,
        AwaitedTransfers =
            { source.AwaitedTransfers.Select(
                entry => new Wire.LiquidationCase.Types.AwaitedTransfersEntry { Key = entry.Key.Value, Value = entry.Value }) },
        MarginRestored = source.MarginRestored,
        OutboxNumber = source.OutboxNumber,
        BookNotional = source.BookNotional.Value.ToWire(),
        DeleveragedNotional = source.DeleveragedNotional.Value.ToWire(),
        TakenOverNotional = source.TakenOverNotional.Value.ToWire(),
        Fee = source.Fee.Value.ToWire(),
        Shortfall = source.Shortfall.Value.ToWire(),
        NewestMark = source.NewestMark?.Value.ToWire(),
        BankruptcyPrice = source.BankruptcyPrice?.Value.ToWire(),
        EquityNow = source.EquityNow.Value.ToWire(),
        Leftover = source.Leftover.Value.ToWire(),
        ClosedAtMark = source.ClosedAtMark.Value.ToWire(),
        LastFilled = source.LastFilled.Value.ToWire(),
        PausedUntil = source.PausedUntil?.UnixMs,
        DeleveragingEnd = source.DeleveragingEnd,
        BookEnd = source.BookEnd.ToWire(),
        NextLevel = source.NextLevel.Value.ToWire(),
        Order = source.Order,
        CheckNumber = source.CheckNumber,
        Wanted = source.Wanted.Value.ToWire(),
        FundWaits = source.FundWaits,
        SettlementReason = source.SettlementReason,
        TurnIn = source.TurnIn?.Value,
        Layer = source.Layer.ToWire(),
        Supporter = source.Supporter?.Value,
        Offer = source.Offer,
        Asked = { source.Asked.Select(participant => participant.Value) },
    };

    public static LiquidationCase ToDomain(this Wire.LiquidationCase wire) => new(
        new LiquidationId(wire.Id), new AccountId(wire.Account), wire.Scope.Required().ToDomain(),
        wire.Equity.ToMoney(), wire.Positions.ToDomain(position => position.ToDomain()),
        wire.Left.ToSorted(entry => new MarketId(entry.Key), entry => entry.Value.ToQuantity()), wire.Phase.ToDomain(),
        wire.Step, wire.Attempts, wire.HasMarket ? new MarketId(wire.Market) : null, wire.Rest.ToQuantity(), wire.NewestMark?.ToPrice(),
            wire.Budget.ToMoney(),
        wire.StepBudget.ToMoney(), wire.Part,
        wire.AwaitedTransfers.ToSorted(entry => new AccountId(entry.Key), entry => entry.Value), wire.MarginRestored,
        wire.OutboxNumber, wire.BookNotional.ToMoney(), wire.DeleveragedNotional.ToMoney(),
        wire.TakenOverNotional.ToMoney(), wire.Fee.ToMoney(), wire.Shortfall.ToMoney())
    {
        BankruptcyPrice = wire.BankruptcyPrice?.ToPrice(),
        EquityNow = wire.EquityNow.ToMoney(),
        Leftover = wire.Leftover.ToMoney(),
        ClosedAtMark = wire.ClosedAtMark.ToMoney(),
        LastFilled = wire.LastFilled.ToQuantity(),
        PausedUntil = wire.PausedUntil is { } until ? new Moment(until) : null,
        DeleveragingEnd = wire.DeleveragingEnd,
        BookEnd = wire.BookEnd.ToCloseReason(),
        NextLevel = wire.NextLevel.ToMoney(),
        Order = wire.Order,
        CheckNumber = wire.CheckNumber,
        Wanted = wire.Wanted.ToMoney(),
        FundWaits = wire.FundWaits,
        SettlementReason = wire.SettlementReason,
        TurnIn = wire.TurnIn is { } turn ? new MarketId(turn) : null,
        Layer = wire.Layer.ToDomain(),
        Supporter = wire.Supporter is { } supporter ? new AccountId(supporter) : null,
        Offer = wire.Offer,
        Asked = [.. wire.Asked.Select(participant => new AccountId(participant))],
    };

    public static Wire.LiquidationPool ToWire(this LiquidationPool source) => new()
    {
        Pool = source.Pool,
        Version = source.Version,
        Balance = source.Balance.Value.ToWire(),
        Seeded = source.Seeded.Value.ToWire(),
        Credited = source.Credited.Value.ToWire(),
        Debited = source.Debited.Value.ToWire(),
        Deficit = source.Deficit.Value.ToWire(),
        Cases = { source.Cases.Select(
            entry => new Wire.LiquidationPool.Types.CasesEntry { Key = entry.Key.Value, Value = entry.Value.ToWire() }) },
        Numbers = { source.Numbers.Select(
            entry => new Wire.LiquidationPool.Types.NumbersEntry { Key = entry.Key.Value, Value = entry.Value }) },
        TakeOvers =
            { source.TakeOvers.Select(
                entry => new Wire.LiquidationPool.Types.TakeOversEntry { Key = entry.Key.Value, Value = entry.Value }) },
        Commands = source.Commands.ToWire(),
        Outbox = source.Outbox.ToWire(),
        Now = source.Now?.UnixMs,
        Balances = { source.Peaks.Balances.Select(point => point.ToWire()) },
        Profits = { source.Peaks.Profits.Select(point => point.ToWire()) },
        Deleverages = source.Deleverages,
        Unshared =
            { source.Unshared.Select(
                entry => new Wire.LiquidationPool.Types.UnsharedEntry { Key = entry.Key.Value, Value = entry.Value.Value.ToWire() }) },
        Sharing = source.Sharing?.ToWire(),
        Sharings = source.Sharings,
        Shared = source.Shared.Value.ToWire(),
        Withdrawals = { source.Withdrawals.Select(entry => new Wire.LiquidationPool.Types.WithdrawalsEntry { Key = entry.Key.Value,
            Number = entry.Value.Number, Haircut = entry.Value.Haircut.Value.ToWire(), Remainder = entry.Value.Remainder.ToWire() }) },
        Haircuts = source.Haircuts.Value.ToWire(),
        Opened = source.LiquidationsOpened,
        Claims = source.Claims.Accounts.IsEmpty ? null : source.Claims.ToWire(),
        Unclaimed = source.Unclaimed == Money.Zero ? null : source.Unclaimed.Value.ToWire(),
        Supporters =
        {
            source.Supporters.Select(
                entry => new Wire.LiquidationPool.Types.SupportersEntry { Key = entry.Key.Value, Value = entry.Value.ToWire() }),
        },
        LastSupporter = source.LastSupporter?.Value,
    };

    public static LiquidationPool ToDomain(this Wire.LiquidationPool wire) => new(
        wire.Pool, wire.Version, wire.Balance.ToMoney(), wire.Seeded.ToMoney(), wire.Credited.ToMoney(),
        wire.Debited.ToMoney(), wire.Deficit.ToMoney(),
        wire.Cases.ToSorted(entry => new LiquidationId(entry.Key), entry => entry.Value.Required().ToDomain()),
        wire.Numbers.ToSorted(entry => new AccountId(entry.Key), entry => entry.Value),
        wire.TakeOvers.ToSorted(entry => new AccountId(entry.Key), entry => entry.Value),
        wire.Commands.Required().ToDomain(), wire.Outbox.Required().ToDomain())
    {
        Now = wire.Now is { } now ? new Moment(now) : null,
        Peaks = new FundPeaks([.. wire.Balances.Select(point => point.ToDomain())], [.. wire.Profits.Select(point => point.ToDomain())]),
        Deleverages = wire.Deleverages,
        Unshared = wire.Unshared.ToSorted(entry => new MarketId(entry.Key), entry => entry.Value.ToMoney()),
        Sharing = wire.Sharing?.ToDomain(),
        Sharings = wire.Sharings,
        Shared = wire.Shared.ToMoney(),
        Withdrawals = wire.Withdrawals.ToSorted(entry => new AccountId(entry.Key), entry => new DecidedWithdrawal(entry.Number,
            entry.Haircut.ToMoney(), entry.Remainder.ToDecimal())),
        Haircuts = wire.Haircuts.ToMoney(),
        LiquidationsOpened = wire.Opened,
        Claims = wire.Claims?.ToDomain() ?? ToldClaims.None,
        Unclaimed = wire.Unclaimed?.ToMoney() ?? Money.Zero,
        Supporters = wire.Supporters.ToSorted(entry => new AccountId(entry.Key), entry => entry.Value.Required().ToDomain()),
        LastSupporter = wire.LastSupporter is { } last ? new AccountId(last) : null,
    };

    public static Wire.FundPoint ToWire(this FundPoint source) => new() { At = source.At.UnixMs, Value = source.Value.Value.ToWire() };

    public static FundPoint ToDomain(this Wire.FundPoint wire) => new(new Moment(wire.At), wire.Value.ToMoney());

    public static Wire.LossSharing ToWire(this LossSharing source) => new()
    {
        Number = source.Number,
        Market = source.Market.Value,
        Loss = source.Loss.Value.ToWire(),
        Open = source.Open.Value.ToWire(),
        QueryNumber = source.QueryNumber,
        Awaited = { source.Awaited.Select(
            entry => new Wire.LossSharing.Types.AwaitedEntry { Key = entry.Key.Value, Value = entry.Value }) },
    };

    public static LossSharing ToDomain(this Wire.LossSharing wire) => new(
        wire.Number, new MarketId(wire.Market), wire.Loss.ToMoney(), wire.Open.ToMoney(), wire.QueryNumber,
        wire.Awaited.ToSorted(entry => new AccountId(entry.Key), entry => entry.Value));

    public static Wire.CasePhase ToWire(this CasePhase value) => (Wire.CasePhase)value;

    public static CasePhase ToDomain(this Wire.CasePhase value) =>
        value is >= Wire.CasePhase.Waiting and <= Wire.CasePhase.Offered
            ? (CasePhase)value
            : throw WireRules.UnknownValue(nameof(CasePhase), (int)value);
}
