using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>Price-time priority matching, as a function from a book and an arriving order to events.</summary>
public static class Matching
{
    /// <summary>
    /// Trades the order against the book at the makers' prices, best first. An own resting order in the way is cancelled (self-trade prevention). A liquidation stops before
    /// the first match whose cost beyond the bankruptcy price exceeds what is left of its budget, and never trades outside the instrument's band around the mark of the moment.
    /// </summary>
    /// <param name="book">The book before.</param>
    /// <param name="order">The arriving order.</param>
    /// <param name="instrument">Fees and quote tick. Fees are rounded up to the quote tick, in favour of the exchange.</param>
    /// <param name="mark">The mark of the moment; null before the first, when nothing can be liquidated.</param>
    /// <param name="trades">Trades that the market has had so far.</param>
    /// <param name="bookLimit">Resting orders that the book may hold.</param>
    public static ImmutableArray<MarketEvent> Match(OrderBook book, Order order, Instrument instrument, Price? mark, long trades, int bookLimit)
    {
        var events = ImmutableArray.CreateBuilder<MarketEvent>();
        var remaining = order.Quantity;
        var budget = order.Liquidation?.Budget ?? Money.Zero;
        var why = CloseReason.NothingToTrade;
        foreach (var (price, level) in book.Levels(order.Side.Opposite()))
        {
            if (remaining.IsZero || why == CloseReason.FundExhausted || !Crosses(order, price) || IsOutOfBand(order, price, mark, instrument))
            {
                break;
            }

            foreach (var maker in level)
            {
                if (remaining.IsZero)
                {
                    break;
                }

                if (maker.Account == order.Account)
                {
                    events.Add(new OrderCancelled(maker.Account, [maker.Id], CloseReason.SelfTrade, 0));
                    continue;
                }

                var quantity = Quantity.Min(remaining, maker.Remaining);
                if (order.Liquidation is { } terms)
                {
                    var cost = BeyondBankruptcy(order.Side, terms.BankruptcyPrice, price, quantity);
                    if (cost > budget)
                    {
                        why = CloseReason.FundExhausted;
                        break;
                    }

                    budget -= cost;
                }

                remaining -= quantity;
                trades++;
                var notional = price * quantity;
                events.Add(new TradeExecuted(
                    trades,
                    order.Id,
                    order.Account,
                    order.Side,
                    remaining,
                    order.Liquidation is null ? Fee(notional, instrument.TakerFee, instrument) : Money.Zero,
                    maker.Id,
                    maker.Account,
                    maker.Remaining - quantity,
                    Fee(notional, instrument.MakerFee, instrument),
                    quantity,
                    price,
                    order.Liquidation?.Liquidation));
            }
        }

        if (!remaining.IsZero)
        {
            var rests = order.TimeInForce != TimeInForce.ImmediateOrCancel;
            events.Add(
                !rests ? new OrderCancelled(order.Account, [order.Id], why, 0)
                : book.Count >= bookLimit ? new OrderCancelled(order.Account, [order.Id], CloseReason.BookFull, 0)
                : new OrderRested(order, remaining));
        }

        return events.ToImmutable();
    }

    /// <summary>What a fill at this price costs beyond the bankruptcy price, ≥ 0. The side is the liquidation order's.</summary>
    public static Money BeyondBankruptcy(Side side, Price bankruptcy, Price price, Quantity quantity)
    {
        var perUnit = side == Side.Sell ? bankruptcy.Value - price.Value : price.Value - bankruptcy.Value;
        return new Money(Math.Max(0m, perUnit) * quantity.Value);
    }

    private static bool Crosses(Order order, Price price) => order.Side == Side.Buy ? price <= order.Limit : price >= order.Limit;

    private static bool IsOutOfBand(Order order, Price price, Price? mark, Instrument instrument) =>
        order.Liquidation is not null
        && (mark is not { } reference || Math.Abs(price.Value - reference.Value) > instrument.MarketOrderBand * reference.Value);

    private static Money Fee(Money notional, decimal rate, Instrument instrument) => new(Rounding.Up(notional.Value * rate, instrument.QuoteTick));
}
