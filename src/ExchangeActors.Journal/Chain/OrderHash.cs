using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ExchangeActors.Journal.Chain;

/// <summary>
/// A running hash over the places of all events, which the chains of the streams do not cover: hash(n) = SHA-256( hash(n−1), 32 bytes ·
/// place, 8 bytes little-endian · hash of the event, 32 bytes ), hash(0) = 32 zero bytes.
/// </summary>
public sealed class OrderHash
{
    private readonly byte[] _bytes = new byte[(2 * ChainHash.Length) + sizeof(long)];

    /// <summary>Before the first event.</summary>
    public OrderHash()
    {
    }

    /// <summary>After the events up to a place.</summary>
    /// <exception cref="FormatException">It holds no such hash.</exception>
    public OrderHash(CheckpointOrder after)
    {
        ArgumentNullException.ThrowIfNull(after);
        if (Convert.FromHexString(after.Hash, _bytes.AsSpan(0, ChainHash.Length), out _, out var written) != OperationStatus.Done
            || written != ChainHash.Length)
        {
            throw new FormatException($"\"{after.Hash}\" is not the hash of an order");
        }

        Place = after.Place;
    }

    /// <summary>The place of the last event; 0 for none.</summary>
    public long Place { get; private set; }

    /// <summary>As a checkpoint holds it.</summary>
    public CheckpointOrder Checkpoint => new(Place, Convert.ToHexStringLower(_bytes.AsSpan(0, ChainHash.Length)));

    /// <summary>Takes the next event in the order of places.</summary>
    public void Add(long place, ChainHash hash)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(ChainHash.Length), place);
        hash.CopyTo(_bytes.AsSpan(ChainHash.Length + sizeof(long)));
        SHA256.HashData(_bytes, _bytes.AsSpan(0, ChainHash.Length));
        Place = place;
    }
}
