using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>
/// How an account settles with a side of a market that was shrunk (lazy deleveraging): when it is touched, never before. A fill that is
/// still on its way was traded before or after the shrink, which only the market knows. So an account with orders in the market, or
/// something unconfirmed there, settles with the market's next notice, which says where the sides stood at that very trade; others settle
/// at once, at the marks that they hear of. While it is being liquidated a position is not shrunk under the liquidation's hands; what is
/// left of it settles afterwards.
/// </content>
public sealed partial record Account
{
    /// <summary>
    /// Settles what the message's marks tell of the sides, then decides on the message; null when there is nothing to settle.
    /// </summary>
    private Decision? Touched(Message message, ExchangeRules rules, Moment now)
    {
        var (id, marks) = message switch
        {
            CheckMargin check => (null, check.Marks),
            Withdraw withdraw => (withdraw.Id, withdraw.Marks),
            PlaceOrder place => (place.Id, place.Marks),
            PlaceQuotes quotes => (quotes.Id, quotes.Marks),
            ChargeLoss charge => (null, charge.Marks),
            _ => ((CommandId?)null, MarkBoard.Empty),
        };
        if (message is ChargeLoss repeated && Loss is { } paid && repeated.Number <= paid.Number)
        {
            return null;
        }

        if (rules.Profile.Allocation.Lazy is null || Status != AccountStatus.Active || Kind != AccountKind.Trader
            || (id is { } command && Commands.Replay(command) is not null))
        {
            return null;
        }

        Draft<Account>? draft = null;
        foreach (var (market, position) in Positions)
        {
            if (marks[market] is not { Sides: { } sides } quote || Settle(market, position, sides, quote.Mark, rules) is not { } settled)
            {
                continue;
            }

            var channel = Channel(market);
            if (channel.Unconfirmed.IsEmpty && Orders.Values.All(order => order.Market != market))
            {
                (draft ??= new(this)).AddRange(Settling(settled, rules));
            }
            else if (channel.Unconfirmed.IsEmpty)
            {
                // Cancels nothing: no order has this id. The market's answer brings the sides in the order of its trades.
                var number = channel.LastSubmission + 1;
                (draft ??= new(this))
                    .Add(new CancelRequested(null, market, new OrderId($"order/{Id}/side-touch/{number}"), "side-shrunk", number));
            }
        }

        if (draft is null)
        {
            return null;
        }

        var decided = draft.State.Answer(message, rules, now);
        draft.Take(decided);
        return draft.Decide() with { Sends = decided.Sends, Reply = decided.Reply };
    }

    /// <summary>
    /// The settlement, what it makes of the account's orders (those that close might now open), and what the market has to be told.
    /// </summary>
    private List<DomainEvent> Settling(SideSettled settled, ExchangeRules rules)
    {
        List<DomainEvent> events = [settled];
        if (settled.Closed.IsZero)
        {
            return events;
        }

        var after = Evolve(settled);

        var size = Positions[settled.Market].Size;
        foreach (var (id, order) in Orders)
        {
            if (order.Market == settled.Market && order.Side == size.ClosingSide() && !order.Cancelling)
            {
                var cancel = new CancelRequested(
                    null, settled.Market, id, "position-shrank", after.Channel(settled.Market).LastSubmission + 1);
                events.Add(cancel);
                after = after.Evolve(cancel);
            }
        }

        events.AddRange(after.Tell(settled.Market, settled.Delta, rules));
        return events;
    }

    /// <summary>Settles with the sides as they stood at a notice, before what it tells is applied.</summary>
    private List<DomainEvent> SettledBy(MarketNotice notice, ExchangeRules rules) =>
        notice.Sides is { } sides && Status is AccountStatus.Active or AccountStatus.Freezing && Kind == AccountKind.Trader
            && Positions.TryGetValue(notice.Market, out var position)
            && Settle(notice.Market, position, sides, null, rules) is { } settled
            ? Settling(settled, rules)
            : [];

    private SideSettled? Settle(MarketId market, Position position, MarketSides sides, Price? mark, ExchangeRules rules)
    {
        var instrument = rules[market];
        if (position.Size.IsZero || sides[position.Size.Sign]?.Settle(
            position.Size, position.Side, position.Basis, position.FundingIndex, instrument.LotSize,
                instrument.QuoteTick) is not { } settlement)
        {
            return null;
        }

        var delta = settlement.Closed * -position.Size.Sign;
        var whole = settlement.Closed == position.Size.Absolute;
        var released = whole ? position.Cost : Proportion.Of(position.Cost, settlement.Closed, position.Size.Absolute);
        var realised = settlement.Proceeds - released;
        // A position that is left with less than its margin can have lost more than that: then it keeps the rest, flat, and is settled like
        // any that is.
        var moved = position.IsolatedMargin is not { } margin || settlement.Closed.IsZero || (whole && margin + realised < Money.Zero)
            ? Money.Zero
            : MarginMoved(market, position, delta, default, default, realised, Money.Zero, instrument);
        return new SideSettled(market, position.Size.Sign, settlement.Closed, settlement.Proceeds, realised, moved, settlement.Point,
            settlement.Basis, mark);
    }

    private Account Shrunk(SideSettled e)
    {
        var before = Positions[e.Market];
        var after = before with
        {
            Size = before.Size + e.Delta,
            Cost = before.Cost - e.Proceeds + e.RealisedPnl,
            IsolatedMargin = before.IsolatedMargin is { } margin ? margin + e.RealisedPnl + e.MarginMoved : null,
            Side = e.Point,
            Basis = e.Basis,
        };
        return this with
        {
            Wallet = after.IsolatedMargin is null ? Wallet + e.RealisedPnl : Wallet - e.MarginMoved,
            Positions = after.Size.IsZero && after.IsolatedMargin is null or { Value: 0m } ? Positions.Remove(e.Market)
                : Positions.SetItem(e.Market, after),
            Ledger = Ledger with { ShrinkProceeds = ShrinkProceeds + e.Proceeds },
        };
    }

    /// <summary>A position that a fill has opened, or turned round, begins where its side stands.</summary>
    private Account Began(MarketId market, int before, SidePoint? point) =>
        Positions.TryGetValue(market, out var position) && !position.Size.IsZero && position.Size.Sign != before
            ? this with { Positions = Positions.SetItem(market, position with { Side = point }) }
            : this;
}
