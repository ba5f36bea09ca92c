using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Verifying;

namespace ExchangeActors.Node.Running;

/// <summary>The snapshot that is kept beside a journal: the newest one, which the checkpoint names.</summary>
internal static class SnapshotFile
{
    /// <summary>Reads the snapshot that a checkpoint names, if it agrees with both and this build wrote it.</summary>
    /// <param name="companion">The path of the checkpoint without its ending.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="build">Whose memory can be read.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="refuse">Told the file and why it is not used.</param>
    /// <returns>Null when there is none that can be used.</returns>
    public static StateSnapshot? Find(
        string companion, Checkpoint checkpoint, string build, IHeldJournal journal, Action<string, string> refuse)
    {
        if (checkpoint.Snapshot is not { } name)
        {
            return null;
        }

        var path = StateSnapshot.PathFor(companion, name.Events);
        try
        {
            var snapshot = StateSnapshot.Read(path, name);
            if (Doubt(snapshot, checkpoint, build, journal) is not { } doubt)
            {
                return snapshot;
            }

            refuse(path, doubt);
        }
        catch (JournalException fault) when (fault.Fault is JournalFault.Missing or JournalFault.Corrupt or JournalFault.WrongVersion)
        {
            refuse(path, fault.What);
        }

        return null;
    }

    /// <summary>Deletes those that no checkpoint names any more.</summary>
    /// <param name="companion">The path of the checkpoint without its ending.</param>
    /// <param name="named">The one that it names.</param>
    public static void KeepOnly(string companion, SnapshotName named)
    {
        var (folder, own) = (Path.GetDirectoryName(Path.GetFullPath(companion))!, StateSnapshot.PathFor(companion, named.Events));
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, $"{Path.GetFileName(companion)}.*.snapshot"))
            {
                if (Path.GetFileName(file) != Path.GetFileName(own))
                {
                    StateSnapshot.DeleteIfPossible(file);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // They stay until the next time.
        }
    }

    /// <summary>Without a snapshot all events are needed, from the first on.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="then">What to do with the whole journal, for the remedy.</param>
    /// <exception cref="JournalException">WrongVersion: the first ones are in an archive.</exception>
    public static void RequireBeginning(IHeldJournal journal, string then)
    {
        using var reader = journal.OpenReader();
        if (reader.Base is { } from)
        {
            throw new JournalException(
                JournalFault.WrongVersion,
                $"{from.Told}, and there is no snapshot that this program can go on from",
                journal.Place,
                $"put them together with exchange review {journal.Place} join {from.Archive} --output WHOLE.db, and {then}");
        }
    }

    private static string? Doubt(StateSnapshot snapshot, Checkpoint checkpoint, string build, IHeldJournal journal)
    {
        if (snapshot.HeaderHash != journal.Header.Hash())
        {
            return "it is of another journal";
        }

        if (snapshot.Build != build)
        {
            return "another build of the program wrote it, or another kind of node";
        }

        if (CheckpointGuard.Differs(checkpoint, snapshot) is { } other)
        {
            return other;
        }

        using var reader = journal.OpenReader();
        return reader.FirstOther(snapshot.Heads) is { } head ? $"the journal does not hold {head.Stream}#{head.Sequence} as it does" : null;
    }
}
