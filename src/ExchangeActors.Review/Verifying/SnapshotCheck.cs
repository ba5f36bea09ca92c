using System.Security.Cryptography;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Verifying;

/// <summary>
/// Whether the stored snapshots are the states that the events before them give. Each is read and decoded once, before the first event; of
/// it only the hashes are kept, since a long journal has many.
/// </summary>
internal sealed class SnapshotCheck
{
    private readonly Dictionary<EventRef, Due> _due = [];

    /// <summary>Snapshots compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Reads the snapshot store; what cannot be read is a finding.</summary>
    public Finding? Read(IEnumerable<SnapshotRow> rows)
    {
        foreach (var row in rows)
        {
            if (EntityRef.Parse(row.Stream) is not { } stream)
            {
                return new Finding(Finding.Snapshot, null, null, $"a snapshot is of \"{row.Stream}\", which is not a stream");
            }

            var at = new EventRef(stream, row.Sequence);
            try
            {
                var snapshot = SnapshotCodec.Decode(row.Manifest, row.Bytes);
                if (snapshot.Chain.Stream != stream || snapshot.Chain.Sequence != row.Sequence)
                {
                    return new Finding(Finding.Snapshot, at, null, $"the snapshot is of {snapshot.Chain.Stream}#{snapshot.Chain.Sequence}");
                }

                _due[at] = new Due(snapshot.Chain.Hash, row.Manifest, new ChainHash(SHA256.HashData(row.Bytes)));
            }
            catch (JournalException fault)
            {
                return new Finding(Finding.Snapshot, at, null, fault.What);
            }
        }

        return null;
    }

    /// <summary>Compares the snapshot after an event, if there is one, with the folded state.</summary>
    /// <param name="row">The event.</param>
    /// <param name="state">The states after it.</param>
    /// <param name="rows">The snapshots once more, to say what is recorded where it is wrong.</param>
    public Finding? Check(JournalRow row, ExchangeState state, Func<IEnumerable<SnapshotRow>> rows)
    {
        var id = row.Recorded.Id;
        if (!_due.Remove(id, out var due))
        {
            return null;
        }

        Compared++;
        if (due.Chain != row.Hash)
        {
            return new Finding(
                Finding.Snapshot,
                id,
                row.Ordering,
                "the snapshot goes on from another hash than the stream's",
                due.Chain.ToString(),
                row.Hash.ToString());
        }

        // Equal states have equal bytes, so that nothing of a snapshot can differ unseen.
        var folded = new EntitySnapshot(
            new HashChain(id.Stream, id.Sequence, row.Hash), Deciders.All[id.Stream.Kind]!.StateOf(state, id.Stream.Id));
        return SnapshotCodec.ManifestOf(folded) == due.Manifest && new ChainHash(SHA256.HashData(SnapshotCodec.Encode(folded))) == due.Bytes
            ? null
            : new Finding(
                Finding.Snapshot,
                id,
                row.Ordering,
                "the snapshot is not the state that the events give",
                Recorded(id, rows()),
                Brief.Of(folded.State));
    }

    private static string? Recorded(EventRef id, IEnumerable<SnapshotRow> rows) =>
        rows.FirstOrDefault(row => row.Stream == id.Stream.ToString() && row.Sequence == id.Sequence) is { } stored
            ? Brief.Of(SnapshotCodec.Decode(stored.Manifest, stored.Bytes).State)
            : null;

    /// <summary>A snapshot of events that are not there; null when there is none.</summary>
    public Finding? Left() => _due.Keys.OrderBy(id => id.Stream)
        .Select(id => new Finding(Finding.Snapshot, id, null, "the snapshot is of an event that is not there")).FirstOrDefault();

    /// <summary>A snapshot by the hash of the stream that it goes on from, and of its bytes.</summary>
    private sealed record Due(ChainHash Chain, string Manifest, ChainHash Bytes);
}
