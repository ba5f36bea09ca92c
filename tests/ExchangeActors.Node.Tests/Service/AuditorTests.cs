using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Node.Service;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Node.Tests.Service;

/// <summary>The node's auditor: it follows what is stored and says which invariant breaks.</summary>
public sealed class AuditorTests
{
    private readonly List<RecordedEvent> _events = [];
    private readonly Scenario _scenario = ScenarioLoader.Load(WorkFolder.Shipped("first-adl.json"), []);

    [Fact]
    public async Task A_whole_cascade_is_sound_and_one_command_that_took_effect_twice_is_found_once()
    {
        await Run();
        var broken = new List<InvariantResult>();
        var live = Live(broken);
        live.TakeStored(_events);
        Assert.Empty(broken);

        var (account, sequence) = _events.Where(recorded => recorded.Id.Stream.Kind == EntityKind.Account)
            .Select(recorded => (recorded.Id.Stream, recorded.Id.Sequence)).Last();
        for (var i = 1; i <= 3; i++)
        {
            var id = new CommandId("twice", 1);
            live.TakeStored(
                [new RecordedEvent(new EventRef(account, sequence + i), new EventRef(new EntityRef(EntityKind.Outside, "twice"), 1),
                    null, _events[^1].At, new Deposited(id, new Money(1m)))]);
        }

        Assert.Equal(Invariants.OnceName, Assert.Single(broken).Name);
        Assert.Equal(Invariants.OnceName, live.Read(view => view.Broken)!.Name);
    }

    [Fact]
    public async Task Money_that_comes_from_nowhere_in_what_the_journal_held_already_is_found_with_the_next_event()
    {
        await Run();
        var broken = new List<InvariantResult>();
        var live = Live(broken);
        var forged = _events.FindIndex(recorded => recorded.Event is PositionForceClosed);
        var close = (PositionForceClosed)_events[forged].Event;
        _events[forged] = _events[forged] with { Event = close with { RealisedPnl = close.RealisedPnl + new Money(1m) } };
        _events.GetRange(0, _events.Count - 1).ForEach(live.TakeHistory);
        Assert.Empty(broken);

        live.TakeStored([_events[^1]]);

        Assert.Equal(Invariants.RealisedName, Assert.Single(broken).Name);
    }

    [Fact]
    public async Task Events_behind_a_place_are_all_there_in_order_until_they_are_too_old()
    {
        await Run();
        var recent = new RecentEvents();
        const int All = RecentEvents.Kept + 10_000;
        for (var i = 0; i < All; i++)
        {
            recent.Add(_events[i % _events.Count]);
        }

        Assert.Null(recent.After(0, 10));
        Assert.Null(recent.After(All - RecentEvents.Kept - 1, 10));
        Assert.Equal(
            Enumerable.Range(10_001, 10).Select(place => (long)place),
                recent.After(All - RecentEvents.Kept, 10)!.Select(placed => placed.Place));
        Assert.Equal([All - 1L, All], recent.After(All - 2, 10)!.Select(placed => placed.Place));
        Assert.Empty(recent.After(All, 10)!);
        Assert.Empty(recent.After(50_000, 10)!);
    }

    private LiveExchange Live(List<InvariantResult> broken) =>
        new(ScenarioRules.Of(_scenario), new ExchangeTime(TimeSource.Feed, TimeProvider.System)) { OnBroken = broken.Add };

    private async Task Run()
    {
        await using var runtime = new InMemoryRuntime(ScenarioRules.Of(_scenario), _events.Add);
        await new ScenarioRun(_scenario, runtime).Run(null, CancellationToken.None);
    }
}
