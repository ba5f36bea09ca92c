using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>What market events and messages are made of, to and from their wire form.</summary>
internal static class MarketPartsMapping
{
    public static Wire.MarkQuote ToWire(this MarkQuote source) => new()
    {
        Mark = source.Mark.Value.ToWire(),
        FundingIndex = source.FundingIndex.ToWire(),
        Version = source.Version,
        Previous = source.Previous?.Value.ToWire(),
        Sides = source.Sides?.ToWire(),
        SeenAt = source.SeenAt?.UnixMs,
    };

    public static MarkQuote ToDomain(this Wire.MarkQuote wire) => new(
        wire.Mark.ToPrice(), wire.FundingIndex.ToDecimal(), wire.Version, wire.Previous?.ToPrice())
    {
        Sides = wire.Sides?.ToDomain(),
        SeenAt = wire.SeenAt.ToMoment(),
    };

    public static Wire.LiquidationTerms ToWire(this LiquidationTerms source) => new()
    {
        Liquidation = source.Liquidation.Value,
        Step = source.Step,
        BankruptcyPrice = source.BankruptcyPrice.Value.ToWire(),
        Budget = source.Budget.Value.ToWire(),
    };

    public static LiquidationTerms ToDomain(this Wire.LiquidationTerms wire) => new(
        new LiquidationId(wire.Liquidation), wire.Step, wire.BankruptcyPrice.ToPrice(), wire.Budget.ToMoney());

    public static Wire.Order ToWire(this Order source) => new()
    {
        Id = source.Id.Value,
        Account = source.Account.Value,
        Side = source.Side.ToWire(),
        Quantity = source.Quantity.Value.ToWire(),
        Limit = source.Limit.Value.ToWire(),
        TimeInForce = source.TimeInForce.ToWire(),
        ReduceOnly = source.ReduceOnly,
        Liquidation = source.Liquidation?.ToWire(),
        Opening = source.Opening.Value.ToWireUnlessZero(),
        Cover = source.Cover.Value.ToWireUnlessZero(),
    };

    public static Order ToDomain(this Wire.Order wire) => new(
        new OrderId(wire.Id), new AccountId(wire.Account), wire.Side.ToDomain(), wire.Quantity.ToQuantity(),
        wire.Limit.ToPrice(), wire.TimeInForce.ToDomain(), wire.ReduceOnly, wire.Liquidation?.ToDomain(),
        new Quantity(wire.Opening.OrZero()), new Money(wire.Cover.OrZero()));

    public static Wire.Quote ToWire(this Quote source) => new()
    {
        Id = source.Id.Value,
        Side = source.Side.ToWire(),
        Quantity = source.Quantity.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Opening = source.Opening.Value.ToWireUnlessZero(),
        Cover = source.Cover.Value.ToWireUnlessZero(),
    };

    public static Quote ToDomain(this Wire.Quote wire) => new(
        new OrderId(wire.Id), wire.Side.ToDomain(), wire.Quantity.ToQuantity(), wire.Price.ToPrice(),
        new Quantity(wire.Opening.OrZero()), new Money(wire.Cover.OrZero()));

    public static Wire.OrderCover ToWire(this OrderCover source) => new()
    {
        Order = source.Order.Value,
        Opening = source.Opening.Value.ToWire(),
        Cover = source.Cover.Value.ToWire(),
    };

    public static OrderCover ToDomain(this Wire.OrderCover? wire) =>
        new(new OrderId(wire.Required().Order), wire.Opening.ToQuantity(), wire.Cover.ToMoney());

    public static Wire.SubmitOrder ToWire(this SubmitOrder source) => new() { Order = source.Order.ToWire() };

    public static SubmitOrder ToDomain(this Wire.SubmitOrder wire) => new(wire.Order.Required().ToDomain());

    public static Wire.SubmitQuotes ToWire(this SubmitQuotes source) => new()
    {
        Set = source.Set,
        Quotes = { source.Quotes.Select(quote => quote.ToWire()) },
    };

    public static SubmitQuotes ToDomain(this Wire.SubmitQuotes wire) => new(wire.Set, wire.Quotes.ToDomain(quote => quote.ToDomain()));

    public static Wire.SubmitCancel ToWire(this SubmitCancel source) => new() { Order = source.Order.Value };

    public static SubmitCancel ToDomain(this Wire.SubmitCancel wire) => new(new OrderId(wire.Order));

    public static Wire.SubmitCancelAll ToWire(this SubmitCancelAll _) => new();

    public static SubmitCancelAll ToDomain(this Wire.SubmitCancelAll _) => new();

    public static Wire.SubmitCovers ToWire(this SubmitCovers source) =>
        new() { Covers = { source.Covers.Select(cover => cover.ToWire()) } };

    public static SubmitCovers ToDomain(this Wire.SubmitCovers wire) => new(wire.Covers.ToDomain(cover => cover.ToDomain()));

    public static Wire.SubmitPosition ToWire(this SubmitPosition source) => new() { Delta = source.Delta.Value.ToWire() };

    public static SubmitPosition ToDomain(this Wire.SubmitPosition wire) => new(wire.Delta.ToQuantity());

    public static Wire.CoverWantedNotice ToWire(this CoverWantedNotice source) => new()
    {
        Orders = { source.Orders.Select(id => id.Value) },
        Mark = source.Mark.Value.ToWire(),
    };

    public static CoverWantedNotice ToDomain(this Wire.CoverWantedNotice wire) =>
        new(wire.Orders.ToDomain(value => new OrderId(value)), wire.Mark.ToPrice());

    public static Wire.TakenNotice ToWire(this TakenNotice _) => new();

    public static TakenNotice ToDomain(this Wire.TakenNotice _) => new();

    public static Wire.FillNotice ToWire(this FillNotice source) => new()
    {
        Trade = source.Trade,
        Order = source.Order.Value,
        Side = source.Side.ToWire(),
        Quantity = source.Quantity.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Fee = source.Fee.Value.ToWire(),
        IsMaker = source.IsMaker,
        Remaining = source.Remaining.Value.ToWire(),
        Mark = source.Mark.Value.ToWire(),
        FundingIndex = source.FundingIndex.ToWire(),
    };

    public static FillNotice ToDomain(this Wire.FillNotice wire) => new(
        wire.Trade, new OrderId(wire.Order), wire.Side.ToDomain(), wire.Quantity.ToQuantity(), wire.Price.ToPrice(),
        wire.Fee.ToMoney(), wire.IsMaker, wire.Remaining.ToQuantity(), wire.Mark.ToPrice(),
        wire.FundingIndex.ToDecimal());

    public static Wire.OrderRestingNotice ToWire(this OrderRestingNotice source) => new() { Order = source.Order.Value };

    public static OrderRestingNotice ToDomain(this Wire.OrderRestingNotice wire) => new(new OrderId(wire.Order));

    public static Wire.OrdersClosedNotice ToWire(this OrdersClosedNotice source) => new()
    {
        Orders = { source.Orders.Select(id => id.Value) },
        Reason = source.Reason.ToWire(),
        Mark = source.Mark?.Value.ToWire(),
        NextLevel = source.NextLevel?.Value.ToWire(),
    };

    public static OrdersClosedNotice ToDomain(this Wire.OrdersClosedNotice wire) => new(
        wire.Orders.ToDomain(value => new OrderId(value)), wire.Reason.ToDomain(), wire.Mark?.ToPrice())
    { NextLevel = wire.NextLevel?.ToMoney() };

    public static Wire.QuotesRestingNotice ToWire(this QuotesRestingNotice source) => new()
    {
        Set = source.Set,
        Dropped = { source.Dropped.Select(id => id.Value) },
    };

    public static QuotesRestingNotice ToDomain(this Wire.QuotesRestingNotice wire) => new(
        wire.Set, wire.Dropped.ToDomain(value => new OrderId(value)));

    public static Wire.RiskTier ToWire(this RiskTier source) => new()
    {
        Floor = source.Floor.Value.ToWire(),
        InitialMarginRate = source.InitialMarginRate.ToWire(),
        MaintenanceMarginRate = source.MaintenanceMarginRate.ToWire(),
    };

    public static RiskTier ToDomain(this Wire.RiskTier wire) => new(
        wire.Floor.ToMoney(), wire.InitialMarginRate.ToDecimal(), wire.MaintenanceMarginRate.ToDecimal());

    public static Wire.MarkPriceSettings ToWire(this MarkPriceSettings source) => new()
    {
        Rule = source.Rule.ToWire(),
        BasisSmoothing = source.BasisSmoothing.ToWire(),
        BasisClamp = source.BasisClamp.ToWire(),
        MaxJump = source.MaxJump.ToWire(),
        ConfirmWithin = source.ConfirmWithin.ToWire(),
        MaxHoldSeconds = source.MaxHoldSeconds.ToWire(),
        MaxTradeAgeSeconds = source.MaxTradeAgeSeconds.ToWire(),
        MaxTradeLagSeconds = source.MaxTradeLagSeconds.ToWire(),
    };

    public static MarkPriceSettings ToDomain(this Wire.MarkPriceSettings wire) => new(
        wire.Rule.ToDomain(), wire.BasisSmoothing.ToDecimal(), wire.BasisClamp.ToDecimal(), wire.MaxJump.ToDecimal(),
        wire.ConfirmWithin.ToDecimal(), wire.MaxHoldSeconds.ToDecimal(), wire.MaxTradeAgeSeconds.ToDecimal(),
            wire.MaxTradeLagSeconds.ToDecimal());

    public static Wire.ObservedPrice ToWire(this ObservedPrice source) =>
        new() { Price = source.Price.Value.ToWire(), At = source.At.UnixMs };

    public static ObservedPrice ToDomain(this Wire.ObservedPrice wire) => new(wire.Price.ToPrice(), new Moment(wire.At));

    public static Wire.HeldPrice ToWire(this HeldPrice source) => new()
    {
        Price = source.Price.Value.ToWire(),
        ObservedAt = source.ObservedAt.UnixMs,
        Since = source.Since.UnixMs,
        Before = source.Before?.Value.ToWire(),
    };

    public static HeldPrice ToDomain(this Wire.HeldPrice wire) => new(
        wire.Price.ToPrice(), new Moment(wire.ObservedAt), new Moment(wire.Since), wire.Before?.ToPrice());

    public static Moment? ToMoment(this long? wire) => wire is { } unixMs ? new Moment(unixMs) : null;

    public static Wire.Instrument ToWire(this Instrument source) => new()
    {
        Id = source.Id.Value,
        TickSize = source.TickSize.ToWire(),
        LotSize = source.LotSize.ToWire(),
        QuoteTick = source.QuoteTick.ToWire(),
        Tiers = { source.Tiers.Select(tier => tier.ToWire()) },
        MakerFee = source.MakerFee.ToWire(),
        TakerFee = source.TakerFee.ToWire(),
        MarketOrderBand = source.MarketOrderBand.ToWire(),
        MarkPrice = source.MarkPrice.ToWire(),
        LimitOrderBand = source.LimitOrderBand == Instrument.StandardLimitOrderBand ? null : source.LimitOrderBand.ToWire(),
        OpenInterestCap = source.OpenInterestCap?.Value.ToWire(),
        AccountOpenInterestCap = source.AccountOpenInterestCap?.Value.ToWire(),
        SupportGroup = source.SupportGroup == Instrument.StandardSupportGroup ? null : source.SupportGroup,
    };

    public static Instrument ToDomain(this Wire.Instrument wire) => new(
        new MarketId(wire.Id), wire.TickSize.ToDecimal(), wire.LotSize.ToDecimal(), wire.QuoteTick.ToDecimal(),
        wire.Tiers.ToDomain(tier => tier.ToDomain()), wire.MakerFee.ToDecimal(), wire.TakerFee.ToDecimal(),
        wire.MarketOrderBand.ToDecimal(), wire.MarkPrice.Required().ToDomain(),
        wire.LimitOrderBand is { } band ? band.ToDecimal() : Instrument.StandardLimitOrderBand, wire.OpenInterestCap?.ToMoney(),
        wire.AccountOpenInterestCap?.ToMoney())
    {
        SupportGroup = wire.SupportGroup ?? Instrument.StandardSupportGroup,
    };

    public static Wire.SubmissionBody ToWire(this SubmissionBody source) => source switch
    {
        SubmitOrder body => new Wire.SubmissionBody { SubmitOrder = body.ToWire() },
        SubmitQuotes body => new Wire.SubmissionBody { SubmitQuotes = body.ToWire() },
        SubmitCancel body => new Wire.SubmissionBody { SubmitCancel = body.ToWire() },
        SubmitCancelAll body => new Wire.SubmissionBody { SubmitCancelAll = body.ToWire() },
        SubmitCovers body => new Wire.SubmissionBody { SubmitCovers = body.ToWire() },
        SubmitPosition body => new Wire.SubmissionBody { SubmitPosition = body.ToWire() },
        _ => throw WireRules.UnknownKind(source.GetType().Name),
    };

    public static SubmissionBody ToDomain(this Wire.SubmissionBody? wire) => wire?.BodyCase switch
    {
        Wire.SubmissionBody.BodyOneofCase.SubmitOrder => wire.SubmitOrder.ToDomain(),
        Wire.SubmissionBody.BodyOneofCase.SubmitQuotes => wire.SubmitQuotes.ToDomain(),
        Wire.SubmissionBody.BodyOneofCase.SubmitCancel => wire.SubmitCancel.ToDomain(),
        Wire.SubmissionBody.BodyOneofCase.SubmitCancelAll => wire.SubmitCancelAll.ToDomain(),
        Wire.SubmissionBody.BodyOneofCase.SubmitCovers => wire.SubmitCovers.ToDomain(),
        Wire.SubmissionBody.BodyOneofCase.SubmitPosition => wire.SubmitPosition.ToDomain(),
        _ => throw WireRules.MissingField(nameof(SubmissionBody)),
    };

    public static Wire.NoticeBody ToWire(this NoticeBody source) => source switch
    {
        FillNotice body => new Wire.NoticeBody { FillNotice = body.ToWire() },
        OrderRestingNotice body => new Wire.NoticeBody { OrderRestingNotice = body.ToWire() },
        OrdersClosedNotice body => new Wire.NoticeBody { OrdersClosedNotice = body.ToWire() },
        QuotesRestingNotice body => new Wire.NoticeBody { QuotesRestingNotice = body.ToWire() },
        CoverWantedNotice body => new Wire.NoticeBody { CoverWantedNotice = body.ToWire() },
        TakenNotice body => new Wire.NoticeBody { TakenNotice = body.ToWire() },
        _ => throw WireRules.UnknownKind(source.GetType().Name),
    };

    public static NoticeBody ToDomain(this Wire.NoticeBody? wire) => wire?.BodyCase switch
    {
        Wire.NoticeBody.BodyOneofCase.FillNotice => wire.FillNotice.ToDomain(),
        Wire.NoticeBody.BodyOneofCase.OrderRestingNotice => wire.OrderRestingNotice.ToDomain(),
        Wire.NoticeBody.BodyOneofCase.OrdersClosedNotice => wire.OrdersClosedNotice.ToDomain(),
        Wire.NoticeBody.BodyOneofCase.QuotesRestingNotice => wire.QuotesRestingNotice.ToDomain(),
        Wire.NoticeBody.BodyOneofCase.CoverWantedNotice => wire.CoverWantedNotice.ToDomain(),
        Wire.NoticeBody.BodyOneofCase.TakenNotice => wire.TakenNotice.ToDomain(),
        _ => throw WireRules.MissingField(nameof(NoticeBody)),
    };

    public static Wire.MarkBoard ToWire(this MarkBoard source)
    {
        var wire = new Wire.MarkBoard { Haircut = source.Haircut?.ToWire() };
        foreach (var (market, quote) in source.Quotes)
        {
            wire.Marks.Add(new Wire.MarketMark
            {
                Market = market.Value,
                Mark = quote.Mark.Value.ToWire(),
                FundingIndex = quote.FundingIndex.ToWire(),
                Version = quote.Version,
                Previous = quote.Previous?.Value.ToWire(),
                Sides = quote.Sides?.ToWire(),
                SeenAt = quote.SeenAt?.UnixMs,
            });
        }

        return wire;
    }

    public static MarkBoard ToDomain(this Wire.MarkBoard wire)
    {
        var quotes = ImmutableSortedDictionary.CreateBuilder<MarketId, MarkQuote>();
        foreach (var mark in wire.Marks)
        {
            quotes.Add(
                new MarketId(mark.Market),
                new MarkQuote(mark.Mark.ToPrice(), mark.FundingIndex.ToDecimal(), mark.Version, mark.Previous?.ToPrice())
                {
                    Sides = mark.Sides?.ToDomain(),
                    SeenAt = mark.SeenAt.ToMoment(),
                });
        }

        return new MarkBoard(quotes.ToImmutable()) { Haircut = wire.Haircut?.ToDomain() };
    }

    public static Wire.TimeInForce ToWire(this TimeInForce value) => (Wire.TimeInForce)value;

    public static TimeInForce ToDomain(this Wire.TimeInForce value) =>
        value is >= Wire.TimeInForce.GoodTillCancelled and <= Wire.TimeInForce.PostOnly ? (TimeInForce)value
            : throw WireRules.UnknownValue(nameof(TimeInForce), (int)value);

    public static Wire.CloseReason ToWire(this CloseReason value) => (Wire.CloseReason)value;

    public static CloseReason ToDomain(this Wire.CloseReason value) =>
        value is >= Wire.CloseReason.Cancelled and <= Wire.CloseReason.OpenInterestCap ? (CloseReason)value
            : throw WireRules.UnknownValue(nameof(CloseReason), (int)value);

    public static int? ToWire(this CloseReason? value) => (int?)value;

    public static CloseReason? ToCloseReason(this int? wire) => wire is { } value ? ((Wire.CloseReason)value).ToDomain() : null;

    public static Wire.MarkPriceRule ToWire(this MarkPriceRule value) => (Wire.MarkPriceRule)value;

    public static MarkPriceRule ToDomain(this Wire.MarkPriceRule value) =>
        value is >= Wire.MarkPriceRule.Last and <= Wire.MarkPriceRule.SmoothedBasis ? (MarkPriceRule)value
            : throw WireRules.UnknownValue(nameof(MarkPriceRule), (int)value);
}
