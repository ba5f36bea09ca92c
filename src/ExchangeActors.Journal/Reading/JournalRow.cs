using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Journal.Reading;

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

/// <summary>A stream and the sequence of its last event.</summary>
public readonly record struct StreamHead(EntityRef Stream, long LastSequence);
