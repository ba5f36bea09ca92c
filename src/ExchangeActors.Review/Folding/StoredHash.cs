using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ExchangeActors.Review.Folding;

/// <summary>
/// A hash over a set of stored states that can be brought up to date when one of them changes, without reading the others: the sum, in
/// four parts of 64 bits, of SHA-256 over each. Finds what
/// was changed by accident or in ignorance of it; against a forger there is <c>verify</c>.
/// </summary>
internal readonly record struct StoredHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>With one more, or both sets together.</summary>
    public static StoredHash operator +(StoredHash a, StoredHash b) => new(a.A + b.A, a.B + b.B, a.C + b.C, a.D + b.D);

    /// <summary>Without one.</summary>
    public static StoredHash operator -(StoredHash a, StoredHash b) => new(a.A - b.A, a.B - b.B, a.C - b.C, a.D - b.D);

    /// <summary>The hash of one stored state.</summary>
    public static StoredHash Of(string stream, string manifest, ReadOnlySpan<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{stream}\n{manifest}\n"));
        hash.AppendData(bytes);
        Span<byte> parts = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(parts);
        return new StoredHash(
            BinaryPrimitives.ReadUInt64BigEndian(parts),
            BinaryPrimitives.ReadUInt64BigEndian(parts[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(parts[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(parts[24..]));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{A:x16}{B:x16}{C:x16}{D:x16}");
}
