using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ExchangeActors.Domain.Entities;

namespace ExchangeActors.Journal.Chain;

/// <summary>How a checkpoint names the snapshot that belongs to it.</summary>
/// <param name="Events">Events in it.</param>
/// <param name="Root">SHA-256 over its file but the last 32 bytes, hexadecimal.</param>
public sealed record SnapshotName(long Events, string Root);

/// <summary>
/// The states of all entities at a moment when no message is under way, in a file beside the journal: from there a run goes on without
/// the events before it. It holds nothing that the journal does not give; whoever does not trust it folds the journal.
/// </summary>
/// <param name="HeaderHash">The hash over all fields of the journal's header.</param>
/// <param name="Events">Events in it.</param>
/// <param name="Place">
/// The place of the last of them: the events up to there are those in it. 0 where they are those of no place, because several processes
/// write the journal and it is of a moment in the order of their transactions.
/// </param>
/// <param name="Order">The order of the events up to there; null where places are not gapless (PostgreSQL).</param>
/// <param name="Entities">Every entity that has events: its state, and the end of its stream.</param>
/// <param name="Build">The program that wrote <paramref name="Memory"/>: no other can read it.</param>
/// <param name="Memory">What a run needs beside the states to go on.</param>
public sealed record StateSnapshot(
    string HeaderHash,
    long Events,
    long Place,
    CheckpointOrder? Order,
    ImmutableArray<EntitySnapshot> Entities,
    string Build,
    ReadOnlyMemory<byte> Memory)
{
    private const string Mark = "exchange snapshot 1";
    private const int BufferBytes = 1 << 20;

    /// <summary>The ends of the streams.</summary>
    public IEnumerable<HashChain> Heads => Entities.Select(entity => entity.Chain);

    /// <summary>The file of a snapshot, beside what goes with its journal.</summary>
    /// <param name="companion">The path of the journal's checkpoint without its ending.</param>
    /// <param name="events">Events in it.</param>
    public static string PathFor(string companion, long events) =>
        string.Create(CultureInfo.InvariantCulture, $"{companion}.{events}.snapshot");

    /// <summary>The states, in a collection of their own.</summary>
    public ExchangeState State()
    {
        var state = new ExchangeState();
        foreach (var entity in Entities)
        {
            Deciders.All[entity.Chain.Stream.Kind]!.Store(state, entity.State);
        }

        return state;
    }

    /// <summary>Writes the file: it is there whole, on the disk, or not at all.</summary>
    /// <returns>Its name for the checkpoint.</returns>
    /// <exception cref="JournalException">It cannot be written.</exception>
    public SnapshotName Write(string path)
    {
        var unfinished = path + ".new";
        try
        {
            string root;
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes))
            {
                using var sha = SHA256.Create();
                using (var hashing = new CryptoStream(file, sha, CryptoStreamMode.Write, leaveOpen: true))
                {
                    using var into = new BinaryWriter(hashing, Encoding.UTF8, leaveOpen: true);
                    Write(into);
                }

                file.Write(sha.Hash);
                file.Flush(flushToDisk: true);
                root = Convert.ToHexStringLower(sha.Hash!);
            }

            File.Move(unfinished, path, overwrite: true);
            return new SnapshotName(Events, root);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            DeleteIfPossible(unfinished);
            throw JournalException.From(exception, path);
        }
    }

    /// <summary>Reads a file and compares it with its name.</summary>
    /// <exception cref="JournalException">Missing, Corrupt, or Failed; the message says what is wrong with it.</exception>
    public static StateSnapshot Read(string path, SnapshotName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!File.Exists(path))
        {
            throw Wrong(JournalFault.Missing, "there is no such snapshot", path);
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
            using var sha = SHA256.Create();
            if (file.Length <= ChainHash.Length || RootOf(file, sha) != name.Root)
            {
                throw Wrong(JournalFault.Corrupt, "it is not the snapshot that the checkpoint names", path);
            }

            file.Position = 0;
            using var from = new BinaryReader(file, Encoding.UTF8);
            var snapshot = Read(from);
            return snapshot.Events == name.Events ? snapshot
                : throw Wrong(JournalFault.Corrupt, "it is not the snapshot that the checkpoint names", path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw JournalException.From(exception, path);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException or OutOfMemoryException)
        {
            throw Wrong(JournalFault.Corrupt, $"it cannot be read ({exception.Message.TrimEnd('.')})", path);
        }
    }

    /// <summary>As bytes, for where it is kept with other things.</summary>
    internal byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var into = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            Write(into);
        }

        return bytes.ToArray();
    }

    /// <summary>What <see cref="ToBytes"/> made.</summary>
    /// <exception cref="JournalException">Corrupt.</exception>
    internal static StateSnapshot Of(byte[] bytes)
    {
        try
        {
            using var from = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            return Read(from);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException or IOException
            or OutOfMemoryException)
        {
            throw new JournalException(
                JournalFault.Corrupt,
                $"the states that the journal begins with cannot be read ({exception.Message.TrimEnd('.')})",
                "exchange_base",
                "restore the journal from a copy",
                exception);
        }
    }

    /// <summary>Removes a file; one that cannot be removed stays.</summary>
    public static void DeleteIfPossible(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is named by no checkpoint any more.
        }
    }

    private static string RootOf(FileStream file, SHA256 sha)
    {
        var buffer = new byte[BufferBytes];
        for (var left = file.Length - ChainHash.Length; left > 0;)
        {
            var read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
            {
                break;
            }

            sha.TransformBlock(buffer, 0, read, null, 0);
            left -= read;
        }

        sha.TransformFinalBlock([], 0, 0);
        return Convert.ToHexStringLower(sha.Hash!);
    }

    private void Write(BinaryWriter into)
    {
        into.Write(Mark);
        into.Write(HeaderHash);
        into.Write(Events);
        into.Write(Place);
        into.Write(Order is not null);
        into.Write(Order?.Place ?? 0);
        into.Write(Order?.Hash ?? string.Empty);
        into.Write(Entities.Length);
        foreach (var entity in Entities)
        {
            var bytes = SnapshotCodec.Encode(entity);
            into.Write(SnapshotCodec.ManifestOf(entity));
            into.Write(bytes.Length);
            into.Write(bytes);
        }

        into.Write(Build);
        into.Write(Memory.Length);
        into.Write(Memory.Span);
    }

    private static StateSnapshot Read(BinaryReader from)
    {
        if (from.ReadString() != Mark)
        {
            throw new FormatException($"it does not begin with \"{Mark}\"");
        }

        var (header, events, place) = (from.ReadString(), from.ReadInt64(), from.ReadInt64());
        var (ordered, order) = (from.ReadBoolean(), new CheckpointOrder(from.ReadInt64(), from.ReadString()));
        ImmutableArray<EntitySnapshot> entities =
        [
            .. Ahead.Of(Stored(from), one => SnapshotCodec.Decode(one.Manifest, one.Bytes), CancellationToken.None),
        ];
        var build = from.ReadString();
        return new StateSnapshot(header, events, place, ordered ? order : null, entities, build, from.ReadBytes(from.ReadInt32()));
    }

    private static IEnumerable<(string Manifest, byte[] Bytes)> Stored(BinaryReader from)
    {
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            yield return (from.ReadString(), from.ReadBytes(from.ReadInt32()));
        }
    }

    private static JournalException Wrong(JournalFault fault, string what, string path) =>
        new(fault, what, path, "nothing is lost: without it a run executes all inputs again from the first");
}
