using ExchangeActors.Actors;
using ExchangeActors.Actors.Local;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Benchmarks.Scale;

/// <summary>Whole runs of the scenario, watched as <c>exchange run</c> watches them.</summary>
internal static class OctoberRuns
{
    public static async Task<ScaleRow> InMemory(string what, int size, string path, int times)
    {
        var scenario = ScenarioLoader.Load(path, [$"population.accounts={size}"]);
        for (var left = times; ; left--)
        {
            var rules = ScenarioRules.Of(scenario);
            var observe = Observers(rules);
            await using var runtime = new InMemoryRuntime(rules, observe);
            var watch = ScaleWatch.Start();
            await new ScenarioRun(scenario, runtime).Run(null, CancellationToken.None);
            if (left == 1)
            {
                return watch.Row(what, size, runtime.Events, (await runtime.State(CancellationToken.None)).Hash());
            }
        }
    }

    public static async Task<ScaleRow> Durable(string what, int size, string path)
    {
        using var folder = new ScaleFolder();
        return await Durable(what, size, path, folder.File("october.db"));
    }

    public static async Task<ScaleRow> Durable(string what, int size, string path, string journal)
    {
        var scenario = ScenarioLoader.Load(path, [$"population.accounts={size}"]);
        var rules = ScenarioRules.Of(scenario);
        var observe = Observers(rules);
        var marks = new MarkTracker();
        var row = await Durable(what, size, scenario, rules, observe, marks, journal);

        // Closed, so that nothing waits in the write-ahead log.
        return row with { BytesPerEvent = (double)new FileInfo(journal).Length / row.Events };
    }

    private static async Task<ScaleRow> Durable(
        string what, int size, Scenario scenario, ExchangeRules rules, Action<RecordedEvent> observe, MarkTracker marks, string journal)
    {
        using var file = JournalFile.Create(journal, new JournalHeader(scenario.Name, "-", rules.Profile.Name, "-", 0, "0", "{}"));
        var options = new ExchangeSystemOptions
        {
            OnEvent = recorded =>
            {
                marks.Observe(recorded);
                observe(recorded);
            },
        };
        await using var system = await LocalExchange.Start(rules, JournalStore.Of(file), options, holds: true);
        var watch = ScaleWatch.Start();
        await using var runtime = new AkkaRuntime(system, marks);
        await new ScenarioRun(scenario, runtime).Run(null, CancellationToken.None);
        return watch.Row(what, size, runtime.Events, (await runtime.State(CancellationToken.None)).Hash());
    }

    private static Action<RecordedEvent> Observers(ExchangeRules rules)
    {
        var observer = new WaterfallObserver();
        var invariants = new Invariants(rules);
        return recorded =>
        {
            observer.Observe(recorded);
            invariants.Observe(recorded);
        };
    }
}
