using Akka.Actor.Setup;
using Akka.Configuration;
using ExchangeActors.Actors.Running;
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
    private static readonly Config OwnJournal = ConfigurationFactory.ParseString(
        $"{JournalProfile.JournalPlugin}.class = \"{typeof(ExchangeJournal).FullName}, {typeof(ExchangeJournal).Assembly.GetName().Name}\"");

    /// <summary>Where the streams ended, known once <see cref="History"/> was read; null when other processes may write the store too.</summary>
    public StreamHeads? Heads { get; private init; }

    /// <summary>A journal which its lock keeps to this process: only under it the heads read at the start are those of the streams. The caller keeps it open until the exchange is disposed.</summary>
    public static JournalStore Of(IHeldJournal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var heads = new StreamHeads();
        return new JournalStore(journal.Place, OwnJournal.WithFallback(journal.Profile.Configuration), journal.Profile.Setup, () => ReadAll(journal, heads)) { Heads = heads };
    }

    private static IEnumerable<RecordedEvent> ReadAll(IHeldJournal journal, StreamHeads heads)
    {
        using var reader = journal.OpenReader();
        foreach (var row in reader.ReadAll())
        {
            heads.Put(new HashChain(row.Recorded.Id.Stream, row.Recorded.Id.Sequence, row.Hash));
            yield return row.Recorded;
        }
    }
}
