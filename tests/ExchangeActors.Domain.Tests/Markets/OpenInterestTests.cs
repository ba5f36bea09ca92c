using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Markets;

public sealed class OpenInterestTests
{
    private static readonly MarketId Eth = new("ETH-PERP");

    private static readonly Gen<(int Who, int Other, int Amount, int Kind, int Price)[]> Histories =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[1, 60], Gen.Int[0, 9], Gen.Int[-40, 40]).Array[5, 40];

    [Fact]
    public void What_would_open_above_the_cap_does_not_trade_and_closing_always_does()
    {
        using var exchange = Exchange(cap: 1_000m);
        Trade(exchange, "a", "b", 6m);
        // Ten contracts are worth the cap: of six more, four fit.
        Trade(exchange, "c", "d", 6m);
        Assert.Equal(4m, Size(exchange, "c"));
        Assert.Equal(CloseReason.OpenInterestCap, exchange.All<OrdersClosed>().Single().Reason);
        Assert.Equal("open-interest-cap-market", CloseReason.OpenInterestCap.Code());
        Trade(exchange, "e", "d", 1m);
        Assert.Equal(0m, Size(exchange, "e"));
        // Who closes may hand over to who opens; a flip counts what it opens.
        Cancel(exchange, "d");
        Trade(exchange, "e", "a", 6m);
        Assert.Equal((6m, 0m), (Size(exchange, "e"), Size(exchange, "a")));
        Trade(exchange, "f", "e", 8m);
        Assert.Equal((6m, 0m), (Size(exchange, "f"), Size(exchange, "e")));
        Cancel(exchange, "e");
        Trade(exchange, "b", "f", 3m);
        Assert.Equal((-3m, 3m), (Size(exchange, "b"), Size(exchange, "f")));
        // When the mark halves there is room again.
        exchange.Mark("ETH-PERP", 95m);
        Trade(exchange, "e", "a", 3m, 95m);
        Assert.Equal(3m, Size(exchange, "e"));
    }

    [Fact]
    public void Orders_that_arrive_together_do_not_pass_the_cap_together()
    {
        using var exchange = Exchange(cap: 1_000m);
        exchange.Order("a", "ETH-PERP", Side.Sell, 20m, 100m);
        foreach (var taker in new[] { "b", "c", "d" })
        {
            exchange.Send(EntityRef.Account(new AccountId(taker)), id => new PlaceOrder(
                id, Eth, Side.Buy, new Quantity(6m), new Price(100m), TimeInForce.ImmediateOrCancel, false, MarginMode.Cross,
                    exchange.Marks));
        }

        exchange.Run();
        Assert.Equal(-10m, Size(exchange, "a"));
    }

    [Fact]
    public void One_account_may_hold_so_much_and_reduce_it_freely()
    {
        using var exchange = Exchange(account: 500m);
        Assert.Equal("open-interest-cap-account", Code(exchange.Order("a", "ETH-PERP", Side.Buy, 5.01m, 100m)));
        Trade(exchange, "a", "b", 3m);
        Assert.Null(Code(exchange.Order("a", "ETH-PERP", Side.Buy, 1m, 90m)));
        Assert.Equal("open-interest-cap-account", Code(exchange.Order("a", "ETH-PERP", Side.Buy, 1.01m, 90m)));
        Assert.Null(Code(exchange.Order("a", "ETH-PERP", Side.Sell, 8m, 110m)));
        Assert.Equal("open-interest-cap-account", Code(exchange.Order("a", "ETH-PERP", Side.Sell, 0.01m, 110m)));
        Assert.Equal("open-interest-cap-account", Code(exchange.Send(EntityRef.Account(new AccountId("c")), id => new PlaceQuotes(
            id, Eth, [new QuoteLevel(Side.Sell, new Quantity(3m), new Price(110m)),
                new QuoteLevel(Side.Sell, new Quantity(3m), new Price(111m))], exchange.Marks))));
        // A rise of the mark puts the position above the cap: it may be closed.
        exchange.Mark("ETH-PERP", 180m);
        Assert.Equal("open-interest-cap-account", Code(exchange.Order("b", "ETH-PERP", Side.Sell, 0.01m, 180m)));
        Assert.Null(Code(exchange.Order("b", "ETH-PERP", Side.Buy, 3m, 180m, reduceOnly: true)));
    }

    [Fact]
    public void At_rest_the_market_knows_what_everybody_holds_through_liquidations_and_deleveragings() => Histories.Sample(
        acts =>
        {
            using var exchange = Exchange(cap: 20_000m);
            exchange.Open("x", 450m, ("ETH-PERP", 40m, 100m));
            exchange.Open("y", 450m, ("ETH-PERP", -40m, 100m));
            foreach (var (who, other, amount, kind, price) in acts)
            {
                var mark = exchange.Marks[Eth]!.Mark.Value;
                if (kind < 6)
                {
                    Trade(exchange, $"{(char)('a' + who)}", $"{(char)('a' + other)}", amount,
                        Rounding.Down(mark * (1m + (price / 1_000m)), 0.1m));
                }
                else
                {
                    exchange.Mark("ETH-PERP", Math.Max(1m, Rounding.Down(mark * (1m + (price / 200m)), 0.1m)));
                }
            }

            var market = exchange.Exchange.State.Market(Eth);
            Assert.Equal(
                exchange.Exchange.State.Accounts.Values.Where(account => account.Positions.ContainsKey(Eth))
                    .Select(account => (account.Id, account.Positions[Eth].Size)).OrderBy(pair => pair.Id),
                market.Interest!.Positions.Select(pair => (pair.Key, pair.Value)));
            Assert.Equal(market.Interest.Positions.Values.Sum(size => Math.Max(0m, size.Value)), market.Interest.Longs.Value);
        },
        iter: 300);

    private static ExchangeFixture Exchange(decimal? cap = null, decimal? account = null)
    {
        var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument("ETH-PERP") with
        {
            OpenInterestCap = cap is { } all ? new Money(all) : null,
            AccountOpenInterestCap = account is { } own ? new Money(own) : null,
        }));
        foreach (var name in new[] { "a", "b", "c", "d", "e", "f" })
        {
            exchange.Open(name, 2_000m);
        }

        exchange.Mark("ETH-PERP", 100m);
        return exchange;
    }

    /// <summary>The buyer takes what the seller rests.</summary>
    private static void Trade(ExchangeFixture exchange, string buyer, string seller, decimal quantity, decimal price = 100m)
    {
        exchange.Order(seller, "ETH-PERP", Side.Sell, quantity, price);
        exchange.Order(buyer, "ETH-PERP", Side.Buy, quantity, price, TimeInForce.ImmediateOrCancel);
    }

    private static void Cancel(ExchangeFixture exchange, string account)
    {
        exchange.Send(EntityRef.Account(new AccountId(account)), id => new CancelAllOrders(id, Eth));
        exchange.Run();
    }

    private static decimal Size(ExchangeFixture exchange, string account) =>
        exchange[account].Positions.GetValueOrDefault(Eth)?.Size.Value ?? 0m;

    private static string? Code(Message reply) => (reply as CommandRefused)?.Code;
}
