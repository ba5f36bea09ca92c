using ExchangeActors.Actors.Local;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Memory;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Scenarios.Running;
using Serilog;

namespace ExchangeActors.Node.Running;

/// <summary>
/// Follows the journal of a run in the background: folds what was committed since the last snapshot, compares it with the live states of
/// that moment, and writes those as the next snapshot. So the end of the run has to fold no more than what came after the last one, and the
/// next start has to execute no more than that. What stops the run meanwhile is the writing of what is changed in place; states are only
/// referred to.
/// </summary>
/// <param name="companion">The path of the journal's checkpoint without its ending.</param>
/// <param name="journal">The journal.</param>
/// <param name="system">Writes the journal.</param>
/// <param name="rules">Instruments and venue.</param>
/// <param name="witness">Who watches the run.</param>
/// <param name="log">The run's log.</param>
/// <param name="interval">Events from one snapshot to the next, at least; not less than there are entities, so that an event's share of a
/// snapshot does not grow with them. 0 for no snapshots.</param>
internal sealed class SnapshotKeeper(
    string companion, IHeldJournal journal, LocalExchange system, ExchangeRules rules, RunWitness witness, ILogger log, int interval)
{
    private readonly Dictionary<EntityRef, HashChain> _heads = [];
    private ExchangeState _folded = new();
    private OrderHash _order = new();
    private long _place;
    private long _events;
    private long _attempted;
    private string? _difference;
    private Task<SnapshotName?>? _writing;

    /// <summary>Goes on behind a snapshot.</summary>
    public void Begin(StateSnapshot snapshot)
    {
        (_folded, _place, _events, _attempted) = (snapshot.State(), snapshot.Place, snapshot.Events, snapshot.Events);
        _order = snapshot.Order is { } order ? new OrderHash(order) : new OrderHash();
        foreach (var head in snapshot.Heads)
        {
            _heads[head.Stream] = head;
        }
    }

    /// <summary>Nothing is under way: begins a snapshot if one is due, and has the checkpoint name one that is finished.</summary>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public void Rested(RunMemory memory, CheckpointKeeper checkpoints)
    {
        if (_writing is { IsCompleted: true } finished)
        {
            _writing = null;
            Name(finished.GetAwaiter().GetResult(), checkpoints);
        }

        var events = system.EventsBefore + system.EventsPersisted;
        if (interval > 0 && _writing is null && _difference is null && events - _attempted >= Math.Max(interval, _heads.Count))
        {
            Begin(memory);
        }
    }

    /// <summary>Waits for what is being written.</summary>
    public async Task Complete(CheckpointKeeper checkpoints)
    {
        if (_writing is { } writing)
        {
            _writing = null;
            Name(await writing, checkpoints);
        }
    }

    /// <summary>Folds the rest of the journal; what differs from the live states, or null.</summary>
    /// <param name="live">The hash of the live states.</param>
    /// <exception cref="JournalException">The journal is damaged, or cannot be read now.</exception>
    public string? Compare(string live)
    {
        if (_difference is null)
        {
            using var reader = journal.OpenReader();
            Fold(reader, long.MaxValue);
        }

        return _difference ?? (_folded.Hash() is var folded && folded != live ? $"folded {folded}, live {live}" : null);
    }

    private void Begin(RunMemory memory)
    {
        JournalReader? reader = null;
        try
        {
            reader = journal.OpenReader();
            if (system.Rest(() => reader.Count) is { } rest)
            {
                var (own, bytes) = (reader, witness.Write(rest.Risk, memory, rules));
                (reader, _attempted) = (null, rest.Events);
                _writing = Task.Run(() => Write(own, rest, bytes));
            }
        }
        catch (JournalException fault) when (fault.Fault is JournalFault.Failed or JournalFault.Locked)
        {
            // The next tick will do.
        }
        finally
        {
            reader?.Dispose();
        }
    }

    /// <summary>The name of the snapshot; null when none could be written, which hurts nobody.</summary>
    private SnapshotName? Write(JournalReader reader, LocalRest rest, byte[] memory)
    {
        try
        {
            using (reader)
            {
                Fold(reader, rest.Position.Place);
            }

            _difference = Difference(rest);
            if (_difference is not null)
            {
                return null;
            }

            // The same states: the live ones are kept anyway.
            _folded = rest.State;
            var entities = rest.Position.Heads
                .OrderBy(head => head.Stream)
                .Select(head => new EntitySnapshot(head, Deciders.All[head.Stream.Kind]!.StateOf(rest.State, head.Stream.Id)));
            var snapshot = new StateSnapshot(
                journal.Header.Hash(),
                rest.Events,
                rest.Position.Place,
                journal.PlacesAreGapless ? _order.Checkpoint : null,
                [.. entities],
                MemoryCodec.Build,
                memory);
            return snapshot.Write(StateSnapshot.PathFor(companion, rest.Events));
        }
        catch (JournalException fault) when (fault.Fault is not (JournalFault.Corrupt or JournalFault.WrongVersion))
        {
            log.Warning("No snapshot after {Events} events: {Why}", rest.Events, fault.Message);
            return null;
        }
    }

    private void Name(SnapshotName? written, CheckpointKeeper checkpoints)
    {
        if (written is null)
        {
            return;
        }

        checkpoints.Snapshot = written;
        if (checkpoints.WriteSoon())
        {
            SnapshotFile.KeepOnly(companion, written);
        }
    }

    private void Fold(JournalReader reader, long last)
    {
        foreach (var row in reader.ReadAfter(_place, [.. _heads.Values]).TakeWhile(row => row.Ordering <= last))
        {
            var id = row.Recorded.Id;
            _folded.Apply(id.Stream, row.Recorded.Event);
            _heads[id.Stream] = new HashChain(id.Stream, id.Sequence, row.Hash);
            _order.Add(row.Ordering, row.Hash);
            (_place, _events) = (row.Ordering, _events + 1);
        }
    }

    private string? Difference(LocalRest rest)
    {
        if (_events != rest.Events)
        {
            return $"the journal holds {_events} events where {rest.Events} were decided";
        }

        foreach (var head in rest.Position.Heads)
        {
            var decider = Deciders.All[head.Stream.Kind]!;
            var (folded, live) = (decider.StateOf(_folded, head.Stream.Id), decider.StateOf(rest.State, head.Stream.Id));
            if (_heads.GetValueOrDefault(head.Stream) != head || !AreSame(folded, live, head))
            {
                return $"{head.Stream} differs after {rest.Events} events";
            }
        }

        return null;
    }

    // Equal states have equal bytes.
    private static bool AreSame(object folded, object live, HashChain head)
    {
        return ReferenceEquals(folded, live) || Bytes(folded).AsSpan().SequenceEqual(Bytes(live));

        byte[] Bytes(object state) => SnapshotCodec.Encode(new EntitySnapshot(head, state));
    }
}
