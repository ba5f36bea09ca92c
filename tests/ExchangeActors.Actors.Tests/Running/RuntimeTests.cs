using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Actors.Tests.Running;

public sealed class RuntimeTests
{
    [Fact]
    public async Task Both_runtimes_come_to_the_same_end_of_the_same_waterfall()
    {
        await using var durable = new DurableExchange();
        var script = Script.Waterfall(durable.Rules);
        await durable.Start();
        var answers = await durable.Run(script);

        var memory = new InMemoryExchange(durable.Rules);
        var expected = new List<Message?>();
        foreach (var step in script.Steps)
        {
            expected.Add(memory.Submit(step.To, step.Id, step.Message, step.At));
            Assert.True(memory.Run(1_000_000));
        }

        Assert.Equal(expected, answers);
        var state = durable.System.GatherState();
        Assert.Contains(durable.Events, recorded => recorded.Event is InsuranceFundDebited);
        Assert.Contains(durable.Events, recorded => recorded.Event is PositionForceClosed);
        Assert.Equal(Outcome.Of(memory.State), Outcome.Of(state));
    }

    [Fact]
    public async Task Stopped_and_started_again_the_exchange_goes_on_where_it_was()
    {
        await using var durable = new DurableExchange();
        var steps = Script.Waterfall(durable.Rules).Steps;
        for (var from = 0; from < steps.Count; from += 4)
        {
            var system = await durable.Start();
            await DurableExchange.Run(system, steps.Skip(from).Take(4));
            var hash = system.GatherState().Hash();
            await durable.Stop();
            Assert.Equal(hash, durable.Fold().Hash());
        }

        await durable.Start();
        Assert.Equal(durable.Events.Count, durable.System.EventsBefore);
        await durable.System.Quiesce();
        Assert.Equal(0, durable.System.EventsPersisted);
        Assert.Equal(Outcome.OfInMemory(durable.Rules, steps), Outcome.Of(durable.System.GatherState()));
    }

    [Fact]
    public async Task A_command_that_is_sent_again_hears_the_same_and_changes_nothing()
    {
        await using var durable = new DurableExchange();
        var steps = Script.Waterfall(durable.Rules).Steps;
        await durable.Start();
        foreach (var step in steps)
        {
            var first = await durable.System.Ask(step.To, step.Id, step.Message, step.At);
            await durable.System.Quiesce();
            var events = durable.Events.Count;
            Assert.Equal(first, await durable.System.Ask(step.To, step.Id, step.Message, step.At));
            await durable.System.Quiesce();
            Assert.Equal(events, durable.Events.Count);
        }
    }

    [Fact]
    public async Task A_burst_of_twenty_thousand_messages_loses_nothing()
    {
        const int Accounts = 200;
        const int Deposits = 100;
        await using var durable = new DurableExchange();
        var script = new Script(durable.Rules);
        for (var account = 0; account < Accounts; account++)
        {
            script.Open($"a{account}", 100m);
        }

        for (var deposit = 0; deposit < Deposits; deposit++)
        {
            for (var account = 0; account < Accounts; account++)
            {
                script.Deposit($"a{account}", 1m);
            }
        }

        await durable.Start();
        foreach (var step in script.Steps)
        {
            durable.System.Tell(step.To, step.Id, step.Message, step.At);
        }

        await durable.System.Quiesce();
        var state = durable.System.GatherState();
        for (var account = 0; account < Accounts; account++)
        {
            Assert.Equal(100m + Deposits, state.Account(new AccountId($"a{account}")).Wallet.Value);
        }

        Assert.Equal(script.Steps.Count, durable.Events.Count);
    }
}
