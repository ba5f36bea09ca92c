using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Accounts;

/// <summary>Fees are those of the whole order: many fills cost no more than one, and a rebate never exceeds the exact one.</summary>
public sealed class OrderFeeTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    private static readonly Gen<(int[] Fills, int Maker, int Taker, int Rests)> Splits =
        Gen.Select(Gen.Int[1, 40].Array[1, 12], Gen.Int[-7, 30], Gen.Int[7, 30], Gen.Int[0, 40], (fills, maker, taker, rests) =>
            (fills, maker, taker, rests));

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void However_an_order_is_filled_it_pays_the_exact_fee_of_all_of_it_rounded_up_once(Side side) => Splits.Sample(
        split =>
        {
            var (makerRate, takerRate) = (split.Maker / 10_000m, split.Taker / 10_000m);
            using var exchange = Exchange(makerRate, takerRate);
            exchange.Open("alice", 1_000_000m);
            exchange.Open("bob", 1_000_000m);
            exchange.Mark("ETH-PERP", 1.7m);
            foreach (var quantity in split.Fills)
            {
                exchange.Order("bob", "ETH-PERP", side.Opposite(), quantity, 1.7m);
            }

            // Alice takes them all and rests with what is left, which bob takes piece by piece.
            var taken = split.Fills.Sum();
            exchange.Order("alice", "ETH-PERP", side, taken + split.Rests, 1.7m);
            for (var left = split.Rests; left > 0; left -= Math.Min(3, left))
            {
                exchange.Order("bob", "ETH-PERP", side.Opposite(), Math.Min(3, left), 1.7m);
            }

            var exact = (taken * 1.7m * takerRate) + (split.Rests * 1.7m * makerRate);
            Assert.Equal(Rounding.Up(exact, 0.01m), exchange["alice"].FeesPaid.Value);
            var order = exchange.All<OrderPlaced>().Single(placed => placed.Order.Account == new AccountId("alice"));
            Assert.True(exchange["alice"].FeesPaid <= order.Reserved - order.Order.Cover, "more was charged than was reserved");
        },
        iter: 300);

    [Fact]
    public void Every_level_of_a_mass_quote_and_every_order_is_charged_for_itself()
    {
        using var exchange = Exchange(0.0005m, 0.001m);
        exchange.Open("maker", 1_000m);
        exchange.Open("bob", 1_000m);
        exchange.Mark("ETH-PERP", 1m);
        exchange.Accepted(EntityRef.Account(new AccountId("maker")), id => new PlaceQuotes(
            id, Eth, [new QuoteLevel(Side.Sell, new Quantity(2m), new Price(1m)),
                new QuoteLevel(Side.Sell, new Quantity(2m), new Price(1.1m))], exchange.Marks));
        exchange.Run();
        // 2 at 1.0 and 2 at 1.1: each level owes less than a cent of its own, in two pieces or in one.
        exchange.Order("bob", "ETH-PERP", Side.Buy, 1m, 1.1m);
        exchange.Order("bob", "ETH-PERP", Side.Buy, 3m, 1.1m);
        Assert.Equal(0.02m, exchange["maker"].FeesPaid.Value);
        Assert.Equal(0.02m, exchange["bob"].FeesPaid.Value);
    }

    [Fact]
    public void An_order_that_is_cancelled_for_self_trade_prevention_pays_nothing_and_the_others_their_own()
    {
        using var exchange = Exchange(0.001m, 0.002m);
        exchange.Open("alice", 1_000m);
        exchange.Open("bob", 1_000m);
        exchange.Mark("ETH-PERP", 1m);
        exchange.Order("alice", "ETH-PERP", Side.Sell, 10m, 1m);
        exchange.Order("bob", "ETH-PERP", Side.Sell, 10m, 1m);
        exchange.Order("alice", "ETH-PERP", Side.Buy, 10m, 1m);
        Assert.Equal(CloseReason.SelfTrade, Assert.Single(exchange.All<OrdersClosed>()).Reason);
        Assert.Equal((0.02m, 0.01m), (exchange["alice"].FeesPaid.Value, exchange["bob"].FeesPaid.Value));
    }

    [Fact]
    public void A_liquidation_pays_no_trading_fee_and_its_makers_pay_theirs_once()
    {
        using var exchange = Exchange(0.001m, 0.002m);
        exchange.Open("alice", 2_000m, ("ETH-PERP", 10m, 1_000m));
        exchange.Open("bob", 100_000m, ("ETH-PERP", -10m, 1_000m));
        exchange.Mark("ETH-PERP", 1_000m);
        exchange.Order("bob", "ETH-PERP", Side.Buy, 10m, 840m);
        exchange.Mark("ETH-PERP", 841m);
        Assert.Equal((0m, 8.4m), (exchange["alice"].FeesPaid.Value, exchange["bob"].FeesPaid.Value));
    }

    private static ExchangeFixture Exchange(decimal maker, decimal taker) => new(TestRules.Of(
        TestRules.Instrument("ETH-PERP", maker: maker, taker: taker) with { QuoteTick = 0.01m, TickSize = 0.01m }));
}
