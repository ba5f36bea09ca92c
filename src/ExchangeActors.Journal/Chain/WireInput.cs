using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Codec;
using Google.Protobuf;

namespace ExchangeActors.Journal.Chain;

/// <summary>
/// The message that a decision was taken on, as the record of its first event holds it. The answer of the risk monitors can have thousands
/// of candidates, which the event has as well: of it only the manifest is stored.
/// </summary>
/// <param name="Manifest">The message's kind; null on events that follow the first.</param>
/// <param name="Message">Its wire form, while it is written; null when the event holds all of it.</param>
/// <param name="Bytes">Its bytes, after reading.</param>
internal readonly record struct WireInput(string? Manifest, IMessage? Message, ReadOnlyMemory<byte> Bytes)
{
    // Tags and lengths of the two fields, at most.
    private const int Framing = 16;

    /// <summary>The most bytes that it takes in a record.</summary>
    public int Bound => Manifest is null ? 0 : Framing + Manifest.Length + (Message?.CalculateSize() ?? 0);

    /// <summary>True when the event holds all of a message, so that it is not stored beside it.</summary>
    public static bool IsIn(DomainEvent @event, Type message) => @event is QueueRanked && message == typeof(RankedQueue);

    /// <summary>What is to be written with an event.</summary>
    public static WireInput Of(RecordedEvent recorded)
    {
        if (recorded.Input is not { } input)
        {
            return default;
        }

        var entry = ManifestTable.For(input);
        return new WireInput(entry.Manifest, IsIn(recorded.Event, input.GetType()) ? null : entry.ToWire(input), default);
    }

    /// <summary>The message as it was written with this event; null on events that follow the first.</summary>
    /// <exception cref="JournalException">The manifest is unknown or the bytes are damaged.</exception>
    public Message? Read(DomainEvent @event)
    {
        if (Manifest is null)
        {
            return null;
        }

        return IsIn(@event, ManifestTable.For(Manifest).Type) ? ((QueueRanked)@event).Answer
            : MessageCodec.Decode(Manifest, Bytes.ToArray());
    }
}
