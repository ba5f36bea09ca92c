using CsCheck;

namespace ExchangeActors.Domain.Tests.InMemory;

/// <summary>Messages between entities that come twice, late, or out of order.</summary>
public sealed class DisorderTests
{
    [Fact]
    public void Messages_that_come_late_or_twice_but_in_order_between_two_entities_need_no_crash_to_be_settled() =>
        Gen.Select(RandomTrading.Histories(40), Gen.Int[0, int.MaxValue]).Sample(
        (history, seed) =>
        {
            var exchange = Play(history, seed, Arrival.InOrderPerPair);
            exchange.Run();
            exchange.AssertInvariants();
        },
        iter: 200);

    [Fact]
    public void Messages_in_any_order_and_twice_are_settled_once_what_is_owed_was_sent_again() =>
        Gen.Select(RandomTrading.Histories(40), Gen.Int[0, int.MaxValue]).Sample(
        (history, seed) =>
        {
            var exchange = Play(history, seed, Arrival.Any);
            exchange.Settle();
            exchange.AssertInvariants();
        },
        iter: 200);

    private static DisorderlyExchange Play(Act[] history, int seed, Arrival arrival)
    {
        var chance = new Random(seed);
        var exchange = new DisorderlyExchange(RandomTrading.Rules(), seed, arrival, repeats: 0.15);
        RandomTrading.Open(exchange);
        foreach (var act in history)
        {
            RandomTrading.Do(exchange, act);
            exchange.Run(chance.Next(80));
        }

        return exchange;
    }
}
