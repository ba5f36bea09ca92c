using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>
/// What the working orders of one market need beyond the initial margin of the position that is there: the initial margin of what they open
/// and its open loss (their covers), the loss against the mark of what they
/// close at their limits, and fees, less the margin that the closed part sets free. Binance documents it as the cost of an order (initial
/// margin + open loss); the margin of a part that is closed does not count against
/// the part that is opened.
/// </summary>
/// <param name="Standing">≥ 0: what has to stay free while the orders work, whichever of them fill.</param>
/// <param name="Filled">The same once they are filled: below zero when they set more margin free than they need.</param>
internal readonly record struct OrderNeed(Money Standing, Money Filled)
{
    /// <summary>The need of orders (all of one market) at a mark.</summary>
    public static OrderNeed Of(Instrument instrument, Price mark, Position? position, IEnumerable<WorkingOrder> orders)
    {
        var size = position?.Size.Absolute.Value ?? 0m;
        var closingSide = size == 0m ? (Side?)null : position!.Size.ClosingSide();
        var increasing = Money.Zero;
        var fees = Money.Zero;
        var covers = Money.Zero;
        var (remaining, opening, coverPerUnit, closeLoss, worstLoss, harm) = (0m, 0m, 0m, 0m, 0m, 0m);
        Price? worst = null;
        var margin = size == 0m || position!.IsolatedMargin is not null
            ? 0m
            : MarginSchedule.Initial(instrument, position.Notional(mark)).Value;
        foreach (var order in orders)
        {
            if (order.Side != closingSide)
            {
                increasing += order.StillReserved;
                continue;
            }

            var loss = Math.Max(0m, Matching.LossPerUnit(order.Side, order.Limit, mark));
            remaining += order.Remaining.Value;
            opening += order.OpeningLeft.Value;
            covers += order.StillCover;
            fees += order.StillFee;
            coverPerUnit = order.Opening.IsZero ? coverPerUnit : Math.Max(coverPerUnit, order.Cover.Value / order.Opening.Value);
            closeLoss += loss * order.ClosingLeft.Value;
            worstLoss = Math.Max(worstLoss, loss);
            worst = worst is not { } price || (order.Side == Side.Sell ? order.Limit < price : order.Limit > price) ? order.Limit : price;
            harm += Math.Max(0m, (loss * order.ClosingLeft.Value) + order.StillFee.Value - Share(margin, order.ClosingLeft.Value, size));
        }

        if (remaining == 0m)
        {
            return new OrderNeed(increasing, increasing);
        }

        // Where several orders close and open together, any of them may be the one that opens: each carries cover for it, and it counts
        // once, at the dearest.
        var closing = Math.Min(size, remaining);
        var opens = remaining - closing;
        var need = fees + (opening == opens ? covers : new Money(coverPerUnit * opens));
        if (position!.IsolatedMargin is { } put)
        {
            var realised = (position.Size.Sign * closing * worst!.Value.Value) - Share(position.Cost.Value, closing, size);
            need -= new Money(Rounding.Down(Math.Max(0m, Share(put.Value, closing, size) + realised), instrument.QuoteTick));
            return new OrderNeed(increasing + Money.Max(Money.Zero, need), increasing + need);
        }

        need += new Money(opening == opens ? closeLoss : worstLoss * closing);
        need -= new Money(margin) - MarginSchedule.Initial(instrument, mark * new Quantity(size - closing));
        var risky = new Money(harm);
        return new OrderNeed(
            increasing + Money.Max(Money.Max(Money.Zero, need), risky), increasing + (harm > 0m ? Money.Max(need, risky) : need));
    }

    private static decimal Share(decimal amount, decimal part, decimal whole) =>
        part == whole ? amount : Proportion.Of(amount, part, whole);
}
