using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal;

/// <summary>
/// What a persistent actor persists and recovers: an event with its metadata, sealed into its stream's hash chain. Made by
/// <see cref="HashChain.Seal(RecordedEvent)"/> or read from a journal; its bytes are fixed from then on.
/// </summary>
public sealed class JournaledEvent
{
    internal JournaledEvent(RecordedEvent recorded, string manifest, ReadOnlyMemory<byte> record, ChainHash hash, byte[] payload)
    {
        Recorded = recorded;
        Manifest = manifest;
        Record = record;
        Hash = hash;
        Payload = payload;
    }

    /// <summary>The event with its metadata.</summary>
    public RecordedEvent Recorded { get; }

    /// <summary>The kind and version of its wire form, e.g. <c>account.fill-applied.1</c>.</summary>
    public string Manifest { get; }

    /// <summary>The chain's hash after this event.</summary>
    public ChainHash Hash { get; }

    /// <summary>The hashed part of the payload: metadata and event.</summary>
    public ReadOnlyMemory<byte> Record { get; }

    /// <summary>What the journal's payload column holds: the record and the hash (<c>StoredEvent</c> in journal.proto).</summary>
    internal byte[] Payload { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Recorded.Id} {Manifest} {Hash}";
}
