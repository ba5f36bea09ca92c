using ExchangeActors.Domain.Primitives;
using Google.Protobuf;

namespace ExchangeActors.Journal.Codec;

/// <summary>Messages between entities, and the envelopes that carry them, to and from bytes: equal messages have equal bytes.</summary>
public static class MessageCodec
{
    /// <summary>The manifest of an <see cref="Envelope"/>.</summary>
    public const string EnvelopeManifest = "envelope.1";

    /// <summary>The manifest under which a message is written.</summary>
    public static string ManifestOf(Message message) => ManifestTable.For(message).Manifest;

    /// <summary>True when two messages are the same in everything that is written of them.</summary>
    public static bool AreEqual(Message one, Message other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one.Equals(other) || (one.GetType() == other.GetType() && ManifestTable.For(one) is var entry
            && entry.ToWire(one).Equals(entry.ToWire(other)));
    }

    /// <summary>Writes a message without its envelope; <see cref="ManifestOf"/> goes beside it.</summary>
    public static byte[] Encode(Message message) => ManifestTable.For(message).ToWire(message).ToByteArray();

    /// <summary>Reads a message.</summary>
    /// <exception cref="JournalException">The manifest is unknown or the bytes are damaged.</exception>
    public static Message Decode(string manifest, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return Read(manifest, new CodedInputStream(bytes));
    }

    /// <summary>Writes a message with its envelope.</summary>
    public static byte[] EncodeEnvelope(Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return new Wire.Envelope
        {
            To = envelope.To.ToWire(),
            From = envelope.From.ToWire(),
            CausedBy = envelope.CausedBy.ToWire(),
            Correlation = envelope.Correlation,
            At = envelope.At.UnixMs,
            Manifest = ManifestOf(envelope.Body),
            Body = ToByteString(envelope.Body),
        }.ToByteArray();
    }

    /// <summary>Reads a message with its envelope.</summary>
    /// <exception cref="JournalException">The message's manifest is unknown or the bytes are damaged.</exception>
    public static Envelope DecodeEnvelope(byte[] bytes)
    {
        var wire = WireRules.Parse(Wire.Envelope.Parser, bytes, EnvelopeManifest);
        return new Envelope(
            wire.To.Required().ToDomain(),
            wire.From.Required().ToDomain(),
            FromByteString(wire.Manifest, wire.Body),
            wire.CausedBy.Required().ToDomain(),
            wire.Correlation,
            new Moment(wire.At));
    }

    internal static ByteString ToByteString(Message message) => UnsafeByteOperations.UnsafeWrap(Encode(message));

    internal static Message FromByteString(string manifest, ByteString bytes) => Read(manifest, bytes.CreateCodedInput());

    private static Message Read(string manifest, CodedInputStream input)
    {
        var entry = ManifestTable.For(manifest);
        using (input)
        {
            return WireRules.Guard(manifest, () => entry.Read(input)) as Message ?? throw WireRules.Damaged($"{manifest} is not a message");
        }
    }
}
