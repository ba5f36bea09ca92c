using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

/// <summary>
/// Orders are looked at again when they are about to fill: nobody is bankrupted at the mark by a fill, and who can cover a loss is filled.
/// </summary>
public sealed class OrderCoverTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    [Theory]
    [InlineData(Side.Buy, MarginMode.Cross)]
    [InlineData(Side.Sell, MarginMode.Cross)]
    [InlineData(Side.Buy, MarginMode.Isolated)]
    [InlineData(Side.Sell, MarginMode.Isolated)]
    public void A_maker_whose_reserve_does_not_cover_the_loss_is_cancelled_instead_of_bankrupted(Side side, MarginMode mode)
    {
        using var exchange = new ExchangeFixture();
        exchange.Open("maker", 110m);
        exchange.Open("taker", 100_000m);
        exchange.Mark("ETH-PERP", 100m);
        exchange.Order("maker", "ETH-PERP", side, 10m, 100m, mode: mode);
        Gap(exchange, side == Side.Buy ? 88m : 112m);
        exchange.Order("taker", "ETH-PERP", side.Opposite(), 10m, 100m);
        Assert.Equal(CloseReason.NotCovered, exchange.All<OrdersClosed>().First().Reason);
        Assert.Equal("not-covered", CloseReason.NotCovered.Code());
        Assert.Empty(exchange.All<TradeExecuted>());
        Assert.Equal(110m, exchange["maker"].Wallet.Value);
        Assert.Empty(exchange["maker"].Orders);
    }

    [Theory]
    [InlineData(Side.Buy, 0.1, 90.5)]
    [InlineData(Side.Sell, 0.1, 109.5)]
    [InlineData(Side.Buy, 0.02, 55)]
    [InlineData(Side.Sell, 0.02, 155)]
    public void A_maker_who_can_raises_the_cover_and_is_filled_however_far_the_mark_has_gone(Side side, double initial, double mark)
    {
        using var exchange = new ExchangeFixture(TestRules.Of(
            TestRules.Instrument("ETH-PERP", maintenance: 0.01m, initial: (decimal)initial)));
        exchange.Open("maker", 10_000m);
        exchange.Open("taker", 100_000m);
        exchange.Mark("ETH-PERP", 100m);
        exchange.Order("maker", "ETH-PERP", side, 10m, 100m);
        Gap(exchange, (decimal)mark);
        // Initial margin at the limit, or at the mark when a short is opened below it, and the loss at the mark, of all ten.
        var raised = Assert.Single(exchange["maker"].Orders.Values);
        Assert.Equal((10m * Math.Max(100m, side == Side.Sell ? (decimal)mark : 0m) * (decimal)initial)
            + (10m * Math.Abs(100m - (decimal)mark)), raised.Cover.Value);
        exchange.Order("taker", "ETH-PERP", side.Opposite(), 10m, (decimal)mark);
        Assert.Equal(10m, exchange["maker"].Positions[Eth].Size.Absolute.Value);
        Assert.Empty(exchange.All<LiquidationStarted>());
    }

    [Fact]
    public void An_account_with_positions_raises_cover_at_the_marks_of_its_check()
    {
        using var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("BTC-PERP"), TestRules.Instrument("ETH-PERP")));
        exchange.Open("maker", 10_000m, ("BTC-PERP", 1m, 10_000m));
        exchange.Open("other", 100_000m, ("BTC-PERP", -1m, 10_000m));
        exchange.Mark("BTC-PERP", 10_000m);
        exchange.Mark("ETH-PERP", 100m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, 10m, 100m);
        Gap(exchange, 70m);
        Assert.Equal(400m, Assert.Single(exchange["maker"].Orders.Values).Cover.Value);
        exchange.Order("other", "ETH-PERP", Side.Sell, 10m, 100m);
        Assert.Equal(10m, exchange["maker"].Positions[Eth].Size.Value);
    }

    [Fact]
    public void Quotes_are_covered_as_orders_are_and_the_market_asks_once_for_all_of_them()
    {
        using var exchange = new ExchangeFixture();
        exchange.Open("maker", 1_000m);
        exchange.Open("taker", 100_000m);
        exchange.Mark("ETH-PERP", 100m);
        exchange.Accepted(EntityRef.Account(new AccountId("maker")), id => new PlaceQuotes(
            id, Eth, [.. new[] { 100m, 99m, 98m }.Select(price => new QuoteLevel(Side.Buy, new Quantity(2m), new Price(price))),
                new QuoteLevel(Side.Sell, new Quantity(2m), new Price(150m))], exchange.Marks));
        exchange.Run();
        Gap(exchange, 60m);
        Assert.Equal(3, Assert.Single(exchange.All<CoversAsked>()).Orders.Length);
        Assert.Equal([20m + 80m, 19.8m + 78m, 19.6m + 76m], exchange.All<CoversRaised>().Single()
            .Covers.Select(cover => cover.Cover.Value));
        exchange.Order("taker", "ETH-PERP", Side.Sell, 6m, 98m);
        Assert.Equal(6m, exchange["maker"].Positions[Eth].Size.Value);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void What_closes_is_filled_and_only_what_would_open_uncovered_is_cancelled(Side held)
    {
        using var exchange = new ExchangeFixture();
        var sign = held == Side.Buy ? 1m : -1m;
        exchange.Open("maker", 120m, ("ETH-PERP", sign * 5m, 100m));
        exchange.Open("taker", 100_000m, ("ETH-PERP", sign * -5m, 100m));
        exchange.Mark("ETH-PERP", 100m);
        exchange.Order("maker", "ETH-PERP", held.Opposite(), 10m, 100m + sign);
        Gap(exchange, 100m + (sign * 60m));
        exchange.Order("taker", "ETH-PERP", held, 10m, 100m + (sign * 60m));
        Assert.Equal(5m, exchange.All<TradeExecuted>().Single().Quantity.Value);
        Assert.Empty(exchange["maker"].Positions);
        Assert.Equal(CloseReason.NotCovered, exchange.All<OrdersClosed>().First().Reason);
        Assert.Equal(125m, exchange["maker"].Wallet.Value);
    }

    [Theory]
    [InlineData(Side.Buy, 88)]
    [InlineData(Side.Sell, 112)]
    public void An_arriving_order_that_a_newer_mark_has_overtaken_is_cancelled_too(Side side, int mark)
    {
        var instrument = TestRules.Instrument("ETH-PERP");
        var maker = new RestingOrder(new OrderId("order/maker"), new AccountId("maker"), side.Opposite(), new Quantity(10m),
            new Price(100m), null);
        var taker = new Order(
            new OrderId("order/taker"), new AccountId("taker"), side, new Quantity(10m), new Price(100m), TimeInForce.GoodTillCancelled,
                false, null, new Quantity(6m), new Money(70m));
        var events = Matching.Match(OrderBook.Empty.Add(maker), taker, instrument, new Price(mark), 0, 10, default);
        // Six of the ten open and would lose 12 each, of which 70 are covered; the four that close may.
        Assert.Equal(4m, events.OfType<TradeExecuted>().Single().Quantity.Value);
        Assert.Equal(CloseReason.NotCovered, events.OfType<OrderCancelled>().Single().Reason);
        Assert.Equal(
            [4m, 6m], Matching.Match(OrderBook.Empty.Add(maker with { Remaining = new Quantity(4m) })
                .Add(maker with { Id = new OrderId("order/other"), Remaining = new Quantity(6m) }),
            taker with { Cover = new Money(72m) }, instrument, new Price(mark), 0, 10, default).OfType<TradeExecuted>()
                .Select(trade => trade.Quantity.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void An_account_whose_losses_eat_the_cover_of_its_orders_takes_them_off_before_it_is_liquidated(int sign)
    {
        using var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("BTC-PERP"), TestRules.Instrument("ETH-PERP")));
        exchange.Open("maker", 1_300m, ("BTC-PERP", sign, 10_000m));
        exchange.Open("other", 100_000m, ("BTC-PERP", -sign, 10_000m));
        exchange.Mark("BTC-PERP", 10_000m);
        exchange.Mark("ETH-PERP", 100m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, 29m, 100m);
        // Equity less maintenance margin is 800 at 10,000 and must stay above the 290 that stand for the order.
        exchange.Mark("BTC-PERP", 10_000m - (sign * 400m));
        Assert.Single(exchange["maker"].Orders);
        exchange.Mark("BTC-PERP", 10_000m - (sign * 600m));
        Assert.Equal("not-covered", exchange.All<CancelRequested>().Single().Reason);
        Assert.Empty(exchange["maker"].Orders);
        Assert.Empty(exchange.All<LiquidationStarted>());
    }

    [Fact]
    public void A_close_that_losses_elsewhere_have_made_unpayable_is_taken_off()
    {
        using var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("BTC-PERP"), TestRules.Instrument("ETH-PERP")));
        exchange.Open("hedged", 3_000m, ("BTC-PERP", 1m, 10_000m), ("ETH-PERP", -100m, 100m));
        exchange.Open("other", 100_000m, ("BTC-PERP", -1m, 10_000m), ("ETH-PERP", 100m, 100m));
        exchange.Mark("BTC-PERP", 10_000m);
        exchange.Mark("ETH-PERP", 100m);
        exchange.Order("hedged", "BTC-PERP", Side.Sell, 1m, 10_500m, reduceOnly: true);
        // Both legs rise by a half: equity stays 3000, but the sale at 10,500 would give up 4,500 of it.
        for (var step = 1; step <= 10; step++)
        {
            exchange.Mark("BTC-PERP", 10_000m + (500m * step));
            exchange.Mark("ETH-PERP", 100m + (5m * step));
        }

        Assert.Empty(exchange["hedged"].Orders);
        Assert.Empty(exchange.All<LiquidationStarted>());
        Assert.Equal(2, exchange["hedged"].Positions.Count);
    }

    /// <summary>A mark that jumps over all prices between.</summary>
    private static void Gap(ExchangeFixture exchange, decimal mark) => Assert.IsType<CommandAccepted>(exchange.Mark("ETH-PERP", mark));
}
