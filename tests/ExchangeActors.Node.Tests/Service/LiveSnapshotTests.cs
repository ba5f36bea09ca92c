using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Node.Service;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Node.Tests.Service;

/// <summary>What a node knows of its exchange, written down and read again, is what it was: also for what comes after.</summary>
public sealed class LiveSnapshotTests
{
    private const string Build = "test";

    private readonly List<RecordedEvent> _events = [];
    private readonly Scenario _scenario = ScenarioLoader.Load(WorkFolder.Shipped("first-adl.json"), []);

    [Fact]
    public async Task Whoever_goes_on_from_a_snapshot_of_any_moment_knows_in_the_end_what_one_knows_who_saw_all()
    {
        await Run();
        var whole = Live();
        whole.TakeStored(_events);

        for (var cut = 0; cut <= _events.Count; cut++)
        {
            var before = Live();
            before.TakeStored(_events[..cut]);
            var after = Live();

            var known = after.Restore(Snapshot(before));
            Assert.Equal((cut, Hash(before), Hash(before)), (known.Events, known.State.Hash(), Hash(after)));
            Assert.Equal((7L, 8UL, 9UL), (known.Position.Place, known.Position.Horizon, known.Position.Writer));
            _events[cut..].ForEach(after.TakeHistory);

            Assert.Equal(Told(whole), Told(after));
        }
    }

    [Fact]
    public async Task The_auditor_remembers_what_came_before_the_snapshot()
    {
        await Run();
        var before = Live();
        before.TakeStored(_events);
        var broken = new List<InvariantResult>();
        var after = Live();
        after.OnBroken = broken.Add;
        after.Restore(Snapshot(before));
        var deposit = _events.Last(recorded => recorded.Event is Domain.Accounts.AccountOpened);
        var opened = ((Domain.Accounts.AccountOpened)deposit.Event).Command;
        var version = before.Read(view => view.State.VersionOf(deposit.Id.Stream));

        after.TakeStored(
            [
                deposit with
                {
                    Id = new EventRef(deposit.Id.Stream, version + 1),
                    Event = new Domain.Accounts.Deposited(opened, new Money(1m)),
                },
            ]);

        Assert.Equal(Invariants.OnceName, Assert.Single(broken).Name);
    }

    [Fact]
    public async Task Events_before_the_snapshot_are_in_the_journal_and_not_in_memory()
    {
        await Run();
        var before = Live();
        before.TakeStored(_events[..30]);
        var after = Live();
        after.Restore(Snapshot(before));
        after.TakeStored(_events[30..]);

        Assert.Null(after.After(0, 10));
        Assert.Null(after.After(29, 10));
        Assert.Equal([31L, 32L], after.After(30, 2)!.Select(placed => placed.Place));
    }

    [Fact]
    public async Task A_snapshot_of_another_exchange_or_of_a_run_is_refused()
    {
        await Run();
        var before = Live();
        before.TakeStored(_events);
        var snapshot = Snapshot(before);
        var other = new LiveExchange(
            ScenarioRules.Of(ScenarioLoader.Load(WorkFolder.Shipped("oct-10-2025.json"), [])),
            new ExchangeTime(TimeSource.Feed, TimeProvider.System));

        Assert.Throws<FormatException>(() => other.Restore(snapshot));
        Assert.Throws<FormatException>(() => Live().Restore(snapshot with { Memory = snapshot.Memory[..^1] }));
        Assert.Throws<FormatException>(() => Live().Restore(snapshot with { Memory = ReadOnlyMemory<byte>.Empty }));
    }

    private static string Hash(LiveExchange live) => live.Read(view => view.State.Hash());

    /// <summary>Everything that answers and the page are made of, as text.</summary>
    private static string Told(LiveExchange live) => live.Read(view => string.Join('\n',
    [
        $"{view.Events} {view.At} {view.State.Hash()} {view.Broken}",
        $"{view.Observer.LiquidationTotals()} {view.Observer.DeleveragingTotals()}",
        .. view.Observer.MarketTotals().Select(totals => totals.ToString()),
        .. view.Observer.MostAffected().Select(affected => affected.ToString()),
        .. view.Deleveragings.Newest.Select(logged => logged.ToString()),
        System.Text.Json.JsonSerializer.Serialize(view.Series.Since(default, seesAll: true)),
    ]));

    /// <summary>As a file would give it back.</summary>
    private static StateSnapshot Snapshot(LiveExchange live)
    {
        var capture = live.Capture(new JournalPosition(7, []) { Horizon = 8, Writer = 9 });
        EntityRef[] entities =
        [
            .. capture.State.Accounts.Keys.Select(EntityRef.Account), .. capture.State.Markets.Keys.Select(EntityRef.Market),
            .. capture.State.Pools.Keys.Select(EntityRef.Liquidation), .. capture.State.Coordinators.Keys.Select(EntityRef.Deleveraging),
        ];
        var path = Path.Combine(Directory.CreateTempSubdirectory("exchange-live-").FullName, "x.snapshot");
        try
        {
            var name = new StateSnapshot(
                "header",
                capture.Events,
                7,
                null,
                [
                    .. entities.Order().Select(entity => new EntitySnapshot(
                        new HashChain(entity, capture.State.VersionOf(entity), default),
                        Deciders.All[entity.Kind]!.StateOf(capture.State, entity.Id))),
                ],
                Build,
                capture.Memory).Write(path);
            return StateSnapshot.Read(path, name);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    private LiveExchange Live() => new(ScenarioRules.Of(_scenario), new ExchangeTime(TimeSource.Feed, TimeProvider.System));

    private async Task Run()
    {
        await using var runtime = new InMemoryRuntime(ScenarioRules.Of(_scenario), _events.Add);
        await new ScenarioRun(_scenario, runtime).Run(null, CancellationToken.None);
    }
}
