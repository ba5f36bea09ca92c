using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExchangeActors.Journal.Chain;

/// <summary>
/// What a journal held at a moment, kept outside of it: a journal that was cut back or written anew, however consistently, does not agree
/// with it. Each stream had at least so many events, and its chain this hash after them; the streams need not be of the same instant.
/// </summary>
/// <param name="Scenario">The journal's scenario.</param>
/// <param name="ScenarioHash">Its hash.</param>
/// <param name="HeaderHash">The hash over all fields of the journal's header.</param>
/// <param name="Streams">By name: sequence and hash of the last event.</param>
/// <param name="Order">The order of the events up to a place; null where places are not final while others are written
/// (PostgreSQL).</param>
/// <param name="Signature">ECDSA (P-256, SHA-256) over <see cref="Root"/>, the header's hash, the order and, where there is one, the root
/// of the snapshot, a line each, Base64; null when it is not signed.</param>
public sealed record Checkpoint(
    string Scenario, string ScenarioHash, string HeaderHash, ImmutableSortedDictionary<string, CheckpointHead> Streams,
        CheckpointOrder? Order, string? Signature)
{
    private const int Format = 2;
    private const string Ending = ".checkpoint";

    // Some ten million streams.
    private const long MostBytes = 2_000_000_000;

    private static readonly JsonSerializerOptions Layout = new(
        JsonSerializerDefaults.Web)
    { WriteIndented = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The snapshot of the whole exchange from which a run goes on; null for none: it goes on from the first event.</summary>
    public SnapshotName? Snapshot { get; init; }

    /// <summary>Events in all streams.</summary>
    public long Events => Streams.Values.Sum(head => head.Sequence);

    /// <summary>
    /// SHA-256 over scenario, its hash, and every stream's name, sequence and hash, a line each, in ordinal order; hexadecimal.
    /// </summary>
    public string Root
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes($"{Scenario}\n{ScenarioHash}\n"));
            foreach (var (stream, head) in Streams)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{stream} {head.Sequence} {head.Hash}\n"));
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    private byte[] Signed => Encoding.ASCII.GetBytes(
        $"{Root}\n{HeaderHash}\n{Order?.Place} {Order?.Hash}\n{(Snapshot is { } named ? $"{named.Events} {named.Root}\n" : string.Empty)}");

    /// <summary>A checkpoint of a journal whose streams end like this.</summary>
    public static Checkpoint Of(JournalHeader header, IEnumerable<HashChain> heads, CheckpointOrder? order = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        return new Checkpoint(
            header.Scenario,
            header.ScenarioHash,
            header.Hash(),
            heads.Where(head => head.Sequence > 0).ToImmutableSortedDictionary(
                head => head.Stream.ToString(), head => new CheckpointHead(head.Sequence, head.Hash.ToString()), StringComparer.Ordinal),
            order,
            null);
    }

    /// <summary>True when this is of the same journal and holds all that the other one does: it may take its place.</summary>
    public bool Extends(Checkpoint other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Scenario == other.Scenario && ScenarioHash == other.ScenarioHash && HeaderHash == other.HeaderHash
            && other.Streams.All(known => Streams.TryGetValue(known.Key, out var head)
                && (head.Sequence > known.Value.Sequence || (head.Sequence == known.Value.Sequence && head.Hash == known.Value.Hash)));
    }

    /// <summary>Puts the checkpoint of an earlier journal at the same place aside, where it stays; null when there was none.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="JournalException">It cannot be moved.</exception>
    public static string? PutAside(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var kept = $"{path}.{Convert.ToHexStringLower(SHA256.HashData(DiskFile.ReadAll(path, MostBytes)))[..16]}";
            File.Move(path, kept, overwrite: true);
            return kept;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw JournalException.From(exception, path);
        }
    }

    /// <summary>Where the checkpoint of a journal is kept unless told otherwise: beside it.</summary>
    public static string PathFor(string journal) => journal + Ending;

    /// <summary>The path that a checkpoint's is made of; where it has another ending, the whole of it.</summary>
    public static string CompanionOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.EndsWith(Ending, StringComparison.Ordinal) ? path[..^Ending.Length] : path;
    }

    /// <summary>The same, signed with a private key.</summary>
    /// <param name="pem">An EC private key in PEM.</param>
    /// <exception cref="ArgumentException">It is not such a key.</exception>
    public Checkpoint Sign(string pem)
    {
        using var key = Key(pem);
        return this with { Signature = Convert.ToBase64String(key.SignData(Signed, HashAlgorithmName.SHA256)) };
    }

    /// <summary>True when it was signed with the private key that belongs to this key.</summary>
    /// <param name="pem">An EC public or private key in PEM.</param>
    /// <exception cref="ArgumentException">It is not such a key.</exception>
    public bool IsSignedBy(string pem)
    {
        using var key = Key(pem);
        var signature = new byte[512];
        return Signature is not null
            && Convert.TryFromBase64String(Signature, signature, out var length)
            && key.VerifyData(Signed, signature.AsSpan(0, length), HashAlgorithmName.SHA256);
    }

    /// <summary>Writes the file anew; it is there whole, before or after.</summary>
    /// <exception cref="JournalException">It cannot be written.</exception>
    public void Write(string path)
    {
        var unfinished = path + ".new";
        try
        {
            File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(new Document(
                Format, Scenario, ScenarioHash, HeaderHash, Events, Root, Signature, Order, Snapshot, Streams), Layout));
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            try
            {
                File.Delete(unfinished);
            }
            catch (UnauthorizedAccessException)
            {
                // It could not be made either.
            }

            throw JournalException.From(exception, path);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="JournalException">Missing, or it is not a checkpoint, or its root does not agree with its content.</exception>
    public static Checkpoint Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new JournalException(JournalFault.Missing, "there is no such checkpoint", path,
                "name the checkpoint that was written beside the journal");
        }

        Document? document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(DiskFile.ReadAll(path, MostBytes), Layout);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                JournalFault.Failed,
                $"the checkpoint cannot be read ({exception.Message.TrimEnd('.')})",
                path,
                "name the checkpoint that was written beside the journal",
                exception);
        }
        catch (JsonException exception)
        {
            throw new JournalException(JournalFault.Foreign, "the file is not a checkpoint", path,
                "name the checkpoint that was written beside the journal", exception);
        }

        if (document is not { Format: Format, Scenario: not null, ScenarioHash: not null, HeaderHash: not null, Streams: not null })
        {
            throw new JournalException(JournalFault.Foreign, $"the file is not a checkpoint of format {Format}", path,
                "name the checkpoint that was written beside the journal");
        }

        var streams = document.Streams.WithComparers(StringComparer.Ordinal);
        var checkpoint = new Checkpoint(
            document.Scenario, document.ScenarioHash, document.HeaderHash, streams, document.Order, document.Signature)
        {
            Snapshot = document.Snapshot,
        };
        return checkpoint.Root == document.Root
            ? checkpoint
            : throw new JournalException(JournalFault.Corrupt, "the checkpoint's root hash does not agree with its streams", path,
                "restore the checkpoint from a copy");
    }

    private static ECDsa Key(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new ArgumentException("it holds no EC key in PEM", nameof(pem), exception);
        }
    }

    private sealed record Document(
        int Format,
        string Scenario,
        string ScenarioHash,
        string HeaderHash,
        long Events,
        string Root,
        string? Signature,
        CheckpointOrder? Order,
        SnapshotName? Snapshot,
        ImmutableSortedDictionary<string, CheckpointHead> Streams);
}

/// <summary>The end of a stream.</summary>
/// <param name="Sequence">Of its last event.</param>
/// <param name="Hash">The chain's hash after it, hexadecimal.</param>
public sealed record CheckpointHead(long Sequence, string Hash);

/// <summary>In which order the events stood.</summary>
/// <param name="Place">Of the last of them.</param>
/// <param name="Hash">The running hash of <see cref="OrderHash"/> after it, hexadecimal.</param>
public sealed record CheckpointOrder(long Place, string Hash);
