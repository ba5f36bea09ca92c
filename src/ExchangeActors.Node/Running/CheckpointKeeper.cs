using System.Diagnostics;
using ExchangeActors.Actors;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Node.Running;

/// <summary>
/// Writes down, outside of the journal and every few seconds, what it is known to hold, so that <c>exchange review … verify</c> can tell a
/// journal that was cut back or written anew. Passes progress on.
/// </summary>
/// <param name="path">The checkpoint's file.</param>
/// <param name="journal">The journal.</param>
/// <param name="key">The private key to sign with, PEM; null for none.</param>
/// <param name="system">Writes the journal.</param>
/// <param name="progress">To pass on to; null for nobody.</param>
/// <param name="from">The snapshot that the run goes on from; null for none.</param>
internal sealed class CheckpointKeeper(
    string path, IHeldJournal journal, string? key, IDurableExchange system, IProgress<RunProgress>? progress, StateSnapshot? from)
    : IProgress<RunProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly OrderHash _order = from?.Order is { } order ? new OrderHash(order) : new OrderHash();
    private (DateTime Written, long Length)? _mine;

    /// <summary>The snapshot that the checkpoints name; null for none.</summary>
    public SnapshotName? Snapshot { get; set; }

    /// <summary>Reads the key that checkpoints are signed with; null for none.</summary>
    /// <exception cref="JournalException">There is no such file, or it holds no private key.</exception>
    public static string? ReadKey(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            var key = DiskFile.ReadText(path);
            Checkpoint.Of(new JournalHeader("key", "key", "key", "key", 0, "key", "{}"), []).Sign(key);
            return key;
        }
        catch (Exception fault) when (
            fault is IOException or UnauthorizedAccessException or ArgumentException or System.Security.Cryptography.CryptographicException)
        {
            throw new JournalException(JournalFault.Foreign, $"no checkpoint can be signed with it ({fault.Message.TrimEnd('.')})", path,
                "name an EC private key in PEM (openssl ecparam -name prime256v1 -genkey -noout)", fault);
        }
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        progress?.Report(value);
        if (_since.Elapsed >= Interval)
        {
            WriteSoon();
        }
    }

    /// <summary>Writes the checkpoint, or leaves it to the next time when the store does not let itself be read now: the one before it
    /// still holds, and the run goes on.</summary>
    /// <returns>Whether it is written.</returns>
    public bool WriteSoon()
    {
        try
        {
            Write();
            return true;
        }
        catch (JournalException fault) when (fault.Fault is JournalFault.Failed or JournalFault.Locked)
        {
            _since.Restart();
            return false;
        }
    }

    /// <summary>Writes the checkpoint of a run that has failed for a reason of its own, which may be why this fails as well.</summary>
    public void WriteIfPossible()
    {
        try
        {
            Write();
        }
        catch (JournalException)
        {
            // The one before it still holds.
        }
    }

    /// <summary>Writes the checkpoint.</summary>
    /// <exception cref="JournalException">It cannot be written.</exception>
    public void Write()
    {
        var checkpoint = Checkpoint.Of(journal.Header, system.Heads(), Order()) with { Snapshot = Snapshot };
        RequireExtended(checkpoint);
        (key is null ? checkpoint : checkpoint.Sign(key)).Write(path);
        _mine = StateOf(path);
        _since.Restart();
    }

    /// <summary>One that somebody else has written, an earlier run or one that took over, is replaced only by one that holds all that it
    /// does.</summary>
    private void RequireExtended(Checkpoint checkpoint)
    {
        if (!File.Exists(path) || StateOf(path) == _mine)
        {
            return;
        }

        if (!checkpoint.Extends(Checkpoint.Read(path)))
        {
            throw new JournalException(
                JournalFault.TakenOver,
                "the checkpoint there holds what this run does not know of: another process took over, or it is of another journal",
                path,
                "it was left as it is; see which process runs on the journal");
        }
    }

    private static (DateTime Written, long Length)? StateOf(string path) =>
        new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : null;

    /// <summary>
    /// The order as far as it is stored: one writer gives the places in SQLite, so that none comes in between later. In PostgreSQL one can.
    /// </summary>
    private CheckpointOrder? Order()
    {
        if (!journal.PlacesAreGapless)
        {
            return null;
        }

        using var reader = journal.OpenReader();
        reader.ReadOrder(_order);
        return _order.Checkpoint;
    }
}
