using ExchangeActors.Actors.Racing;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Actors.Tests.Fixtures;

/// <summary>
/// An exchange on a SQLite file in a directory of its own. Whatever a test does, invariants and the fold of the journal are checked when it
/// ends.
/// </summary>
internal sealed class DurableExchange : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Invariants _invariants;
    private readonly ExchangeSystemOptions _options;
    private JournalFile? _file;

    public DurableExchange(ExchangeRules? rules = null, ExchangeSystemOptions? options = null)
    {
        Rules = rules ?? TestRules.Of(Script.Market);
        _invariants = new Invariants(Rules);
        _options = (options ?? new ExchangeSystemOptions()) with { OnEvent = Record, SerializeMessages = true };
    }

    public ExchangeRules Rules { get; }

    public List<RecordedEvent> Events { get; } = [];

    public string Path => _directory.File("exchange.db");

    public ExchangeSystem System { get; private set; } = null!;

    public async Task<ExchangeSystem> Start()
    {
        var header = new JournalHeader("test", "aa", "bitmex", "bb", 1, TestRules.Version, "{}");
        _file = JournalFile.Open(Path, header, File.Exists(Path) ? JournalMode.Resume : JournalMode.Create);
        return System = await ExchangeSystem.Start(Rules, _file, _options);
    }

    public async Task Stop()
    {
        await System.DisposeAsync();
        _file!.Dispose();
        _file = null;
    }

    public Task<List<Message?>> Run(Script script) => Run(System, script.Steps);

    public static async Task<List<Message?>> Run(ExchangeSystem system, IEnumerable<Step> steps)
    {
        var answers = new List<Message?>();
        foreach (var step in steps)
        {
            answers.Add(await system.Ask(step.To, step.Id, step.Message, step.At));
            await system.Quiesce();
        }

        return answers;
    }

    /// <summary>The journal's events, folded.</summary>
    public ExchangeState Fold()
    {
        using var reader = JournalReader.Open(Path);
        var state = new ExchangeState();
        foreach (var row in reader.ReadAll())
        {
            state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
        }

        return state;
    }

    public void Check(ExchangeState state)
    {
        foreach (var result in _invariants.Check(state))
        {
            Assert.True(result.Holds, $"{result.Name}: off by {result.Error}; {result.Detail}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_file is not null && !System.Failure.IsFaulted)
            {
                await System.Quiesce();
                var state = System.GatherState();
                Check(state);
                Assert.Equal(state.Hash(), Fold().Hash());
                Assert.Equal(Events.Count, Events.Select(recorded => recorded.Id).Distinct().Count());
            }
        }
        finally
        {
            if (_file is not null)
            {
                await Stop();
            }

            _directory.Dispose();
        }
    }

    private void Record(RecordedEvent recorded)
    {
        Events.Add(recorded);
        _invariants.Observe(recorded);
    }
}
