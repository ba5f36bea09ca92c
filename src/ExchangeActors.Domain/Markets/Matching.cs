using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>
/// Price-time priority matching, as a function from a book and an arriving order to events.
/// <para>
/// Fees are charged on the whole order: what an order has paid is its exact fee so far (taker rate × notional as a taker + maker rate ×
/// notional as a maker) rounded up once to the quote
/// tick, and each trade charges the difference; so many fills cost no more than one, and a rebate never exceeds the exact one. Every level
/// of a mass quote is an order of its own. An order that
/// is cancelled for self-trade prevention trades nothing and pays nothing; a liquidation pays no taker fee, its makers theirs.
/// </para>
/// </summary>
public static class Matching
{
    /// <summary>
    /// Trades the order against the book at the makers' prices, best first. An own resting order in the way is cancelled (self-trade
    /// prevention). A liquidation stops before the first match whose cost beyond the bankruptcy price exceeds what is left of its budget,
    /// and never trades worse than the instrument's band around the mark of the moment;
    /// anything better than the mark it takes. What would open a position at a loss against the mark beyond the order's cover does not
    /// trade: the maker's order, or what is left of
    /// the arriving one, is cancelled instead, so that no fill bankrupts its owner at the mark.
    /// </summary>
    /// <param name="book">The book before.</param>
    /// <param name="order">The arriving order.</param>
    /// <param name="instrument">Fees and quote tick.</param>
    /// <param name="mark">The mark of the moment; null before the first, when nothing can be liquidated.</param>
    /// <param name="trades">Trades that the market has had so far.</param>
    /// <param name="bookLimit">Resting orders that the book may hold.</param>
    /// <param name="at">Exchange time of the trades.</param>
    /// <param name="interest">What may still be opened under the market's cap; null for no cap.</param>
    public static ImmutableArray<MarketEvent> Match(
        OrderBook book, Order order, Instrument instrument, Price? mark, long trades, int bookLimit, Moment at,
            OpenInterest? interest = null)
    {
        var events = ImmutableArray.CreateBuilder<MarketEvent>();
        var remaining = order.Quantity;
        var budget = order.Liquidation?.Budget ?? Money.Zero;
        var exactFee = Money.Zero;
        CloseReason? stopped = null;
        Money? nextLevel = null;
        foreach (var (price, level) in book.Levels(order.Side.Opposite()))
        {
            if (remaining.IsZero || stopped is not null || !Crosses(order, price) || IsOutOfBand(order, price, mark, instrument))
            {
                break;
            }

            foreach (var maker in level)
            {
                if (remaining.IsZero || stopped is not null)
                {
                    break;
                }

                if (maker.Account == order.Account)
                {
                    events.Add(new OrderCancelled(maker.Account, [maker.Id], CloseReason.SelfTrade, 0));
                    continue;
                }

                var own = order.Liquidation is null ? Covered(order.Side, remaining, order.Opening, order.Cover, price, mark) : remaining;
                var others = Covered(maker.Side, maker.Remaining, maker.Opening, maker.Cover, price, mark);
                var quantity = Quantity.Min(Quantity.Min(remaining, maker.Remaining), Quantity.Min(own, others));
                if (interest is not null)
                {
                    quantity = Quantity.Min(quantity, interest.Tradable(
                        order.Account, order.Side, maker.Account, quantity, instrument, mark));
                }

                if (order.Liquidation is { } terms)
                {
                    var cost = BeyondBankruptcy(order.Side, terms.BankruptcyPrice, price, quantity);
                    if (cost > budget)
                    {
                        (stopped, nextLevel) = (CloseReason.FundExhausted, cost);
                        break;
                    }

                    budget -= cost;
                }

                if (!quantity.IsZero)
                {
                    remaining -= quantity;
                    trades++;
                    interest = interest?.After(order.Account, order.Side, maker.Account, quantity);
                    var notional = price * quantity;
                    var takerFee = order.Liquidation is null ? notional * instrument.TakerFee : Money.Zero;
                    events.Add(new TradeExecuted(
                        trades,
                        order.Id,
                        order.Account,
                        order.Side,
                        remaining,
                        Charge(exactFee, takerFee, instrument),
                        maker.Id,
                        maker.Account,
                        maker.Remaining - quantity,
                        Charge(maker.Fee, notional * instrument.MakerFee, instrument),
                        quantity,
                        price,
                        order.Liquidation?.Liquidation,
                        at));
                    exactFee += takerFee;
                }

                if (quantity == others && quantity < maker.Remaining)
                {
                    events.Add(new OrderCancelled(maker.Account, [maker.Id], CloseReason.NotCovered, 0));
                }
                else if (!remaining.IsZero && quantity < maker.Remaining)
                {
                    stopped = quantity == own ? CloseReason.NotCovered : CloseReason.OpenInterestCap;
                }
            }
        }

        if (!remaining.IsZero)
        {
            CloseReason? gone = stopped
                ?? (order.TimeInForce == TimeInForce.ImmediateOrCancel ? CloseReason.NothingToTrade : book.Count >= bookLimit
                    ? CloseReason.BookFull : null);
            events.Add(gone is { } reason
                ? new OrderCancelled(order.Account, [order.Id], reason, 0) { NextLevel = nextLevel }
                : new OrderRested(order, remaining, exactFee));
        }

        return events.ToImmutable();
    }

    /// <summary>What a fill at this price costs beyond the bankruptcy price, ≥ 0. The side is the liquidation order's.</summary>
    public static Money BeyondBankruptcy(Side side, Price bankruptcy, Price price, Quantity quantity)
    {
        var perUnit = side == Side.Sell ? bankruptcy.Value - price.Value : price.Value - bankruptcy.Value;
        return new Money(Math.Max(0m, perUnit) * quantity.Value);
    }

    /// <summary>What a unit bought or sold at a price has lost against the mark at once, quote; below zero is a gain.</summary>
    public static decimal LossPerUnit(Side side, Price price, Price mark) =>
        side == Side.Buy ? price.Value - mark.Value : mark.Value - price.Value;

    /// <summary>
    /// How much of what remains may fill at a price: all of it while the loss of the opening part against the mark is within its cover,
    /// else only what closes, which is filled first.
    /// </summary>
    private static Quantity Covered(Side side, Quantity remaining, Quantity opening, Money cover, Price price, Price? mark) =>
        mark is not { } reference || opening.IsZero || LossPerUnit(side, price, reference) * opening.Value <= cover.Value
            ? remaining
            : remaining - Quantity.Min(remaining, opening);

    private static bool Crosses(Order order, Price price) => order.Side == Side.Buy ? price <= order.Limit : price >= order.Limit;

    /// <summary>
    /// True when a liquidation would trade worse than the band allows. A better price than the mark is in the account's favour, and always
    /// taken.
    /// </summary>
    private static bool IsOutOfBand(Order order, Price price, Price? mark, Instrument instrument) =>
        order.Liquidation is not null
        && (mark is not { } reference || LossPerUnit(order.Side, price, reference) > instrument.MarketOrderBand * reference.Value);

    /// <summary>The fee of a trade: that of the order with it less that of the order before, each rounded up to the quote tick.</summary>
    private static Money Charge(Money before, Money added, Instrument instrument) => new(
        Rounding.Up(before.Value + added.Value, instrument.QuoteTick) - Rounding.Up(before.Value, instrument.QuoteTick));
}
