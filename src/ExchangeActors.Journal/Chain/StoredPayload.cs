using System.Buffers;
using ExchangeActors.Journal.Codec;
using Google.Protobuf;
using K4os.Compression.LZ4;

namespace ExchangeActors.Journal.Chain;

/// <summary>
/// The frame of a payload, <c>StoredEvent</c> of journal.proto: a record and the chain's hash after it. Records repeat themselves (what
/// was decided and what came of it, names of streams), so they are packed; the hash is of the record, not of how it is packed.
/// </summary>
internal static class StoredPayload
{
    // Field numbers; 2 is protobuf's wire type of length-delimited fields.
    private const byte PlainTag = (1 << 3) | 2;
    private const byte PackedTag = (3 << 3) | 2;
    private const byte HashTag = (2 << 3) | 2;
    private const int HashField = 2 + ChainHash.Length;
    private const int LongestVarint32 = 5;

    // An LZ4 block cannot say more with a byte.
    private const int MostPerByte = 255;

    /// <summary>The bytes of the payload.</summary>
    public static byte[] Of(ReadOnlySpan<byte> record, ChainHash hash)
    {
        var length = CodedOutputStream.ComputeLengthSize(record.Length);
        var scratch = ArrayPool<byte>.Shared.Rent(length + LZ4Codec.MaximumOutputSize(record.Length));
        try
        {
            WriteVarint(scratch, record.Length);
            var block = LZ4Codec.Encode(record, scratch.AsSpan(length));
            var packed = scratch.AsSpan(0, length + Math.Max(0, block));
            return block > 0 && packed.Length < record.Length ? Frame(PackedTag, packed, hash) : Frame(PlainTag, record, hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>The hash of a payload.</summary>
    public static ChainHash Hash(byte[] payload) => new(payload.AsSpan(payload.Length - ChainHash.Length));

    /// <summary>The record of a payload.</summary>
    /// <exception cref="JournalException">The bytes are damaged.</exception>
    public static ArraySegment<byte> Record(byte[] payload)
    {
        var field = payload.AsSpan();
        if (payload.Length <= HashField || payload[0] is not (PlainTag or PackedTag)
            || ReadVarint(field[1..]) is not ({ } length, var size) || 1 + size + (long)length + HashField != payload.Length
            || payload[^HashField] != HashTag || payload[^(HashField - 1)] != ChainHash.Length)
        {
            throw WireRules.Damaged("the payload is not a stored event");
        }

        var content = new ArraySegment<byte>(payload, 1 + size, length);
        return payload[0] == PlainTag ? content : Unpack(content);
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        if (ReadVarint(packed) is ({ } length, var size) && (packed.Length - size) * (long)MostPerByte >= length)
        {
            var record = GC.AllocateUninitializedArray<byte>(length);
            if (LZ4Codec.Decode(packed[size..], record) == length)
            {
                return record;
            }
        }

        throw WireRules.Damaged("the record cannot be unpacked");
    }

    private static byte[] Frame(byte tag, ReadOnlySpan<byte> content, ChainHash hash)
    {
        var start = 1 + CodedOutputStream.ComputeLengthSize(content.Length);
        var payload = new byte[start + content.Length + HashField];
        payload[0] = tag;
        WriteVarint(payload.AsSpan(1), content.Length);
        content.CopyTo(payload.AsSpan(start));
        payload[^HashField] = HashTag;
        payload[^(HashField - 1)] = ChainHash.Length;
        hash.CopyTo(payload.AsSpan(payload.Length - ChainHash.Length));
        return payload;
    }

    private static void WriteVarint(Span<byte> into, int value)
    {
        var remaining = (uint)value;
        var position = 0;
        for (; remaining > 0x7F; position++, remaining >>= 7)
        {
            into[position] = (byte)((remaining & 0x7F) | 0x80);
        }

        into[position] = (byte)remaining;
    }

    /// <summary>The value and how many bytes it takes; null when there is none.</summary>
    private static (int? Value, int Size) ReadVarint(ReadOnlySpan<byte> from)
    {
        var value = 0L;
        for (var position = 0; position < Math.Min(LongestVarint32, from.Length); position++)
        {
            value |= (long)(from[position] & 0x7F) << (7 * position);
            if ((from[position] & 0x80) == 0)
            {
                return (value <= int.MaxValue ? (int)value : null, position + 1);
            }
        }

        return (null, 0);
    }
}
