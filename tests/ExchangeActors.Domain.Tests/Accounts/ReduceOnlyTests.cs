using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

public sealed class ReduceOnlyTests : IDisposable
{
    private static readonly MarketId Eth = new("ETH-PERP");
    private readonly ExchangeFixture _exchange = new();

    public void Dispose() => _exchange.Dispose();

    [Fact]
    public void A_reduce_only_order_is_cancelled_when_the_position_shrinks_below_it()
    {
        _exchange.Open("alice", 100_000m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Order("alice", "ETH-PERP", Side.Sell, 4m, 2_200m, reduceOnly: true);
        _exchange.Order("alice", "ETH-PERP", Side.Sell, 6m, 2_300m, reduceOnly: true);
        // Not reduce-only, so nothing forbids it; it leaves room for the first order only.
        _exchange.Order("alice", "ETH-PERP", Side.Sell, 5m, 1_990m);
        _exchange.Order("bob", "ETH-PERP", Side.Buy, 5m, 1_990m);
        Assert.Equal(5m, _exchange["alice"].Positions[Eth].Size.Value);
        Assert.Equal([4m], _exchange["alice"].Orders.Values.Select(order => order.Remaining.Value));
        Assert.Equal("position-shrank", Assert.Single(_exchange.All<CancelRequested>()).Reason);
    }

    [Fact]
    public void Every_order_of_the_market_is_cancelled_when_the_position_is_closed_by_force()
    {
        _exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 10_000m, ("ETH-PERP", -10m, 2_000m));
        _exchange.Mark("ETH-PERP", 2_000m);
        _exchange.Order("bob", "ETH-PERP", Side.Buy, 10m, 1_500m, reduceOnly: true);
        _exchange.Order("bob", "ETH-PERP", Side.Sell, 1m, 2_500m);
        _exchange.Mark("ETH-PERP", 1_700m);
        Assert.Empty(_exchange["bob"].Positions);
        Assert.Empty(_exchange["bob"].Orders);
        Assert.Equal("deleveraged", Assert.Single(_exchange.All<CancelRequested>()).Reason);
        Assert.Equal(0, _exchange.Exchange.State.Market(Eth).Book.Count);
    }
}
