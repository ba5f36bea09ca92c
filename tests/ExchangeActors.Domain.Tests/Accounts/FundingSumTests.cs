using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

/// <summary>
/// What an account has paid for funding is what has accrued, within one quote tick over the whole run: payer or receiver, cross or
/// isolated, however often it settles, closes and opens again.
/// </summary>
public sealed class FundingSumTests
{
    private static readonly string[] Traders = ["alice", "bob", "carol", "dave"];
    private static readonly string[] Markets = ["COARSE", "FINE"];

    private static readonly Gen<(int Kind, int Who, int Whom, int Where, int Amount)[]> Histories = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 1], Gen.Int[1, 5_000], (kind, who, whom, where, amount) => (kind, who,
            whom, where, amount)).Array[1, 40];

    [Fact]
    public void What_is_paid_is_what_accrued_within_a_tick_of_the_coarsest_market() => Histories.Sample(
        history =>
        {
            using var exchange = new ExchangeFixture(TestRules.Of(
                TestRules.Instrument("COARSE") with { QuoteTick = 0.01m }, TestRules.Instrument("FINE") with { QuoteTick = 0.0001m }));
            exchange.Open("alice", 1_000_000m, ("COARSE", 0.05m, 100m));
            exchange.Open("bob", 1_000_000m, ("COARSE", -0.08m, 100m), ("FINE", 0.03m, 100m));
            exchange.Open("carol", 1_000_000m, ("FINE", -0.04m, 100m));
            exchange.OpenIsolated("dave", 1_000_000m, ("COARSE", 0.03m, 100m, 1_000m), ("FINE", 0.01m, 100m, 1_000m));
            exchange.Mark("COARSE", 100m);
            exchange.Mark("FINE", 100m);
            var accrued = Traders.ToDictionary(trader => trader, _ => 0m);
            foreach (var (kind, who, whom, where, amount) in history)
            {
                var market = Markets[where];
                if (kind == 0)
                {
                    Trade(exchange, Traders[who], Traders[whom], market, amount % 20 * 0.01m);
                    continue;
                }

                var rate = (amount - 2_500) * 0.0000001m;
                foreach (var trader in Traders)
                {
                    accrued[trader] += (exchange[trader].Positions.GetValueOrDefault(new MarketId(market))?.Size.Value ?? 0m) * rate * 100m;
                }

                exchange.Accepted(EntityRef.Market(new MarketId(market)), id => new UpdateFunding(id, rate));
                exchange.Run();
                foreach (var trader in Traders)
                {
                    var account = exchange[trader];
                    Assert.InRange(account.FundingPaid.Value - accrued[trader], 0m, 0.01m);
                    Assert.Equal(accrued[trader] - account.FundingPaid.Value, account.FundingRemainder);
                }
            }
        },
        iter: 150);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Eight_small_fundings_are_one_large_one(int side)
    {
        using var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("ETH-PERP") with { QuoteTick = 0.01m }));
        exchange.Open("alice", 100m, ("ETH-PERP", side * 0.01m, 1_000m));
        exchange.Open("bob", 100m, ("ETH-PERP", -side * 0.01m, 1_000m));
        exchange.Mark("ETH-PERP", 1_000m);
        for (var i = 0; i < 8; i++)
        {
            exchange.Accepted(EntityRef.Market(new MarketId("ETH-PERP")), id => new UpdateFunding(id, 0.000125m));
            exchange.Run();
        }

        Assert.Equal((100m - (side * 0.01m), 100m + (side * 0.01m)), (exchange["alice"].Wallet.Value, exchange["bob"].Wallet.Value));
        Assert.Equal((0m, 0m), (exchange["alice"].FundingRemainder, exchange["bob"].FundingRemainder));
    }

    [Fact]
    public void The_index_of_a_tiny_price_loses_no_digit_that_a_large_position_would_miss()
    {
        var instrument = TestRules.Instrument("PEPE") with { TickSize = 1e-12m, LotSize = 1m, QuoteTick = 0.01m };
        using var exchange = new ExchangeFixture(TestRules.Of(instrument));
        exchange.Open("alice", 1e9m, ("PEPE", 1e15m, 6e-9m));
        exchange.Open("bob", 1e9m, ("PEPE", -1e15m, 6e-9m));
        exchange.Mark("PEPE", 6e-9m);
        for (var i = 0; i < 1_000; i++)
        {
            exchange.Accepted(EntityRef.Market(new MarketId("PEPE")), id => new UpdateFunding(id, 0.0000123456789m));
            exchange.Run();
        }

        // 6,000,000 · 0.0000123456789 · 1000 = 74,074.0734, up to the tick.
        Assert.Equal((74_074.08m, -74_074.07m), (exchange["alice"].FundingPaid.Value, exchange["bob"].FundingPaid.Value));
    }

    private static void Trade(ExchangeFixture exchange, string buyer, string seller, string market, decimal quantity)
    {
        if (quantity == 0m || buyer == seller)
        {
            return;
        }

        MarginMode Mode(string trader) => trader == "dave" ? MarginMode.Isolated : MarginMode.Cross;
        exchange.Order(buyer, market, Side.Buy, quantity, 100m, mode: Mode(buyer));
        exchange.Order(seller, market, Side.Sell, quantity, 100m, TimeInForce.ImmediateOrCancel, mode: Mode(seller));
    }
}
