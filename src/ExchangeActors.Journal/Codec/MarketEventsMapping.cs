using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Market events to and from their wire form.</summary>
internal static class MarketEventsMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<MarketListed, Wire.MarketListed>("market.market-listed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<MarkPriceUpdated, Wire.MarkPriceUpdated>(
            "market.mark-price-updated.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<PriceHeld, Wire.PriceHeld>("market.price-held.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<PriceRefused, Wire.PriceRefused>("market.price-refused.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<FundingRateUpdated, Wire.FundingRateUpdated>(
            "market.funding-rate-updated.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<MarketHalted, Wire.MarketHalted>("market.market-halted.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<MarketResumed, Wire.MarketResumed>("market.market-resumed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<OrderAccepted, Wire.OrderAccepted>("market.order-accepted.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<TradeExecuted, Wire.TradeExecuted>("market.trade-executed.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<OrderRested, Wire.OrderRested>("market.order-rested.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<OrderCancelled, Wire.OrderCancelled>(
            "market.order-cancelled.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<QuotesReplaced, Wire.QuotesReplaced>(
            "market.quotes-replaced.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<NoticesAcknowledged, Wire.NoticesAcknowledged>(
            "market.notices-acknowledged.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<CoversAsked, Wire.CoversAsked>("market.covers-asked.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<CoversSet, Wire.CoversSet>("market.covers-set.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<PositionReported, Wire.PositionReported>(
            "market.position-reported.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SideShrunk, Wire.SideShrunk>("market.side-shrunk.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.MarketListed ToWire(this MarketListed source) => new()
    {
        Command = source.Command.ToWire(),
        Instrument = source.Instrument.ToWire(),
    };

    public static MarketListed ToDomain(this Wire.MarketListed wire) => new(
        wire.Command.Required().ToDomain(), wire.Instrument.Required().ToDomain());

    public static Wire.MarkPriceUpdated ToWire(this MarkPriceUpdated source) => new()
    {
        Command = source.Command.ToWire(),
        Index = source.Index.Value.ToWire(),
        Last = source.Last?.Value.ToWire(),
        Basis = source.Basis.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        Version = source.Version,
        PriceTime = source.PriceTime.UnixMs,
        ObservedAt = source.ObservedAt.UnixMs,
        BasisTradeAt = source.BasisTradeAt?.UnixMs,
        Held = source.Held?.ToWire(),
    };

    public static MarkPriceUpdated ToDomain(this Wire.MarkPriceUpdated wire) => new(
        wire.Command.Required().ToDomain(), wire.Index.ToPrice(), wire.Last?.ToPrice(), wire.Basis.ToDecimal(),
        wire.Mark.ToPrice(), wire.Version, new Moment(wire.PriceTime), new Moment(wire.ObservedAt), wire.BasisTradeAt.ToMoment(),
        wire.Held?.ToDomain());

    public static Wire.PriceHeld ToWire(this PriceHeld source) => new()
    {
        Command = source.Command.ToWire(),
        Index = source.Index.Value.ToWire(),
        Last = source.Last?.Value.ToWire(),
        Held = source.Held.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        PriceTime = source.PriceTime.UnixMs,
        ObservedAt = source.ObservedAt.UnixMs,
        BasisTradeAt = source.BasisTradeAt?.UnixMs,
    };

    public static PriceHeld ToDomain(this Wire.PriceHeld wire) => new(
        wire.Command.Required().ToDomain(), wire.Index.ToPrice(), wire.Last?.ToPrice(), wire.Held.Required().ToDomain(),
        wire.Mark.ToPrice(), new Moment(wire.PriceTime), new Moment(wire.ObservedAt), wire.BasisTradeAt.ToMoment());

    public static Wire.PriceRefused ToWire(this PriceRefused source) => new()
    {
        Command = source.Command.ToWire(),
        Index = source.Index.Value.ToWire(),
        Last = source.Last?.Value.ToWire(),
        PriceTime = source.PriceTime.UnixMs,
        Code = source.Code,
    };

    public static PriceRefused ToDomain(this Wire.PriceRefused wire) => new(
        wire.Command.Required().ToDomain(), wire.Index.ToPrice(), wire.Last?.ToPrice(), new Moment(wire.PriceTime),
        wire.Code);

    public static Wire.FundingRateUpdated ToWire(this FundingRateUpdated source) => new()
    {
        Command = source.Command.ToWire(),
        Rate = source.Rate.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        FundingIndex = source.FundingIndex.ToWire(),
        Version = source.Version,
    };

    public static FundingRateUpdated ToDomain(this Wire.FundingRateUpdated wire) => new(
        wire.Command.Required().ToDomain(), wire.Rate.ToDecimal(), wire.Mark.ToPrice(), wire.FundingIndex.ToDecimal(),
        wire.Version);

    public static Wire.MarketHalted ToWire(this MarketHalted source) => new() { Command = source.Command.ToWire(), Reason = source.Reason };

    public static MarketHalted ToDomain(this Wire.MarketHalted wire) => new(wire.Command.Required().ToDomain(), wire.Reason);

    public static Wire.MarketResumed ToWire(this MarketResumed source) => new() { Command = source.Command.ToWire() };

    public static MarketResumed ToDomain(this Wire.MarketResumed wire) => new(wire.Command.Required().ToDomain());

    public static Wire.OrderAccepted ToWire(this OrderAccepted source) =>
        new() { Submission = source.Submission, Order = source.Order.ToWire() };

    public static OrderAccepted ToDomain(this Wire.OrderAccepted wire) => new(wire.Submission, wire.Order.Required().ToDomain());

    public static Wire.TradeExecuted ToWire(this TradeExecuted source) => new()
    {
        Trade = source.Trade,
        TakerOrder = source.TakerOrder.Value,
        Taker = source.Taker.Value,
        TakerSide = source.TakerSide.ToWire(),
        TakerRemaining = source.TakerRemaining.Value.ToWire(),
        TakerFee = source.TakerFee.Value.ToWire(),
        MakerOrder = source.MakerOrder.Value,
        Maker = source.Maker.Value,
        MakerRemaining = source.MakerRemaining.Value.ToWire(),
        MakerFee = source.MakerFee.Value.ToWire(),
        Quantity = source.Quantity.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Liquidation = source.Liquidation?.Value,
        At = source.At.UnixMs,
    };

    public static TradeExecuted ToDomain(this Wire.TradeExecuted wire) => new(
        wire.Trade, new OrderId(wire.TakerOrder), new AccountId(wire.Taker), wire.TakerSide.ToDomain(),
        wire.TakerRemaining.ToQuantity(), wire.TakerFee.ToMoney(), new OrderId(wire.MakerOrder),
        new AccountId(wire.Maker), wire.MakerRemaining.ToQuantity(), wire.MakerFee.ToMoney(),
        wire.Quantity.ToQuantity(), wire.Price.ToPrice(),
        wire.Liquidation is { } liquidation ? new LiquidationId(liquidation) : null,
        new Moment(wire.At));

    public static Wire.OrderRested ToWire(this OrderRested source) => new()
    {
        Order = source.Order.ToWire(),
        Remaining = source.Remaining.Value.ToWire(),
        Fee = source.Fee.Value.ToWireUnlessZero(),
    };

    public static OrderRested ToDomain(this Wire.OrderRested wire) => new(
        wire.Order.Required().ToDomain(), wire.Remaining.ToQuantity(), new Money(wire.Fee.OrZero()));

    public static Wire.CoversAsked ToWire(this CoversAsked source) => new()
    {
        Account = source.Account.Value,
        Orders = { source.Orders.Select(id => id.Value) },
        Mark = source.Mark.Value.ToWire(),
    };

    public static CoversAsked ToDomain(this Wire.CoversAsked wire) => new(
        new AccountId(wire.Account), wire.Orders.ToDomain(value => new OrderId(value)), wire.Mark.ToPrice());

    public static Wire.CoversSet ToWire(this CoversSet source) => new()
    {
        Account = source.Account.Value,
        Submission = source.Submission,
        Covers = { source.Covers.Select(cover => cover.ToWire()) },
    };

    public static CoversSet ToDomain(this Wire.CoversSet wire) => new(
        new AccountId(wire.Account), wire.Submission, wire.Covers.ToDomain(cover => cover.ToDomain()));

    public static Wire.PositionReported ToWire(this PositionReported source) => new()
    {
        Account = source.Account.Value,
        Submission = source.Submission,
        Delta = source.Delta.Value.ToWire(),
    };

    public static PositionReported ToDomain(this Wire.PositionReported wire) =>
        new(new AccountId(wire.Account), wire.Submission, wire.Delta.ToQuantity());

    public static Wire.OrderCancelled ToWire(this OrderCancelled source) => new()
    {
        Account = source.Account.Value,
        Orders = { source.Orders.Select(id => id.Value) },
        Reason = source.Reason.ToWire(),
        Submission = source.Submission,
        NextLevel = source.NextLevel?.Value.ToWire(),
    };

    public static OrderCancelled ToDomain(this Wire.OrderCancelled wire) => new(
        new AccountId(wire.Account), wire.Orders.ToDomain(value => new OrderId(value)), wire.Reason.ToDomain(),
        wire.Submission)
    { NextLevel = wire.NextLevel?.ToMoney() };

    public static Wire.QuotesReplaced ToWire(this QuotesReplaced source) => new()
    {
        Account = source.Account.Value,
        Submission = source.Submission,
        Set = source.Set,
        Quotes = { source.Quotes.Select(quote => quote.ToWire()) },
        Dropped = { source.Dropped.Select(id => id.Value) },
    };

    public static QuotesReplaced ToDomain(this Wire.QuotesReplaced wire) => new(
        new AccountId(wire.Account), wire.Submission, wire.Set, wire.Quotes.ToDomain(quote => quote.ToDomain()),
        wire.Dropped.ToDomain(value => new OrderId(value)));

    public static Wire.SideShrunk ToWire(this SideShrunk source) => new()
    {
        Deleveraging = source.Deleveraging.ToWire(),
        Liquidation = source.Liquidation.Value,
        Side = source.Side,
        Quantity = source.Quantity.Value.ToWire(),
        OpenInterest = source.OpenInterest.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        FundingIndex = source.FundingIndex.ToWire(),
        After = source.After.ToWire(),
        Version = source.Version,
    };

    public static SideShrunk ToDomain(this Wire.SideShrunk wire) => new(
        wire.Deleveraging.Required().ToDomain(), new LiquidationId(wire.Liquidation), wire.Side, wire.Quantity.ToQuantity(),
            wire.OpenInterest.ToQuantity(),
        wire.Price.ToPrice(), wire.Mark.ToPrice(), wire.FundingIndex.ToDecimal(), wire.After.Required().ToDomain(), wire.Version);

    public static Wire.NoticesAcknowledged ToWire(this NoticesAcknowledged source) => new()
    {
        Account = source.Account.Value,
        Through = source.Through,
    };

    public static NoticesAcknowledged ToDomain(this Wire.NoticesAcknowledged wire) => new(new AccountId(wire.Account), wire.Through);
}
