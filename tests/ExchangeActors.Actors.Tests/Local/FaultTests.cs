using ExchangeActors.Actors.Racing;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Actors.Tests.Local;

public sealed class FaultTests
{
    private static readonly ExchangeRules Rules = TestRules.Of(Script.Market);

    private static readonly ExchangeSystemOptions Impatient = new()
    {
        RestartAfter = TimeSpan.FromMilliseconds(5),
        AskTimeout = TimeSpan.FromSeconds(2),
        SerializeMessages = true,
    };

    [Theory]
    [InlineData(Fault.FailBeforeStoring)]
    [InlineData(Fault.FailAfterStoring)]
    [InlineData(Fault.Reject)]
    public async Task Whichever_write_fails_the_end_is_the_same_and_every_command_has_one_effect(Fault fault)
    {
        var steps = Script.Waterfall(Rules).Steps;
        var expected = Outcome.OfInMemory(Rules, steps);
        var writes = await Run(steps, new FaultPlan(_ => Fault.None), expected);
        Assert.True(writes > steps.Count, $"only {writes} writes");
        for (var failing = 1; failing <= writes; failing++)
        {
            var number = failing;
            await Run(steps, new FaultPlan(write => write == number ? fault : Fault.None), expected);
        }
    }

    [Fact]
    public async Task Many_failures_one_after_the_other_change_nothing()
    {
        var steps = Script.Waterfall(Rules).Steps;
        var faults = new[] { Fault.None, Fault.FailAfterStoring, Fault.None, Fault.FailBeforeStoring, Fault.None, Fault.None,
            Fault.Reject };
        await Run(steps, new FaultPlan(write => faults[write % faults.Length]), Outcome.OfInMemory(Rules, steps));
    }

    [Fact]
    public async Task An_entity_with_many_events_starts_again_from_its_snapshot()
    {
        var script = new Script(Rules).Open("alice", 0m);
        for (var deposit = 0; deposit < 40; deposit++)
        {
            script.Deposit("alice", 1m);
        }

        var plan = new FaultPlan(write => write == 38 ? Fault.FailAfterStoring : Fault.None);
        await Run(script.Steps, plan, Outcome.OfInMemory(Rules, script.Steps), Impatient with { SnapshotEvery = 10 });
        Assert.Equal(31, plan.LatestReplayFrom);
    }

    [Fact]
    public async Task An_event_of_an_unknown_kind_stops_the_recovery_with_a_clear_error()
    {
        var failure = await Recover(chain => chain.Seal(Next(chain, new MarketHalted(new CommandId("test", 9), "test"))));
        Assert.Equal(JournalFault.WrongVersion, failure.Fault);
        Assert.Contains("account/alice", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(MarketHalted), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gap_in_the_history_stops_the_recovery_with_a_clear_error()
    {
        var failure = await Recover(chain =>
        {
            var missing = chain.After(chain.Seal(Next(chain, new Deposited(new CommandId("test", 2), new Money(1m)))));
            return missing.Seal(Next(missing, new Deposited(new CommandId("test", 3), new Money(1m))));
        });
        Assert.Equal(JournalFault.Corrupt, failure.Fault);
        Assert.Contains("account/alice#2", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<JournalException> Recover(Func<HashChain, JournaledEvent> second)
    {
        var chain = HashChain.Start(EntityRef.Account(new AccountId("alice")));
        var opened = chain.Seal(
            Next(chain, new AccountOpened(new CommandId("test", 1), new AccountId("alice"), AccountKind.Trader, new Money(100m), [])));
        var plan = new FaultPlan(_ => Fault.None) { Seeds = [opened, second(chain.After(opened))], History = [opened.Recorded] };
        await using var exchange = await ExchangeSystem.Start(Rules, plan.Store, Impatient);
        return await Assert.ThrowsAsync<JournalException>(
            () => exchange.Ask(chain.Stream, new CommandId("test", 10), new Deposit(new CommandId("test", 10), new Money(1m)),
                new Moment(1)));
    }

    private static RecordedEvent Next(HashChain chain, DomainEvent @event) =>
        new(new EventRef(chain.Stream, chain.Sequence + 1), new EventRef(new EntityRef(EntityKind.Outside, "test"), 1), null,
            new Moment(1), @event);

    /// <summary>Runs the steps under the plan and compares with the expected outcome; the number of writes.</summary>
    private static async Task<int> Run(IReadOnlyList<Step> steps, FaultPlan plan, string expected, ExchangeSystemOptions? options = null)
    {
        var invariants = new Invariants(Rules);
        var folded = new ExchangeState();
        await using var exchange = await ExchangeSystem.Start(Rules, plan.Store, (options ?? Impatient) with
        {
            OnEvent = recorded =>
            {
                Assert.Equal(folded.VersionOf(recorded.Id.Stream) + 1, recorded.Id.Sequence);
                folded.Apply(recorded.Id.Stream, recorded.Event);
                invariants.Observe(recorded);
            },
        });
        foreach (var answer in await DurableExchange.Run(exchange, steps))
        {
            Assert.IsType<CommandAccepted>(answer);
        }

        var state = exchange.GatherState();
        Assert.All(invariants.Check(state), result => Assert.True(result.Holds, $"{result.Name}: off by {result.Error}; {result.Detail}"));
        Assert.Equal(folded.Hash(), state.Hash());
        Assert.Equal(expected, Outcome.Of(state));
        return plan.Writes;
    }
}
