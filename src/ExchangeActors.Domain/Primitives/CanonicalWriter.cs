using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// Feeds values in one canonical form into SHA-256, so that equal states have equal hashes on every machine. Decimals are written without
/// trailing zeros,
/// strings with their length, collections with their count.
/// </summary>
public sealed class CanonicalWriter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[4096];
    private int _used;

    /// <summary>Writes an integer.</summary>
    public CanonicalWriter Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);
        return this;
    }

    /// <summary>Writes a truth value.</summary>
    public CanonicalWriter Write(bool value) => Write(value ? 1L : 0L);

    /// <summary>
    /// Writes a decimal by its value: 1.0 and 1.00 alike, and −0 (which arithmetic makes and a journal need not keep) as 0.
    /// </summary>
    public CanonicalWriter Write(decimal value)
    {
        // Dividing by a one with full scale strips trailing zeros; the bits are then a function of the value alone.
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value == 0m ? 0m : value / 1.000000000000000000000000000000000m, bits);
        var room = Room(16);
        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(room[(i * 4)..], bits[i]);
        }

        return this;
    }

    /// <summary>Writes a text, or the fact that there is none.</summary>
    public CanonicalWriter Write(string? value)
    {
        if (value is null)
        {
            return Write(-1L);
        }

        var count = Encoding.UTF8.GetByteCount(value);
        Write(count);
        if (count <= _buffer.Length)
        {
            Encoding.UTF8.GetBytes(value, Room(count));
        }
        else
        {
            Drain();
            _hash.AppendData(Encoding.UTF8.GetBytes(value));
        }

        return this;
    }

    /// <summary>Writes an integer, or the fact that there is none.</summary>
    public CanonicalWriter Write(long? value) => value is { } known ? Write(true).Write(known) : Write(false);

    /// <summary>Writes a decimal, or the fact that there is none.</summary>
    public CanonicalWriter Write(decimal? value) => value is { } known ? Write(true).Write(known) : Write(false);

    /// <summary>Writes every item in its order, and where they end.</summary>
    public CanonicalWriter Each<T>(IEnumerable<T> items, Action<CanonicalWriter, T> write)
    {
        foreach (var item in items)
        {
            write(Write(true), item);
        }

        return Write(false);
    }

    /// <summary>Writes an address.</summary>
    public CanonicalWriter Write(EntityRef value) => Write((long)value.Kind).Write(value.Id);

    /// <summary>Lower-case hexadecimal SHA-256 of all that was written; the writer begins anew.</summary>
    public string Finish()
    {
        Drain();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private Span<byte> Room(int count)
    {
        if (_used + count > _buffer.Length)
        {
            Drain();
        }

        var room = _buffer.AsSpan(_used, count);
        _used += count;
        return room;
    }

    private void Drain()
    {
        _hash.AppendData(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
