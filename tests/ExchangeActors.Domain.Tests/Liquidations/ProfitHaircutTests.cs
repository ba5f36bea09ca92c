using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Profits;

namespace ExchangeActors.Domain.Tests.Liquidations;

/// <summary>Profit that warms up and takes the haircut H, at the exchange's doors.</summary>
public sealed class ProfitHaircutTests
{
    private const string Eth = "ETH-PERP";

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_deficit_that_nobody_bears_lowers_every_winner_alike(int side)
    {
        using var exchange = Begin(0);
        exchange.Open("bankrupt", 1_000m, (Eth, side * 10m, 1_000m));
        exchange.Open("bob", 10_000m, (Eth, side * -6m, 1_000m));
        exchange.Open("carol", 10_000m, (Eth, side * -4m, 1_000m));
        exchange.Mark(Eth, 1_000m);
        exchange.Mark(Eth, 1_000m - (side * 150m));

        // 1,500 were won and 1,000 were there: the winners, closed at the mark, keep two thirds of it.
        Assert.Equal(500m, exchange.Pool.Deficit.Value);
        Assert.Equal((900m, 600m), (exchange["bob"].Claim!.Profit.Amount.Value, exchange["carol"].Claim!.Profit.Amount.Value));
        Assert.Equal("profit-not-released", Refused(exchange, "bob", 10_900m));
        Wait(exchange, 20);
        Assert.Equal("insufficient-margin", Refused(exchange, "bob", 10_900.01m));
        Withdraw(exchange, "bob", 10_450m);
        Withdraw(exchange, "carol", 10_600m);
        Withdraw(exchange, "bob", 450m);
        Assert.Equal([10_300m, 10_400m, 300m], exchange.All<WithdrawalPaid>().Select(paid => paid.Amount.Value));
        Assert.Equal(
            (0m, 0m, 0m),
            (exchange.Pool.Deficit.Value, exchange.Pool.Unclaimed.Value, exchange.Pool.HaircutAt(exchange.Now).Matured.Value));
        Assert.All(exchange.All<WithdrawalCut>(), cut => Assert.Equal("profit-haircut", cut.Profit!.Code));
        Assert.Equal(
            (1_000m, 1_500m),
            (exchange.All<WithdrawalCut>().First().Profit!.Backing.Value, exchange.All<WithdrawalCut>().First().Profit!.Matured.Value));
    }

    [Fact]
    public void What_the_fund_pays_backs_the_profit()
    {
        using var exchange = Begin(200m);
        exchange.Open("bankrupt", 1_000m, (Eth, 10m, 1_000m));
        exchange.Open("bob", 10_000m, (Eth, -10m, 1_000m));
        exchange.Mark(Eth, 1_000m);
        exchange.Mark(Eth, 850m);
        Wait(exchange, 20);
        Withdraw(exchange, "bob", 11_500m);
        Assert.Equal(11_200m, exchange.All<WithdrawalPaid>().Single().Amount.Value);
        Assert.Equal((0m, 0m), (exchange.Pool.Balance.Value, exchange.Pool.Deficit.Value));
    }

    [Fact]
    public void Principal_is_paid_at_once_and_whole_whatever_H_is()
    {
        using var exchange = Begin(0);
        Lose(exchange);
        Withdraw(exchange, "bob", 10_000m);
        Assert.Equal(10_000m, Assert.Single(exchange.All<Withdrawn>()).Amount.Value);
        Assert.Empty(exchange.All<WithdrawalCut>());
    }

    [Fact]
    public void An_order_counts_released_profit_times_H()
    {
        using var exchange = Begin(0);
        Lose(exchange);
        Withdraw(exchange, "bob", 9_900m);

        // Principal 100, profit 1,500 at H = 2/3: 1,100 are good for 12.9 contracts at 850 and an initial margin of 10 %.
        Assert.Equal("insufficient-margin", Code(exchange.Order("bob", Eth, Side.Sell, 10m, 850m)));
        Wait(exchange, 20);
        Assert.Equal("insufficient-margin", Code(exchange.Order("bob", Eth, Side.Sell, 13m, 850m)));
        Assert.Null(Code(exchange.Order("bob", Eth, Side.Sell, 12.9m, 850m)));

        // And so does what is left behind a position.
        Assert.Equal("profit-haircut", Refused(exchange, "bob", 100m));
    }

    [Fact]
    public void Maintenance_counts_all_profit()
    {
        using var exchange = Begin(0);
        exchange.Open("loser", 5_000m, (Eth, -10m, 1_000m));
        exchange.Open("bob", 600m, (Eth, 10m, 1_000m));
        exchange.Mark(Eth, 1_000m);

        // At 1,200 bob has 2,000 of profit that is not released; at 1,050 equity is 1,100 over 525.
        exchange.Mark(Eth, 1_200m);
        exchange.Mark(Eth, 1_050m);
        Assert.Empty(exchange.All<LiquidationStarted>());
        exchange.Mark(Eth, 980m);
        Assert.Single(exchange.All<LiquidationStarted>());
    }

    [Fact]
    public void A_losers_loss_backs_profit_once_it_was_seen()
    {
        using var exchange = Begin(0, touches: 1);
        exchange.Open("loser", 5_000m, (Eth, -1m, 1_000m));
        exchange.Open("alice", 5_000m, (Eth, 1m, 1_000m));
        exchange.Open("maker", 50_000m);
        exchange.Mark(Eth, 1_000m);
        exchange.Order("maker", Eth, Side.Buy, 1m, 1_100m);
        exchange.Mark(Eth, 1_100m);
        exchange.Order("maker", Eth, Side.Buy, 1m, 1_100m);
        exchange.Order("alice", Eth, Side.Sell, 1m, 1_100m);
        Assert.Equal(100m, exchange["alice"].Claim!.Profit.Amount.Value);
        for (var i = 0; i < 4; i++)
        {
            exchange.Mark(Eth, 1_100m + (i % 2));
        }

        Wait(exchange, 20);
        Withdraw(exchange, "alice", 5_100m);
        Assert.Equal(
            (5_100m, 0m),
            (exchange.All<WithdrawalPaid>().Single().Amount.Value, exchange.All<WithdrawalPaid>().Single().Haircut.Value));
    }

    [Fact]
    public void Two_who_won_the_same_get_the_same_whoever_asks_first() => Gen.Select(
        Gen.Int[1, 40], Gen.Int[1, 4], Gen.Bool).Sample((lots, parts, swapped) =>
    {
        using var exchange = Begin(0);
        exchange.Open("bankrupt", lots * 50m, (Eth, lots, 1_000m));
        exchange.Open("bob", 10_000m, (Eth, -lots / 2m, 1_000m));
        exchange.Open("carol", 10_000m, (Eth, -lots / 2m, 1_000m));
        exchange.Mark(Eth, 1_000m);
        exchange.Mark(Eth, 870.1m);
        Wait(exchange, 20);
        var (first, second) = swapped ? ("carol", "bob") : ("bob", "carol");
        for (var part = 0; part < parts; part++)
        {
            Withdraw(exchange, first, part == 0 ? 10_000m + (lots / 2m * 129.9m / parts) : lots / 2m * 129.9m / parts);
        }

        Withdraw(exchange, second, 10_000m + (lots / 2m * 129.9m));
        var (a, b) = (Paid(exchange, first), Paid(exchange, second));
        Assert.True(a <= b, $"{a} in {parts} parts is more than {b} at once");
        Assert.InRange(b - a, 0m, 0.000001m * (parts + 1));
        Assert.True(a + b <= 20_000m + (lots * 50m), $"{a + b} were paid out");
    }, iter: 60);

    private static ExchangeFixture Begin(decimal fund, int touches = 4)
    {
        var exchange = new ExchangeFixture(TestRules.Of(TestRules.Instrument(Eth)) with
        {
            Profile = TestProfiles.ProfitHaircut with { Profit = new WarmupHaircutProfit(20, touches) },
        });
        if (fund > 0m)
        {
            exchange.Fund(fund);
        }

        return exchange;
    }

    private static void Lose(ExchangeFixture exchange)
    {
        exchange.Open("bankrupt", 1_000m, (Eth, 10m, 1_000m));
        exchange.Open("bob", 10_000m, (Eth, -10m, 1_000m));
        exchange.Mark(Eth, 1_000m);
        exchange.Mark(Eth, 850m);
    }

    private static void Wait(ExchangeFixture exchange, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            exchange.Tick();
        }
    }

    private static void Withdraw(ExchangeFixture exchange, string account, decimal amount)
    {
        Assert.Null(Code(Ask(exchange, account, amount)));
        exchange.Run();
    }

    private static string? Refused(ExchangeFixture exchange, string account, decimal amount)
    {
        var code = Code(Ask(exchange, account, amount));
        exchange.Run();
        return code;
    }

    private static Message Ask(ExchangeFixture exchange, string account, decimal amount) =>
        exchange.Send(EntityRef.Account(new AccountId(account)), id => new Withdraw(id, new Money(amount), exchange.Marks));

    private static string? Code(Message reply) => (reply as CommandRefused)?.Code;

    private static decimal Paid(ExchangeFixture exchange, string account) => exchange.Events
        .Where(recorded => recorded.Id.Stream.Id == account)
        .Sum(recorded => recorded.Event is WithdrawalPaid paid ? paid.Amount.Value
            : recorded.Event is Withdrawn withdrawn ? withdrawn.Amount.Value
            : 0m);
}
