using System.Buffers;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Codec;
using Google.Protobuf;

namespace ExchangeActors.Journal.Chain;

/// <summary>
/// Events to and from the bytes of the journal's payload, <c>StoredEvent</c> of journal.proto: equal events have equal records. The two
/// outer messages are framed by hand, in one pass; the inner one is generated.
/// </summary>
public static class EventCodec
{
    // Field numbers of EventRecord and StoredEvent; 2 is protobuf's wire type of length-delimited fields.
    private const uint StreamKindTag = 1 << 3;
    private const uint StreamIdTag = (2 << 3) | 2;
    private const uint SequenceTag = 3 << 3;
    private const uint CauseKindTag = 4 << 3;
    private const uint CauseIdTag = (5 << 3) | 2;
    private const uint CauseSequenceTag = 6 << 3;
    private const uint AtTag = 7 << 3;
    private const uint CorrelationTag = (8 << 3) | 2;
    private const uint EventTag = (9 << 3) | 2;
    private const uint InputManifestTag = (10 << 3) | 2;
    private const uint InputTag = (11 << 3) | 2;

    // Tags and integers of EventRecord and the lengths of its parts, at most.
    private const int FramingBound = 96;

    /// <summary>The manifest under which an event is written.</summary>
    public static string ManifestOf(DomainEvent @event) => ManifestTable.For(@event).Manifest;

    /// <summary>Every kind of event with the manifest of its stored form.</summary>
    public static IEnumerable<(string Manifest, Type Event)> Kinds =>
        ManifestTable.All().Where(entry => entry.Kind == ManifestKind.Event).Select(entry => (entry.Manifest, entry.Type));

    /// <summary>True when two events are the same in everything that is stored of them.</summary>
    public static bool AreEqual(DomainEvent one, DomainEvent other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);

        // A record compares its lists by identity, so only a yes is certain.
        return one.Equals(other) || (one.GetType() == other.GetType() && ManifestTable.For(one) is var entry
            && entry.ToWire(one).Equals(entry.ToWire(other)));
    }

    /// <summary>Reads a payload. The chain is not checked: see <see cref="HashChain.Verify(JournaledEvent)"/>.</summary>
    /// <exception cref="JournalException">The manifest is unknown or the bytes are damaged.</exception>
    public static JournaledEvent Decode(string manifest, byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var record = StoredPayload.Record(payload);
        var recorded = DecodeRecord(manifest, record.Array!, record.Offset, record.Count, out var input);
        return new JournaledEvent(recorded, manifest, record, StoredPayload.Hash(payload), payload, input);
    }

    /// <summary>
    /// What is wrong with the names and the time of an event that was read, a clause: an exchange takes no such commands, so it has written
    /// no such events, and what reads on shows them to people. Null when nothing is.
    /// </summary>
    public static string? Oddity(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var (stream, cause) = (recorded.Id.Stream.Id, recorded.CausedBy.Stream.Id);
        return !Identifier.IsValid(stream) || !Identifier.IsValid(cause)
            ? $"a record names \"{Identifier.Shown(Identifier.IsValid(stream) ? cause : stream)}\", which is no id"
            : recorded.Correlation is { } correlation && Identifier.Plain(correlation) != correlation
                ? $"a record's correlation, \"{Identifier.Shown(correlation)}\", holds a control character"
            : recorded.At.IsInCalendar ? null : $"a record's time, {recorded.At}, is not in the calendar";
    }

    internal static JournaledEvent Seal(RecordedEvent recorded, HashChain chain)
    {
        var entry = ManifestTable.For(recorded.Event);
        var wire = entry.ToWire(recorded.Event);
        var input = WireInput.Of(recorded);
        var bound = FramingBound + wire.CalculateSize() + input.Bound
            + (3 * (recorded.Id.Stream.Id.Length + recorded.CausedBy.Stream.Id.Length + (recorded.Correlation?.Length ?? 0)));
        var scratch = ArrayPool<byte>.Shared.Rent(bound);
        try
        {
            var record = scratch.AsSpan(0, WriteRecord(recorded, input, wire, scratch));
            var hash = chain.Next(recorded.Id.Sequence, entry.Manifest, record);
            return new JournaledEvent(recorded, entry.Manifest, null, hash, StoredPayload.Of(record, hash), default);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static RecordedEvent DecodeRecord(string manifest, byte[] buffer, int start, int length, out WireInput decided)
    {
        var entry = ManifestTable.For(manifest);
        (var recorded, decided) = WireRules.Guard(manifest, () =>
        {
            using var input = new CodedInputStream(buffer, start, length);
            return ReadRecord(input, entry, buffer, start + length);
        });
        return recorded;
    }

    private static (RecordedEvent Recorded, WireInput Decided) ReadRecord(
        CodedInputStream input, ManifestEntry entry, byte[] buffer, int end)
    {
        int streamKind = 0, causeKind = 0;
        string streamId = "", causeId = "";
        string? correlation = null;
        long sequence = 0, causeSequence = 0, at = 0;
        object? body = null;
        var decided = default(WireInput);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (tag)
            {
                case StreamKindTag: streamKind = input.ReadEnum(); break;
                case StreamIdTag: streamId = input.ReadString(); break;
                case SequenceTag: sequence = input.ReadInt64(); break;
                case CauseKindTag: causeKind = input.ReadEnum(); break;
                case CauseIdTag: causeId = input.ReadString(); break;
                case CauseSequenceTag: causeSequence = input.ReadInt64(); break;
                case AtTag: at = input.ReadInt64(); break;
                case CorrelationTag: correlation = input.ReadString(); break;
                case InputManifestTag: decided = decided with { Manifest = input.ReadString() }; break;
                case InputTag: decided = decided with { Bytes = Skip(input, buffer) }; break;
                case EventTag: body = ReadLast(input, entry, end); break;
                default: throw WireRules.Damaged($"a record has the unknown field {tag >> 3}");
            }
        }

        var recorded = new RecordedEvent(
            new EventRef(new EntityRef(((Wire.EntityKind)streamKind).ToDomain(), streamId), sequence),
            new EventRef(new EntityRef(((Wire.EntityKind)causeKind).ToDomain(), causeId), causeSequence),
            correlation,
            new Moment(at),
            body as DomainEvent ?? throw WireRules.Damaged($"a record holds no event of kind {entry.Manifest}"));
        return (recorded, decided);
    }

    // Whoever folds has no use for the message: its bytes stay where they are.
    private static ReadOnlyMemory<byte> Skip(CodedInputStream input, byte[] buffer)
    {
        var start = (int)input.Position;
        input.SkipLastField();
        while ((buffer[start++] & 0x80) != 0)
        {
            // The field's length stands before its bytes.
        }

        return buffer.AsMemory(start..(int)input.Position);
    }

    // The event is the record's last field, so the input's end is its end.
    private static object ReadLast(CodedInputStream input, ManifestEntry entry, int end)
    {
        var length = input.ReadLength();
        return input.Position + length == end ? entry.Read(input) : throw WireRules.Damaged("a record's event is cut off");
    }

    private static int WriteRecord(RecordedEvent recorded, WireInput input, IMessage wire, byte[] scratch)
    {
        using var output = new CodedOutputStream(scratch);
        WriteEnum(output, StreamKindTag, (int)recorded.Id.Stream.Kind);
        WriteText(output, StreamIdTag, recorded.Id.Stream.Id);
        WriteInteger(output, SequenceTag, recorded.Id.Sequence);
        WriteEnum(output, CauseKindTag, (int)recorded.CausedBy.Stream.Kind);
        WriteText(output, CauseIdTag, recorded.CausedBy.Stream.Id);
        WriteInteger(output, CauseSequenceTag, recorded.CausedBy.Sequence);
        WriteInteger(output, AtTag, recorded.At.UnixMs);
        if (recorded.Correlation is { } correlation)
        {
            output.WriteTag(CorrelationTag);
            output.WriteString(correlation);
        }

        if (input.Manifest is { } manifest)
        {
            output.WriteTag(InputManifestTag);
            output.WriteString(manifest);
            if (input.Message is { } message)
            {
                output.WriteTag(InputTag);
                output.WriteMessage(message);
            }
        }

        output.WriteTag(EventTag);
        output.WriteMessage(wire);
        return (int)output.Position;
    }

    private static void WriteEnum(CodedOutputStream output, uint tag, int value)
    {
        if (value != 0)
        {
            output.WriteTag(tag);
            output.WriteEnum(value);
        }
    }

    private static void WriteInteger(CodedOutputStream output, uint tag, long value)
    {
        if (value != 0)
        {
            output.WriteTag(tag);
            output.WriteInt64(value);
        }
    }

    private static void WriteText(CodedOutputStream output, uint tag, string value)
    {
        if (value.Length != 0)
        {
            output.WriteTag(tag);
            output.WriteString(value);
        }
    }
}
