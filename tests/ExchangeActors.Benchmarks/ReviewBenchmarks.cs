using BenchmarkDotNet.Attributes;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Benchmarks;

/// <summary>
/// Reading a journal of more than 100,000 events (10 October 2025 with all markets), against folding it, verifying it, and asking for a
/// state.
/// </summary>
[MemoryDiagnoser]
public class ReviewBenchmarks
{
    private readonly string _folder = Directory.CreateTempSubdirectory("exchange-benchmark-").FullName;
    private ReviewedJournal _journal = null!;
    private StateIndex _index = null!;
    private RecordedEvent[] _events = [];

    [GlobalSetup]
    public void Setup()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Config(), "scenarios", "oct-10-2025.json"), []);
        var path = Path.Combine(_folder, "october.db");
        var rules = scenario.RulesSpec;
        var header = new JournalHeader(scenario.Name, scenario.Hash, scenario.Venue.Name, JournaledRules.HashOf(rules), 1, "benchmark",
            "{}", rules);
        using (var writer = JournalWriter.Create(path, header))
        {
            new ScenarioRun(scenario, new InMemoryRuntime(ScenarioRules.Of(scenario), recorded => writer.Append(recorded)))
                .Run(null, CancellationToken.None).Wait();
            writer.Complete();
        }

        _journal = ReviewedJournal.Open(path);
        _events = [.. _journal.ReadRange(1, _journal.Count).Select(row => row.Recorded)];
        _index = StateIndex.Open(_journal, _folder, null, CancellationToken.None);
        Console.WriteLine($"{_journal.Count} events");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _index.Dispose();
        _journal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Rows read and decoded, on one thread and nothing else: what folding is compared with.</summary>
    [Benchmark(Baseline = true)]
    public long Read_and_decode() => _journal.ReadRange(1, _journal.Count).LongCount();

    /// <summary>Events that are decoded already, folded.</summary>
    [Benchmark]
    public long Fold_decoded()
    {
        var state = new ExchangeState();
        foreach (var recorded in _events)
        {
            state.Apply(recorded.Id.Stream, recorded.Event);
        }

        return state.Accounts.Count;
    }

    /// <summary>Read, decoded, every hash chain checked, folded.</summary>
    [Benchmark]
    public long Fold()
    {
        var state = new ExchangeState();
        foreach (var row in _journal.ReadAll())
        {
            state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
        }

        return state.Accounts.Count;
    }

    [Benchmark]
    public bool Verify() => Verifier.Run(_journal, null, null, null, CancellationToken.None).Holds;

    [Benchmark]
    public long State_in_the_middle() => _index.At((_journal.Count / 2) + 7).Accounts.Count;

    private static string Config()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder!.FullName, "config", "scenarios")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "config");
    }
}
