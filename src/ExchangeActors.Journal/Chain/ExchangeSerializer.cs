using Akka.Actor;
using Akka.Serialization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Codec;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Journal.Chain;

/// <summary>
/// The one serializer of the exchange: journaled events, snapshots, envelopes and messages, each under a manifest of the closed table. What
/// is not in the table is refused in both directions.
/// </summary>
public sealed class ExchangeSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The serializer's number in the journal; never changes.</summary>
    public const int Number = 10_102_025;

    /// <inheritdoc/>
    public override int Identifier => Number;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        JournaledEvent journaled => journaled.Manifest,
        Envelope => MessageCodec.EnvelopeManifest,
        Message message => MessageCodec.ManifestOf(message),
        EntitySnapshot snapshot => SnapshotCodec.ManifestOf(snapshot),
        _ => throw Refused(o),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => obj switch
    {
        JournaledEvent journaled => journaled.Payload,
        Envelope envelope => MessageCodec.EncodeEnvelope(envelope),
        Message message => MessageCodec.Encode(message),
        EntitySnapshot snapshot => SnapshotCodec.Encode(snapshot),
        _ => throw Refused(obj),
    };

    /// <inheritdoc/>
    /// <exception cref="JournalException">The manifest is unknown or the bytes are damaged.</exception>
    public override object FromBinary(byte[] bytes, string manifest) => manifest == MessageCodec.EnvelopeManifest
        ? MessageCodec.DecodeEnvelope(bytes)
        : ManifestTable.For(manifest).Kind switch
        {
            ManifestKind.Event => EventCodec.Decode(manifest, bytes),
            ManifestKind.Message => MessageCodec.Decode(manifest, bytes),
            _ => SnapshotCodec.Decode(manifest, bytes),
        };

    private static ArgumentException Refused(object value) => new(
        $"The exchange's serializer has no form for {value.GetType().FullName}: events are persisted as {nameof(JournaledEvent)}, states "
            + $"as {nameof(EntitySnapshot)}.",
        nameof(value));
}
