using Akka.Actor.Setup;
using Akka.Configuration;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;

namespace ExchangeActors.Actors;

/// <summary>Where an exchange keeps its events: the plugins' settings, and how to read what is there.</summary>
/// <param name="Name">For logs and errors.</param>
/// <param name="Configuration">Persistence and serialization settings, complete.</param>
/// <param name="Setup">What the plugins need beside them; null for nothing.</param>
/// <param name="History">All events in their order, verified; read once, before the actors start.</param>
public sealed record JournalStore(string Name, Config Configuration, Setup? Setup, Func<IEnumerable<RecordedEvent>> History)
{
    /// <summary>A SQLite journal. The caller keeps it open until the exchange is disposed.</summary>
    public static JournalStore Of(JournalFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new JournalStore(file.Path, file.Profile.Configuration, file.Profile.Setup, () => ReadAll(file.Path));
    }

    private static IEnumerable<RecordedEvent> ReadAll(string path)
    {
        using var reader = JournalReader.Open(path);
        foreach (var row in reader.ReadAll())
        {
            yield return row.Recorded;
        }
    }
}
