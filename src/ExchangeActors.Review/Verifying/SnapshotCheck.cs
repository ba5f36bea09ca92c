using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Simulation;
using ExchangeActors.Journal;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Verifying;

/// <summary>Whether the stored snapshots are the states that the events before them give.</summary>
internal sealed class SnapshotCheck
{
    private readonly Dictionary<EventRef, (EntitySnapshot Snapshot, SnapshotRow Row)> _due = [];

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

                _due[at] = (snapshot, row);
            }
            catch (JournalException fault)
            {
                return new Finding(Finding.Snapshot, at, null, fault.What);
            }
        }

        return null;
    }

    /// <summary>Compares the snapshot after an event, if there is one, with the folded state.</summary>
    public Finding? Check(JournalRow row, ExchangeState state)
    {
        var id = row.Recorded.Id;
        if (!_due.Remove(id, out var due))
        {
            return null;
        }

        Compared++;
        var (snapshot, stored) = due;
        if (snapshot.Chain.Hash != row.Hash)
        {
            return new Finding(Finding.Snapshot, id, row.Ordering, "the snapshot goes on from another hash than the stream's", snapshot.Chain.Hash.ToString(), row.Hash.ToString());
        }

        // Equal states have equal bytes, so that nothing of a snapshot can differ unseen.
        var folded = new EntitySnapshot(snapshot.Chain, Deciders.All[id.Stream.Kind]!.StateOf(state, id.Stream.Id));
        return SnapshotCodec.ManifestOf(folded) == stored.Manifest && SnapshotCodec.Encode(folded).AsSpan().SequenceEqual(stored.Bytes) ? null
            : new Finding(Finding.Snapshot, id, row.Ordering, "the snapshot is not the state that the events give", Brief.Of(snapshot.State), Brief.Of(folded.State));
    }

    /// <summary>A snapshot of events that are not there; null when there is none.</summary>
    public Finding? Left() => _due.Keys.OrderBy(id => id.Stream).Select(id => new Finding(Finding.Snapshot, id, null, "the snapshot is of an event that is not there")).FirstOrDefault();
}
