using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>An order that rests on the book.</summary>
/// <param name="Id">The order.</param>
/// <param name="Account">Its owner.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Remaining">Unsigned.</param>
/// <param name="Price">Its limit.</param>
/// <param name="QuoteSet">The mass quote that it belongs to; null for an order.</param>
/// <param name="Opening">The part that may open a position, as covered; of what remains it is what is filled last.</param>
/// <param name="Cover">What its owner has reserved for the loss of that part against the mark, quote.</param>
/// <param name="Fee">Exact fee of what was filled so far, before rounding to the quote tick, quote.</param>
/// <param name="AskedLoss">The loss at which its owner was asked for more cover since it was last set, quote; 0 when not.</param>
public sealed record RestingOrder(
    OrderId Id,
    AccountId Account,
    Side Side,
    Quantity Remaining,
    Price Price,
    long? QuoteSet,
    Quantity Opening = default,
    Money Cover = default,
    Money Fee = default,
    Money AskedLoss = default)
{
    /// <summary>What opening at the limit loses against the mark, quote; below zero is a gain.</summary>
    public Money LossAt(Price mark) => new(Matching.LossPerUnit(Side, Price, mark) * Opening.Value);

    /// <summary>
    /// The loss from which on more cover is asked for: half of the cover, so that there is time to raise it; after an answer that did not
    /// raise it, half-way to the cover, and beyond it twice the loss, so that a tick
    /// seldom asks and an order is asked for a bounded number of times.
    /// </summary>
    public Money AskFrom => AskedLoss <= Money.Zero ? new Money(Cover.Value / 2m)
        : AskedLoss < Cover ? new Money((AskedLoss.Value + Cover.Value) / 2m)
        : AskedLoss * 2m;
}

/// <summary>Resting orders by price, and at one price in order of arrival.</summary>
public sealed record OrderBook(
    ImmutableSortedDictionary<Price, ImmutableList<RestingOrder>> Bids,
    ImmutableSortedDictionary<Price, ImmutableList<RestingOrder>> Asks,
    ImmutableSortedDictionary<AccountId, ImmutableSortedDictionary<OrderId, (Side Side, Price Price)>> Owners,
    int Count)
{
    private static readonly IComparer<Price> HighestFirst = Comparer<Price>.Create((a, b) => b.CompareTo(a));

    /// <summary>No orders.</summary>
    public static OrderBook Empty { get; } = new(
        ImmutableSortedDictionary.Create<Price, ImmutableList<RestingOrder>>(HighestFirst),
        ImmutableSortedDictionary<Price, ImmutableList<RestingOrder>>.Empty,
        ImmutableSortedDictionary<AccountId, ImmutableSortedDictionary<OrderId, (Side, Price)>>.Empty,
        0);

    /// <summary>One side, best price first.</summary>
    public ImmutableSortedDictionary<Price, ImmutableList<RestingOrder>> Levels(Side side) => side == Side.Buy ? Bids : Asks;

    /// <summary>The best price of a side, or null.</summary>
    public Price? Best(Side side)
    {
        foreach (var level in Levels(side))
        {
            return level.Key;
        }

        return null;
    }

    /// <summary>True when an order of this side and limit would trade at once.</summary>
    public bool WouldTrade(Side side, Price limit) => Best(side.Opposite()) is { } best
        && (side == Side.Buy ? best <= limit : best >= limit);

    /// <summary>The account's orders in this book, by id.</summary>
    public ImmutableSortedDictionary<OrderId, (Side Side, Price Price)> OrdersOf(AccountId account) =>
        Owners.GetValueOrDefault(account) ?? ImmutableSortedDictionary<OrderId, (Side, Price)>.Empty;

    /// <summary>The resting order, or null.</summary>
    public RestingOrder? Find(AccountId account, OrderId id) =>
        OrdersOf(account).TryGetValue(id, out var place) ? Levels(place.Side)[place.Price].Find(order => order.Id == id) : null;

    /// <summary>Adds an order behind those of its price.</summary>
    public OrderBook Add(RestingOrder order)
    {
        var levels = Levels(order.Side);
        var level = levels.GetValueOrDefault(order.Price) ?? ImmutableList<RestingOrder>.Empty;
        return With(order.Side, levels.SetItem(order.Price, level.Add(order))) with
        {
            Owners = Owners.SetItem(order.Account, OrdersOf(order.Account).SetItem(order.Id, (order.Side, order.Price))),
            Count = Count + 1,
        };
    }

    /// <summary>Takes an order off; one that is not there changes nothing.</summary>
    public OrderBook Remove(AccountId account, OrderId id)
    {
        var orders = OrdersOf(account);
        if (!orders.TryGetValue(id, out var place))
        {
            return this;
        }

        var levels = Levels(place.Side);
        var level = levels[place.Price].RemoveAll(order => order.Id == id);
        var rest = orders.Remove(id);
        return With(place.Side, level.IsEmpty ? levels.Remove(place.Price) : levels.SetItem(place.Price, level)) with
        {
            Owners = rest.IsEmpty ? Owners.Remove(account) : Owners.SetItem(account, rest),
            Count = Count - 1,
        };
    }

    /// <summary>Sets what is left of an order, which keeps its place, and adds to its exact fee; 0 takes it off.</summary>
    public OrderBook Reduce(AccountId account, OrderId id, Quantity remaining, Money fee) =>
        remaining.IsZero ? Remove(account, id) : Change(account, id, order => order with { Remaining = remaining, Fee = order.Fee + fee });

    /// <summary>Changes an order, which keeps its place; one that is not there changes nothing.</summary>
    public OrderBook Change(AccountId account, OrderId id, Func<RestingOrder, RestingOrder> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!OrdersOf(account).TryGetValue(id, out var place))
        {
            return this;
        }

        var level = Levels(place.Side)[place.Price];
        var index = level.FindIndex(order => order.Id == id);
        return With(place.Side, Levels(place.Side).SetItem(place.Price, level.SetItem(index, change(level[index]))));
    }

    /// <summary>
    /// Orders priced worse than the mark for their owners (bids above it, asks below it) whose loss calls for more cover, best price first.
    /// </summary>
    public IEnumerable<RestingOrder> ShortOfCover(Price mark)
    {
        foreach (var (side, levels) in ((Side, ImmutableSortedDictionary<Price, ImmutableList<RestingOrder>>)[])[
            (Side.Buy, Bids), (Side.Sell, Asks)])
        {
            foreach (var (price, level) in levels)
            {
                if (Matching.LossPerUnit(side, price, mark) <= 0m)
                {
                    break;
                }

                foreach (var order in level)
                {
                    if (!order.Opening.IsZero && order.LossAt(mark) > order.AskFrom)
                    {
                        yield return order;
                    }
                }
            }
        }
    }

    /// <summary>The book without the account's mass quote.</summary>
    public OrderBook WithoutQuotes(AccountId account) => ReplaceQuotes(account, []);

    /// <summary>
    /// The book with these orders, in this order, instead of the account's mass quote: as if each had been taken off and added, without a
    /// book in between.
    /// </summary>
    public OrderBook ReplaceQuotes(AccountId account, IEnumerable<RestingOrder> quotes)
    {
        var (bids, asks, own) = (Bids.ToBuilder(), Asks.ToBuilder(), OrdersOf(account).ToBuilder());
        var count = Count;
        ImmutableSortedDictionary<Price, ImmutableList<RestingOrder>>.Builder Side(Side side) => side == Primitives.Side.Buy ? bids : asks;
        foreach (var (id, place) in OrdersOf(account))
        {
            var levels = Side(place.Side);
            var level = levels[place.Price];
            var index = level.FindIndex(order => order.Id == id);
            if (level[index].QuoteSet is null)
            {
                continue;
            }

            own.Remove(id);
            count--;
            if (level.Count == 1)
            {
                levels.Remove(place.Price);
            }
            else
            {
                levels[place.Price] = level.RemoveAt(index);
            }
        }

        foreach (var quote in quotes)
        {
            var levels = Side(quote.Side);
            levels[quote.Price] = levels.TryGetValue(quote.Price, out var level) ? level.Add(quote) : [quote];
            own[quote.Id] = (quote.Side, quote.Price);
            count++;
        }

        return new OrderBook(bids.ToImmutable(), asks.ToImmutable(),
            own.Count == 0 ? Owners.Remove(account) : Owners.SetItem(account, own.ToImmutable()), count);
    }

    /// <summary>Feeds the book into a state hash. Levels, owners' lists and the count follow from the orders.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        foreach (var levels in (ImmutableSortedDictionary<Price, ImmutableList<RestingOrder>>[])[Bids, Asks])
        {
            writer.Each(levels, static (into, level) => into.Each(level.Value, static (order, resting) => order
                .Write(resting.Id.Value).Write(resting.Account.Value).Write((long)resting.Side).Write(resting.Remaining.Value)
                    .Write(resting.Price.Value).Write(resting.QuoteSet)
                .Write(resting.Opening.Value).Write(resting.Cover.Value).Write(resting.Fee.Value).Write(resting.AskedLoss.Value)));
        }
    }

    private OrderBook With(Side side, ImmutableSortedDictionary<Price, ImmutableList<RestingOrder>> levels) =>
        side == Side.Buy ? this with { Bids = levels } : this with { Asks = levels };
}
