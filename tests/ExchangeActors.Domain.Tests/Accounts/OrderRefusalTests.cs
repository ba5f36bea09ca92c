using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.Accounts;

public sealed class OrderRefusalTests : IDisposable
{
    private static readonly MarketId Eth = new("ETH-PERP");

    private readonly ExchangeFixture _exchange = new(TestRules.Of(
        TestRules.Instrument("ETH-PERP", taker: 0.001m), TestRules.Instrument("BTC-PERP")) with
    {
        Profile = TestRules.Bitmex(WaterfallLimits.Default with { OrdersPerAccount = 3 }),
    });

    public OrderRefusalTests()
    {
        _exchange.Open("alice", 1_000m);
        _exchange.Open("bob", 1_000_000m);
        _exchange.Mark("ETH-PERP", 1_000m);
    }

    public void Dispose() => _exchange.Dispose();

    [Fact]
    public void An_order_for_a_market_that_is_not_listed_is_refused() =>
        Refused("unknown-market", _exchange.Order("alice", "DOGE-PERP", Side.Buy, 1m, 1m));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.005)]
    [InlineData(1e20)]
    public void A_quantity_that_is_not_a_positive_number_of_lots_is_refused(double quantity) =>
        Refused("invalid-quantity", _exchange.Order("alice", "ETH-PERP", Side.Buy, (decimal)quantity, 1_000m));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000.05)]
    [InlineData(1e20)]
    public void A_price_that_is_not_a_positive_number_of_ticks_is_refused(double price) =>
        Refused("invalid-price", _exchange.Order("alice", "ETH-PERP", Side.Buy, 1m, (decimal)price));

    [Fact]
    public void Quantity_and_price_whose_notional_no_decimal_holds_exactly_are_refused() =>
        Refused("invalid-quantity", _exchange.Order("bob", "ETH-PERP", Side.Buy, 100_000_000_000m, 1_000_000_000m));

    [Fact]
    public void An_order_without_a_mark_is_refused() => Refused(
        "market-without-mark", _exchange.Order("alice", "BTC-PERP", Side.Buy, 1m, 1m));

    [Fact]
    public void An_order_that_the_free_equity_does_not_cover_is_refused_and_the_refusal_shows_the_figures()
    {
        // 0.1·9.9·1000 + 9.9 fee = 999.9; 9.91 would need 1000.91.
        Assert.IsType<CommandAccepted>(_exchange.Order("alice", "ETH-PERP", Side.Buy, 9.9m, 1_000m));
        Assert.Equal(999.9m, _exchange["alice"].Orders.Values.Single().Reserved.Value);
        var refused = Refused("insufficient-margin", _exchange.Order("alice", "ETH-PERP", Side.Buy, 0.01m, 1_000m));
        Assert.Contains("needs 1.01, free are 0.1", refused.Detail, StringComparison.Ordinal);
        _exchange.Accepted(EntityRef.Account(new AccountId("alice")), id => new CancelAllOrders(id, Eth));
        _exchange.Run();
        Assert.IsType<CommandAccepted>(_exchange.Order("alice", "ETH-PERP", Side.Buy, 9.9m, 1_000m));
    }

    [Fact]
    public void A_reduce_only_order_may_not_exceed_what_can_be_closed()
    {
        _exchange.Order("bob", "ETH-PERP", Side.Sell, 2m, 1_000m);
        _exchange.Order("alice", "ETH-PERP", Side.Buy, 2m, 1_000m);
        Refused("reduce-only-exceeds-position", _exchange.Order("alice", "ETH-PERP", Side.Sell, 2.01m, 1_100m, reduceOnly: true));
        Refused("reduce-only-exceeds-position", _exchange.Order("alice", "ETH-PERP", Side.Buy, 1m, 900m, reduceOnly: true));
        Assert.IsType<CommandAccepted>(_exchange.Order("alice", "ETH-PERP", Side.Sell, 1.5m, 1_100m, reduceOnly: true));
        Refused("reduce-only-exceeds-position", _exchange.Order("alice", "ETH-PERP", Side.Sell, 0.51m, 1_100m, reduceOnly: true));
    }

    [Fact]
    public void Cross_and_isolated_do_not_mix_in_a_market_whether_by_position_by_working_orders_or_by_quotes()
    {
        _exchange.Order("alice", "ETH-PERP", Side.Buy, 1m, 990m, mode: MarginMode.Isolated);
        Refused("margin-mode-mismatch", _exchange.Order("alice", "ETH-PERP", Side.Buy, 1m, 990m));
        Refused("margin-mode-mismatch", Quote("alice", (Side.Buy, 900m)));
        _exchange.Order("bob", "ETH-PERP", Side.Sell, 1m, 990m);
        Assert.NotNull(_exchange["alice"].Positions[Eth].IsolatedMargin);
        Refused("margin-mode-mismatch", _exchange.Order("alice", "ETH-PERP", Side.Buy, 1m, 990m));
        Refused("margin-mode-mismatch", _exchange.Order("bob", "ETH-PERP", Side.Buy, 1m, 900m, mode: MarginMode.Isolated));
    }

    [Fact]
    public void Orders_and_quotes_of_an_account_are_limited()
    {
        for (var i = 0; i < 2; i++)
        {
            Assert.IsType<CommandAccepted>(_exchange.Order("bob", "ETH-PERP", Side.Buy, 1m, 900m));
        }

        Refused("too-many-orders", Quote("bob", (Side.Buy, 900m), (Side.Sell, 1_100m)));
        Assert.IsType<CommandAccepted>(Quote("bob", (Side.Buy, 900m)));
        Refused("too-many-orders", _exchange.Order("bob", "ETH-PERP", Side.Buy, 1m, 900m));
        // A new quote takes the place of the standing one.
        Assert.IsType<CommandAccepted>(Quote("bob", (Side.Buy, 901m)));
        Assert.Equal(3, _exchange["bob"].Orders.Count);
    }

    [Fact]
    public void Quotes_are_refused_as_orders_are()
    {
        Refused("crossed-quotes", Quote("bob", (Side.Buy, 1_000m), (Side.Sell, 1_000m)));
        Refused("insufficient-margin", Quote("alice", (Side.Buy, 1_000m), (Side.Buy, 999m), (Side.Sell, 200_000m)));
        Refused("unknown-market", _exchange.Send(EntityRef.Account(new AccountId("bob")), id =>
            new PlaceQuotes(id, new MarketId("DOGE-PERP"), [], _exchange.Marks)));
    }

    [Fact]
    public void A_quote_can_be_taken_off_the_book_when_no_mark_is_known()
    {
        Assert.IsType<CommandAccepted>(Quote("bob", (Side.Buy, 900m)));
        _exchange.Order("alice", "ETH-PERP", Side.Sell, 0.5m, 900m);
        Assert.IsType<CommandAccepted>(
            _exchange.Send(EntityRef.Account(new AccountId("bob")), id => new PlaceQuotes(id, Eth, [], MarkBoard.Empty)));
        _exchange.Run();
        Assert.Empty(_exchange["bob"].Orders);
    }

    [Fact]
    public void An_isolated_order_cannot_be_paid_with_unrealised_profit()
    {
        _exchange.Mark("BTC-PERP", 1_000m);
        _exchange.Open("carol", 1_000m, ("BTC-PERP", 5m, 400m));
        _exchange.Open("dave", 1_000_000m, ("BTC-PERP", -5m, 400m));
        _exchange.Run();
        // Equity 4000, initial margin 500, wallet 1000: 500 are free for an isolated position, 3500 for a cross one.
        Refused("insufficient-margin", _exchange.Order("carol", "ETH-PERP", Side.Buy, 6m, 1_000m, mode: MarginMode.Isolated));
        Assert.IsType<CommandAccepted>(_exchange.Order("carol", "ETH-PERP", Side.Buy, 4.9m, 1_000m, mode: MarginMode.Isolated));
        Assert.IsType<CommandAccepted>(_exchange.Order("carol", "BTC-PERP", Side.Buy, 25m, 1_000m));
    }

    [Fact]
    public void Cancelling_what_is_not_there_is_refused()
    {
        var alice = EntityRef.Account(new AccountId("alice"));
        Refused("unknown-order", _exchange.Send(alice, id => new CancelOrder(id, new OrderId("order/alice/test/99"))));
        Refused("nothing-to-cancel", _exchange.Send(alice, id => new CancelAllOrders(id, Eth)));
    }

    [Fact]
    public void An_account_that_is_not_open_can_do_nothing()
    {
        Refused("account-not-open", _exchange.Order("nobody", "ETH-PERP", Side.Buy, 1m, 1_000m), recorded: false);
        Assert.False(_exchange["nobody"].IsOpen);
    }

    [Theory]
    [InlineData(-1, 1, 1_000, null, "invalid-amount")]
    [InlineData(1e20, 1, 1_000, null, "invalid-amount")]
    [InlineData(100, 0, 1_000, null, "invalid-quantity")]
    [InlineData(100, 0.001, 1_000, null, "invalid-quantity")]
    [InlineData(100, 1, 0, null, "invalid-price")]
    [InlineData(100, 1, 1_000, 0.0, "invalid-amount")]
    [InlineData(100, 1, 1_000, 101.0, "insufficient-margin")]
    public void An_account_with_faulty_figures_is_not_opened(double deposit, double size, double entry, double? margin, string code)
    {
        var carol = new AccountId("carol");
        var opening = new OpeningPosition(Eth, new Quantity((decimal)size), new Price((decimal)entry),
            margin is { } value ? new Money((decimal)value) : null);
        Refused(code, _exchange.Send(EntityRef.Account(carol), id =>
            new OpenAccount(id, carol, AccountKind.Trader, new Money((decimal)deposit), [opening])), recorded: false);
        Assert.False(_exchange["carol"].IsOpen);
    }

    [Fact]
    public void A_halted_market_takes_no_order_but_lets_orders_be_cancelled()
    {
        _exchange.Order("bob", "ETH-PERP", Side.Buy, 1m, 900m);
        _exchange.Accepted(EntityRef.Market(Eth), id => new HaltMarket(id, "maintenance"));
        _exchange.Order("alice", "ETH-PERP", Side.Sell, 1m, 900m);
        Assert.Equal(CloseReason.Halted, Assert.Single(_exchange.All<OrdersClosed>()).Reason);
        Assert.Empty(_exchange.All<TradeExecuted>());
        _exchange.Accepted(EntityRef.Account(new AccountId("bob")), id => new CancelAllOrders(id, Eth));
        _exchange.Run();
        Assert.Empty(_exchange["bob"].Orders);
        _exchange.Accepted(EntityRef.Market(Eth), id => new ResumeMarket(id));
        _exchange.Order("bob", "ETH-PERP", Side.Buy, 1m, 900m);
        _exchange.Order("alice", "ETH-PERP", Side.Sell, 1m, 900m);
        Assert.Single(_exchange.All<TradeExecuted>());
    }

    private Message Quote(string account, params (Side Side, decimal Price)[] levels)
    {
        var reply = _exchange.Send(EntityRef.Account(new AccountId(account)), id => new PlaceQuotes(
            id, Eth, [.. levels.Select(level => new QuoteLevel(level.Side, new Quantity(1m), new Price(level.Price)))], _exchange.Marks));
        _exchange.Run();
        return reply;
    }

    private CommandRefused Refused(string code, Message reply, bool recorded = true)
    {
        var refused = Assert.IsType<CommandRefused>(reply);
        Assert.Equal(code, refused.Code);
        Assert.Equal(recorded, _exchange.All<OrderRejected>().Any(rejected => rejected.Command == refused.Id && rejected.Code == code));
        return refused;
    }
}
