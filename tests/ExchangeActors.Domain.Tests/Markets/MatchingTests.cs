using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Markets;

/// <summary>The book against a model that sorts a list.</summary>
public sealed class MatchingTests
{
    private const int BookLimit = 12;

    // Liquidations sell at 3 or more and buy at 9 or less: no worse than a band of half from a mark of 6.
    private static readonly Instrument Eth = TestRules.Instrument(
        "ETH-PERP", maker: -0.0001m, taker: 0.0005m) with
    { MarketOrderBand = 0.5m };

    private static readonly Gen<(int Who, Side Side, int Quantity, int Price, int Kind, int Budget)[]> Orders = Gen.Select(
        Gen.Int[0, 3], Gen.Bool, Gen.Int[1, 9], Gen.Int[1, 12], Gen.Int[0, 6], Gen.Int[0, 40], (who, buy, quantity, price, kind, budget) =>
            (who, buy ? Side.Buy : Side.Sell, quantity, price, kind, budget)).Array[1, 60];

    [Fact]
    public void The_book_trades_rests_and_cancels_as_a_sorted_list_does() => Orders.Sample(
        orders =>
        {
            var market = Market.New(Eth.Id).Evolve(new MarketListed(new CommandId("test", 1), Eth))
                .Evolve(new MarkPriceUpdated(new CommandId("test", 2), new Price(6m), null, 0m, new Price(6m), 1, new Moment(1),
                    new Moment(1)));
            var model = new SortedListBook();
            var submissions = new Dictionary<AccountId, long>();
            var number = 0;
            foreach (var (who, side, quantity, price, kind, budget) in orders)
            {
                number++;
                var account = new AccountId($"trader-{who}");
                var sequence = submissions[account] = submissions.GetValueOrDefault(account) + 1;
                if (kind == 6)
                {
                    var cancelled = new OrderId($"{account}/{number - budget}");
                    market = Apply(market, new Submission(account, Eth.Id, sequence, new SubmitCancel(cancelled)), out _);
                    model.Cancel(account, cancelled);
                }
                else
                {
                    var order = new Order(
                        new OrderId($"{account}/{number}"), account, side, new Quantity(quantity), new Price(price),
                        kind is 0 or 5 ? TimeInForce.ImmediateOrCancel : kind == 1 ? TimeInForce.PostOnly
                            : TimeInForce.GoodTillCancelled, false,
                        kind == 5 ? new LiquidationTerms(new LiquidationId("liq/x/1"), 1, new Price(6m), new Money(budget)) : null);
                    market = Apply(market, new Submission(account, Eth.Id, sequence, new SubmitOrder(order)), out var events);
                    Assert.Equal(model.Match(order), events.Select(Told).Where(text => text.Length > 0));
                    Assert.All(events.OfType<TradeExecuted>(), trade =>
                    {
                        var notional = trade.Price.Value * trade.Quantity.Value;
                        Assert.Equal(order.Liquidation is null ? notional * 0.0005m : 0m, trade.TakerFee.Value);
                        Assert.Equal(notional * -0.0001m, trade.MakerFee.Value);
                    });
                }

                Assert.Equal(model.Resting(Side.Buy), Resting(market.Book, Side.Buy));
                Assert.Equal(model.Resting(Side.Sell), Resting(market.Book, Side.Sell));
                Assert.Equal(market.Book.Count, market.Book.Owners.Sum(owner => owner.Value.Count));
                Assert.False(market.Book.Best(Side.Sell) is { } ask && market.Book.WouldTrade(Side.Buy, new Price(ask.Value - 1m)));
            }
        },
        iter: 3_000);

    [Fact]
    public void A_mass_quote_replaces_the_one_before_and_drops_levels_that_would_trade()
    {
        using var exchange = new ExchangeFixture();
        exchange.Open("maker", 100_000m);
        exchange.Open("bob", 100_000m);
        exchange.Mark("ETH-PERP", 100m);
        exchange.Order("bob", "ETH-PERP", Side.Sell, 1m, 101m);
        Quote(exchange, (Side.Buy, 99m), (Side.Sell, 103m));
        Quote(exchange, (Side.Buy, 101m), (Side.Buy, 98m), (Side.Sell, 102m));
        var book = exchange.Exchange.State.Market(Eth.Id).Book;
        Assert.Equal([98m], book.Bids.Keys.Select(price => price.Value));
        Assert.Equal([101m, 102m], book.Asks.Keys.Select(price => price.Value));
        Assert.Empty(exchange.All<TradeExecuted>());
        Assert.Equal(2, exchange["maker"].Orders.Count);
        Quote(exchange);
        Assert.Equal(1, exchange.Exchange.State.Market(Eth.Id).Book.Count);
        Assert.Empty(exchange["maker"].Orders);
    }

    private static void Quote(ExchangeFixture exchange, params (Side Side, decimal Price)[] levels)
    {
        exchange.Accepted(EntityRef.Account(new AccountId("maker")), id => new PlaceQuotes(
            id, Eth.Id, [.. levels.Select(level => new QuoteLevel(level.Side, new Quantity(1m), new Price(level.Price)))],
                exchange.Marks));
        exchange.Run();
    }

    private static Market Apply(Market market, Message message, out List<DomainEvent> events)
    {
        events = [.. market.Decide(message, BookLimit, default).Events];
        return events.Aggregate(market, (state, @event) => state.Evolve(@event));
    }

    private static string Told(DomainEvent @event) => @event switch
    {
        TradeExecuted e => $"{e.TakerOrder} trades {e.Quantity} at {e.Price} with {e.MakerOrder}",
        OrderCancelled e => $"{e.Orders.Single()} {e.Reason}{NextLevel(e.NextLevel?.Value)}",
        OrderRested e => $"{e.Order.Id} rests {e.Remaining}",
        _ => string.Empty,
    };

    private static string NextLevel(decimal? cost) => cost is { } wanted ? $": the next costs {wanted}" : string.Empty;

    private static IEnumerable<string> Resting(OrderBook book, Side side) =>
        book.Levels(side).SelectMany(level => level.Value).Select(order => $"{order.Id} {order.Remaining} {order.Price}");

    private sealed class SortedListBook
    {
        private readonly List<(Order Order, decimal Left, int Arrived)> _orders = [];
        private int _arrivals;

        public IEnumerable<string> Resting(Side side) => Sorted(side)
            .Select(entry => $"{entry.Order.Id} {new Quantity(entry.Left)} {entry.Order.Limit}");

        public void Cancel(AccountId account, OrderId id) =>
            _orders.RemoveAll(entry => entry.Order.Account == account && entry.Order.Id == id);

        public List<string> Match(Order order)
        {
            var told = new List<string>();
            var crossing = Sorted(order.Side.Opposite()).Where(
                entry => order.Side == Side.Buy ? entry.Order.Limit <= order.Limit : entry.Order.Limit >= order.Limit).ToList();
            if (order.TimeInForce == TimeInForce.PostOnly && crossing.Count > 0)
            {
                return [$"{order.Id} WouldTrade"];
            }

            var full = _orders.Count >= BookLimit;
            var left = order.Quantity.Value;
            var budget = order.Liquidation?.Budget.Value ?? 0m;
            var reason = CloseReason.NothingToTrade;
            decimal? nextLevel = null;
            foreach (var maker in crossing)
            {
                if (left == 0m)
                {
                    break;
                }

                // Bounded on its bad side only: a better price than the mark is taken, however far away.
                if (order.Liquidation is not null && (order.Side == Side.Sell ? maker.Order.Limit.Value < 3m
                    : maker.Order.Limit.Value > 9m))
                {
                    break;
                }

                if (maker.Order.Account == order.Account)
                {
                    Cancel(maker.Order.Account, maker.Order.Id);
                    told.Add($"{maker.Order.Id} SelfTrade");
                    continue;
                }

                var quantity = Math.Min(left, maker.Left);
                if (order.Liquidation is { } terms)
                {
                    var worse = order.Side == Side.Sell ? terms.BankruptcyPrice.Value - maker.Order.Limit.Value
                        : maker.Order.Limit.Value - terms.BankruptcyPrice.Value;
                    var cost = Math.Max(0m, worse) * quantity;
                    if (cost > budget)
                    {
                        (reason, nextLevel) = (CloseReason.FundExhausted, cost);
                        break;
                    }

                    budget -= cost;
                }

                left -= quantity;
                told.Add($"{order.Id} trades {new Quantity(quantity)} at {maker.Order.Limit} with {maker.Order.Id}");
                _orders[_orders.FindIndex(entry => entry.Order.Id == maker.Order.Id)] = maker with { Left = maker.Left - quantity };
                _orders.RemoveAll(entry => entry.Left == 0m);
            }

            if (left > 0m && order.TimeInForce == TimeInForce.ImmediateOrCancel)
            {
                told.Add($"{order.Id} {reason}{NextLevel(nextLevel)}");
            }
            else if (left > 0m && full)
            {
                told.Add($"{order.Id} BookFull");
            }
            else if (left > 0m)
            {
                told.Add($"{order.Id} rests {new Quantity(left)}");
                _orders.Add((order, left, _arrivals++));
            }

            return told;
        }

        private IEnumerable<(Order Order, decimal Left, int Arrived)> Sorted(Side side) => _orders
            .Where(entry => entry.Order.Side == side)
            .OrderBy(entry => side == Side.Buy ? -entry.Order.Limit.Value : entry.Order.Limit.Value)
            .ThenBy(entry => entry.Arrived);
    }
}
