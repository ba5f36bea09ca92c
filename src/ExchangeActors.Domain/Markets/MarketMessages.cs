using System.Collections.Immutable;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>Lists the instrument; the first command of a market.</summary>
public sealed record ListMarket(CommandId Id, Instrument Instrument) : Message;

/// <summary>A price from the feed.</summary>
/// <param name="Id">The feed's number.</param>
/// <param name="Index">Index (spot) price.</param>
/// <param name="Last">Last trade of the perpetual, if the feed has one.</param>
/// <param name="At">Exchange time of the price; must rise.</param>
/// <param name="IndexAt">
/// When the index was observed, no later than <paramref name="At"/>: the same row sampled again has the same time, and is no second
/// observation. Null: at <paramref name="At"/>.
/// </param>
/// <param name="LastAt">When the last trade was observed, likewise.</param>
public sealed record UpdatePrice(
    CommandId Id, Price Index, Price? Last, Moment At, Moment? IndexAt = null, Moment? LastAt = null) : Message;

/// <summary>Applies a funding rate: longs pay shorts rate × mark per unit when it is positive.</summary>
public sealed record UpdateFunding(CommandId Id, decimal Rate) : Message;

/// <summary>Stops trading; prices go on.</summary>
public sealed record HaltMarket(CommandId Id, string Reason) : Message;

/// <summary>Trading goes on.</summary>
public sealed record ResumeMarket(CommandId Id) : Message;

/// <summary>What an account asks of a market; numbered per account and market from 1 without gaps, applied in order and once.</summary>
public sealed record Submission(AccountId Account, MarketId Market, long Sequence, SubmissionBody Body) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Body is SubmitOrder { Order: var order } ? order.Liquidation?.Liquidation.Value
        ?? order.Id.Value : null;

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Account.Value).Write(Market.Value).Write(Sequence).Write(Body.GetType().Name);
        Body.WriteTo(writer);
    }
}

/// <summary>The kinds of submission.</summary>
public abstract record SubmissionBody
{
    /// <summary>Feeds every field into a state hash.</summary>
    public abstract void WriteTo(CanonicalWriter writer);
}

/// <summary>A new order.</summary>
public sealed record SubmitOrder(Order Order) : SubmissionBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => Order.WriteTo(writer);
}

/// <summary>Replaces the account's standing mass quote in this market by these levels.</summary>
public sealed record SubmitQuotes(long Set, ImmutableArray<Quote> Quotes) : SubmissionBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer.Write(Set).Each(Quotes, static (into, quote) => quote.WriteTo(into));
}

/// <summary>Cancels one order.</summary>
public sealed record SubmitCancel(OrderId Order) : SubmissionBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer.Write(Order.Value);
}

/// <summary>Cancels every order and quote of the account in this market.</summary>
public sealed record SubmitCancelAll : SubmissionBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer)
    {
    }
}

/// <summary>Changes what orders of the account may open and the cover for it.</summary>
public sealed record SubmitCovers(ImmutableArray<OrderCover> Covers) : SubmissionBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer.Each(Covers, static (into, cover) => cover.WriteTo(into));
}

/// <summary>Tells a market with an open-interest cap of a change of position that was no trade (signed).</summary>
public sealed record SubmitPosition(Quantity Delta) : SubmissionBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer.Write(Delta.Value);
}

/// <summary>The account has persisted every notice up to this one.</summary>
public sealed record AcknowledgeNotices(AccountId Account, long Through) : Message;

/// <summary>
/// What a market tells an account; numbered per market and account from 1 without gaps, and resent until acknowledged.
/// </summary>
/// <param name="Market">The market.</param>
/// <param name="Account">The account.</param>
/// <param name="Sequence">The notice's number.</param>
/// <param name="SubmissionThrough">The market has taken every submission of the account up to this one.</param>
/// <param name="Body">What happened.</param>
/// <param name="About">The order or liquidation that it belongs to.</param>
public sealed record MarketNotice(MarketId Market, AccountId Account, long Sequence, long SubmissionThrough, NoticeBody Body,
    string? About) : OwedMessage
{
    /// <summary>The market's sides at that moment, where positions are deleveraged lazily; null before the first time.</summary>
    public MarketSides? Sides { get; init; }

    /// <inheritdoc/>
    public override string? Correlation => About;

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Market.Value).Write(Account.Value).Write(Sequence).Write(SubmissionThrough).Write(About).Write(Body.GetType().Name);
        Body.WriteTo(writer);
        writer.Write(Sides is not null);
        Sides?.WriteTo(writer);
    }
}

/// <summary>The kinds of notice.</summary>
public abstract record NoticeBody
{
    /// <summary>Feeds every field into a state hash.</summary>
    public abstract void WriteTo(CanonicalWriter writer);
}

/// <summary>A fill of one of the account's orders.</summary>
/// <param name="Trade">The market's trade number.</param>
/// <param name="Order">The account's order.</param>
/// <param name="Side">From the account's view.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="Price">Execution price.</param>
/// <param name="Fee">To the exchange; below zero is a rebate.</param>
/// <param name="IsMaker">True when the account's order rested.</param>
/// <param name="Remaining">What is left of the order; 0 closes it.</param>
/// <param name="Mark">Mark price at the trade.</param>
/// <param name="FundingIndex">Cumulative funding per unit at the trade.</param>
public sealed record FillNotice(
    long Trade, OrderId Order, Side Side, Quantity Quantity, Price Price, Money Fee, bool IsMaker, Quantity Remaining, Price Mark,
        decimal FundingIndex) : NoticeBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer
        .Write(Trade).Write(Order.Value).Write((long)Side).Write(Quantity.Value).Write(Price.Value).Write(Fee.Value).Write(IsMaker)
            .Write(Remaining.Value).Write(Mark.Value).Write(FundingIndex);
}

/// <summary>The order rests on the book.</summary>
public sealed record OrderRestingNotice(OrderId Order) : NoticeBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer.Write(Order.Value);
}

/// <summary>The orders are no longer on the book, or never were.</summary>
/// <param name="Orders">The account's orders.</param>
/// <param name="Reason">Why.</param>
/// <param name="Mark">Mark price at that moment; null before the first.</param>
public sealed record OrdersClosedNotice(ImmutableArray<OrderId> Orders, CloseReason Reason, Price? Mark) : NoticeBody
{
    /// <inheritdoc cref="OrderCancelled.NextLevel"/>
    public Money? NextLevel { get; init; }

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer.Each(Orders, static (into, order) => into.Write(order.Value))
        .Write((long)Reason).Write(Mark?.Value).Write(NextLevel?.Value);
}

/// <summary>The mass quote stands; levels that would have traded were dropped, earlier sets are gone.</summary>
public sealed record QuotesRestingNotice(long Set, ImmutableArray<OrderId> Dropped) : NoticeBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer.Write(Set)
        .Each(Dropped, static (into, order) => into.Write(order.Value));
}

/// <summary>
/// The mark has moved so far against these orders that more than half of their cover would be lost; their owner may raise it.
/// </summary>
public sealed record CoverWantedNotice(ImmutableArray<OrderId> Orders, Price Mark) : NoticeBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer
        .Each(Orders, static (into, order) => into.Write(order.Value)).Write(Mark.Value);
}

/// <summary>Submissions up to the notice's number were taken; nothing else happened.</summary>
public sealed record TakenNotice : NoticeBody
{
    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer)
    {
    }
}

/// <summary>A new mark price, or the same with a new funding index, for the risk monitorses.</summary>
/// <param name="Market">The market.</param>
/// <param name="Quote">Mark, funding index and version.</param>
/// <param name="FundingChanged">True when funding accrued: holders settle.</param>
public sealed record MarkMoved(MarketId Market, MarkQuote Quote, bool FundingChanged) : Message;

/// <summary>Shrinks all positions of a side together, at one price; asked by the market's ADL coordinator.</summary>
/// <param name="Deleveraging">Whose; a market answers a repeated one with what happened.</param>
/// <param name="Liquidation">The liquidation that needs it.</param>
/// <param name="Side">+1 the longs, −1 the shorts.</param>
/// <param name="Quantity">Unsigned, above 0.</param>
/// <param name="OpenInterest">Of the side, unsigned, at least <paramref name="Quantity"/>.</param>
/// <param name="Price">At which they close.</param>
/// <param name="Scale">Where A starts.</param>
/// <param name="Least">Below this A the side only drains.</param>
public sealed record ShrinkSide(
    DeleveragingId Deleveraging, LiquidationId Liquidation, int Side, Quantity Quantity, Quantity OpenInterest, Price Price, long Scale,
        long Least) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Deleveraging.ToString();

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer
        .Write(Deleveraging.ToString()).Write(Liquidation.Value).Write(Side).Write(Quantity.Value).Write(OpenInterest.Value)
            .Write(Price.Value).Write(Scale).Write(Least);
}

/// <summary>A side was shrunk.</summary>
public sealed record SideShrinkResult(DeleveragingId Deleveraging) : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Deleveraging.ToString();
}
