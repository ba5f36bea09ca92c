using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Verifying;

/// <summary>Whether a journal still holds what a checkpoint outside of it says that it held.</summary>
internal sealed class CheckpointCheck
{
    private readonly Checkpoint _checkpoint;
    private readonly Dictionary<string, (long Sequence, string Hash)> _due;
    private OrderHash _order = new();

    public CheckpointCheck(Checkpoint checkpoint)
    {
        _checkpoint = checkpoint;
        _due = checkpoint.Streams.ToDictionary(pair => pair.Key, pair => (pair.Value.Sequence, pair.Value.Hash), StringComparer.Ordinal);
    }

    /// <summary>Goes on behind a snapshot, as if all events in it had been checked. What it holds of a stream beyond the checkpoint is a
    /// finding.</summary>
    public Finding? Begin(StateSnapshot snapshot)
    {
        _order = snapshot.Order is { } order ? new OrderHash(order) : new OrderHash();
        if (_checkpoint.Order is { } known && (known.Place < snapshot.Place || (known.Place == snapshot.Place && known != snapshot.Order)))
        {
            return new Finding(
                Finding.CheckpointCheck, null, snapshot.Place, "the snapshot knows another order of the events than the checkpoint");
        }

        foreach (var head in snapshot.Heads)
        {
            var name = head.Stream.ToString();
            if (!_due.TryGetValue(name, out var due)
                || due.Sequence < head.Sequence
                || (due.Sequence == head.Sequence && due.Hash != head.Hash.ToString()))
            {
                return new Finding(
                    Finding.CheckpointCheck,
                    new EventRef(head.Stream, head.Sequence),
                    null,
                    $"the snapshot holds another {head.Stream}#{head.Sequence} than the checkpoint knows");
            }

            if (due.Sequence == head.Sequence)
            {
                _due.Remove(name);
            }
        }

        return null;
    }

    /// <summary>Whether the checkpoint is of this journal, and signed if a key is given; null when nothing is wrong.</summary>
    public Finding? Begin(JournalHeader header, string? keyPem)
    {
        if (_checkpoint.Scenario != header.Scenario || _checkpoint.ScenarioHash != header.ScenarioHash)
        {
            return new Finding(Finding.CheckpointCheck, null, null,
                $"the checkpoint is of a journal of scenario \"{_checkpoint.Scenario}\" ({_checkpoint.ScenarioHash}), not of this one");
        }

        if (_checkpoint.HeaderHash is var known && header.Hash() is var actual && actual != known)
        {
            return new Finding(Finding.CheckpointCheck, null, null, "the journal's header was changed since the checkpoint", actual, known);
        }

        return keyPem is null || _checkpoint.IsSignedBy(keyPem) ? null
            : new Finding(Finding.CheckpointCheck, null, null,
                _checkpoint.Signature is null ? "the checkpoint is not signed"
                    : "the checkpoint was not signed with this key, or was changed since");
    }

    /// <summary>Compares where an event is the last that the checkpoint knows of its stream.</summary>
    public Finding? Check(JournalRow row)
    {
        _order.Add(row.Ordering, row.Hash);
        if (_checkpoint.Order is { } order && order.Place == row.Ordering && _order.Checkpoint is var now && now != order)
        {
            return new Finding(Finding.CheckpointCheck, null, row.Ordering,
                $"the events up to row {order.Place} stand in another order than at the checkpoint", now.Hash, order.Hash);
        }

        var id = row.Recorded.Id;
        var name = id.Stream.ToString();
        if (!_due.TryGetValue(name, out var head) || head.Sequence != id.Sequence)
        {
            return null;
        }

        _due.Remove(name);
        return head.Hash == row.Hash.ToString() ? null : new Finding(
            Finding.CheckpointCheck, id, row.Ordering, "the stream was written anew since the checkpoint", row.Hash.ToString(), head.Hash);
    }

    /// <summary>A stream that is shorter than it was; null when there is none.</summary>
    public Finding? Left(Func<EntityRef, long> lastOf)
    {
        foreach (var (name, head) in _due.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var stream = EntityRef.Parse(name);
            var last = stream is { } known ? lastOf(known) : 0;
            if (last >= head.Sequence)
            {
                continue;
            }

            return new Finding(
                Finding.CheckpointCheck, stream is { } entity ? new EventRef(entity, last + 1) : null, null,
                    $"{name} had {head.Sequence} events at the checkpoint and has {last}: its end is missing");
        }

        return null;
    }
}
