using System.Collections.Immutable;
using Akka.Actor.Setup;
using Akka.Configuration;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Actors;

/// <summary>Where an exchange keeps its events: the plugins' settings, and how to read what is there.</summary>
/// <param name="Name">For logs and errors.</param>
/// <param name="Configuration">Persistence and serialization settings, complete.</param>
/// <param name="Setups">What the plugins need beside them.</param>
/// <param name="History">All events in their order, verified; read once, before the actors start.</param>
public sealed record JournalStore(string Name, Config Configuration, ImmutableArray<Setup> Setups, Func<IEnumerable<RecordedEvent>> History)
{
    private static readonly Config OwnJournal = ConfigurationFactory.ParseString(
        $"{JournalProfile.JournalPlugin}.class = \"{typeof(ExchangeJournal).FullName}, "
            + $"{typeof(ExchangeJournal).Assembly.GetName().Name}\"");

    /// <summary>
    /// Where the streams ended, known once <see cref="History"/> was read; null when other processes may write the store too.
    /// </summary>
    public StreamHeads? Heads { get; private init; }

    /// <summary>The journal's events in their order, each as the head of its stream after it; null when they cannot be read so.</summary>
    public Func<IEnumerable<HashChain>>? Stored { get; private init; }

    /// <summary>Faults when another process has the store; null when nobody watches.</summary>
    public Task? Lost { get; private init; }

    /// <summary>
    /// A journal which its lock keeps to this process: only under it the heads read at the start are those of the streams. The caller keeps
    /// it open until the exchange is disposed.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="through">What its rows pass through when they are read, to be refused there by an exception; null for nothing.</param>
    /// <param name="from">Where its history begins: the events before that are not read. Null: at the first event.</param>
    public static JournalStore Of(
        IHeldJournal journal, Func<IEnumerable<JournalRow>, IEnumerable<JournalRow>>? through = null, JournalPosition? from = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var heads = new StreamHeads();
        foreach (var head in from?.Heads ?? [])
        {
            heads.Put(head);
        }

        var settings = OwnJournal.WithFallback(journal.Profile.Configuration);
        return new JournalStore(journal.Place, settings, journal.Profile.Setups, () => ReadAll(journal, heads, through, from))
        {
            Heads = heads,
            Stored = () => ReadHeads(journal, from),
            Lost = journal.Lost,
        };
    }

    /// <summary>A journal that other processes write too: every entity reads its own history from it.</summary>
    public static JournalStore Shared(IHeldJournal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        return new JournalStore(journal.Place, journal.Profile.Configuration, journal.Profile.Setups, () => []) { Lost = journal.Lost };
    }

    private static IEnumerable<JournalRow> Rows(JournalReader reader, JournalPosition? from) =>
        from is null ? reader.ReadAll() : reader.ReadAfter(from.Place, from.Heads);

    private static IEnumerable<HashChain> ReadHeads(IHeldJournal journal, JournalPosition? from)
    {
        using var reader = journal.OpenReader();
        foreach (var row in Rows(reader, from))
        {
            yield return new HashChain(row.Recorded.Id.Stream, row.Recorded.Id.Sequence, row.Hash);
        }
    }

    private static IEnumerable<RecordedEvent> ReadAll(
        IHeldJournal journal, StreamHeads heads, Func<IEnumerable<JournalRow>, IEnumerable<JournalRow>>? through, JournalPosition? from)
    {
        using var reader = journal.OpenReader();
        var rows = Rows(reader, from);
        foreach (var row in through?.Invoke(rows) ?? rows)
        {
            heads.Put(new HashChain(row.Recorded.Id.Stream, row.Recorded.Id.Sequence, row.Hash));
            yield return row.Recorded;
        }
    }
}
