using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>The state of a market to and from its wire form.</summary>
internal static class MarketStateMapping
{
    /// <summary>Its manifest in snapshots, append-only: a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<Market, Wire.Market>("snapshot.market.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.Market ToWire(this Market source) => new()
    {
        Id = source.Id.Value,
        Version = source.Version,
        Instrument = source.Instrument?.ToWire(),
        HaltReason = source.HaltReason,
        Mark = source.Mark.ToWire(),
        Book = source.Book.ToWire(),
        Channels =
            { source.Channels.Select(
                entry => new Wire.Market.Types.ChannelsEntry { Key = entry.Key.Value, Value = entry.Value.ToWire() }) },
        Commands = source.Commands.ToWire(),
        Trades = source.Trades,
        FeesCollected = source.FeesCollected.Value.ToWire(),
        Outbox = source.Outbox.ToWire(),
        Interest = source.Interest?.ToWire(),
        Sides = source.Sides?.ToWire(),
        LastShrink = source.LastShrink,
        ShrinkProceeds = source.ShrinkProceeds == Money.Zero ? null : source.ShrinkProceeds.Value.ToWire(),
    };

    public static Market ToDomain(this Wire.Market wire) => new(
        new MarketId(wire.Id), wire.Version, wire.Instrument?.ToDomain(), wire.HaltReason,
        wire.Mark.Required().ToDomain(), wire.Book.Required().ToDomain(),
        wire.Channels.ToSorted(entry => new AccountId(entry.Key), entry => entry.Value.Required().ToDomain()),
        wire.Commands.Required().ToDomain(), wire.Trades, wire.FeesCollected.ToMoney(),
        wire.Outbox.Required().ToDomain())
    {
        Interest = wire.Interest?.ToDomain(),
        Sides = wire.Sides?.ToDomain(),
        LastShrink = wire.LastShrink,
        ShrinkProceeds = wire.ShrinkProceeds?.ToMoney() ?? Money.Zero,
    };

    public static Wire.OpenInterest ToWire(this OpenInterest source) => new()
    {
        Positions =
        {
            source.Positions.Select(
                entry => new Wire.OpenInterest.Types.PositionsEntry { Key = entry.Key.Value, Value = entry.Value.Value.ToWire() }),
        },
        Longs = source.Longs.Value.ToWire(),
    };

    public static OpenInterest ToDomain(this Wire.OpenInterest wire) => new(
        wire.Positions.ToSorted(entry => new AccountId(entry.Key), entry => entry.Value.ToQuantity()), wire.Longs.ToQuantity());

    public static Wire.MarkPrice ToWire(this MarkPrice source) => new()
    {
        Mark = source.Mark?.Value.ToWire(),
        Basis = source.Basis.ToWire(),
        Version = source.Version,
        Time = source.Time?.UnixMs,
        Held = source.Held?.ToWire(),
        LastTrade = source.LastTrade?.ToWire(),
        FundingIndex = source.FundingIndex.ToWire(),
        Previous = source.Previous?.Value.ToWire(),
        MarkedAt = source.MarkedAt?.UnixMs,
        ObservedAt = source.ObservedAt?.UnixMs,
        BasisTradeAt = source.BasisTradeAt?.UnixMs,
    };

    public static MarkPrice ToDomain(this Wire.MarkPrice wire) => new(
        wire.Mark?.ToPrice(), wire.Basis.ToDecimal(), wire.Version, wire.Time.ToMoment(),
        wire.Held?.ToDomain(), wire.LastTrade?.ToDomain(), wire.FundingIndex.ToDecimal(), wire.Previous?.ToPrice(),
            wire.MarkedAt.ToMoment(),
        wire.ObservedAt.ToMoment(), wire.BasisTradeAt.ToMoment());

    public static Wire.RestingOrder ToWire(this RestingOrder source) => new()
    {
        Id = source.Id.Value,
        Account = source.Account.Value,
        Side = source.Side.ToWire(),
        Remaining = source.Remaining.Value.ToWire(),
        Price = source.Price.Value.ToWire(),
        QuoteSet = source.QuoteSet,
        Opening = source.Opening.Value.ToWireUnlessZero(),
        Cover = source.Cover.Value.ToWireUnlessZero(),
        Fee = source.Fee.Value.ToWireUnlessZero(),
        AskedLoss = source.AskedLoss.Value.ToWireUnlessZero(),
    };

    public static RestingOrder ToDomain(this Wire.RestingOrder wire) => new(
        new OrderId(wire.Id), new AccountId(wire.Account), wire.Side.ToDomain(), wire.Remaining.ToQuantity(),
        wire.Price.ToPrice(), wire.QuoteSet, new Quantity(wire.Opening.OrZero()), new Money(wire.Cover.OrZero()),
        new Money(wire.Fee.OrZero()), new Money(wire.AskedLoss.OrZero()));

    public static Wire.Channel ToWire(this Channel source) => new()
    {
        LastSubmission = source.LastSubmission,
        LastNotice = source.LastNotice,
        Unacknowledged = { source.Unacknowledged.Select(debt => new Wire.NumberedDebt { Item = debt.Notice, Number = debt.Number }) },
    };

    public static Channel ToDomain(this Wire.Channel wire) =>
        new(wire.LastSubmission, wire.LastNotice, wire.Unacknowledged.ToQueue(debt => (debt.Item, debt.Number)));

    public static Wire.OrderBook ToWire(this OrderBook source) => new()
    {
        Bids = { source.Bids.Values.SelectMany(level => level).Select(order => order.ToWire()) },
        Asks = { source.Asks.Values.SelectMany(level => level).Select(order => order.ToWire()) },
    };

    // The owners' lists and the count follow from the orders.
    public static OrderBook ToDomain(this Wire.OrderBook wire) =>
        wire.Bids.Concat(wire.Asks).Aggregate(OrderBook.Empty, (book, order) => book.Add(order.ToDomain()));
}
