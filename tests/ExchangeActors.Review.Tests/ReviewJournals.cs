using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Catalog;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Review.Tests;

/// <summary>A temporary folder with journals of scenarios that were run in memory. Removed at the end.</summary>
internal sealed class ReviewJournals : IDisposable
{
    private int _files;

    public string Folder { get; } = Directory.CreateTempSubdirectory("exchange-report-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Three accounts, one of them liquidated and deleveraged against another.</summary>
    public Task<string> FirstAdl() => Run("first-adl.json", null, []);

    /// <summary>A reduced October: twelve markets or more, waves of deleveragings, an exhausted fund.</summary>
    public Task<string> October() => Run("oct-10-2025.json", null, ["population.accounts=1500", "insuranceFund=10000", "durationSeconds=1320", "tickMs=15000"]);

    /// <summary>Runs a shipped scenario into a new journal; returns its path.</summary>
    /// <param name="name">Its file.</param>
    /// <param name="rename">Other names for the scenario and for accounts; null to keep them.</param>
    /// <param name="settings">Changes.</param>
    public async Task<string> Run(string name, Func<string, string>? rename, string[] settings)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Scenarios(), name), settings);
        var path = PathOf($"{Path.GetFileNameWithoutExtension(name)}-{++_files}.db");
        var header = new JournalHeader(
            rename?.Invoke(scenario.Name) ?? scenario.Name, scenario.Hash, scenario.Venue.Name, scenario.Hash, unchecked((long)scenario.Seed), "0.1.0", "{}",
            new RulesSpec(scenario.VenueSpec, ScenarioRules.Pool, scenario.InsuranceFundFloor));
        using var writer = JournalWriter.Create(path, header);
        await using var runtime = new InMemoryRuntime(ScenarioRules.Of(scenario), recorded => writer.Append(recorded));
        IEnumerable<OpeningAccount> Renamed(IEnumerable<OpeningAccount> accounts) => accounts.Select(account => account with { Id = new AccountId(rename!(account.Id.Value)) });
        await new ScenarioRun(scenario, runtime, rename is null ? null : Renamed).Run(null, null, CancellationToken.None);
        writer.Complete();
        return path;
    }

    /// <summary>The folder of the shipped scenarios.</summary>
    public static string Scenarios()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var scenarios = Path.Combine(folder.FullName, "config", "scenarios");
            if (Directory.Exists(scenarios))
            {
                return scenarios;
            }
        }

        throw new InvalidOperationException("There is no config/scenarios above the tests.");
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}
