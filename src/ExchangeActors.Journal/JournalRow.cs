using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal;

/// <summary>An event of the journal that was verified against its stream's history.</summary>
/// <param name="Ordering">Its place among all events, from 1.</param>
/// <param name="Stored">The event as it is stored.</param>
public readonly record struct JournalRow(long Ordering, JournaledEvent Stored)
{
    /// <summary>The event with its metadata.</summary>
    public RecordedEvent Recorded => Stored.Recorded;

    /// <summary>Kind and version of its stored form.</summary>
    public string Manifest => Stored.Manifest;

    /// <summary>The stream's chain hash after it.</summary>
    public ChainHash Hash => Stored.Hash;
}

/// <summary>A row of the snapshot store, not verified.</summary>
/// <param name="Stream">Whose snapshot the row says it is.</param>
/// <param name="Sequence">Of the last event in it.</param>
/// <param name="Manifest">The kind of the state.</param>
/// <param name="Bytes">As <see cref="SnapshotCodec"/> wrote them.</param>
public sealed record SnapshotRow(string Stream, long Sequence, string Manifest, byte[] Bytes);

/// <summary>A stream and the sequence of its last event.</summary>
public readonly record struct StreamHead(EntityRef Stream, long LastSequence);
