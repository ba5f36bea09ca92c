using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;

namespace ExchangeActors.Review.Archiving;

/// <summary>What was archived, or put together again.</summary>
/// <param name="Events">Events in the file that was written.</param>
/// <param name="Root">The root over the ends of its streams.</param>
/// <param name="Left">Events that the journal has itself.</param>
public sealed record ArchiveResult(long Events, string Root, long Left);

/// <summary>
/// Moves the events up to the last snapshot of the whole state out of a journal, into a journal of their own that verifies by itself. The
/// rest begins with the states of the snapshot and names the archive's root; a run goes on with it.
/// </summary>
public static class JournalArchive
{
    /// <summary>Archives.</summary>
    /// <param name="journal">The journal's file; no run may have it.</param>
    /// <param name="archive">The archive's file; there must be none of that name.</param>
    /// <param name="version">This program's version, which must be that of the journal.</param>
    /// <param name="progress">Told the events written; null for nobody.</param>
    /// <param name="cancellation">Ends it before anything is taken out; nothing is left behind.</param>
    /// <exception cref="ReviewException">It has no snapshot, or does not verify.</exception>
    /// <exception cref="JournalException">It is in use, or a file cannot be written.</exception>
    public static ArchiveResult Run(
        string journal, string archive, string version, IProgress<long>? progress, CancellationToken cancellation)
    {
        RequireFile(journal);
        var header = JournalFile.ReadHeader(journal);
        var companion = JournalPlace.Companion(journal, header.Scenario);
        var (checkpoint, path) = (Read(companion), string.Empty);
        if (checkpoint?.Snapshot is not { } name || !File.Exists(path = StateSnapshot.PathFor(companion, name.Events)))
        {
            throw new ReviewException(
                $"{journal}: there is no snapshot of the whole state beside it to cut it at; a run writes one every 50,000 events, "
                    + "or as EXCHANGE_Journal__EventsPerSnapshot says");
        }

        using var held = JournalFile.Resume(journal, version);
        RequireSound(journal, checkpoint, path, cancellation);
        var snapshot = StateSnapshot.Read(path, name) with { Build = string.Empty, Memory = ReadOnlyMemory<byte>.Empty };
        using (var reader = held.OpenReader())
        {
            if (reader.Base?.Snapshot.Place == snapshot.Place)
            {
                throw new ReviewException($"{journal}: {reader.Base.Told}, and no snapshot was written since");
            }

            using var writer = JournalWriter.Create(archive, header, reader.Base);
            foreach (var row in reader.ReadAll(cancellation).TakeWhile(row => row.Ordering <= snapshot.Place))
            {
                writer.Append(row.Stored);
                progress?.Report(writer.Count);
            }

            writer.Complete();
            var own = Checkpoint.Of(header, snapshot.Heads, snapshot.Order);
            own.Write(Checkpoint.PathFor(archive));
            reader.Dispose();
            held.Cut(new JournalBase(Path.GetFullPath(archive), own.Root, snapshot));
            using var rest = held.OpenReader();
            return new ArchiveResult(writer.Count, own.Root, rest.CountUpTo(long.MaxValue));
        }
    }

    /// <summary>Puts an archive and the rest together again, into a new journal.</summary>
    /// <param name="journal">The rest.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="whole">The file to make; there must be none of that name.</param>
    /// <param name="progress">Told the events written; null for nobody.</param>
    /// <param name="cancellation">Ends it; nothing is left behind.</param>
    /// <exception cref="ReviewException">They do not belong together.</exception>
    /// <exception cref="JournalException">A file cannot be read or written.</exception>
    public static ArchiveResult Join(
        string journal, string archive, string whole, IProgress<long>? progress, CancellationToken cancellation)
    {
        using var rest = JournalReader.Open(journal);
        if (rest.Base is not { } from)
        {
            throw new ReviewException($"{journal}: it has all of its events: nothing of it is in an archive");
        }

        using var old = JournalReader.Open(archive);
        using var writer = JournalWriter.Create(whole, rest.Header, old.Base);
        var heads = (old.Base?.Snapshot.Heads ?? []).ToDictionary(head => head.Stream);
        foreach (var row in old.ReadAll(cancellation))
        {
            writer.Append(row.Stored);
            heads[row.Recorded.Id.Stream] = new HashChain(row.Recorded.Id.Stream, row.Recorded.Id.Sequence, row.Hash);
            progress?.Report(writer.Count);
        }

        if (old.Header.Hash() != rest.Header.Hash() || Checkpoint.Of(old.Header, heads.Values).Root is var root && root != from.Root)
        {
            throw new ReviewException($"{archive}: it is not the archive of {journal}: {from.Told}");
        }

        var left = 0L;
        foreach (var row in rest.ReadAll(cancellation))
        {
            writer.Append(row.Stored);
            heads[row.Recorded.Id.Stream] = new HashChain(row.Recorded.Id.Stream, row.Recorded.Id.Sequence, row.Hash);
            left++;
            progress?.Report(writer.Count);
        }

        writer.Complete();
        CopyEvidence(JournalPlace.Companion(journal, rest.Header.Scenario), whole);
        return new ArchiveResult(writer.Count, Checkpoint.Of(rest.Header, heads.Values).Root, left);
    }

    private static void RequireFile(string journal)
    {
        if (JournalPlace.IsDatabase(journal))
        {
            throw new ReviewException(
                $"{JournalPlace.Shown(journal)}: only a journal in a file is archived; of one in PostgreSQL the server's own means are: "
                    + "export it as JSON lines, or partition its table");
        }
    }

    private static Checkpoint? Read(string companion) =>
        File.Exists(Checkpoint.PathFor(companion)) ? Checkpoint.Read(Checkpoint.PathFor(companion)) : null;

    private static void RequireSound(string journal, Checkpoint checkpoint, string snapshot, CancellationToken cancellation)
    {
        using var reviewed = ReviewedJournal.Open(journal, archived: true);
        var verified = Verifier.Run(reviewed, checkpoint, null, null, cancellation, snapshot);
        if (!verified.Holds)
        {
            throw new JournalException(
                JournalFault.Corrupt,
                $"it does not verify: {(verified.Findings is [var first, ..] ? first.What : "an invariant does not hold")}",
                journal,
                "nothing was archived; see exchange review JOURNAL verify");
        }
    }

    private static void CopyEvidence(string companion, string whole)
    {
        if (Read(companion) is not { } checkpoint)
        {
            return;
        }

        File.Copy(Checkpoint.PathFor(companion), Checkpoint.PathFor(whole), overwrite: true);
        if (checkpoint.Snapshot is { } name && File.Exists(StateSnapshot.PathFor(companion, name.Events)))
        {
            File.Copy(StateSnapshot.PathFor(companion, name.Events), StateSnapshot.PathFor(whole, name.Events), overwrite: true);
        }
    }
}
