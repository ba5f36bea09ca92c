using ExchangeActors.Actors.Local;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Actors.Tests.Local;

/// <summary>The host of one process: the in-memory host's outcome to the last digit, whatever the journal does meanwhile.</summary>
public sealed class LocalExchangeTests : IDisposable
{
    private static readonly ExchangeRules Rules = TestRules.Of(Script.Market);

    private static readonly ExchangeSystemOptions Impatient = new() { RestartAfter = TimeSpan.FromMilliseconds(2), RestartLimit = 4 };

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_a_file_the_events_and_the_state_are_those_of_the_in_memory_host(bool holds)
    {
        var steps = Script.Waterfall(Rules).Steps;
        var (expected, hash) = InMemory(steps);
        var events = new List<RecordedEvent>();
        using var file = Open("exchange.db", JournalMode.Create);
        await using (var exchange = await LocalExchange.Start(Rules, JournalStore.Of(file), Impatient with { OnEvent = events.Add }, holds))
        {
            await Feed(exchange, steps);
            Assert.Equal(hash, exchange.GatherState().Hash());
            Assert.Equal(expected.Select(Line), events.Select(Line));
            Assert.Equal(expected.Count, exchange.EventsPersisted);
        }

        Assert.Equal(expected.Select(recorded => recorded.Id), Stored("exchange.db").Select(recorded => recorded.Id));
        Assert.Equal(hash, Folded("exchange.db").Hash());
    }

    [Theory]
    [InlineData(Fault.FailBeforeStoring)]
    [InlineData(Fault.FailAfterStoring)]
    [InlineData(Fault.Reject)]
    public async Task Whichever_write_fails_the_events_and_the_state_are_the_same(Fault fault)
    {
        var steps = Script.Waterfall(Rules).Steps;
        var (expected, hash) = InMemory(steps);
        var writes = await Run(new FaultPlan(_ => Fault.None));
        Assert.True(writes >= steps.Count, $"only {writes} writes");
        for (var failing = 1; failing <= writes; failing++)
        {
            var number = failing;
            await Run(new FaultPlan(write => write == number ? fault : Fault.None));
        }

        // And twice or three times in a row, now stored and now not.
        var faults = new[]
        {
            Fault.None, Fault.FailAfterStoring, Fault.FailBeforeStoring, Fault.Reject, Fault.None, Fault.FailBeforeStoring,
        };
        await Run(new FaultPlan(write => faults[write % faults.Length]));

        async Task<int> Run(FaultPlan plan)
        {
            var events = new List<RecordedEvent>();
            await using var exchange = await LocalExchange.Start(Rules, plan.Store, Impatient with { OnEvent = events.Add }, holds: true);
            await Feed(exchange, steps);
            Assert.Equal(hash, exchange.GatherState().Hash());
            Assert.Equal(expected.Select(Line), events.Select(Line));
            return plan.Writes;
        }
    }

    [Fact]
    public async Task Writes_that_are_never_answered_are_looked_up_and_made_again()
    {
        var steps = Script.Waterfall(Rules).Steps;
        var (expected, hash) = InMemory(steps);
        var events = new List<RecordedEvent>();
        var plan = new FaultPlan(_ => Fault.None) { Loses = number => number % 5 == 2 };
        await using var exchange = await LocalExchange.Start(
            Rules, plan.Store, Impatient with { OnEvent = events.Add, JournalPatience = TimeSpan.FromMilliseconds(200) }, holds: true);
        await Feed(exchange, steps);
        Assert.Equal(hash, exchange.GatherState().Hash());
        Assert.Equal(expected.Select(Line), events.Select(Line));
    }

    [Fact]
    public async Task An_address_of_nobody_is_refused_and_the_exchange_goes_on()
    {
        await using var exchange = await LocalExchange.Start(Rules, new FaultPlan(_ => Fault.None).Store, Impatient);
        var step = new Script(Rules).Open("alice", 100m).Steps[^1];
        foreach (var nobody in new[] { EntityRef.RiskMonitors, EntityRef.RiskMonitor(new AccountId("alice")) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => exchange.Ask(nobody, step.Id, step.Message, step.At));
        }

        Assert.IsType<CommandAccepted>(await exchange.Ask(step.To, step.Id, step.Message, step.At));
    }

    [Fact]
    public async Task An_entity_that_cannot_take_a_message_ends_the_exchange_with_the_reason_and_nothing_of_it_is_stored()
    {
        var plan = new FaultPlan(_ => Fault.None);
        await using var exchange = await LocalExchange.Start(Rules, plan.Store, Impatient);
        var id = new CommandId("test", 1);
        var account = EntityRef.Account(new AccountId("alice"));
        await Assert.ThrowsAsync<UnknownMessageException>(() => exchange.Ask(account, id, new Tick(id, new Moment(1)), new Moment(1)));
        await Assert.ThrowsAsync<UnknownMessageException>(() => exchange.Quiesce());
        Assert.Equal(0, plan.Writes);
    }

    [Fact]
    public async Task Started_on_the_folded_states_it_finishes_what_was_under_way_and_goes_on()
    {
        var steps = Script.Waterfall(Rules).Steps;
        var expected = Outcome.OfInMemory(Rules, steps);
        for (var given = 0; given <= steps.Count; given += 3)
        {
            var name = $"fold-{given}.db";
            await CutOff(name, steps, given);
            using (var again = Open(name, JournalMode.Resume))
            {
                var history = 0L;
                await using var resumed = await LocalExchange.Start(
                    Rules, JournalStore.Of(again), Impatient with { OnHistory = _ => history++ });
                await resumed.Quiesce();
                await Feed(resumed, steps.Skip(given));
                Assert.Equal(expected, Outcome.Of(resumed.GatherState()));
                Assert.Equal(history, resumed.EventsBefore);
                Assert.Equal(Stored(name).Count, resumed.EventsBefore + resumed.EventsPersisted);
                Assert.Equal(Folded(name).Hash(), resumed.GatherState().Hash());
            }
        }
    }

    [Fact]
    public async Task Every_prefix_of_the_journal_is_closed_under_causes_and_a_state_that_goes_on()
    {
        var steps = Script.Waterfall(Rules).Steps;
        var events = new List<RecordedEvent>();
        await using (var exchange = await LocalExchange.Start(
            Rules, new FaultPlan(_ => Fault.None).Store, Impatient with { OnEvent = events.Add }))
        {
            await Feed(exchange, steps);
        }

        var before = new HashSet<EventRef>();
        var opened = events.FindLastIndex(recorded => recorded.Event is AccountOpened);
        for (var length = 0; length <= events.Count; length++)
        {
            if (length > 0)
            {
                var (id, cause) = (events[length - 1].Id, events[length - 1].CausedBy);
                Assert.True(
                    cause.Stream.Kind == EntityKind.Outside || before.Contains(cause), $"{id} stands before {cause}, which caused it");
                before.Add(id);
            }

            if (length < events.Count && events[length].Input is null)
            {
                // In the middle of a decision, whose events are stored together.
                continue;
            }

            var invariants = new Invariants(Rules);
            events.Take(length).ToList().ForEach(invariants.Observe);
            var resumed = InMemoryExchange.Recover(Rules, events.Take(length), new Moment(1_760_140_000_000), invariants.Observe);
            Assert.True(resumed.Run(1_000_000));
            // Positions are brought along one account after the other; before the last of them they do not add up.
            Assert.All(
                invariants.Check(resumed.State).Where(result => !result.OnlyAtRest || length > opened),
                result => Assert.True(result.Holds, $"{length}: {result.Name}: {result.Detail}"));
        }
    }

    [Fact]
    public async Task A_run_that_was_cut_off_anywhere_ends_as_one_that_was_not()
    {
        var steps = Script.Waterfall(Rules).Steps;
        var (expected, hash) = InMemory(steps);
        for (var given = 0; given <= steps.Count; given += 3)
        {
            var name = $"cut-{given}.db";
            await CutOff(name, steps, given);
            var events = new List<RecordedEvent>();
            using var again = Open(name, JournalMode.Resume);
            await using var resumed = await LocalExchange.Start(
                Rules, JournalStore.Of(again), Impatient with { OnEvent = events.Add }, holds: true, replays: true);
            await Feed(resumed, steps);
            Assert.Equal(hash, resumed.GatherState().Hash());
            Assert.Equal(expected.Select(Line), events.Select(Line));
            Assert.Equal(expected.Count, resumed.EventsBefore + resumed.EventsPersisted);
        }
    }

    [Fact]
    public async Task A_journal_that_other_inputs_made_is_refused_and_not_written()
    {
        var steps = Script.Waterfall(Rules).Steps;
        using (var file = Open("other.db", JournalMode.Create))
        {
            await using var first = await LocalExchange.Start(Rules, JournalStore.Of(file), Impatient, holds: true);
            await Feed(first, new Script(Rules).Open("zoe", 5m).Steps);
        }

        var stored = Stored("other.db").Count;
        using (var again = Open("other.db", JournalMode.Resume))
        {
            await using var resumed = await LocalExchange.Start(Rules, JournalStore.Of(again), Impatient, holds: true, replays: true);
            var failure = await Assert.ThrowsAsync<JournalException>(() => Feed(resumed, steps));
            Assert.Equal(JournalFault.Foreign, failure.Fault);
            Assert.Contains("account/alice", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(stored, Stored("other.db").Count);
    }

    [Fact]
    public async Task Many_callers_at_once_are_each_answered_and_the_journal_folds_to_the_live_state()
    {
        using var file = Open("many.db", JournalMode.Create);
        await using var exchange = await LocalExchange.Start(Rules, JournalStore.Of(file));
        await Feed(exchange, new Script(Rules).Steps);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(async () =>
        {
            var account = new AccountId($"trader-{number:000}");
            var open = new CommandId("caller", 1);
            var at = new Moment(1_760_130_000_000 + number);
            Assert.IsType<CommandAccepted>(await exchange.Ask(
                EntityRef.Account(account), open, new OpenAccount(open, account, AccountKind.Trader, Money.Zero, []), at));
            for (var i = 2; i < 8; i++)
            {
                var id = new CommandId("caller", i);
                Assert.IsType<CommandAccepted>(await exchange.Ask(EntityRef.Account(account), id, new Deposit(id, new Money(1m)), at));
            }
        })));
        await exchange.Quiesce();
        var folded = Folded("many.db");
        Assert.Equal(exchange.GatherState().Hash(), folded.Hash());
        Assert.All(
            folded.Accounts.Values.Where(account => account.Kind == AccountKind.Trader),
            account => Assert.Equal(6m, account.Wallet.Value));
    }

    private static string Line(RecordedEvent recorded) =>
        $"{recorded.Id} {recorded.CausedBy} {recorded.Correlation} {recorded.At} {recorded.Event}";

    private static (List<RecordedEvent> Events, string Hash) InMemory(IEnumerable<Step> steps)
    {
        var events = new List<RecordedEvent>();
        var memory = new InMemoryExchange(Rules, events.Add);
        foreach (var step in steps)
        {
            memory.Submit(step.To, step.Id, step.Message, step.At);
            Assert.True(memory.Run(1_000_000));
        }

        return (events, memory.State.Hash());
    }

    private static async Task Feed(LocalExchange exchange, IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            Assert.IsType<CommandAccepted>(await exchange.Ask(step.To, step.Id, step.Message, step.At));
            await exchange.Quiesce();
        }
    }

    /// <summary>A journal of so many steps and the next one's command; what that leads to is cut off with the exchange.</summary>
    private async Task CutOff(string name, IReadOnlyList<Step> steps, int given)
    {
        using var file = Open(name, JournalMode.Create);
        await using var first = await LocalExchange.Start(Rules, JournalStore.Of(file), Impatient, holds: true);
        await Feed(first, steps.Take(given));
        if (given < steps.Count)
        {
            await first.Ask(steps[given].To, steps[given].Id, steps[given].Message, steps[given].At);
        }
    }

    private JournalFile Open(string name, JournalMode mode) =>
        JournalFile.Open(_directory.File(name), new JournalHeader("test", "aa", "bitmex", "bb", 1, TestRules.Version, "{}"), mode);

    private ExchangeState Folded(string name)
    {
        var folded = new ExchangeState();
        Stored(name).ForEach(recorded => folded.Apply(recorded.Id.Stream, recorded.Event));
        return folded;
    }

    private List<RecordedEvent> Stored(string name)
    {
        using var reader = JournalReader.Open(_directory.File(name));
        return [.. reader.ReadAll().Select(row => row.Recorded)];
    }
}
