using ExchangeActors.Actors;
using ExchangeActors.Actors.Local;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Answering;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Reacting;
using ExchangeActors.Scenarios.Running;
using ExchangeActors.Scenarios.Testing;
using ExchangeActors.TestKit.Failures;
using ExchangeActors.TestKit.Journals;

namespace ExchangeActors.TestKit.Files;

/// <summary>A scenario file as a test: see <see cref="ScenarioFileAttribute"/>.</summary>
public sealed class ScenarioFile
{
    private const int DifferencesShown = 20;

    private readonly string _path;
    private readonly IReadOnlyList<string> _overrides;

    /// <summary>A file.</summary>
    /// <param name="path">Relative to the folder of the test's assembly.</param>
    /// <param name="overrides"><c>path=value</c> as for <c>--set</c>.</param>
    public ScenarioFile(string path, IReadOnlyList<string> overrides)
    {
        _path = path;
        _overrides = overrides;
    }

    /// <summary>
    /// Runs it on the deterministic runtime, in memory; what its <c>then</c> says and every invariant must hold. Gives what happened.
    /// </summary>
    /// <exception cref="ScenarioException">Something does not hold, or the file is wrong.</exception>
    public Task<ScenarioFileRun> Holds() => Run((rules, onEvent) => Task.FromResult<IExchangeRuntime>(new InMemoryRuntime(rules, onEvent)));

    /// <summary>
    /// The same on the actors of one process, with a journal in SQLite that goes with the test; what happens is the same, to the last
    /// digit.
    /// </summary>
    /// <exception cref="ScenarioException">Something does not hold, or the file is wrong.</exception>
    public Task<ScenarioFileRun> HoldsOnTheActors() => Run(async (rules, onEvent) =>
    {
        var marks = new MarkTracker();
        var journal = new SqliteScenarioJournal();
        try
        {
            var system = await LocalExchange.Start(rules, journal.Open(rules), new ExchangeSystemOptions
            {
                OnEvent = recorded =>
                {
                    marks.Observe(recorded);
                    onEvent(recorded);
                },
            }, holds: true);
            return new OwnedRuntime(new AkkaRuntime(system, marks), system, journal);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    });

    /// <summary>The file, for the test's name.</summary>
    public override string ToString() => string.Join(' ', [_path, .. _overrides]);

    private async Task<ScenarioFileRun> Run(Func<ExchangeRules, Action<RecordedEvent>, Task<IExchangeRuntime>> start)
    {
        Scenario scenario;
        try
        {
            scenario = ScenarioLoader.Load(Path.Combine(AppContext.BaseDirectory, _path), _overrides);
        }
        catch (InputException wrong)
        {
            throw new ScenarioException(wrong.Message);
        }

        var events = new List<RecordedEvent>();
        ExchangeState? state = null;
        var result = await ScenarioTest.Run(
            scenario,
            async (rules, onEvent) => new WatchedRuntime(
                await start(rules, recorded =>
                {
                    events.Add(recorded);
                    onEvent(recorded);
                }),
                last => state = last),
            CancellationToken.None);
        return result.Differences.IsEmpty
            ? new ScenarioFileRun(scenario, events, state!)
            : throw new ScenarioException(
                $"{this}: {scenario.Name} did not come to what it "
                    + $"says:\n{string.Join('\n', result.Differences.Take(DifferencesShown).Select(difference => "  " + difference))}");
    }

    /// <summary>Keeps the states that it was asked for last.</summary>
    private sealed class WatchedRuntime(IExchangeRuntime runtime, Action<ExchangeState> onState) : IExchangeRuntime
    {
        public string Name => runtime.Name;

        public long Events => runtime.Events;

        public MarkBoard Marks => runtime.Marks;

        public TakerFlow Flow => runtime.Flow;

        public TraderNews News => runtime.News;

        public Task<Message> Submit(EntityRef to, CommandId id, Message message, Moment at, CommandOrigin origin,
            CancellationToken cancellation) =>
            runtime.Submit(to, id, message, at, origin, cancellation);

        public Task Quiesce(CancellationToken cancellation) => runtime.Quiesce(cancellation);

        public async Task<ExchangeState> State(CancellationToken cancellation)
        {
            var state = await runtime.State(cancellation);
            onState(state);
            return state;
        }

        public ValueTask DisposeAsync() => runtime.DisposeAsync();
    }

    /// <summary>Ends the actors and removes their journal with itself.</summary>
    private sealed class OwnedRuntime(AkkaRuntime runtime, LocalExchange system, SqliteScenarioJournal journal) : IExchangeRuntime
    {
        public string Name => runtime.Name;

        public long Events => runtime.Events;

        public MarkBoard Marks => runtime.Marks;

        public TakerFlow Flow => runtime.Flow;

        public TraderNews News => runtime.News;

        public Task<Message> Submit(EntityRef to, CommandId id, Message message, Moment at, CommandOrigin origin,
            CancellationToken cancellation) =>
            runtime.Submit(to, id, message, at, origin, cancellation);

        public Task Quiesce(CancellationToken cancellation) => runtime.Quiesce(cancellation);

        public Task<ExchangeState> State(CancellationToken cancellation) => runtime.State(cancellation);

        public async ValueTask DisposeAsync()
        {
            await system.DisposeAsync();
            journal.Dispose();
        }
    }
}
