using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Verifying;

/// <summary>
/// Whether the snapshot from which a run would go on is what the events before it give: the states of all entities, the ends of their
/// streams, the order. What only the build that wrote it can read of it, the run compares itself, when it executes the inputs that come
/// after it and compares with what is stored.
/// </summary>
internal sealed class WholeSnapshotCheck
{
    private readonly OrderHash _order;
    private readonly StateSnapshot? _snapshot;
    private readonly string? _damage;
    private bool _compared;

    /// <summary>Reads the file that the checkpoint names; what is wrong with it is told by <see cref="Begin"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Its name in the checkpoint.</param>
    /// <param name="from">What the journal begins with; null for the first event.</param>
    public WholeSnapshotCheck(string path, SnapshotName name, StateSnapshot? from = null)
    {
        _order = from?.Order is { } order ? new OrderHash(order) : new OrderHash();
        try
        {
            _snapshot = StateSnapshot.Read(path, name);
        }
        catch (JournalException fault)
        {
            _damage = $"{path}: {fault.What}";
        }
    }

    /// <summary>Whether it was compared.</summary>
    public long Compared => _compared ? 1 : 0;

    /// <summary>What is wrong with it whatever the events are; null when nothing is.</summary>
    public Finding? Begin(JournalHeader header) =>
        _damage is not null ? Wrong(_damage)
        : _snapshot!.HeaderHash != header.Hash() ? Wrong("the snapshot of the whole state is of another journal")
        : null;

    /// <summary>Compares it after its last event.</summary>
    /// <param name="row">The event.</param>
    /// <param name="events">Events so far, with this one.</param>
    /// <param name="state">The states after it.</param>
    /// <param name="heads">The ends of the streams after it.</param>
    public Finding? Check(JournalRow row, long events, ExchangeState state, IReadOnlyDictionary<EntityRef, HashChain> heads)
    {
        _order.Add(row.Ordering, row.Hash);
        return _snapshot is null || row.Ordering != _snapshot.Place ? null : Compare(_snapshot, row, events, state, heads);
    }

    /// <summary>Compares it with what the journal begins with, where it is of that place.</summary>
    public Finding? Check(StateSnapshot from) => _snapshot is null || from.Place != _snapshot.Place
        ? null
        : Compare(_snapshot, null, from.Events, from.State(), from.Heads.ToDictionary(head => head.Stream));

    private Finding? Compare(
        StateSnapshot snapshot, JournalRow? row, long events, ExchangeState state, IReadOnlyDictionary<EntityRef, HashChain> heads)
    {
        _compared = true;
        if (snapshot.Events != events || snapshot.Entities.Length != heads.Count)
        {
            return Wrong(
                "the snapshot of the whole state holds other events than there are before its place",
                row,
                $"{snapshot.Events} events of {snapshot.Entities.Length} streams",
                $"{events} events of {heads.Count} streams");
        }

        if (snapshot.Order is { } order && order != _order.Checkpoint)
        {
            return Wrong("the snapshot of the whole state knows another order of the events", row, order.Hash, _order.Checkpoint.Hash);
        }

        foreach (var entity in snapshot.Entities)
        {
            var stream = entity.Chain.Stream;
            if (heads.GetValueOrDefault(stream) != entity.Chain)
            {
                return Wrong($"the snapshot of the whole state goes on from another hash of {stream} than the stream's", row);
            }

            // Equal states have equal bytes, so that nothing of a snapshot can differ unseen.
            var folded = new EntitySnapshot(entity.Chain, Deciders.All[stream.Kind]!.StateOf(state, stream.Id));
            if (!SnapshotCodec.Encode(folded).AsSpan().SequenceEqual(SnapshotCodec.Encode(entity)))
            {
                return Wrong(
                    $"the snapshot of the whole state holds another state of {stream} than the events give",
                    row,
                    Reading.Brief.Of(entity.State),
                    Reading.Brief.Of(folded.State));
            }
        }

        return null;
    }

    /// <summary>A snapshot of events that are not there; null when there is none.</summary>
    public Finding? Left() => _compared || _snapshot is null ? null
        : Wrong($"the snapshot of the whole state is of {_snapshot.Events} events, up to row {_snapshot.Place}, which is not there");

    private static Finding Wrong(string what, JournalRow? row = null, string? recorded = null, string? derived = null) =>
        new(Finding.Snapshot, row?.Recorded.Id, row?.Ordering, what, recorded, derived);
}
