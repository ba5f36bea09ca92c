using ExchangeActors.Actors;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Memory;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Web.Figures;

namespace ExchangeActors.Node.Service;

/// <summary>
/// What the journal is known to hold, folded as it grows: answers, the page and the streams of events come from here, so that they tell
/// nothing that a crash could take back. It is also the auditor: after every write it compares what the events say with the states.
/// </summary>
/// <param name="rules">Instruments and venue.</param>
/// <param name="time">Follows the journal's time.</param>
internal sealed class LiveExchange(ExchangeRules rules, ExchangeTime time)
{
    private readonly Lock _gate = new();
    private readonly RecentEvents _recent = new();
    private ExchangeState _state = new();
    private Invariants _invariants = new(rules);
    private WaterfallObserver _observer = new();
    private DeleveragingLog _deleveragings = new();
    private ExchangeSeries _series = NewSeries(rules);
    private TaskCompletionSource _more = NewSignal();
    private InvariantResult? _broken;
    private long _events;
    private Moment _at;
    private readonly HashSet<EntityRef> _changed = [];

    /// <summary>Told each invariant that is found broken, once.</summary>
    public Action<InvariantResult>? OnBroken { get; set; }

    /// <summary>Told of events that this process has stored.</summary>
    public Action<IReadOnlyList<RecordedEvent>>? OnEvents { get; set; }

    /// <summary>Events so far: the place of the last.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>The rules.</summary>
    public ExchangeRules Rules => rules;

    /// <summary>Begins anew, before a journal is read again.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            (_state, _invariants, _observer) = (new ExchangeState(), new Invariants(rules), new WaterfallObserver());
            (_deleveragings, _series) = (new DeleveragingLog(), NewSeries(rules));
            (_events, _broken) = (0, null);
            _changed.Clear();
            _recent.Clear();
        }
    }

    /// <summary>All that is known at this moment, for a snapshot.</summary>
    /// <param name="position">Where in the journal that is.</param>
    public LiveCapture Capture(JournalPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        lock (_gate)
        {
            var memory = new LiveMemory(_at, position.Place, position.Horizon, position.Writer);
            return new LiveCapture(
                _state.Copy(), _events, MemoryCodec.Write([memory, _invariants, _observer, _deleveragings, _series], rules));
        }
    }

    /// <summary>Knows what a snapshot holds, and nothing else.</summary>
    /// <returns>What the exchange may begin with, in states of its own.</returns>
    /// <exception cref="FormatException">It is not of such an exchange. <see cref="Reset"/> is needed then.</exception>
    public KnownHistory Restore(StateSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Reset();
        lock (_gate)
        {
            var parts = MemoryCodec.Read(
                snapshot.Memory.ToArray(), [new LiveMemory(default, 0, 0, 0), _invariants, _observer, _deleveragings, _series], rules);
            (_invariants, _observer) = ((Invariants)parts[1], (WaterfallObserver)parts[2]);
            (_deleveragings, _series) = ((DeleveragingLog)parts[3], (ExchangeSeries)parts[4]);
            var memory = (LiveMemory)parts[0];
            (_state, _events, _at) = (snapshot.State(), snapshot.Events, memory.At);
            _recent.Clear(_events);
            time.Reach(_at);
            return new KnownHistory(
                _state.Copy(),
                _events,
                _at,
                new JournalPosition(memory.Place, [.. snapshot.Heads]) { Horizon = memory.Horizon, Writer = memory.Writer });
        }
    }

    /// <summary>Takes an event that the journal held already.</summary>
    public void TakeHistory(RecordedEvent recorded)
    {
        lock (_gate)
        {
            Take(recorded);
        }
    }

    /// <summary>Takes events that were stored together.</summary>
    public void TakeStored(IReadOnlyList<RecordedEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        TaskCompletionSource waiting;
        InvariantResult? found = null;
        lock (_gate)
        {
            foreach (var recorded in events)
            {
                Take(recorded);
            }

            // What the journal held at the start is looked at with the first events that follow it.
            if (_invariants.CheckAfter(_state, _changed) is { Holds: false } broken && _broken is null)
            {
                (_broken, found) = (broken, broken);
            }

            _changed.Clear();
            (waiting, _more) = (_more, NewSignal());
        }

        waiting.TrySetResult();
        OnEvents?.Invoke(events);
        if (found is not null)
        {
            OnBroken?.Invoke(found);
        }
    }

    /// <summary>Reads the states of one moment; they are not to be kept.</summary>
    public T Read<T>(Func<LiveView, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        lock (_gate)
        {
            return read(new LiveView(_events, _at, _state, _observer, _deleveragings, _series, _broken, rules));
        }
    }

    /// <summary>Completes when more than so many events are known.</summary>
    public Task More(long than)
    {
        lock (_gate)
        {
            return _events > than ? Task.CompletedTask : _more.Task;
        }
    }

    /// <summary>
    /// Events behind a place that are still in memory, at most so many; null when they are not, and have to be read from the journal.
    /// </summary>
    public IReadOnlyList<PlacedEvent>? After(long place, int most)
    {
        lock (_gate)
        {
            return _recent.After(place, most);
        }
    }

    /// <summary>The newest events that are in memory, at most so many, in order.</summary>
    public IReadOnlyList<PlacedEvent> Newest(int most)
    {
        lock (_gate)
        {
            return _recent.Newest(most);
        }
    }

    private static ExchangeSeries NewSeries(ExchangeRules rules) => new(rules.Profile.Limits.MaxMarkAgeSeconds);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Take(RecordedEvent recorded)
    {
        _state.Apply(recorded.Id.Stream, recorded.Event);
        _invariants.Observe(recorded);
        _observer.Observe(recorded);
        _deleveragings.Observe(recorded);
        _changed.Add(recorded.Id.Stream);
        _events++;
        _series.Observe(_events, recorded);
        _at = recorded.At > _at ? recorded.At : _at;
        time.Reach(_at);
        _recent.Add(recorded);
    }
}

/// <summary>What a snapshot is made of.</summary>
/// <param name="State">All entities, in a collection of its own.</param>
/// <param name="Events">Events in it.</param>
/// <param name="Memory">What is not given by the states.</param>
internal sealed record LiveCapture(ExchangeState State, long Events, byte[] Memory);

/// <summary>What only the snapshot of a node holds.</summary>
/// <param name="At">Exchange time of the latest event.</param>
/// <param name="Place">As in <see cref="JournalPosition"/>, as the next two.</param>
/// <param name="Horizon">In a cluster's journal.</param>
/// <param name="Writer">In a cluster's journal.</param>
internal sealed record LiveMemory(Moment At, long Place, ulong Horizon, ulong Writer);

/// <summary>The exchange at one moment.</summary>
/// <param name="Events">The place of the last event in it.</param>
/// <param name="At">Exchange time of the latest event.</param>
/// <param name="State">All entities.</param>
/// <param name="Observer">What has happened.</param>
/// <param name="Deleveragings">The newest deleveragings.</param>
/// <param name="Series">Fund, marks and the waterfall over time.</param>
/// <param name="Broken">The first invariant that did not hold; null while all do.</param>
/// <param name="Rules">Instruments and venue.</param>
internal sealed record LiveView(
    long Events,
    Moment At,
    ExchangeState State,
    WaterfallObserver Observer,
    DeleveragingLog Deleveragings,
    ExchangeSeries Series,
    InvariantResult? Broken,
    ExchangeRules Rules);
