using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>What liquidity-support participants are offered and take, to and from its wire form.</summary>
internal static class SupportMapping
{
    /// <summary>The manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<SupportAccepted, Wire.SupportAccepted>(
            "account.support-accepted.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SupportDeclined, Wire.SupportDeclined>(
            "account.support-declined.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SupportOffered, Wire.SupportOffered>(
            "liquidation.support-offered.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SupportReturned, Wire.SupportReturned>(
            "liquidation.support-returned.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<OfferSupport, Wire.OfferSupport>(
            "liquidation.offer-support.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<TakeSupport, Wire.TakeSupport>("liquidation.take-support.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SupportAnswered, Wire.SupportAnswered>(
            "liquidation.support-answered.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.SupportAccepted ToWire(this SupportAccepted source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Number = source.Number,
        Through = source.Through,
        Market = source.Market.Value,
        Group = source.Group,
        Requested = source.Requested.Value.ToWire(),
        Quantity = source.Quantity.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        FundingIndex = source.FundingIndex.ToWire(),
        Equity = source.Equity.Value.ToWire(),
        Notional = source.Notional.Value.ToWire(),
        Share = source.Share.ToWire(),
        Capacity = source.Capacity.ToWire(),
        WindowStart = source.WindowStart.UnixMs,
        UsedBefore = source.UsedBefore.Value.ToWire(),
        RestsUntil = source.RestsUntil?.UnixMs,
    };

    public static SupportAccepted ToDomain(this Wire.SupportAccepted wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Number, wire.Through, new MarketId(wire.Market), wire.Group,
        wire.Requested.ToQuantity(), wire.Quantity.ToQuantity(), wire.Price.ToPrice(), wire.Mark.ToPrice(), wire.FundingIndex.ToDecimal(),
        wire.Equity.ToMoney(), wire.Notional.ToMoney(), wire.Share.ToDecimal(), wire.Capacity.ToDecimal(), new Moment(wire.WindowStart),
        wire.UsedBefore.ToMoney(), wire.RestsUntil is { } until ? new Moment(until) : null);

    public static Wire.SupportDeclined ToWire(this SupportDeclined source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Number = source.Number,
        Through = source.Through,
        Market = source.Market.Value,
        Requested = source.Requested.Value.ToWire(),
        Code = source.Code,
        Mark = source.Mark?.Value.ToWire(),
        RestsUntil = source.RestsUntil?.UnixMs,
    };

    public static SupportDeclined ToDomain(this Wire.SupportDeclined wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Number, wire.Through, new MarketId(wire.Market), wire.Requested.ToQuantity(),
        wire.Code, wire.Mark?.ToPrice(), wire.RestsUntil is { } until ? new Moment(until) : null);

    public static Wire.SupportOffered ToWire(this SupportOffered source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Number = source.Number,
        Participant = source.Participant.Value,
        Market = source.Market.Value,
        PositionSide = source.PositionSide,
        Quantity = source.Quantity.Value.ToWire(),
        Policy = source.Policy,
    };

    public static SupportOffered ToDomain(this Wire.SupportOffered wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Number, new AccountId(wire.Participant), new MarketId(wire.Market),
        wire.PositionSide, wire.Quantity.ToQuantity(), wire.Policy);

    public static Wire.SupportReturned ToWire(this SupportReturned source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Number = source.Number,
        Participant = source.Participant.Value,
        Group = source.Group,
        Taken = source.Taken.Value.ToWire(),
        Unfilled = source.Unfilled.Value.ToWire(),
        Part = source.Part,
        Price = source.Price?.Value.ToWire(),
        Mark = source.Mark?.Value.ToWire(),
        Code = source.Code,
        RestsUntil = source.RestsUntil?.UnixMs,
        Budget = source.Budget.Value.ToWire(),
    };

    public static SupportReturned ToDomain(this Wire.SupportReturned wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Number, new AccountId(wire.Participant), wire.Group, wire.Taken.ToQuantity(),
        wire.Unfilled.ToQuantity(), wire.Part, wire.Price?.ToPrice(), wire.Mark?.ToPrice(), wire.Code,
        wire.RestsUntil is { } until ? new Moment(until) : null, wire.Budget.ToMoney());

    public static Wire.OfferSupport ToWire(this OfferSupport source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Number = source.Number,
        Through = source.Through,
        Participant = source.Participant.Value,
        Market = source.Market.Value,
        Delta = source.Delta.Value.ToWire(),
        Pool = source.Pool,
    };

    public static OfferSupport ToDomain(this Wire.OfferSupport wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Number, wire.Through,
        new AccountId(wire.Participant), new MarketId(wire.Market),
        wire.Delta.ToQuantity(), wire.Pool);

    public static Wire.TakeSupport ToWire(this TakeSupport source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        Number = source.Number,
        Through = source.Through,
        Market = source.Market.Value,
        Delta = source.Delta.Value.ToWire(),
        Pool = source.Pool,
        Marks = source.Marks.ToWire(),
    };

    public static TakeSupport ToDomain(this Wire.TakeSupport wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.Number, wire.Through,
        new MarketId(wire.Market), wire.Delta.ToQuantity(), wire.Pool,
        wire.Marks.Required().ToDomain());

    public static Wire.SupportAnswered ToWire(this SupportAnswered source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Number = source.Number,
        Account = source.Account.Value,
        Quantity = source.Quantity.Value.ToWire(),
        Price = source.Price?.Value.ToWire(),
        Mark = source.Mark?.Value.ToWire(),
        Code = source.Code,
        RestsUntil = source.RestsUntil?.UnixMs,
    };

    public static SupportAnswered ToDomain(this Wire.SupportAnswered wire) => new(
        new LiquidationId(wire.Liquidation), wire.Number, new AccountId(wire.Account), wire.Quantity.ToQuantity(), wire.Price?.ToPrice(),
        wire.Mark?.ToPrice(), wire.Code, wire.RestsUntil is { } until ? new Moment(until) : null);

    public static Wire.SupportRecord ToWire(this SupportRecord source) => new()
    {
        Windows =
        {
            source.Windows.Select(entry => new Wire.SupportRecord.Types.WindowsEntry
            {
                Key = entry.Key,
                Start = entry.Value.Start.UnixMs,
                Used = entry.Value.Used.Value.ToWire(),
            }),
        },
        Outcomes =
        {
            source.Outcomes.Select(entry => new Wire.SupportRecord.Types.OutcomesEntry
            {
                Key = entry.Key,
                Quantity = entry.Value.Quantity.Value.ToWire(),
                Price = entry.Value.Price?.Value.ToWire(),
                Mark = entry.Value.Mark?.Value.ToWire(),
                Code = entry.Value.Code,
                RestsUntil = entry.Value.RestsUntil?.UnixMs,
            }),
        },
        Through = source.Through,
    };

    public static SupportRecord ToDomain(this Wire.SupportRecord wire) => new(
        wire.Windows.ToSorted(entry => entry.Key, entry => new SupportWindow(new Moment(entry.Start), entry.Used.ToMoney())),
        wire.Outcomes.ToSorted(entry => entry.Key, entry => new SupportOutcome(
            entry.Quantity.ToQuantity(),
            entry.Price?.ToPrice(),
            entry.Mark?.ToPrice(),
            entry.Code,
            entry.RestsUntil is { } until ? new Moment(until) : null)),
        wire.Through);

    public static Wire.Supporter ToWire(this Supporter source) => new()
    {
        Offers = source.Offers,
        Open = { source.Open },
        Rests = { source.Rests.Select(entry => new Wire.Supporter.Types.RestsEntry { Key = entry.Key, Value = entry.Value.UnixMs }) },
    };

    public static Supporter ToDomain(this Wire.Supporter wire) => new(
        wire.Offers, [.. wire.Open], wire.Rests.ToSorted(entry => entry.Key, entry => new Moment(entry.Value)));
}
