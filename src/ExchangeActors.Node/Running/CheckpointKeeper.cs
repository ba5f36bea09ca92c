using System.Diagnostics;
using ExchangeActors.Actors;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Node.Running;

/// <summary>
/// Writes down, outside of the journal and every few seconds, what it is known to hold, so that <c>exchange review … verify</c> can tell a journal that was cut back or written anew.
/// Passes progress on.
/// </summary>
/// <param name="path">The checkpoint's file.</param>
/// <param name="journal">The journal.</param>
/// <param name="key">The private key to sign with, PEM; null for none.</param>
/// <param name="system">Writes the journal.</param>
/// <param name="progress">To pass on to.</param>
internal sealed class CheckpointKeeper(string path, IHeldJournal journal, string? key, ExchangeSystem system, IProgress<RunProgress> progress) : IProgress<RunProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly OrderHash _order = new();

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
            var key = File.ReadAllText(path);
            Checkpoint.Of(new JournalHeader("key", "key", "key", "key", 0, "key", "{}"), []).Sign(key);
            return key;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or System.Security.Cryptography.CryptographicException)
        {
            throw new JournalException(JournalFault.Foreign, $"no checkpoint can be signed with it ({fault.Message.TrimEnd('.')})", path, "name an EC private key in PEM (openssl ecparam -name prime256v1 -genkey -noout)", fault);
        }
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        progress.Report(value);
        if (_since.Elapsed >= Interval)
        {
            Write();
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
        var checkpoint = Checkpoint.Of(journal.Header, system.Heads(), Order());
        (key is null ? checkpoint : checkpoint.Sign(key)).Write(path);
        _since.Restart();
    }

    /// <summary>The order as far as it is stored: one writer gives the places in SQLite, so that none comes in between later. In PostgreSQL one can.</summary>
    private CheckpointOrder? Order()
    {
        using var reader = journal.OpenReader();
        if (!reader.PlacesAreGapless)
        {
            return null;
        }

        reader.ReadOrder(_order);
        return _order.Checkpoint;
    }
}
