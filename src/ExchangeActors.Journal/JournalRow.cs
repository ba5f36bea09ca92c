using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal;

/// <summary>An event of the journal that was verified against its stream's history.</summary>
/// <param name="Ordering">Its place among all events, from 1.</param>
/// <param name="Recorded">The event with its metadata.</param>
/// <param name="Manifest">Kind and version of its stored form.</param>
/// <param name="Hash">The stream's chain hash after it.</param>
public readonly record struct JournalRow(long Ordering, RecordedEvent Recorded, string Manifest, ChainHash Hash);

/// <summary>A stream and the sequence of its last event.</summary>
public readonly record struct StreamHead(EntityRef Stream, long LastSequence);
