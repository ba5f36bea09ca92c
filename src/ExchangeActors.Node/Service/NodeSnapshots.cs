using ExchangeActors.Actors;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Memory;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Node.Running;
using ExchangeActors.Web.Figures;
using Microsoft.Extensions.Logging;

namespace ExchangeActors.Node.Service;

/// <summary>
/// Writes down now and then all that a node knows of its exchange, so that the next start reads no more of the journal than what came after
/// it. What stops the exchange meanwhile is the writing of what is changed in place; states are only referred to, and encoded in the
/// background. Whoever does not trust a snapshot deletes it: the node then reads the journal from its first event.
/// </summary>
/// <param name="checkpoint">The path of the checkpoint, which names the newest snapshot.</param>
/// <param name="journal">The journal.</param>
/// <param name="live">What is known of the exchange.</param>
/// <param name="interval">Events from one snapshot to the next, at least; not less than there are entities, so that an event's share of a
/// snapshot does not grow with them. 0 for no snapshots.</param>
/// <param name="log">Where it says what it did.</param>
internal sealed partial class NodeSnapshots(string checkpoint, IHeldJournal journal, LiveExchange live, int interval, ILogger log)
{
    private static readonly string Build = MemoryCodec.BuildWith(
        typeof(NodeSnapshots).Assembly, typeof(ExchangeSeries).Assembly, typeof(Review.Reports.PoolTotals).Assembly);

    private readonly string _companion = Checkpoint.CompanionOf(checkpoint);
    private readonly Dictionary<EntityRef, HashChain> _ends = [];
    private OrderHash _order = new();
    private long _place;
    private long _events;
    private long _attempted;
    private bool _failed;
    private volatile Task<SnapshotName?>? _writing;

    /// <summary>
    /// Where in the journal of a cluster what is known ends, while more of it is being told; null where one process writes it.
    /// </summary>
    public Func<JournalPosition>? Position { get; set; }

    /// <summary>The snapshot that the node began with; null for none.</summary>
    public StateSnapshot? From { get; private set; }

    /// <summary>Its name; null for none.</summary>
    public SnapshotName? Name { get; private set; }

    /// <summary>Gives what is known the content of the newest snapshot; what the exchange begins with, or null: with the first event.</summary>
    public KnownHistory? Begin()
    {
        Forget();
        if (interval == 0 || !File.Exists(checkpoint))
        {
            return null;
        }

        Checkpoint named;
        try
        {
            named = Checkpoint.Read(checkpoint);
        }
        catch (JournalException)
        {
            // Its own writer says what is wrong with it.
            return null;
        }

        if (SnapshotFile.Find(_companion, named, Build, journal, (file, why) => NotUsed(log, file, why)) is not { } snapshot)
        {
            return null;
        }

        try
        {
            var known = live.Restore(snapshot);
            (From, Name) = (snapshot, named.Snapshot);
            (_place, _events, _attempted) = (snapshot.Place, snapshot.Events, snapshot.Events);
            _order = snapshot.Order is { } order ? new OrderHash(order) : new OrderHash();
            foreach (var end in snapshot.Heads)
            {
                _ends[end.Stream] = end;
            }

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

    /// <summary>More was stored, and all of it is known: begins a snapshot if one is due.</summary>
    public void Stored()
    {
        if (_writing is null && IsDue(1) && Capture() is { } capture)
        {
            _writing = Task.Run(() => Write(capture));
        }
    }

    /// <summary>Has the checkpoint name a snapshot that is finished.</summary>
    public void Tick(CheckpointKeeper checkpoints)
    {
        if (_writing is { IsCompleted: true } finished)
        {
            Finish(finished.GetAwaiter().GetResult(), checkpoints, () => checkpoints.WriteSoon());
        }
    }

    /// <summary>The exchange has ended, and nothing is stored any more: a last snapshot, when the next start would have much to
    /// read.</summary>
    /// <param name="checkpoints">Names it; who calls writes the checkpoint.</param>
    /// <param name="isClean">False when the journal failed, or is another process's now: then there is none.</param>
    public async Task End(CheckpointKeeper checkpoints, bool isClean)
    {
        if (_writing is { } writing)
        {
            Finish(await writing, checkpoints, () => true);
        }

        if (isClean && IsDue(WorthIt) && Capture() is { } capture)
        {
            Finish(Write(capture), checkpoints, () => true);
        }
    }

    // A stop that takes longer for a start that takes hardly less time is not worth it.
    private const int WorthIt = 10;

    [LoggerMessage(LogLevel.Information, "Going on from the snapshot {Snapshot} of {Events} events")]
    private static partial void GoesOn(ILogger log, string snapshot, long events);

    [LoggerMessage(LogLevel.Warning, "The snapshot {Snapshot} is not used: {Why}; the journal is read from its first event")]
    private static partial void NotUsed(ILogger log, string snapshot, string why);

    [LoggerMessage(LogLevel.Warning, "No snapshot after {Events} events: {Why}")]
    private static partial void NotWritten(ILogger log, long events, string why);

    [LoggerMessage(LogLevel.Critical, "After {Events} events the journal's streams end elsewhere than what is known of them: {Stream}")]
    private static partial void Differs(ILogger log, long events, EntityRef stream);

    private void Forget()
    {
        _ends.Clear();
        (From, Name, _order) = (null, null, new OrderHash());
        (_place, _events, _attempted, _failed, _writing) = (0, 0, 0, false, null);
    }

    /// <summary>Whether so much has come since the last one, or a part of that.</summary>
    private bool IsDue(int part) =>
        interval > 0 && !_failed && live.Events - _attempted >= Math.Max(interval, _ends.Count) / part;

    /// <summary>What is known now; null when it has no form, which is a mistake in the program but none that an exchange should end
    /// for.</summary>
    private LiveCapture? Capture()
    {
        try
        {
            var capture = live.Capture(Position?.Invoke());
            _attempted = capture.Events;
            return capture;
        }
        catch (NotSupportedException fault)
        {
            _failed = true;
            NotWritten(log, live.Events, fault.Message);
            return null;
        }
    }

    private void Finish(SnapshotName? written, CheckpointKeeper checkpoints, Func<bool> write)
    {
        _writing = null;
        if (written is null)
        {
            return;
        }

        (Name, checkpoints.Snapshot) = (written, written);
        if (write())
        {
            SnapshotFile.KeepOnly(_companion, written);
        }
    }

    /// <summary>The name of the snapshot; null when none could be written, which hurts nobody.</summary>
    private SnapshotName? Write(LiveCapture capture)
    {
        try
        {
            if (capture.Position is { } position)
            {
                Take(position, capture.Events);
            }
            else
            {
                ReadEnds(capture.Events);
            }

            if (Other(capture.State) is { } other)
            {
                _failed = true;
                Differs(log, capture.Events, other);
                return null;
            }

            var snapshot = new StateSnapshot(
                journal.Header.Hash(),
                capture.Events,
                _place,
                journal.PlacesAreGapless ? _order.Checkpoint : null,
                [
                    .. _ends.Values.OrderBy(end => end.Stream)
                        .Select(end => new EntitySnapshot(end, Deciders.All[end.Stream.Kind]!.StateOf(capture.State, end.Stream.Id))),
                ],
                Build,
                capture.Memory);
            return snapshot.Write(StateSnapshot.PathFor(_companion, capture.Events));
        }
        catch (JournalException fault)
        {
            NotWritten(log, capture.Events, fault.Message);
            return null;
        }
    }

    private void Take(JournalPosition position, long events)
    {
        foreach (var end in position.Heads)
        {
            _ends[end.Stream] = end;
        }

        (_place, _events) = (position.Place, events);
    }

    /// <summary>Where the streams ended after so many events, as it is stored.</summary>
    private void ReadEnds(long events)
    {
        using var reader = journal.OpenReader();
        foreach (var (place, end) in reader.ReadEnds(_place))
        {
            if (_events == events)
            {
                break;
            }

            _ends[end.Stream] = end;
            _order.Add(place, end.Hash);
            (_place, _events) = (place, _events + 1);
        }
    }

    /// <summary>A stream that does not end where its state is; null when all do.</summary>
    private EntityRef? Other(ExchangeState state) => _ends.Values
        .Where(end => Deciders.All[end.Stream.Kind] is not { } decider
            || decider.Version(decider.StateOf(state, end.Stream.Id)) != end.Sequence)
        .Select(end => (EntityRef?)end.Stream)
        .FirstOrDefault();
}
