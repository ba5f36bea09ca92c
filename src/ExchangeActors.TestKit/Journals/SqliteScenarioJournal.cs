using ExchangeActors.Actors;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.TestKit.Journals;

/// <summary>A journal in a SQLite file in a temporary folder that goes with the test: what runs in production.</summary>
internal sealed class SqliteScenarioJournal : ScenarioJournal
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("exchange-scenario-");
    private JournalFile? _file;

    private string Path => System.IO.Path.Combine(_folder.FullName, "journal.db");

    /// <inheritdoc/>
    public override JournalStore Open(ExchangeRules rules)
    {
        var version = typeof(SqliteScenarioJournal).Assembly.GetName().Version?.ToString(3) ?? "0";
        var header = new JournalHeader("scenario", "-", rules.Profile.Name, "-", 0, version, "{}");
        _file = JournalFile.Open(Path, header, File.Exists(Path) ? JournalMode.Resume : JournalMode.Create);
        return JournalStore.Of(_file);
    }

    /// <inheritdoc/>
    public override void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <inheritdoc/>
    public override IEnumerable<RecordedEvent> Read()
    {
        using var reader = JournalReader.Open(Path);
        foreach (var row in reader.ReadAll())
        {
            yield return row.Recorded;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _folder.Delete(recursive: true);
    }
}
