using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.InMemory;

public sealed class CrashTests
{
    private static readonly ExchangeRules Rules = TestRules.Of(TestRules.Instrument("ETH-PERP")) with
    {
        Profile = TestRules.Bitmex(WaterfallLimits.Default with { ForceClosesInFlight = 3, QueueLength = 12 }, 0.005m),
    };

    [Fact]
    public void A_crash_after_any_number_of_deliveries_leaves_the_waterfall_with_the_same_wallets_positions_and_fund()
    {
        var (undisturbed, deliveries) = Crashed([]);
        Assert.InRange(deliveries, 100, 2_000);
        for (var at = 1; at <= deliveries; at += 3)
        {
            Assert.Equal(undisturbed, Crashed([at]).Outcome);
        }
    }

    [Fact]
    public void Many_crashes_within_one_deleveraging_leave_the_same_wallets_positions_and_fund()
    {
        var undisturbed = Crashed([]).Outcome;
        Gen.Int[60, 400].Array[5, 20].Sample(crashes => Assert.Equal(undisturbed, Crashed(crashes).Outcome), iter: 60);
    }

    [Fact]
    public void Whenever_the_exchange_crashes_in_random_trading_the_invariants_hold_in_the_end() =>
        Gen.Select(RandomTrading.Histories(40), Gen.Int[0, int.MaxValue]).Sample(
        (history, seed) =>
        {
            var chance = new Random(seed);
            var exchange = new DisorderlyExchange(RandomTrading.Rules(), seed);
            RandomTrading.Open(exchange);
            exchange.Run();
            foreach (var act in history)
            {
                RandomTrading.Do(exchange, act);
                exchange.Run(chance.Next(60));
                if (chance.Next(4) == 0)
                {
                    exchange.Crash();
                }
            }

            exchange.Settle();
            exchange.AssertInvariants();
        },
        iter: 200);

    [Fact]
    public void A_forced_close_that_was_confirmed_before_the_crash_is_not_sent_again()
    {
        using var exchange = Opened();
        exchange.Send(EntityRef.Market(new MarketId("ETH-PERP")), id =>
            new UpdatePrice(id, new Price(1_700m), null, new Moment(2_000_000_000_000)));
        while (exchange.All<ForceCloseConfirmed>().Count() < 5)
        {
            exchange.Exchange.Run(1);
        }

        exchange.Crash();
        exchange.Run();
        Assert.Equal(exchange.All<PositionForceClosed>().Count(),
            exchange.All<PositionForceClosed>().DistinctBy(close => close.Step).Count());
        Assert.Equal(8m, exchange.All<PositionForceClosed>().Sum(close => close.Quantity.Value));
    }

    /// <summary>
    /// Runs the waterfall with crashes after so many deliveries each; what is left of it, and how many deliveries it took.
    /// </summary>
    private static (string Outcome, int Deliveries) Crashed(int[] crashes)
    {
        using var exchange = Opened();
        exchange.Send(EntityRef.Market(new MarketId("ETH-PERP")), id =>
            new UpdatePrice(id, new Price(1_700m), null, new Moment(2_000_000_000_000)));
        foreach (var deliveries in crashes)
        {
            exchange.Exchange.Run(deliveries);
            exchange.Crash();
        }

        var count = 0;
        while (!exchange.Exchange.Run(1))
        {
            count++;
        }

        var accounts = exchange.Exchange.State.Accounts.Values.OrderBy(account => account.Id)
            .Select(account =>
                $"{account.Id} {account.Wallet} "
                    + $"{string.Join(' ', account.Positions.Values.Select(position => $"{position.Size}@{position.Cost}"))} "
                    + $"{account.Status}");
        return (string.Join('\n', [.. accounts, $"{exchange.Pool.Balance} {exchange.Pool.Deficit}"]), count);
    }

    /// <summary>
    /// Alice's ten: two go to the book (one beyond the bankruptcy price), eight to shorts of a quarter each, of whom twelve fit the
    /// recorded queue.
    /// </summary>
    private static ExchangeFixture Opened()
    {
        var exchange = new ExchangeFixture(Rules);
        exchange.Open("alice", 2_180m, ("ETH-PERP", 10m, 2_000m));
        for (var i = 0; i < 40; i++)
        {
            exchange.Open($"short-{i:00}", 300m + i, ("ETH-PERP", -0.25m, 1_900m + i));
        }

        exchange.Open("maker", 100_000m);
        exchange.Fund(50m);
        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, 1m, 1_790m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, 1m, 1_750m);
        exchange.Order("maker", "ETH-PERP", Side.Buy, 9m, 1_600m);
        Assert.All(exchange.Exchange.State.Accounts.Values, account => Assert.Equal(AccountStatus.Active, account.Status));
        return exchange;
    }
}
