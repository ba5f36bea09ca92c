using CsCheck;
using ExchangeActors.Domain.Entities;

namespace ExchangeActors.Domain.Tests.InMemory;

public sealed class DeterminismTests
{
    [Fact]
    public void The_same_inputs_give_the_same_events_and_the_same_hash_and_so_does_folding_the_events() =>
        RandomTrading.Histories(40).Sample(
        history =>
        {
            var first = Play(history);
            var second = Play(history);
            Assert.Equal(first.Events.Select(recorded => (recorded.Id, recorded.CausedBy, recorded.At, Text: recorded.Event.ToString())),
                second.Events.Select(recorded => (recorded.Id, recorded.CausedBy, recorded.At, Text: recorded.Event.ToString())));
            Assert.Equal(first.State.Hash(), second.State.Hash());
            var folded = new ExchangeState();
            foreach (var recorded in first.Events)
            {
                folded.Apply(recorded.Id.Stream, recorded.Event);
            }

            Assert.Equal(first.State.Hash(), folded.Hash());
        },
        iter: 60);

    [Fact]
    public void Another_input_gives_another_hash()
    {
        var one = Play([new Act(58, 0, 0, 100, 0)]);
        var other = Play([new Act(58, 0, 0, 101, 0)]);
        Assert.NotEqual(one.State.Hash(), other.State.Hash());
    }

    private static DisorderlyExchange Play(Act[] history)
    {
        var exchange = new DisorderlyExchange(RandomTrading.Rules(), 0);
        RandomTrading.Open(exchange);
        foreach (var act in history)
        {
            RandomTrading.Do(exchange, act);
            exchange.Run();
        }

        return exchange;
    }
}
