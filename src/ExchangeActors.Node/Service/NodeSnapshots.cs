using ExchangeActors.Actors;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Node.Running;
using Microsoft.Extensions.Logging;

namespace ExchangeActors.Node.Service;

/// <summary>
/// Writes down now and then all that a node knows of its exchange, so that the next start reads no more of the journal than what came after
/// it. Each snapshot is made in the background as a start would be made: from the one before and the events behind that, so that the
/// exchange waits for nothing. Whoever does not trust a snapshot deletes it: the node then reads the journal from its first event.
/// </summary>
/// <param name="checkpoint">The path of the checkpoint, which names the newest snapshot.</param>
/// <param name="journal">The journal.</param>
/// <param name="followed">The database that several processes write, with what is needed to connect; null where this one writes.</param>
/// <param name="live">What is known of the exchange.</param>
/// <param name="interval">Events from one snapshot to the next, at least; not less than there are entities, so that an event's share of a
/// snapshot does not grow with them. 0 for no snapshots.</param>
/// <param name="log">Where it says what it did.</param>
internal sealed partial class NodeSnapshots(
    string checkpoint, IHeldJournal journal, string? followed, LiveExchange live, int interval, ILogger log) : IDisposable
{
    // To be counted up when what is kept means something else with the same fields: an invariant that sums up something else, say. A change
    // of fields is seen without.
    private const string Sums = "1";
    private const int Together = 1_000;

    // Where several processes write, what is read after a snapshot is looked up in another order.
    private readonly string _build = $"{(followed is null ? "node" : "gateway")} {Sums}";

    private readonly string _companion = Checkpoint.CompanionOf(checkpoint);
    private CancellationTokenSource _ending = new();
    private Task<MadeSnapshot?>? _making;
    private long _attempted;
    private int _entities;

    /// <summary>The newest snapshot that the checkpoint names, or is to name; null for none.</summary>
    public SnapshotName? Name { get; private set; }

    /// <summary>Gives what is known the content of the newest snapshot.</summary>
    /// <param name="from">The snapshot; null for none.</param>
    /// <returns>What the exchange begins with; null: with the first event.</returns>
    public KnownHistory? Begin(out StateSnapshot? from)
    {
        _ending.Dispose();
        (from, Name, _making, _attempted, _entities, _ending) = (null, null, null, 0, 0, new CancellationTokenSource());
        if (Named() is not { } named
            || SnapshotFile.Find(_companion, named, _build, journal, (file, why) => NotUsed(log, file, why)) is not { } snapshot)
        {
            return null;
        }

        try
        {
            var known = live.Restore(snapshot);
            (from, Name, _attempted, _entities) = (snapshot, named.Snapshot, snapshot.Events, snapshot.Entities.Length);
            GoesOn(log, StateSnapshot.PathFor(_companion, snapshot.Events), snapshot.Events);
            return known;
        }
        catch (FormatException fault)
        {
            live.Reset();
            NotUsed(log, StateSnapshot.PathFor(_companion, snapshot.Events), fault.Message);
            return null;
        }
    }

    /// <summary>Begins a snapshot if one is due, and has the checkpoint name one that is finished.</summary>
    public void Tick(CheckpointKeeper checkpoints)
    {
        if (_making is null)
        {
            if (interval > 0 && live.Events - _attempted >= Math.Max(interval, _entities))
            {
                _attempted = live.Events;
                var (before, stop) = (Name, _ending.Token);
                _making = Task.Factory.StartNew(() => Make(before, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
        else if (_making.IsCompleted)
        {
            Finish(_making, checkpoints);
            _making = null;
        }
    }

    /// <summary>The node ends, or the exchange does: what is being made is given up.</summary>
    public async Task End()
    {
        await _ending.CancelAsync();
        if (_making is { } making)
        {
            await making.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _making = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ending.Dispose();

    [LoggerMessage(LogLevel.Information, "Going on from the snapshot {Snapshot} of {Events} events")]
    private static partial void GoesOn(ILogger log, string snapshot, long events);

    [LoggerMessage(LogLevel.Warning, "The snapshot {Snapshot} is not used: {Why}; the journal is read from its first event")]
    private static partial void NotUsed(ILogger log, string snapshot, string why);

    [LoggerMessage(LogLevel.Warning, "No snapshot: {Why}")]
    private static partial void NotMade(ILogger log, string why);

    private Checkpoint? Named()
    {
        try
        {
            return File.Exists(checkpoint) ? Checkpoint.Read(checkpoint) : null;
        }
        catch (JournalException)
        {
            // Who writes the next one says what is wrong with it.
            return null;
        }
    }

    /// <summary>From the snapshot before and the events behind it; null when it should not be gone on from.</summary>
    private MadeSnapshot? Make(SnapshotName? before, CancellationToken stop)
    {
        InvariantResult? broken = null;
        var folded = new LiveExchange(live.Rules, new ExchangeTime(TimeSource.Feed, TimeProvider.System))
        {
            OnBroken = found => broken = found,
        };
        var from = Before(before, folded);
        var order = from?.Snapshot.Order is { } known ? new OrderHash(known) : new OrderHash();
        var ends = (from?.Known.Position.Heads ?? []).ToDictionary(end => end.Stream);
        var position = Read(from?.Known.Position ?? new JournalPosition(0, []), rows =>
        {
            stop.ThrowIfCancellationRequested();
            folded.TakeStored([.. rows.Select(row => row.Recorded)]);
            foreach (var row in rows)
            {
                ends[row.Recorded.Id.Stream] = new HashChain(row.Recorded.Id.Stream, row.Recorded.Id.Sequence, row.Hash);
                order.Add(row.Ordering, row.Hash);
            }
        });
        if (broken is not null)
        {
            // Every start is to find that by itself.
            NotMade(log, $"an invariant does not hold: {broken.Name}");
            return null;
        }

        var capture = folded.Capture(position);
        var snapshot = new StateSnapshot(
            journal.Header.Hash(),
            capture.Events,
            followed is null ? position.Place : 0,
            journal.PlacesAreGapless ? order.Checkpoint : null,
            [
                .. ends.Values.OrderBy(end => end.Stream)
                    .Select(end => new EntitySnapshot(end, Deciders.All[end.Stream.Kind]!.StateOf(capture.State, end.Stream.Id))),
            ],
            _build,
            capture.Memory);
        return new MadeSnapshot(snapshot.Write(StateSnapshot.PathFor(_companion, capture.Events)), ends.Count);
    }

    /// <summary>The snapshot before; null when it has gone, or cannot be read any more.</summary>
    private (StateSnapshot Snapshot, KnownHistory Known)? Before(SnapshotName? name, LiveExchange folded)
    {
        if (name is null)
        {
            return null;
        }

        try
        {
            var snapshot = StateSnapshot.Read(StateSnapshot.PathFor(_companion, name.Events), name);
            return (snapshot, folded.Restore(snapshot));
        }
        catch (Exception fault) when (fault is JournalException or FormatException)
        {
            folded.Reset();
            return null;
        }
    }

    /// <summary>Reads the events behind a position, whole decisions together; the result is where they end.</summary>
    private JournalPosition Read(JournalPosition before, Action<IReadOnlyList<JournalRow>> take)
    {
        if (followed is not null)
        {
            using var tail = JournalTail.Open(followed, before);
            while (tail.Next(Together) is { Count: > 0 } some)
            {
                take(some);
            }

            return tail.Position;
        }

        using var reader = journal.OpenReader();
        var rows = new List<JournalRow>();
        var place = before.Place;
        foreach (var row in reader.ReadAfter(before.Place, before.Heads))
        {
            if (rows.Count >= Together && row.Stored.BeginsDecision)
            {
                take(rows);
                rows.Clear();
            }

            rows.Add(row);

            // One that lies before its cause is read later.
            place = Math.Max(place, row.Ordering);
        }

        if (rows.Count > 0)
        {
            take(rows);
        }

        return before with { Place = place };
    }

    private void Finish(Task<MadeSnapshot?> made, CheckpointKeeper checkpoints)
    {
        if (made is { IsFaulted: true, Exception.InnerException: { } fault })
        {
            // Nobody is hurt by it: the next start has more to read.
            NotMade(log, fault.Message);
        }
        else if (made is { IsCompletedSuccessfully: true, Result: { } snapshot })
        {
            (Name, checkpoints.Snapshot, _entities) = (snapshot.Name, snapshot.Name, snapshot.Entities);
            if (checkpoints.WriteSoon())
            {
                SnapshotFile.KeepOnly(_companion, snapshot.Name);
            }
        }
    }

    private sealed record MadeSnapshot(SnapshotName Name, int Entities);
}
