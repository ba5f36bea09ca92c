using ExchangeActors.Journal.Codec;
using Google.Protobuf;

namespace ExchangeActors.Journal.Chain;

/// <summary>States with the head of their hash chain to and from the bytes of the snapshot store.</summary>
public static class SnapshotCodec
{
    /// <summary>The manifest under which a snapshot is written: that of its state.</summary>
    public static string ManifestOf(EntitySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return ManifestTable.For(snapshot.State).Manifest;
    }

    /// <summary>Writes a snapshot; <see cref="ManifestOf"/> goes beside it.</summary>
    public static byte[] Encode(EntitySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var hash = new byte[ChainHash.Length];
        snapshot.Chain.Hash.CopyTo(hash);
        return new Wire.StoredSnapshot
        {
            Stream = snapshot.Chain.Stream.ToWire(),
            Sequence = snapshot.Chain.Sequence,
            Hash = UnsafeByteOperations.UnsafeWrap(hash),
            State = UnsafeByteOperations.UnsafeWrap(ManifestTable.For(snapshot.State).ToWire(snapshot.State).ToByteArray()),
        }.ToByteArray();
    }

    /// <summary>Reads a snapshot.</summary>
    /// <exception cref="JournalException">The manifest is unknown or the bytes are damaged.</exception>
    public static EntitySnapshot Decode(string manifest, byte[] bytes)
    {
        var entry = ManifestTable.For(manifest);
        var wire = WireRules.Parse(Wire.StoredSnapshot.Parser, bytes, manifest);
        return WireRules.Guard(manifest, () =>
        {
            using var input = wire.State.CreateCodedInput();
            var chain = new HashChain(wire.Stream.Required().ToDomain(), wire.Sequence, new ChainHash(wire.Hash.Span));
            return new EntitySnapshot(chain, entry.Read(input));
        });
    }
}
