using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Verifying;

/// <summary>Keeps a run from going on with a journal that its checkpoint does not know: the next checkpoint would say that all is
/// well.</summary>
public static class CheckpointGuard
{
    /// <summary>The checkpoint of a journal that is to be gone on with; null when there is none.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="header">The journal's header.</param>
    /// <param name="place">The journal, for messages.</param>
    /// <exception cref="JournalException">Corrupt: it is of another journal; or the file cannot be read as a checkpoint.</exception>
    public static Checkpoint? Read(string path, JournalHeader header, string place)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (!File.Exists(path))
        {
            return null;
        }

        var checkpoint = Checkpoint.Read(path);
        return new CheckpointCheck(checkpoint).Begin(header, null) is { } finding ? throw Refused(finding, place) : checkpoint;
    }

    /// <summary>Why a snapshot is not of what the checkpoint knows; null when it is.</summary>
    public static string? Differs(Checkpoint checkpoint, StateSnapshot snapshot) => new CheckpointCheck(checkpoint).Begin(snapshot)?.What;

    /// <summary>Passes the journal's events on and compares them with the checkpoint.</summary>
    /// <param name="rows">The events, or those behind a snapshot.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="place">The journal, for messages.</param>
    /// <param name="from">The snapshot; null where the rows are all.</param>
    /// <exception cref="JournalException">Corrupt: the journal is shorter than it was, or another.</exception>
    public static IEnumerable<JournalRow> Through(
        IEnumerable<JournalRow> rows, Checkpoint checkpoint, string place, StateSnapshot? from = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var check = new CheckpointCheck(checkpoint);
        if (from is not null && check.Begin(from) is { } other)
        {
            throw Refused(other, place);
        }

        var last = (from?.Heads ?? []).ToDictionary(head => head.Stream, head => head.Sequence);
        foreach (var row in rows)
        {
            if (check.Check(row) is { } finding)
            {
                throw Refused(finding, place);
            }

            last[row.Recorded.Id.Stream] = row.Recorded.Id.Sequence;
            yield return row;
        }

        if (check.Left(stream => last.GetValueOrDefault(stream)) is { } lost)
        {
            throw Refused(lost, place);
        }
    }

    private static JournalException Refused(Finding finding, string place) => new(
        JournalFault.Corrupt,
        $"the journal does not agree with its checkpoint: {finding.What}",
        place,
        "restore the journal from a copy that does; exchange review JOURNAL verify says more")
    {
        Event = finding.Event,
        Row = finding.Ordering,
    };
}
