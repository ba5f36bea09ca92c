using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Chain;

/// <summary>
/// The head of one stream's hash chain: sequence and hash of its last event. Writers seal events with it, readers and recovery verify them.
/// hash(n) = SHA-256( hash(n−1), 32 bytes · sequence, 8 bytes little-endian · length and UTF-8 of the stream · length and UTF-8 of the
/// manifest · record bytes ), lengths in 4 bytes little-endian, hash(0) = 32 zero bytes.
/// </summary>
/// <param name="Stream">The stream.</param>
/// <param name="Sequence">Sequence of its last event, 0 before the first.</param>
/// <param name="Hash">The hash after it.</param>
public sealed record HashChain(EntityRef Stream, long Sequence, ChainHash Hash)
{
    private const int StackLimit = 2048;

    // Built once per stream: "with" copies it.
    private readonly string _name = Stream.ToString();

    /// <summary>The chain of a stream without events.</summary>
    public static HashChain Start(EntityRef stream) => new(stream, 0, default);

    /// <summary>Seals the stream's next event. The chain after it is <see cref="After"/> the result.</summary>
    /// <exception cref="ArgumentException">The event is not the stream's next one.</exception>
    public JournaledEvent Seal(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        if (recorded.Id.Sequence != Sequence + 1 || recorded.Id.Stream != Stream)
        {
            throw new ArgumentException($"The next event of {Stream} is {Stream}#{Sequence + 1}, not {recorded.Id}.", nameof(recorded));
        }

        return EventCodec.Seal(recorded, this);
    }

    /// <summary>
    /// The chain after an event that <see cref="Seal"/> made; recovery and readers use <see cref="Verify(JournaledEvent)"/> instead.
    /// </summary>
    public HashChain After(JournaledEvent sealedEvent)
    {
        ArgumentNullException.ThrowIfNull(sealedEvent);
        return this with { Sequence = sealedEvent.Recorded.Id.Sequence, Hash = sealedEvent.Hash };
    }

    /// <summary>
    /// Checks that a stored event is the stream's next one and that neither it nor its history was changed; returns the chain after it.
    /// </summary>
    /// <exception cref="JournalException">A gap, an event of another place, or a broken hash
    /// (<see cref="JournalFault.Corrupt"/>).</exception>
    public HashChain Verify(JournaledEvent stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return Verify(stored.Recorded.Id, stored.Manifest, stored.Record.Span, stored.Hash);
    }

    internal HashChain Verify(EventRef id, string manifest, ReadOnlySpan<byte> record, ChainHash hash)
    {
        if (id.Stream != Stream)
        {
            throw Broken($"the row holds event {id} of another stream");
        }

        if (id.Sequence != Sequence + 1)
        {
            throw Broken(id.Sequence > Sequence + 1
                ? $"events {Sequence + 1} to {id.Sequence - 1} are missing before #{id.Sequence}"
                : $"event #{id.Sequence} stands after #{Sequence}");
        }

        if (Next(id.Sequence, manifest, record) != hash)
        {
            throw Broken("the hash chain is broken: this event or one before it was changed");
        }

        return this with { Sequence = id.Sequence, Hash = hash };
    }

    /// <summary>The hash after one more event.</summary>
    internal ChainHash Next(long sequence, string manifest, ReadOnlySpan<byte> record)
    {
        var longest = ChainHash.Length + sizeof(long) + (2 * sizeof(int)) + (3 * (_name.Length + manifest.Length)) + record.Length;
        var rented = longest > StackLimit ? ArrayPool<byte>.Shared.Rent(longest) : null;
        var buffer = rented ?? stackalloc byte[StackLimit];
        Hash.CopyTo(buffer);
        var used = ChainHash.Length;
        BinaryPrimitives.WriteInt64LittleEndian(buffer[used..], sequence);
        used += sizeof(long);
        used += WriteText(buffer[used..], _name);
        used += WriteText(buffer[used..], manifest);
        record.CopyTo(buffer[used..]);
        used += record.Length;
        Span<byte> digest = stackalloc byte[ChainHash.Length];
        SHA256.HashData(buffer[..used], digest);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return new ChainHash(digest);
    }

    private static int WriteText(Span<byte> buffer, string text)
    {
        var count = Encoding.UTF8.GetBytes(text, buffer[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer, count);
        return sizeof(int) + count;
    }

    private JournalException Broken(string what) =>
        new(JournalFault.Corrupt, what, $"{Stream}#{Sequence + 1}",
            "the history was damaged: restore the journal from a copy")
        { Event = new EventRef(Stream, Sequence + 1) };
}
