using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>What an account's orders need, and what it does when its equity no longer stands behind them.</content>
public sealed partial record Account
{
    /// <summary>
    /// What the working orders need beyond the initial margin of the positions. Where a mark is missing, all that was reserved.
    /// </summary>
    private Money OrderMargin(MarkBoard marks, ExchangeRules rules) =>
        Orders.IsEmpty ? Money.Zero : OrderMargin(Orders.Values, marks, rules);

    private Money OrderMargin(IEnumerable<WorkingOrder> orders, MarkBoard marks, ExchangeRules rules)
    {
        var total = Money.Zero;
        foreach (var group in orders.GroupBy(order => order.Market))
        {
            total += marks[group.Key] is { } quote
                ? OrderNeed.Of(rules[group.Key], quote.Mark, Positions.GetValueOrDefault(group.Key), group).Standing
                : new Money(group.Sum(order => order.StillReserved.Value));
        }

        return total;
    }

    /// <summary>
    /// Reserve of an order: initial margin of what it opens beyond what is held on its side already, in the tier that it reaches, and the
    /// open loss at its limit (together its cover), and the most that can be charged
    /// in fees, each rounded up to the quote tick. A sell may be filled at any bid that could be placed at this mark, so its fee is
    /// reserved at the highest of them.
    /// </summary>
    private static WorkingOrder Reserved(Instrument instrument, Price mark, WorkingOrder order, Quantity opening, Quantity held)
    {
        var reference = order.Side == Side.Buy ? order.Limit : new Price(Math.Max(order.Limit.Value, mark.Value));
        var margin = MarginSchedule.Initial(instrument, reference * (held + opening))
            - MarginSchedule.Initial(instrument, reference * held);
        var loss = Math.Max(0m, Matching.LossPerUnit(order.Side, order.Limit, mark)) * opening.Value;
        var dearest = order.Side == Side.Buy
            ? order.Limit
            : new Price(Math.Max(order.Limit.Value, mark.Value * (1m + instrument.LimitOrderBand)));
        var fee = (dearest * order.Quantity).Value * Math.Max(0m, Math.Max(instrument.TakerFee, instrument.MakerFee));
        var cover = opening.IsZero ? Money.Zero : new Money(Rounding.Up(margin.Value + loss, instrument.QuoteTick));
        return order with { Opening = opening, Cover = cover, Reserved = cover + new Money(Rounding.Up(fee, instrument.QuoteTick)) };
    }

    /// <summary>
    /// New orders of one market and side, with what each may open and its reserve; and the orders already working there whose opening part
    /// has to be covered from now on, since any of those that close and open together
    /// may be the one that opens.
    /// </summary>
    private (List<WorkingOrder> Placed, List<OrderCover> Recovered) Covers(
        MarketId market,
        Side side,
        IReadOnlyList<WorkingOrder> placed,
        IEnumerable<KeyValuePair<OrderId, WorkingOrder>> working,
        Price mark,
        Instrument instrument)
    {
        var others = working.Where(pair => pair.Value.Market == market && pair.Value.Side == side).ToList();
        var size = Positions.GetValueOrDefault(market)?.Size ?? Quantity.Zero;
        var closes = !size.IsZero && size.ClosingSide() == side;
        // What is held on this side already: the position, and what works there; a position on the other side is closed first.
        var held = (closes ? -size.Absolute.Value : size.Absolute.Value) + others.Sum(pair => pair.Value.Remaining.Value);
        var total = Math.Max(0m, held + placed.Sum(order => order.Quantity.Value));
        var result = new List<WorkingOrder>(placed.Count);
        foreach (var order in placed)
        {
            var opening = closes ? Quantity.Min(order.Quantity, new Quantity(total)) : order.Quantity;
            result.Add(Reserved(instrument, mark, order, opening, new Quantity(Math.Max(0m, Math.Min(held, total - opening.Value)))));
            held += order.Quantity.Value;
        }

        var recovered = new List<OrderCover>();
        foreach (var (id, order) in others)
        {
            var opening = Quantity.Min(order.Remaining, new Quantity(total));
            if (closes && opening > order.OpeningLeft)
            {
                var covered = Reserved(instrument, mark, order, opening, new Quantity(Math.Max(0m, total - opening.Value)));
                recovered.Add(new OrderCover(id, opening, covered.Cover));
            }
        }

        return (result, recovered);
    }

    private static List<WorkingOrder> With(
        IEnumerable<KeyValuePair<OrderId, WorkingOrder>> working, List<OrderCover> recovered, IEnumerable<WorkingOrder> placed)
    {
        var covers = recovered.ToDictionary(cover => cover.Order);
        return
        [
            .. working.Select(pair => covers.TryGetValue(pair.Key, out var cover)
                ? pair.Value with
                {
                    Opening = cover.Opening,
                    Cover = cover.Cover,
                    Reserved = pair.Value.Reserved + cover.Cover - pair.Value.Cover,
                }
                : pair.Value),
            .. placed,
        ];
    }

    /// <summary>
    /// Why margin does not suffice for these orders; null when it does. Orders that close are looked at as they leave the account, so that
    /// a flip to a smaller position needs nothing.
    /// </summary>
    private string? Shortage(
        MarketId market, Side? side, MarginMode mode, List<WorkingOrder> orders, MarkBoard marks, ExchangeRules rules, Moment now)
    {
        var margin = CrossMargin(marks, rules);
        var equity = InitialEquity(margin.Equity, marks, rules, now);
        // Isolated margin leaves the wallet, so the unrealised profit of cross positions, which may vanish, cannot pay for it.
        var backing = mode == MarginMode.Cross ? equity : Money.Min(Wallet, equity);
        var position = Positions.GetValueOrDefault(market);
        var before = OrderMargin(Orders.Values, marks, rules);
        var here = OrderNeed.Of(rules[market], marks[market]!.Mark, position, orders.Where(order => order.Market == market));
        var closes = position is { Size.IsZero: false } && position.Size.ClosingSide() == side;
        var after = OrderMargin(orders.Where(order => order.Market != market), marks, rules) + (closes ? here.Filled : here.Standing);
        var free = backing - margin.Initial - before;
        return after - before <= free
            ? null
            : $"needs {after - before}, free are {free} (equity {margin.Equity}"
                + $"{(equity == margin.Equity ? string.Empty : $", of which {equity} count")}, "
                + $"initial margin {margin.Initial}, order margin {before})";
    }

    /// <summary>
    /// What a close would leave, when the orders of its market that lose more than the margin they set free are filled as well: equity at
    /// the mark after the losses against the mark and fees, and the maintenance margin of
    /// what is left. An order that opens is in it with its open loss.
    /// </summary>
    private MarginFigures Left(
        MarketId market, IReadOnlyCollection<WorkingOrder> placed, List<WorkingOrder> orders, MarkBoard marks, ExchangeRules rules)
    {
        var cross = CrossMargin(marks, rules);
        if (Positions[market].IsolatedMargin is null)
        {
            return Left(cross, null, placed, orders, marks, rules);
        }

        // The fees of an isolated position's orders come out of the wallet; what is missing there, or for the cross positions, has to come
        // out of the position.
        var fees = new Money(orders.Where(order => order.Market == market).Sum(order => order.StillFee.Value));
        var beside = Money.Min(Money.Zero, Money.Min(Wallet, cross.Equity - cross.Maintenance) - fees);
        var figures = IsolatedMarginOf(market, Positions[market], marks, rules);
        return Left(figures with { Equity = figures.Equity + beside }, market, placed, orders, marks, rules);
    }

    private MarginFigures Left(
        MarginFigures figures,
        MarketId? isolated,
        IReadOnlyCollection<WorkingOrder> placed,
        IEnumerable<WorkingOrder> orders,
        MarkBoard marks,
        ExchangeRules rules)
    {
        foreach (var group in orders.GroupBy(order => order.Market))
        {
            var position = Positions.GetValueOrDefault(group.Key);
            var apart = isolated is { } only
                ? group.Key != only
                : position?.IsolatedMargin is not null || group.First().MarginMode == MarginMode.Isolated;
            if (marks[group.Key] is not { } quote || apart)
            {
                continue;
            }

            var size = position?.Size.Absolute.Value ?? 0m;
            var held = size == 0m ? Money.Zero : MarginSchedule.Maintenance(rules[group.Key], position!.Notional(quote.Mark));
            var closed = 0m;
            foreach (var order in group)
            {
                // What opens fills only while its loss is within its cover.
                var perUnit = Math.Max(0m, Matching.LossPerUnit(order.Side, order.Limit, quote.Mark));
                var opened = Math.Min(perUnit * order.OpeningLeft.Value, order.StillCover.Value);
                var loss = (perUnit * order.ClosingLeft.Value) + (isolated is null ? opened : 0m);
                if (size == 0m || position!.Size.ClosingSide() != order.Side)
                {
                    figures = figures with { Equity = figures.Equity - new Money(isolated is null ? loss : 0m) };
                    continue;
                }

                loss += isolated is null ? order.StillFee.Value : 0m;
                if (placed.Contains(order) || loss > Proportion.Of(held.Value, Math.Min(order.Remaining.Value, size), size))
                {
                    closed += order.Remaining.Value;
                    figures = figures with { Equity = figures.Equity - new Money(loss) };
                }
            }

            if (closed > 0m)
            {
                var left = MarginSchedule.Maintenance(rules[group.Key], quote.Mark * new Quantity(Math.Max(0m, size - closed)));
                figures = figures with { Maintenance = figures.Maintenance - held + left };
            }
        }

        return figures;
    }

    /// <summary>
    /// Answers markets that asked for cover, as far as margin is free for it: cover becomes initial margin and open loss at the new mark.
    /// An order that is not raised stays where it is; the market cancels it
    /// when it is about to fill at a loss beyond its cover.
    /// </summary>
    private IEnumerable<DomainEvent> RaiseCovers(MarkBoard marks, ExchangeRules rules)
    {
        var wanting = Orders.Where(pair => pair.Value is { CoverWanted: not null, Cancelling: false }).ToList();
        if (wanting.Count == 0 || Status != AccountStatus.Active)
        {
            yield break;
        }

        var margin = CrossMargin(marks, rules);
        var free = margin.Equity - margin.Initial - OrderMargin(marks, rules);
        var wallet = Wallet - IsolatedNeed(rules);
        foreach (var group in wanting.GroupBy(pair => pair.Value.Market))
        {
            var raised = ImmutableArray.CreateBuilder<OrderCover>();
            var instrument = rules[group.Key];
            foreach (var (id, order) in group)
            {
                var mark = marks[group.Key]?.Mark ?? order.CoverWanted!.Value;
                var cover = Reserved(instrument, mark, order, order.Opening, Quantity.Zero).Cover;
                var more = cover - order.Cover;
                if (more > Money.Zero && more <= (order.MarginMode == MarginMode.Isolated ? Money.Min(free, wallet) : free))
                {
                    free -= more;
                    wallet -= order.MarginMode == MarginMode.Isolated ? more : Money.Zero;
                    raised.Add(new OrderCover(id, order.Opening, cover));
                }
            }

            if (raised.Count > 0)
            {
                yield return new CoversRaised(group.Key, raised.ToImmutable(), Channel(group.Key).LastSubmission + 1);
            }
        }
    }

    /// <summary>
    /// Takes orders off the books that equity no longer stands behind: those that open when equity beyond maintenance margin is less than
    /// what they need (or the wallet less than what isolated ones need), and those whose fill
    /// at the limit would lose more against the mark than leaves maintenance margin (funding, or losses elsewhere, since they were placed).
    /// So an account never owes more cover than it has.
    /// </summary>
    private IEnumerable<DomainEvent> WithdrawUncovered(MarginFigures cross, MarkBoard marks, ExchangeRules rules)
    {
        var uncovered = cross.Equity - cross.Maintenance < OrderMargin(marks, rules);
        var left = Left(cross, null, [], Orders.Values.Where(order => !Opens(order)), marks, rules);
        var broken = left.Equity < left.Maintenance;
        return uncovered || broken ? CancelOwn(order => Opens(order) || (broken && Loses(order))) : WithdrawOverdrawn(rules);

        bool Opens(WorkingOrder order) => uncovered && !order.OpeningLeft.IsZero;
        bool Loses(WorkingOrder order) =>
            marks[order.Market] is { } quote && Matching.LossPerUnit(order.Side, order.Limit, quote.Mark) > 0m;
    }

    /// <summary>What cross equity may lose before an order has to leave the book; null without orders.</summary>
    private Money? CoveredSlack(MarginFigures cross, MarkBoard marks, ExchangeRules rules)
    {
        if (Orders.IsEmpty)
        {
            return null;
        }

        var left = Left(cross, null, [], Orders.Values, marks, rules);
        var opening = cross.Equity - cross.Maintenance - OrderMargin(marks, rules);
        return Money.Max(Money.Zero, Money.Min(opening, left.Equity - left.Maintenance));
    }

    /// <summary>Isolated orders leave the book when the wallet, out of which their margin comes, does not hold it any more.</summary>
    private IEnumerable<DomainEvent> WithdrawOverdrawn(ExchangeRules rules) =>
        Status == AccountStatus.Active && !Orders.IsEmpty && IsolatedNeed(rules) > Money.Max(Money.Zero, Wallet)
            ? CancelOwn(order => order.MarginMode == MarginMode.Isolated && !order.OpeningLeft.IsZero)
            : [];

    /// <summary>What isolated orders take out of the wallet when they fill; it does not depend on marks.</summary>
    private Money IsolatedNeed(ExchangeRules rules)
    {
        var total = Money.Zero;
        foreach (var group in Orders.Values.Where(order => order.MarginMode == MarginMode.Isolated).GroupBy(order => order.Market))
        {
            total += OrderNeed.Of(rules[group.Key], group.First().Limit, Positions.GetValueOrDefault(group.Key), group).Standing;
        }

        return total;
    }

    private IEnumerable<DomainEvent> CancelOwn(Func<WorkingOrder, bool> which)
    {
        var submissions = new Dictionary<MarketId, long>();
        foreach (var (id, order) in Orders)
        {
            if (!order.Cancelling && which(order))
            {
                var last = submissions.GetValueOrDefault(order.Market, Channel(order.Market).LastSubmission);
                var number = submissions[order.Market] = last + 1;
                yield return new CancelRequested(null, order.Market, id, "not-covered", number);
            }
        }
    }
}
