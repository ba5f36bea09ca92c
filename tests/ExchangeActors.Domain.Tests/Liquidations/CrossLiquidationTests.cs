using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Venues.Bankruptcy;

namespace ExchangeActors.Domain.Tests.Liquidations;

public sealed class CrossLiquidationTests
{
    private static readonly MarketId Btc = new("BTC-PERP");
    private static readonly MarketId Eth = new("ETH-PERP");

    [Fact]
    public void The_position_with_the_largest_maintenance_margin_is_closed_first_and_the_rest_is_kept_when_margin_is_restored()
    {
        using var exchange = TwoMarkets();
        exchange.Open("alice", 1_500m, ("BTC-PERP", 1m, 10_000m), ("ETH-PERP", 8m, 1_000m));
        exchange.Open("bob", 1_000_000m, ("BTC-PERP", -1m, 10_000m), ("ETH-PERP", -8m, 1_000m));
        exchange.Mark("BTC-PERP", 10_000m);
        exchange.Mark("ETH-PERP", 1_000m);
        exchange.Order("bob", "BTC-PERP", Side.Buy, 1m, 9_350m);
        // Equity 850 < 467.5 + 400; without BTC 400 is covered.
        exchange.Mark("BTC-PERP", 9_350m);
        var started = Assert.Single(exchange.All<LiquidationStarted>());
        Assert.Equal((850m, 867.5m), (started.Equity.Value, started.MaintenanceMargin.Value));
        Assert.Equal([Btc], exchange.All<LiquidationStepRequested>().Select(step => step.Market));
        Assert.Equal([Eth], exchange["alice"].Positions.Keys);
        Assert.Equal(850m, exchange["alice"].Wallet.Value);
        Assert.Equal(AccountStatus.Active, exchange["alice"].Status);
    }

    [Fact]
    public void Position_by_position_at_the_prices_fixed_at_the_start_nothing_is_left_and_nothing_is_missing()
    {
        using var exchange = TwoMarkets();
        exchange.Open("alice", 1_500m, ("BTC-PERP", 1m, 10_000m), ("ETH-PERP", 8m, 1_000m));
        exchange.Open("bob", 1_000_000m, ("BTC-PERP", -1m, 11_000m), ("ETH-PERP", -8m, 1_100m));
        exchange.Open("carol", 1_000_000m);
        exchange.Mark("BTC-PERP", 10_000m);
        exchange.Mark("ETH-PERP", 1_000m);
        exchange.Mark("BTC-PERP", 8_000m);
        // Equity −500 is shared 400 : 400 over BTC and ETH: 8000 + 250 and 1000 + 31.25; a tick of 0.1 of 8 ETH would be worth more than
        // the quote tick, so the price is finer than it.
        var started = Assert.Single(exchange.All<LiquidationStarted>());
        Assert.Equal([8_250m, 1_031.25m], started.Positions.Select(position => position.BankruptcyPrice!.Value.Value));
        Assert.Equal([Btc, Eth], exchange.All<DeleveragingRequested>().Select(request => request.Market));
        Assert.Equal([8_250m, 1_031.25m], exchange.All<PositionForceClosed>().Select(close => close.Price.Value));
        Assert.Equal(0m, exchange["alice"].Wallet.Value);
        Assert.Empty(exchange["alice"].Positions);
    }

    [Fact]
    public void Without_a_bankruptcy_price_above_zero_nobody_is_closed_and_the_exchange_takes_over()
    {
        // b = m − s·equity/q gives each position the whole equity: for the small short it falls below zero.
        using var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("BTC-PERP"), TestRules.Instrument("ETH-PERP")) with
        {
            Profile = TestRules.Bitmex() with { BankruptcyPrice = new AccountEquityBankruptcy() },
        });
        exchange.Open("alice", 100m, ("BTC-PERP", 1m, 10_000m), ("ETH-PERP", -1m, 1_000m));
        exchange.Open("bob", 1_000_000m, ("BTC-PERP", -1m, 10_000m), ("ETH-PERP", 1m, 1_000m));
        exchange.Mark("ETH-PERP", 1_000m);
        exchange.Mark("BTC-PERP", 900m);
        // Equity 100 − 9100 = −9000; ETH, the larger maintenance margin: b = 1000 − 9000.
        var refused = Assert.Single(exchange.All<LiquidationStepRefused>());
        Assert.Equal((Eth, -8_000m, "bankruptcy-price-not-positive"), (refused.Market, refused.BankruptcyPrice.Value, refused.Code));
        Assert.Equal(-1m, exchange["exchange-main"].Positions[Eth].Size.Value);
        Assert.Equal(1_000m, Assert.Single(exchange.All<PositionTakenOver>(), taken => taken.Market == Eth).Price.Value);
        // BTC goes to bob at 900 + 9000.
        Assert.Equal(9_900m, Assert.Single(exchange.All<PositionForceClosed>()).Price.Value);
        Assert.Equal(0m, exchange["alice"].Wallet.Value);
    }

    [Fact]
    public void The_liquidation_fee_goes_to_the_fund_and_is_capped_by_what_is_left()
    {
        using var exchange = new ExchangeFixture(TestRules.Of(
            TestRules.Instrument("ETH-PERP")) with
        { Profile = TestRules.Bitmex(fee: 0.005m) });
        exchange.Open("alice", 1_000m, ("ETH-PERP", 10m, 1_000m));
        exchange.Open("carol", 1_000m, ("ETH-PERP", 10m, 1_000m));
        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -20m, 1_000m));
        exchange.Mark("ETH-PERP", 1_000m);
        exchange.Order("bob", "ETH-PERP", Side.Buy, 10m, 940m);
        exchange.Order("bob", "ETH-PERP", Side.Buy, 10m, 902m);
        // Both have equity 400 < 470. Alice sells at 940: 400 left, fee 47. Carol sells at 902: 20 left, and the fee of 45.1 takes only
        // these.
        exchange.Mark("ETH-PERP", 940m);
        Assert.Equal([47m, 20m], exchange.All<LiquidationEnded>().Select(ended => ended.Fee.Value));
        Assert.Equal(353m, exchange["alice"].Wallet.Value);
        Assert.Equal(0m, exchange["carol"].Wallet.Value);
        Assert.Equal(67m, exchange.Pool.Credited.Value);
    }

    [Fact]
    public void No_more_liquidations_are_in_flight_than_the_limit_allows_and_the_others_follow_in_order()
    {
        using var exchange = new ExchangeFixture(TestRules.Of(
            TestRules.Instrument("ETH-PERP")) with
        {
            Profile = TestRules.Bitmex(
                WaterfallLimits.Default with { LiquidationsInFlight = 2 })
        });
        string[] traders = ["a", "b", "c", "d", "e"];
        foreach (var trader in traders)
        {
            exchange.Open(trader, 200m, ("ETH-PERP", 1m, 2_000m));
        }

        exchange.Open("bob", 1_000_000m, ("ETH-PERP", -5m, 2_000m));
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_700m);
        var most = 0;
        var working = 0;
        foreach (var recorded in exchange.Events)
        {
            working += recorded.Event is LiquidationStepRequested { Attempt: 1 } ? 1 : recorded.Event is LiquidationClosed ? -1 : 0;
            most = Math.Max(most, working);
        }

        Assert.Equal(2, most);
        Assert.Equal(traders, exchange.All<LiquidationStepRequested>().Select(step => step.Liquidation.Value.Split('/')[1]));
        Assert.Equal(5, exchange.All<LiquidationClosed>().Count());
    }

    private static ExchangeFixture TwoMarkets() => new(TestRules.Of(TestRules.Instrument("BTC-PERP"), TestRules.Instrument("ETH-PERP")));
}
