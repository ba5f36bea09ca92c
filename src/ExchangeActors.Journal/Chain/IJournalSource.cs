using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Chain;

/// <summary>A row of the journal table as it is stored.</summary>
/// <param name="Ordering">Its place.</param>
/// <param name="Stream">Whose event the row says it is.</param>
/// <param name="Sequence">Which one.</param>
/// <param name="IsOurs">Written by <see cref="ExchangeSerializer"/> and not marked as deleted.</param>
/// <param name="Manifest">The kind of the event; null when the column holds no text.</param>
/// <param name="Message">The payload; null when the column holds no bytes.</param>
internal readonly record struct StoredRow(long Ordering, string Stream, long Sequence, bool IsOurs, string? Manifest, byte[]? Message);

/// <summary>
/// The tables of a journal in one kind of database, for reading: all of its SQL and nothing of what the rows mean. Errors of the database
/// are <see cref="JournalException"/>s.
/// </summary>
internal interface IJournalSource : IDisposable
{
    /// <summary>The place, as it may be shown.</summary>
    string Place { get; }

    /// <summary>
    /// True when places are given without gaps, so that a gap is a loss. PostgreSQL's numbers are drawn from a sequence: an insert that was
    /// rolled back, or a server that crashed, leaves out some.
    /// </summary>
    bool PlacesAreGapless { get; }

    /// <summary>Why damage need not be damage: a clause; null when there is no reason to doubt.</summary>
    string? Doubt { get; }

    /// <summary>Why what is here need not be all: a clause; null when there is no reason to think so.</summary>
    string? Note { get; }

    /// <summary>Looks at the database's own structures, indexes included, without reading what is in them; null when they are sound, or
    /// when the server answers for them.</summary>
    string? Damage();

    /// <summary>Whose journal it is.</summary>
    JournalHeader ReadHeader();

    /// <summary>What it begins with where older events are in an archive; null for a journal from its first event on.</summary>
    JournalBase? Base();

    /// <summary>The place of the last event; 0 when there is none.</summary>
    long Last();

    /// <summary>How many events there are up to a place.</summary>
    long Events(long last);

    /// <summary>How many events were ever written; null when the database does not know.</summary>
    long? Assigned();

    /// <summary>Below which all transactions have ended and are seen; 0 where there is only one writer (SQLite).</summary>
    ulong Horizon();

    /// <summary>All rows in the order of their places.</summary>
    IEnumerable<StoredRow> All();

    /// <summary>The rows of a stream in the order of their sequences.</summary>
    IEnumerable<StoredRow> Stream(string stream);

    /// <summary>The row of an event.</summary>
    IEnumerable<StoredRow> Event(string stream, long sequence);

    /// <summary>The rows of several events, in any order.</summary>
    IEnumerable<StoredRow> Events(IReadOnlyList<(string Stream, long Sequence)> events);

    /// <summary>The rows from one place to another, in order.</summary>
    IEnumerable<StoredRow> Range(long first, long last);

    /// <summary>The names of the streams with their last sequences, in ordinal order.</summary>
    IEnumerable<(string Stream, long Last)> Streams();

    /// <summary>The snapshots, by stream and sequence.</summary>
    IEnumerable<SnapshotRow> Snapshots();

    /// <summary>
    /// The first stream, by the place where it shows, that lacks an event before its last one, with the sequence that is missing.
    /// </summary>
    EventRef? FirstGap();

    /// <summary>The same journal through a connection of its own; in PostgreSQL with exactly the same events.</summary>
    IJournalSource Again();
}

/// <summary>A row of the snapshot store, not verified.</summary>
/// <param name="Stream">Whose snapshot the row says it is.</param>
/// <param name="Sequence">Of the last event in it.</param>
/// <param name="Manifest">The kind of the state.</param>
/// <param name="Bytes">As <see cref="SnapshotCodec"/> wrote them.</param>
public sealed record SnapshotRow(string Stream, long Sequence, string Manifest, byte[] Bytes);
