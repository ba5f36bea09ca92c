using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Verifying;

/// <summary>
/// Whether the snapshot of a whole exchange beside a journal is what the events give: the state of every entity where its stream ends in
/// the snapshot, the ends themselves, that all of them are those of the place that it is of, and the order up to there, where that is
/// known. (A snapshot of a cluster's gateway is of no place: of a moment in the order of transactions.) What only the build that wrote it
/// can read of it, a run compares itself, when it executes the inputs that come after it and compares with what is stored.
/// </summary>
internal sealed class WholeSnapshotCheck
{
    private readonly OrderHash _order;
    private readonly StateSnapshot? _snapshot;
    private readonly string? _damage;
    private readonly Dictionary<EntityRef, EntitySnapshot> _left = [];
    private bool _isWrong;

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
            foreach (var entity in _snapshot.Entities)
            {
                _left[entity.Chain.Stream] = entity;
            }
        }
        catch (JournalException fault)
        {
            _damage = $"{path}: {fault.What}";
        }
    }

    /// <summary>Whether it was compared.</summary>
    public long Compared => _snapshot is not null && !_isWrong && _left.Count == 0 ? 1 : 0;

    /// <summary>What is wrong with it whatever the events are; null when nothing is.</summary>
    public Finding? Begin(JournalHeader header) =>
        _damage is not null ? Wrong(_damage)
        : _snapshot!.HeaderHash != header.Hash() ? Wrong("the snapshot of the whole state is of another journal")
        : null;

    /// <summary>Compares with it what an event leads to.</summary>
    /// <param name="row">The event.</param>
    /// <param name="events">Events so far, with this one.</param>
    /// <param name="state">The states after it.</param>
    /// <param name="heads">The ends of the streams after it.</param>
    public Finding? Check(JournalRow row, long events, ExchangeState state, IReadOnlyDictionary<EntityRef, HashChain> heads)
    {
        _order.Add(row.Ordering, row.Hash);
        var id = row.Recorded.Id;
        return _snapshot is null ? null
            : Ends(id.Stream, new HashChain(id.Stream, id.Sequence, row.Hash), state, row)
                ?? (row.Ordering == _snapshot.Place ? Place(_snapshot, row, events, heads.Count) : null);
    }

    /// <summary>Compares it with what the journal begins with.</summary>
    public Finding? Check(StateSnapshot from)
    {
        if (_snapshot is null)
        {
            return null;
        }

        var state = from.State();
        return from.Heads.Select(end => Ends(end.Stream, end, state, null)).FirstOrDefault(finding => finding is not null)
            ?? (from.Place == _snapshot.Place ? Place(_snapshot, null, from.Events, from.Entities.Length) : null);
    }

    /// <summary>A snapshot of events that are not there; null when there is none.</summary>
    public Finding? Left() => _snapshot is null || _isWrong ? null
        : _left.Count > 0
            ? Wrong($"the snapshot of the whole state is of {_snapshot.Events} events, up to row {_snapshot.Place}, which is not there")
        : _snapshot.Events != _snapshot.Heads.Sum(end => end.Sequence)
            ? Wrong("the snapshot of the whole state says that it is of other events than it holds")
        : null;

    /// <summary>Compares the state of a stream that ends here in the snapshot.</summary>
    private Finding? Ends(EntityRef stream, HashChain end, ExchangeState state, JournalRow? row)
    {
        if (!_left.TryGetValue(stream, out var entity) || entity.Chain.Sequence != end.Sequence)
        {
            return null;
        }

        _left.Remove(stream);
        if (entity.Chain != end)
        {
            return Wrong($"the snapshot of the whole state goes on from another hash of {stream} than the stream's", row);
        }

        // Equal states have equal bytes, so that nothing of a snapshot can differ unseen.
        var folded = new EntitySnapshot(end, Deciders.All[stream.Kind]!.StateOf(state, stream.Id));
        return SnapshotCodec.Encode(folded).AsSpan().SequenceEqual(SnapshotCodec.Encode(entity)) ? null
            : Wrong(
                $"the snapshot of the whole state holds another state of {stream} than the events give",
                row,
                Reading.Brief.Of(entity.State),
                Reading.Brief.Of(folded.State));
    }

    /// <summary>At the place that the snapshot is of: all streams end here as in it, and no other has begun.</summary>
    private Finding? Place(StateSnapshot snapshot, JournalRow? row, long events, int streams)
    {
        if (_left.Count > 0 || snapshot.Events != events || snapshot.Entities.Length != streams)
        {
            return Wrong(
                "the snapshot of the whole state holds other events than there are before its place",
                row,
                $"{snapshot.Events} events of {snapshot.Entities.Length} streams",
                $"{events} events of {streams} streams");
        }

        return snapshot.Order is not { } order || order == _order.Checkpoint ? null
            : Wrong("the snapshot of the whole state knows another order of the events", row, order.Hash, _order.Checkpoint.Hash);
    }

    private Finding Wrong(string what, JournalRow? row = null, string? recorded = null, string? derived = null)
    {
        _isWrong = true;
        return new Finding(Finding.Snapshot, row?.Recorded.Id, row?.Ordering, what, recorded, derived);
    }
}
