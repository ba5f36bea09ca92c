using System.Collections.Immutable;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>One instrument: its order book, mark price, funding index and its channels with accounts.</summary>
/// <param name="Id">The market.</param>
/// <param name="Version">Events folded.</param>
/// <param name="Instrument">Null until listed.</param>
/// <param name="HaltReason">Set while trading is halted.</param>
/// <param name="Mark">Mark price and funding.</param>
/// <param name="Book">Resting orders.</param>
/// <param name="Channels">By account.</param>
/// <param name="Commands">Commands seen, by source.</param>
/// <param name="Trades">Trades so far.</param>
/// <param name="FeesCollected">Maker and taker fees of all trades.</param>
/// <param name="Outbox">Notices that accounts have not confirmed.</param>
public sealed partial record Market(
    MarketId Id,
    long Version,
    Instrument? Instrument,
    string? HaltReason,
    MarkPrice Mark,
    OrderBook Book,
    ImmutableSortedDictionary<AccountId, Channel> Channels,
    CommandLog Commands,
    long Trades,
    Money FeesCollected,
    Outbox Outbox) : IFolded<Market>
{
    /// <summary>Who holds what, kept where open interest is capped; null elsewhere.</summary>
    public OpenInterest? Interest { get; init; }

    /// <summary>The mark as risk monitors and gateways know it; null before the first price.</summary>
    public MarkQuote? Quote => Mark.Mark is { } mark
        ? new MarkQuote(mark, Mark.FundingIndex, Mark.Version, Mark.Previous) { Sides = Sides, SeenAt = Mark.MarkedAt }
        : null;

    /// <summary>Its sides, where positions are deleveraged lazily; null before the first time.</summary>
    public MarketSides? Sides { get; init; }

    /// <summary>The newest deleveraging that shrank a side, for retries; 0 before the first.</summary>
    public int LastShrink { get; init; }

    /// <summary>
    /// What the bankrupt positions received for the contracts that sides were shrunk by (below zero: paid), which the positions of the side
    /// settle when they are touched.
    /// </summary>
    public Money ShrinkProceeds { get; init; }

    /// <summary>A market that is not listed yet.</summary>
    public static Market New(MarketId id) => new(
        id, 0, null, null, MarkPrice.None, OrderBook.Empty, ImmutableSortedDictionary<AccountId, Channel>.Empty, CommandLog.Empty, 0,
            Money.Zero, Outbox.Empty);

    /// <summary>Decides what a message leads to.</summary>
    /// <param name="message">The message.</param>
    /// <param name="bookLimit">Resting orders that the book may hold.</param>
    /// <param name="now">Exchange time: trades keep it, since an old one is no last price.</param>
    public Decision Decide(Message message, int bookLimit, Moment now) => message switch
    {
        ListMarket list => Commands.Replay(list.Id) is { } seen ? Decision.Answer(seen) : List(list),
        UpdatePrice price => Commands.Replay(price.Id) is { } seen ? Decision.Answer(seen) : Price(price),
        UpdateFunding funding => Commands.Replay(funding.Id) is { } seen ? Decision.Answer(seen) : Fund(funding),
        HaltMarket halt => Commands.Replay(halt.Id) is { } seen ? Decision.Answer(seen)
            : Accept(halt.Id, new MarketHalted(halt.Id, halt.Reason)),
        ResumeMarket resume => Commands.Replay(resume.Id) is { } seen ? Decision.Answer(seen)
            : Accept(resume.Id, new MarketResumed(resume.Id)),
        ShrinkSide shrink => Shrink(shrink),
        Submission submission => Take(submission, bookLimit, now),
        AcknowledgeNotices acknowledge => Acknowledge(acknowledge),
        _ => throw new UnknownMessageException(message),
    };

    /// <summary>Folds an event.</summary>
    public Market Evolve(DomainEvent @event)
    {
        var next = this with { Version = Version + 1 };
        return @event switch
        {
            MarketListed e => next with
            {
                Instrument = e.Instrument,
                Interest = e.Instrument.OpenInterestCap is null ? null : OpenInterest.None,
                Commands = Commands.Accept(e.Command),
            },
            MarkPriceUpdated e => next with
            {
                Mark = Mark.Updated(e),
                Commands = Commands.Accept(e.Command),
            },
            PriceHeld e => next with
            {
                Mark = Mark with { Held = e.Held, Time = e.PriceTime, ObservedAt = e.ObservedAt, BasisTradeAt = e.BasisTradeAt },
                Commands = Commands.Refuse(e.Command, "price-held", HeldDetail(e)),
            },
            PriceRefused e => next with { Commands = Commands.Refuse(e.Command, e.Code, RefusedDetail(e)) },
            FundingRateUpdated e => next with
            {
                Mark = Mark with { FundingIndex = e.FundingIndex, Version = e.Version },
                Commands = Commands.Accept(e.Command),
            },
            MarketHalted e => next with { HaltReason = e.Reason, Commands = Commands.Accept(e.Command) },
            MarketResumed e => next with { HaltReason = null, Commands = Commands.Accept(e.Command) },
            SideShrunk e => next with
            {
                Mark = Mark with { Version = e.Version },
                Sides = (Sides ?? new MarketSides(null, null)).With(e.Side, e.After),
                LastShrink = e.Deleveraging.Number,
                ShrinkProceeds = ShrinkProceeds - (e.Price * e.Quantity * e.Side),
            },
            OrderAccepted e => next.Taken(e.Order.Account, e.Submission),
            TradeExecuted e => next.Traded(e),
            OrderRested e => (next with
            {
                Book = Book.Add(new RestingOrder(
                    e.Order.Id, e.Order.Account, e.Order.Side, e.Remaining, e.Order.Limit, null, e.Order.Opening, e.Order.Cover, e.Fee)),
            }).Notify(e.Order.Account, new OrderRestingNotice(e.Order.Id), e.Order.Id.Value),
            OrderCancelled e => next.Taken(e.Account, e.Submission).Cancelled(e),
            QuotesReplaced e => next.Taken(e.Account, e.Submission).Quoted(e),
            CoversAsked e => next.Asked(e),
            CoversSet e => next.Taken(e.Account, e.Submission).Covered(e),
            PositionReported e => next.Taken(e.Account, e.Submission).Reported(e),
            NoticesAcknowledged e => next.Acknowledged(e),
            _ => throw new UnknownEventException(@event),
        };
    }

    /// <summary>Feeds the state into a hash: every field, so that equal hashes are equal states.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Id.Value).Write(Version).Write(Instrument is not null);
        Instrument?.WriteTo(writer);
        writer.Write(HaltReason);
        Mark.WriteTo(writer);
        Book.WriteTo(writer);
        writer.Write(Interest?.Longs.Value)
            .Each(Interest?.Positions ?? OpenInterest.None.Positions, static (into, entry) =>
                into.Write(entry.Key.Value).Write(entry.Value.Value))
            .Each(Channels, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key.Value)));
        Commands.WriteTo(writer);
        writer.Write(Trades).Write(FeesCollected.Value).Write(Sides is not null);
        Sides?.WriteTo(writer);
        writer.Write(LastShrink).Write(ShrinkProceeds.Value);
        Outbox.WriteTo(writer);
    }

    private static string HeldDetail(PriceHeld e) =>
        $"mark {e.Held.Price} is too far from {e.Mark}; a following observation on the same side confirms it, held since {e.Held.Since}";

    private static string RefusedDetail(PriceRefused e) => $"index {e.Index}, last {e.Last?.ToString() ?? "none"} at {e.PriceTime}";

    private static Decision Accept(CommandId id, MarketEvent @event) => Decision.Of(@event).WithReply(new CommandAccepted(id));

    private static Decision Refuse(CommandId id, string code, string detail) => Decision.Answer(new CommandRefused(id, code, detail));

    private Decision List(ListMarket list)
    {
        if (Instrument is not null)
        {
            return Refuse(list.Id, "market-already-listed", $"{Id} is listed");
        }

        if (list.Instrument.Id != Id)
        {
            return Refuse(list.Id, "invalid-instrument", $"the instrument is {list.Instrument.Id}, the market {Id}");
        }

        var (field, problem) = list.Instrument.Problems().FirstOrDefault();
        return field is null ? Accept(list.Id, new MarketListed(list.Id, list.Instrument))
            : Refuse(list.Id, "invalid-instrument", $"{field}: {problem}");
    }

    private Decision Price(UpdatePrice price)
    {
        if (Instrument is null)
        {
            return Refuse(price.Id, "market-not-listed", $"{Id} is not listed");
        }

        return Mark.Next(price, Instrument) switch
        {
            PriceRefused e => Decision.Of(e).WithReply(new CommandRefused(price.Id, e.Code, RefusedDetail(e))),
            PriceHeld e => Decision.Of(e).WithReply(new CommandRefused(price.Id, "price-held", HeldDetail(e))),
            MarkPriceUpdated e => Decision.Of([e, .. AskForCover(e.Mark)]).WithReply(new CommandAccepted(price.Id)).Sending(
                Announcement(
                    new MarkQuote(e.Mark, Mark.FundingIndex, e.Version, Mark.Mark) { Sides = Sides, SeenAt = e.ObservedAt }, false)),
            var other => throw new UnknownEventException(other),
        };
    }

    private Decision Fund(UpdateFunding funding)
    {
        if (Instrument is null || Mark.Mark is not { } mark)
        {
            return Refuse(funding.Id, "market-without-mark", $"{Id} has no mark price yet");
        }

        if (Math.Abs(funding.Rate) > Largest.FundingRate)
        {
            return Refuse(
                funding.Id, "invalid-rate",
                    $"a funding rate of {Canonical.Text(funding.Rate)} is not in [−{Largest.FundingRate}, {Largest.FundingRate}]");
        }

        // Not rounded: the product keeps its 28 digits however small the price, so that its difference times the greatest size is exact
        // to far below a quote tick. |rate × mark| ≤ 1e12 lets the sum
        // take 7e16 updates.
        var index = Mark.FundingIndex + (funding.Rate * mark.Value);
        var updated = new FundingRateUpdated(funding.Id, funding.Rate, mark, index, Mark.Version + 1);
        return Accept(funding.Id, updated).Sending(
            Announcement(new MarkQuote(mark, index, updated.Version, Mark.Previous) { Sides = Sides, SeenAt = Mark.MarkedAt }, true));
    }

    private Decision Shrink(ShrinkSide shrink)
    {
        var answer = new Outgoing(EntityRef.Deleveraging(Id), new SideShrinkResult(shrink.Deleveraging));
        if (shrink.Deleveraging.Number <= LastShrink)
        {
            return Decision.Nothing.Sending(answer);
        }

        var before = Sides?[shrink.Side] ?? LazySide.Start(shrink.Scale, shrink.Least);
        var mark = Mark.Mark!.Value;
        var shrunk = new SideShrunk(
            shrink.Deleveraging,
            shrink.Liquidation,
            shrink.Side,
            shrink.Quantity,
            shrink.OpenInterest,
            shrink.Price,
            mark,
            Mark.FundingIndex,
            before.Shrunk(shrink.Side, shrink.Quantity, shrink.OpenInterest, shrink.Price, mark, Mark.FundingIndex, Instrument!.LotSize),
            Mark.Version + 1);
        return Decision.Of(shrunk).Sending([answer, Announcement(Evolve(shrunk).Quote!, false)]);
    }

    private Outgoing Announcement(MarkQuote quote, bool fundingChanged) =>
        new(EntityRef.RiskMonitors, new MarkMoved(Id, quote, fundingChanged));

    private Decision Take(Submission submission, int bookLimit, Moment now)
    {
        // What was taken before is answered by the notices that are owed; a gap is closed by the account, which resends in order.
        if (submission.Sequence != Channel(submission.Account).LastSubmission + 1)
        {
            return Decision.Nothing;
        }

        return submission.Body switch
        {
            SubmitOrder { Order: var order } => Decision.Of([.. Arrive(order, submission.Sequence, bookLimit, now)]),
            SubmitQuotes quotes => Decision.Of(Replace(submission, quotes, bookLimit)),
            SubmitCancel { Order: var id } => Decision.Of(new OrderCancelled(
                submission.Account, Book.Find(submission.Account, id) is null ? [] : [id], CloseReason.Cancelled, submission.Sequence)),
            SubmitCancelAll => Decision.Of(new OrderCancelled(
                submission.Account, [.. Book.OrdersOf(submission.Account).Keys], CloseReason.Cancelled, submission.Sequence)),
            SubmitCovers covers => Decision.Of(new CoversSet(submission.Account, submission.Sequence, covers.Covers)),
            SubmitPosition position => Decision.Of(new PositionReported(submission.Account, submission.Sequence, position.Delta)),
            _ => throw new UnknownMessageException(submission),
        };
    }

    private IEnumerable<MarketEvent> Arrive(Order order, long submission, int bookLimit, Moment now)
    {
        CloseReason? refusal =
            Instrument is null || HaltReason is not null ? CloseReason.Halted
            : order.TimeInForce == TimeInForce.PostOnly && Book.WouldTrade(order.Side, order.Limit) ? CloseReason.WouldTrade
            : null;
        return refusal is { } reason
            ? [new OrderCancelled(order.Account, [order.Id], reason, submission)]
            : [new OrderAccepted(submission, order), .. Matching.Match(
                Book, order, Instrument!, Mark.Mark, Trades, bookLimit, now, Interest)];
    }

    private QuotesReplaced Replace(Submission submission, SubmitQuotes quotes, int bookLimit)
    {
        var book = Book.WithoutQuotes(submission.Account);
        var closed = Instrument is null || HaltReason is not null || book.Count + quotes.Quotes.Length > bookLimit;
        var dropped = quotes.Quotes.Where(quote => closed || book.WouldTrade(quote.Side, quote.Price)).Select(quote => quote.Id);
        return new QuotesReplaced(submission.Account, submission.Sequence, quotes.Set, quotes.Quotes, [.. dropped]);
    }

    private Decision Acknowledge(AcknowledgeNotices acknowledge)
    {
        var channel = Channel(acknowledge.Account);
        return channel.Unacknowledged.IsEmpty || acknowledge.Through < channel.Unacknowledged.Peek().Notice
            || acknowledge.Through > channel.LastNotice
            ? Decision.Nothing
            : Decision.Of(new NoticesAcknowledged(acknowledge.Account, acknowledge.Through));
    }

    private Channel Channel(AccountId account) => Channels.GetValueOrDefault(account) ?? Markets.Channel.New;

    private Market Taken(AccountId account, long submission) =>
        submission == 0 ? this : this with { Channels = Channels.SetItem(account, Channel(account) with { LastSubmission = submission }) };

    private Market Traded(TradeExecuted e)
    {
        var mark = Mark.Mark ?? e.Price;
        FillNotice Fill(OrderId order, Side side, Money fee, bool maker, Quantity remaining) =>
            new(e.Trade, order, side, e.Quantity, e.Price, fee, maker, remaining, mark, Mark.FundingIndex);
        var taker = Fill(e.TakerOrder, e.TakerSide, e.TakerFee, false, e.TakerRemaining);
        var maker = Fill(e.MakerOrder, e.TakerSide.Opposite(), e.MakerFee, true, e.MakerRemaining);
        return (this with
        {
            Trades = e.Trade,
            FeesCollected = FeesCollected + e.TakerFee + e.MakerFee,
            Mark = Mark with { LastTrade = new ObservedPrice(e.Price, e.At) },
            Book = Book.Reduce(e.Maker, e.MakerOrder, e.MakerRemaining, e.Price * e.Quantity * Instrument!.MakerFee),
            Interest = Interest?.After(e.Taker, e.TakerSide, e.Maker, e.Quantity),
        }).Notify(e.Taker, taker, e.Liquidation?.Value ?? e.TakerOrder.Value)
            .Notify(e.Maker, maker, e.Liquidation?.Value ?? e.TakerOrder.Value);
    }

    private Market Cancelled(OrderCancelled e)
    {
        var book = Book;
        foreach (var order in e.Orders)
        {
            book = book.Remove(e.Account, order);
        }

        var notice = new OrdersClosedNotice(e.Orders, e.Reason, Mark.Mark) { NextLevel = e.NextLevel };
        return (this with { Book = book }).Notify(e.Account, notice, null);
    }

    private Market Quoted(QuotesReplaced e)
    {
        var book = Book.ReplaceQuotes(
            e.Account,
            e.Quotes.Where(quote => !e.Dropped.Contains(quote.Id)).Select(quote => new RestingOrder(
                quote.Id, e.Account, quote.Side, quote.Quantity, quote.Price, e.Set, quote.Opening, quote.Cover)));
        return (this with { Book = book }).Notify(e.Account, new QuotesRestingNotice(e.Set, e.Dropped), null);
    }

    private Market Notify(AccountId account, NoticeBody body, string? about)
    {
        var channel = Channel(account);
        var notice = new MarketNotice(Id, account, channel.LastNotice + 1, channel.LastSubmission, body, about) { Sides = Sides };
        return this with
        {
            Channels = Channels.SetItem(
                account, channel with
                {
                    LastNotice = notice.Sequence,
                    Unacknowledged = channel.Unacknowledged.Enqueue((notice.Sequence, Outbox.Next))
                }),
            Outbox = Outbox.Add(EntityRef.Account(account), notice, Version),
        };
    }

    private Market Acknowledged(NoticesAcknowledged e)
    {
        var channel = Channel(e.Account);
        var waiting = channel.Unacknowledged;
        var outbox = Outbox;
        while (!waiting.IsEmpty && waiting.Peek().Notice <= e.Through)
        {
            outbox = outbox.Remove(waiting.Peek().Number);
            waiting = waiting.Dequeue();
        }

        return this with { Channels = Channels.SetItem(e.Account, channel with { Unacknowledged = waiting }), Outbox = outbox };
    }
}
