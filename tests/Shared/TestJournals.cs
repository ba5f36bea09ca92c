using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Importing;
using ExchangeActors.Review.Reading;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Tests.Shared;

/// <summary>A temporary folder with journals of shipped scenarios, run in memory. Removed at the end.</summary>
internal sealed class TestJournals : IDisposable
{
    private int _files;

    public string Folder { get; } = Directory.CreateTempSubdirectory("exchange-review-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The names of all files in it.</summary>
    public string[] Names() =>
        [.. Directory.EnumerateFileSystemEntries(Folder).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];

    /// <summary>Three accounts, one of them liquidated and deleveraged against another: 46 events.</summary>
    public Task<string> FirstAdl() => Run("first-adl.json");

    /// <summary>
    /// The crash of 10 October 2025 on one market with 200 accounts, hardly any fund and a thin book: thousands of events, with orders,
    /// liquidations and deleveragings.
    /// </summary>
    public Task<string> Crash(string venue = "bitmex") => Run(
        "btc-oct-10-2025.json", $"venue={venue}", "population.accounts=200", "insuranceFund=1000", "liquidity.scale=0.0001");

    /// <summary>
    /// The crash of 10 October 2025 with fewer accounts and coarser ticks: many markets, waves of deleveragings, an exhausted fund.
    /// </summary>
    public Task<string> October() =>
        Run("oct-10-2025.json", "population.accounts=1500", "insuranceFund=10000", "durationSeconds=1320", "tickMs=15000");

    /// <summary>Runs a shipped scenario into a new journal; returns its path.</summary>
    public Task<string> Run(string name, params string[] settings) => RunRenamed(name, null, settings);

    /// <summary>The same with another name for the scenario, the one text of a journal that is not made of stated letters.</summary>
    public async Task<string> RunRenamed(string name, Func<string, string>? rename, params string[] settings)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Config(), "scenarios", name), settings);
        var path = PathOf($"{Path.GetFileNameWithoutExtension(name)}-{++_files}.db");
        var rules = scenario.RulesSpec;
        var header = new JournalHeader(
            rename?.Invoke(scenario.Name) ?? scenario.Name, scenario.Hash, scenario.Venue.Name, JournaledRules.HashOf(rules),
                unchecked((long)scenario.Seed), "0.1.0", """{"Scenario":"somewhere.json"}""", rules);
        using var writer = JournalWriter.Create(path, header);
        await using var runtime = new InMemoryRuntime(ScenarioRules.Of(scenario), recorded => writer.Append(recorded));
        await new ScenarioRun(scenario, runtime).Run(null, CancellationToken.None);
        writer.Complete();
        return path;
    }

    /// <summary>Writes events into a new journal; returns its path.</summary>
    public string Write(IEnumerable<RecordedEvent> events)
    {
        var path = PathOf($"written-{++_files}.db");
        using var writer = JournalWriter.Create(path, new JournalHeader("written", "aa", "bitmex", "bb", 1, "0.1.0", "{}"));
        foreach (var recorded in events)
        {
            writer.Append(recorded);
        }

        writer.Complete();
        return path;
    }

    /// <summary>Exports to a new file; returns its path.</summary>
    public async Task<string> Export(string journal, ExportOptions options)
    {
        var path = PathOf($"export-{++_files}.{options.Format.ToString().ToLowerInvariant()}");
        using var reviewed = ReviewedJournal.Open(journal);
        using var file = NewFile.Create(path);
        await JournalExport.Write(reviewed, options, file.Stream, null, CancellationToken.None);
        file.Complete();
        return path;
    }

    /// <summary>Imports into a new journal; returns its path.</summary>
    public string Import(string file)
    {
        var path = PathOf($"import-{++_files}.db");
        JournalImport.Run(file, path, null, CancellationToken.None);
        return path;
    }

    /// <summary>Every event of a journal, verified.</summary>
    public static List<JournalRow> Read(string journal)
    {
        using var reviewed = ReviewedJournal.Open(journal);
        return [.. reviewed.ReadAll()];
    }

    /// <summary>The file of a shipped venue profile.</summary>
    public static string Venue(string name) => Path.Combine(Config(), "venues", $"{name}.json");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

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
