using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

public sealed class FeeTests
{
    [Fact]
    public void The_taker_pays_the_maker_earns_and_both_are_rounded_in_favour_of_the_exchange()
    {
        using var exchange = new ExchangeFixture(TestRules.Of(
            TestRules.Instrument("ETH-PERP", maker: -0.0001m, taker: 0.0005m) with { QuoteTick = 0.01m }));
        exchange.Open("alice", 10_000m);
        exchange.Open("bob", 10_000m);
        exchange.Mark("ETH-PERP", 1_234.5m);
        exchange.Order("alice", "ETH-PERP", Side.Buy, 1.23m, 1_234.5m);
        exchange.Order("bob", "ETH-PERP", Side.Sell, 1.23m, 1_234.5m);
        // Notional 1518.435: 0.7592175 becomes 0.76, the rebate of 0.1518435 becomes 0.15.
        Assert.Equal(10_000m + 0.15m, exchange["alice"].Wallet.Value);
        Assert.Equal(10_000m - 0.76m, exchange["bob"].Wallet.Value);
        Assert.Equal(0.61m, exchange.Exchange.State.Market(new MarketId("ETH-PERP")).FeesCollected.Value);
    }
}
