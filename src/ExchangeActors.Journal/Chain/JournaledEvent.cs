using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Codec;

namespace ExchangeActors.Journal.Chain;

/// <summary>
/// What a persistent actor persists and recovers: an event with its metadata, sealed into its stream's hash chain. Made by
/// <see cref="HashChain.Seal(RecordedEvent)"/> or read from a journal; its bytes are fixed from then on.
/// </summary>
public sealed class JournaledEvent
{
    private readonly WireInput _input;
    private readonly ReadOnlyMemory<byte>? _record;

    /// <summary>With its record; null to unpack it when it is asked for.</summary>
    internal JournaledEvent(RecordedEvent recorded, string manifest, ReadOnlyMemory<byte>? record, ChainHash hash, byte[] payload,
        WireInput input)
    {
        _input = input;
        _record = record;
        Recorded = recorded;
        Manifest = manifest;
        Hash = hash;
        Payload = payload;
    }

    /// <summary>The event with its metadata. Read from a journal it is without its input: see <see cref="ReadInput"/>.</summary>
    public RecordedEvent Recorded { get; }

    /// <summary>True for the first event of a decision.</summary>
    public bool BeginsDecision => Recorded.Input is not null || _input.Manifest is not null;

    /// <summary>
    /// The kind of the message that was decided where the event holds all of it, with the version; null where there is none, and where it
    /// is to be read.
    /// </summary>
    public string? InputInEvent =>
        (Recorded.Input is { } input ? ManifestTable.For(input).Manifest : _input.Manifest) is { } manifest
            && WireInput.IsIn(Recorded.Event, ManifestTable.For(manifest).Type) ? manifest : null;

    /// <summary>The kind and version of its wire form, e.g. <c>account.fill-applied.1</c>.</summary>
    public string Manifest { get; }

    /// <summary>The chain's hash after this event.</summary>
    public ChainHash Hash { get; }

    /// <summary>The hashed part of the payload: metadata and event.</summary>
    public ReadOnlyMemory<byte> Record => _record ?? StoredPayload.Record(Payload);

    /// <summary>What the journal's payload column holds: the record and the hash (<c>StoredEvent</c> in journal.proto).</summary>
    internal byte[] Payload { get; }

    /// <summary>
    /// The exact bytes that the journal stores; with <see cref="Manifest"/> they are all that <see cref="EventCodec.Decode"/> needs, so
    /// that an event can be carried elsewhere without loss.
    /// </summary>
    public ReadOnlyMemory<byte> StoredBytes => Payload;

    /// <summary>The message that was decided, on the first event of a decision; null on those that follow it.</summary>
    /// <exception cref="JournalException">The message's manifest is unknown or its bytes are damaged.</exception>
    public Message? ReadInput() => Recorded.Input ?? _input.Read(Recorded.Event);

    /// <summary>The same bytes, read further.</summary>
    internal JournaledEvent With(DomainEvent @event) =>
        new(Recorded with { Event = @event }, Manifest, _record, Hash, Payload, _input);

    /// <inheritdoc/>
    public override string ToString() => $"{Recorded.Id} {Manifest} {Hash}";
}
