using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

public sealed class FundingTests : IDisposable
{
    private static readonly MarketId Eth = new("ETH-PERP");
    private readonly ExchangeFixture _exchange = new();

    public void Dispose() => _exchange.Dispose();

    [Fact]
    public void A_positive_rate_makes_longs_pay_shorts_rate_times_mark_per_unit()
    {
        Positions();
        Fund(0.001m);
        Assert.Equal(10_000m - 20m, _exchange["alice"].Wallet.Value);
        Assert.Equal(10_000m + 12m, _exchange["bob"].Wallet.Value);
        Assert.Equal(10_000m + 8m, _exchange["carol"].Wallet.Value);
        Assert.Equal(0m, Clearing());
    }

    [Fact]
    public void Several_updates_add_up_and_each_account_settles_up_to_the_newest_index_whenever_it_is_touched()
    {
        Positions();
        Fund(0.001m);
        _exchange.Mark("ETH-PERP", 2_100m);
        Fund(-0.0005m);
        Fund(0.002m);
        // 2 − 1.05 + 4.2 per unit.
        Assert.Equal(10_000m - 51.5m, _exchange["alice"].Wallet.Value);
        Assert.Equal(51.5m, _exchange["alice"].FundingPaid.Value);
        Assert.Equal(5.15m, _exchange["alice"].Positions[Eth].FundingIndex);
        Assert.Equal(0m, Clearing());
    }

    [Fact]
    public void What_rounding_leaves_over_is_the_exchanges_and_less_than_a_quote_tick_for_each_settlement()
    {
        _exchange.Open("alice", 10_000m, ("ETH-PERP", 0.03m, 2_000m));
        _exchange.Open("bob", 10_000m, ("ETH-PERP", -0.01m, 2_000m));
        _exchange.Open("carol", 10_000m, ("ETH-PERP", -0.02m, 2_000m));
        _exchange.Mark("ETH-PERP", 1_234.5m);
        Fund(0.0000123457m);
        Assert.Equal(3, _exchange.All<FundingSettled>().Count());
        Assert.InRange(Clearing(), 0.0000001m, 0.000003m);
    }

    [Fact]
    public void A_trade_after_the_funding_owes_nothing_for_the_time_before()
    {
        Positions();
        Fund(0.001m);
        _exchange.Open("dave", 10_000m);
        _exchange.Order("dave", "ETH-PERP", Side.Buy, 4m, 2_000m);
        _exchange.Order("alice", "ETH-PERP", Side.Sell, 4m, 2_000m);
        Assert.Equal(10_000m, _exchange["dave"].Wallet.Value);
        Fund(0.001m);
        Assert.Equal(10_000m - 8m, _exchange["dave"].Wallet.Value);
        Assert.Equal(10_000m - 20m - 12m, _exchange["alice"].Wallet.Value);
        Assert.Equal(0m, Clearing());
    }

    [Fact]
    public void A_fill_that_arrives_after_a_later_funding_is_settled_at_the_index_of_its_trade()
    {
        Positions();
        _exchange.Order("alice", "ETH-PERP", Side.Buy, 5m, 2_000m);
        var market = _exchange.Exchange.State.Market(Eth);
        var sold = new Order(new OrderId("order/bob/x"), new AccountId("bob"), Side.Sell, new Quantity(5m), new Price(2_000m),
            TimeInForce.ImmediateOrCancel, false, null);
        var fill = new FillNotice(1, _exchange["alice"].Orders.Keys.Single(), Side.Buy, sold.Quantity, sold.Limit, Money.Zero, true,
            Quantity.Zero, sold.Limit, 0m);
        // Alice settled 10 units up to index 2; then a fill of 5 at index 0 arrives.
        var settled = _exchange["alice"].Decide(new CheckMargin(
            _exchange.Marks.With(Eth, new MarkQuote(new Price(2_000m), 2m, market.Mark.Version + 1))), _exchange.Rules, default)
            .Events.Aggregate(_exchange["alice"], (state, @event) => state.Evolve(@event));
        Assert.Equal(20m, settled.FundingPaid.Value);
        var filled = settled.Decide(new MarketNotice(Eth, settled.Id, settled.Channels[Eth].LastNotice + 1, 1, fill, null),
            _exchange.Rules, default)
            .Events.Aggregate(settled, (state, @event) => state.Evolve(@event));
        Assert.Equal(0m, filled.FundingPaid.Value);
        var again = filled.Decide(
            new CheckMargin(_exchange.Marks.With(Eth, new MarkQuote(new Price(2_000m), 2m, market.Mark.Version + 1))),
                _exchange.Rules, default)
            .Events.Aggregate(filled, (state, @event) => state.Evolve(@event));
        Assert.Equal(30m, again.FundingPaid.Value);
    }

    [Fact]
    public void Isolated_margin_pays_for_its_own_position()
    {
        _exchange.OpenIsolated("alice", 5_000m, ("ETH-PERP", 1m, 2_000m, 400m));
        _exchange.Open("bob", 5_000m, ("ETH-PERP", -1m, 2_000m));
        _exchange.Mark("ETH-PERP", 2_000m);
        Fund(0.01m);
        Assert.Equal(4_600m, _exchange["alice"].Wallet.Value);
        Assert.Equal(380m, _exchange["alice"].Positions[Eth].IsolatedMargin!.Value.Value);
    }

    [Fact]
    public void A_rate_beyond_reason_is_refused()
    {
        Positions();
        Assert.Equal("invalid-rate", Assert.IsType<CommandRefused>(
            _exchange.Send(EntityRef.Market(Eth), id => new UpdateFunding(id, 1.5m))).Code);
    }

    private void Positions()
    {
        _exchange.Open("alice", 10_000m, ("ETH-PERP", 10m, 2_000m));
        _exchange.Open("bob", 10_000m, ("ETH-PERP", -6m, 2_000m));
        _exchange.Open("carol", 10_000m, ("ETH-PERP", -4m, 2_000m));
        _exchange.Mark("ETH-PERP", 2_000m);
    }

    private void Fund(decimal rate)
    {
        _exchange.Accepted(EntityRef.Market(Eth), id => new UpdateFunding(id, rate));
        _exchange.Run();
    }

    private decimal Clearing() => _exchange.Exchange.State.Accounts.Values.Sum(account => account.FundingPaid.Value);
}
