using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Market messages to and from their wire form.</summary>
internal static class MarketMessagesMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<ListMarket, Wire.ListMarket>("market.list-market.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<UpdatePrice, Wire.UpdatePrice>("market.update-price.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<UpdateFunding, Wire.UpdateFunding>("market.update-funding.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<HaltMarket, Wire.HaltMarket>("market.halt-market.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ResumeMarket, Wire.ResumeMarket>("market.resume-market.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<Submission, Wire.Submission>("market.submission.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<AcknowledgeNotices, Wire.AcknowledgeNotices>(
            "market.acknowledge-notices.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<MarketNotice, Wire.MarketNotice>("market.market-notice.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<MarkMoved, Wire.MarkMoved>("market.mark-moved.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ShrinkSide, Wire.ShrinkSide>("market.shrink-side.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<SideShrinkResult, Wire.SideShrinkResult>(
            "market.side-shrink-result.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.ListMarket ToWire(this ListMarket source) =>
        new() { Id = source.Id.ToWire(), Instrument = source.Instrument.ToWire() };

    public static ListMarket ToDomain(this Wire.ListMarket wire) =>
        new(wire.Id.Required().ToDomain(), wire.Instrument.Required().ToDomain());

    public static Wire.UpdatePrice ToWire(this UpdatePrice source) => new()
    {
        Id = source.Id.ToWire(),
        Index = source.Index.Value.ToWire(),
        Last = source.Last?.Value.ToWire(),
        At = source.At.UnixMs,
        IndexAt = source.IndexAt?.UnixMs,
        LastAt = source.LastAt?.UnixMs,
    };

    public static UpdatePrice ToDomain(this Wire.UpdatePrice wire) => new(
        wire.Id.Required().ToDomain(), wire.Index.ToPrice(), wire.Last?.ToPrice(), new Moment(wire.At), wire.IndexAt.ToMoment(),
        wire.LastAt.ToMoment());

    public static Wire.UpdateFunding ToWire(this UpdateFunding source) => new() { Id = source.Id.ToWire(), Rate = source.Rate.ToWire() };

    public static UpdateFunding ToDomain(this Wire.UpdateFunding wire) => new(wire.Id.Required().ToDomain(), wire.Rate.ToDecimal());

    public static Wire.HaltMarket ToWire(this HaltMarket source) => new() { Id = source.Id.ToWire(), Reason = source.Reason };

    public static HaltMarket ToDomain(this Wire.HaltMarket wire) => new(wire.Id.Required().ToDomain(), wire.Reason);

    public static Wire.ResumeMarket ToWire(this ResumeMarket source) => new() { Id = source.Id.ToWire() };

    public static ResumeMarket ToDomain(this Wire.ResumeMarket wire) => new(wire.Id.Required().ToDomain());

    public static Wire.Submission ToWire(this Submission source) => new()
    {
        Account = source.Account.Value,
        Market = source.Market.Value,
        Sequence = source.Sequence,
        Body = source.Body.ToWire(),
    };

    public static Submission ToDomain(this Wire.Submission wire) => new(
        new AccountId(wire.Account), new MarketId(wire.Market), wire.Sequence, wire.Body.ToDomain());

    public static Wire.AcknowledgeNotices ToWire(this AcknowledgeNotices source) => new()
    {
        Account = source.Account.Value,
        Through = source.Through,
    };

    public static AcknowledgeNotices ToDomain(this Wire.AcknowledgeNotices wire) => new(new AccountId(wire.Account), wire.Through);

    public static Wire.MarketNotice ToWire(this MarketNotice source) => new()
    {
        Market = source.Market.Value,
        Account = source.Account.Value,
        Sequence = source.Sequence,
        SubmissionThrough = source.SubmissionThrough,
        Body = source.Body.ToWire(),
        About = source.About,
        Sides = source.Sides?.ToWire(),
    };

    public static MarketNotice ToDomain(this Wire.MarketNotice wire) => new(
        new MarketId(wire.Market), new AccountId(wire.Account), wire.Sequence, wire.SubmissionThrough,
        wire.Body.ToDomain(), wire.About)
    { Sides = wire.Sides?.ToDomain() };

    public static Wire.ShrinkSide ToWire(this ShrinkSide source) => new()
    {
        Deleveraging = source.Deleveraging.ToWire(),
        Liquidation = source.Liquidation.Value,
        Side = source.Side,
        Quantity = source.Quantity.Value.ToWire(),
        OpenInterest = source.OpenInterest.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        Scale = source.Scale,
        Least = source.Least,
    };

    public static ShrinkSide ToDomain(this Wire.ShrinkSide wire) => new(
        wire.Deleveraging.Required().ToDomain(), new LiquidationId(wire.Liquidation), wire.Side, wire.Quantity.ToQuantity(),
            wire.OpenInterest.ToQuantity(), wire.Price.ToPrice(), wire.Scale, wire.Least);

    public static Wire.SideShrinkResult ToWire(this SideShrinkResult source) => new() { Deleveraging = source.Deleveraging.ToWire() };

    public static SideShrinkResult ToDomain(this Wire.SideShrinkResult wire) => new(wire.Deleveraging.Required().ToDomain());

    public static Wire.MarkMoved ToWire(this MarkMoved source) => new()
    {
        Market = source.Market.Value,
        Quote = source.Quote.ToWire(),
        FundingChanged = source.FundingChanged,
    };

    public static MarkMoved ToDomain(this Wire.MarkMoved wire) => new(
        new MarketId(wire.Market), wire.Quote.Required().ToDomain(), wire.FundingChanged);
}
