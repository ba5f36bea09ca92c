using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Markets;

public sealed class MarkPriceTests
{
    private readonly MarketId _eth = new("ETH-PERP");

    [Fact]
    public void By_the_rule_last_the_mark_is_the_last_trade_of_the_feed_or_of_the_own_book_or_else_the_index()
    {
        using var exchange = Exchange(MarkPriceRule.Last);
        exchange.Open("alice", 10_000m);
        exchange.Open("bob", 10_000m);
        exchange.Mark("ETH-PERP", 100m);
        Assert.Equal(100m, MarkOf(exchange));
        exchange.Mark("ETH-PERP", 100m, last: 103m);
        Assert.Equal(103m, MarkOf(exchange));
        exchange.Order("alice", "ETH-PERP", Side.Buy, 1m, 104m);
        exchange.Order("bob", "ETH-PERP", Side.Sell, 1m, 104m);
        exchange.Mark("ETH-PERP", 100m);
        Assert.Equal(104m, MarkOf(exchange));
    }

    [Fact]
    public void By_the_rule_index_the_mark_is_the_index_on_the_nearest_tick_and_at_least_one_tick()
    {
        using var exchange = Exchange(MarkPriceRule.Index);
        exchange.Mark("ETH-PERP", 100.04m, last: 120m);
        Assert.Equal(100m, MarkOf(exchange));
        exchange.Mark("ETH-PERP", 100.05m);
        Assert.Equal(100.1m, MarkOf(exchange));
        exchange.Mark("ETH-PERP", 0.001m);
        Assert.Equal(0.1m, MarkOf(exchange));
    }

    [Fact]
    public void The_smoothed_basis_begins_with_the_first_observation_moves_by_its_weight_and_is_clamped()
    {
        using var exchange = Exchange(MarkPriceRule.SmoothedBasis, smoothing: 0.5m, clamp: 0.05m);
        exchange.Mark("ETH-PERP", 1_000m, last: 1_020m);
        Assert.Equal(1_020m, MarkOf(exchange));
        exchange.Mark("ETH-PERP", 1_000m, last: 1_000m);
        Assert.Equal(1_010m, MarkOf(exchange));
        exchange.Mark("ETH-PERP", 1_000m, last: 2_000m);
        Assert.Equal(1_050m, MarkOf(exchange));
        Assert.Equal(0.05m, exchange.All<MarkPriceUpdated>().Last().Basis);
    }

    [Theory]
    [InlineData(0, 100, "price-not-positive")]
    [InlineData(-1, 100, "price-not-positive")]
    [InlineData(100, 0, "price-not-positive")]
    [InlineData(2_000_000_000_000, 100, "price-too-large")]
    public void A_price_that_is_none_is_refused_and_the_mark_stays(double index, double last, string code)
    {
        using var exchange = Exchange(MarkPriceRule.Index);
        exchange.Mark("ETH-PERP", 100m);
        Assert.Equal(code, Assert.IsType<CommandRefused>(exchange.Mark("ETH-PERP", (decimal)index, (decimal)last)).Code);
        Assert.Equal(code, Assert.Single(exchange.All<PriceRefused>()).Code);
        Assert.Equal(100m, MarkOf(exchange));
    }

    [Fact]
    public void A_price_that_is_not_later_than_the_one_before_is_refused()
    {
        using var exchange = Exchange(MarkPriceRule.Index);
        Assert.IsType<CommandAccepted>(At(exchange, 100m, 5_000));
        Assert.Equal("price-out-of-order", Assert.IsType<CommandRefused>(At(exchange, 101m, 5_000)).Code);
        Assert.Equal("price-out-of-order", Assert.IsType<CommandRefused>(At(exchange, 101m, 4_999)).Code);
        Assert.IsType<CommandAccepted>(At(exchange, 101m, 5_001));
    }

    [Fact]
    public void A_jump_is_held_until_a_following_price_near_it_confirms_it()
    {
        using var exchange = Exchange(MarkPriceRule.Index, maxJump: 0.3m);
        exchange.Mark("ETH-PERP", 1_000m);
        Assert.Equal("price-held", Assert.IsType<CommandRefused>(exchange.Mark("ETH-PERP", 600m)).Code);
        Assert.Equal(1_000m, MarkOf(exchange));
        Assert.Equal(600m, Assert.Single(exchange.All<PriceHeld>()).Held.Price.Value);
        Assert.IsType<CommandAccepted>(exchange.Mark("ETH-PERP", 660m));
        Assert.Equal(660m, MarkOf(exchange));
    }

    [Fact]
    public void A_jump_that_the_next_price_does_not_confirm_is_forgotten()
    {
        using var exchange = Exchange(MarkPriceRule.Index, maxJump: 0.3m);
        exchange.Mark("ETH-PERP", 1_000m);
        exchange.Mark("ETH-PERP", 10m);
        Assert.IsType<CommandAccepted>(exchange.Mark("ETH-PERP", 990m));
        Assert.Equal("price-held", Assert.IsType<CommandRefused>(exchange.Mark("ETH-PERP", 10m)).Code);
        // Far from the held price, but two observations in a row have seen the market at 100 or below.
        Assert.IsType<CommandAccepted>(exchange.Mark("ETH-PERP", 100m));
        Assert.Equal(100m, MarkOf(exchange));
    }

    [Fact]
    public void A_price_before_the_listing_and_a_second_listing_are_refused()
    {
        using var exchange = Exchange(MarkPriceRule.Index);
        Assert.Equal(
            "market-already-listed",
                Refusal(exchange.Send(EntityRef.Market(_eth), id => new ListMarket(id, TestRules.Instrument("ETH-PERP")))));
        Assert.Equal("market-without-mark", Refusal(exchange.Send(EntityRef.Market(_eth), id => new UpdateFunding(id, 0.01m))));
        var unlisted = Market.New(_eth).Decide(new UpdatePrice(new CommandId("test", 1), new Price(1m), null, new Moment(1)), 1, default);
        Assert.Equal("market-not-listed", Refusal(unlisted.Reply));
    }

    private static string Refusal(Message? reply) => Assert.IsType<CommandRefused>(reply).Code;

    private static ExchangeFixture Exchange(MarkPriceRule rule, decimal smoothing = 0.5m, decimal clamp = 0.05m, decimal maxJump = 0m) =>
        new(TestRules.Of(TestRules.Instrument("ETH-PERP", mark: new MarkPriceSettings(rule, smoothing, clamp, maxJump, 0.1m))));

    private Message At(ExchangeFixture exchange, decimal price, long ms) =>
        exchange.Send(EntityRef.Market(_eth), id => new UpdatePrice(id, new Price(price), null, new Moment(ms)));

    private decimal MarkOf(ExchangeFixture exchange) => exchange.Marks[_eth]!.Mark.Value;
}
