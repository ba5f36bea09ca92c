using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Akka.Actor;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Actors.Local;

/// <summary>
/// Stores the events of all streams in the one order in which they came about, many at a time, and lets out what has to wait for it:
/// answers and published events. A crash loses a suffix of that order; since causes stand before their effects, what is left is a state
/// that the exchange was in. A write that failed is looked up and made again, as long as the store may come back.
/// </summary>
internal sealed class OrderedWriter
{
    /// <summary>Events that may wait to be stored; then the sequencer waits.</summary>
    private const int MostWaiting = 50_000;

    private readonly Channel<Item> _items =
        Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly ConcurrentDictionary<EntityRef, HashChain> _durable = [];
    private readonly Dictionary<EntityRef, HashChain> _chains = [];
    private readonly JournalPort _port;
    private readonly ExchangeSystemOptions _options;
    private readonly EventCollector _events;
    private readonly InFlight _inFlight;
    private readonly FailureSignal _failure;
    private readonly Task _writing;
    private IEnumerator<HashChain>? _stored;
    private Task<bool>? _more;
    private volatile bool _next;
    private long _written;
    private long _waiting;
    private bool _wasFull;

    /// <summary>
    /// A writer that begins at the ends of the streams; or, where stored events are given, before those, which come first once more.
    /// </summary>
    /// <param name="port">The journal.</param>
    /// <param name="heads">The ends of the streams.</param>
    /// <param name="begin">Where the streams ended before the first of the stored events; null for nowhere.</param>
    /// <param name="stored">Stored events that come about again.</param>
    /// <param name="options">Limits and intervals.</param>
    /// <param name="events">Listens.</param>
    /// <param name="inFlight">What is under way.</param>
    /// <param name="failure">When the exchange has failed.</param>
    public OrderedWriter(
        JournalPort port,
        IEnumerable<HashChain> heads,
        IEnumerable<HashChain>? begin,
        IEnumerable<HashChain>? stored,
        ExchangeSystemOptions options,
        EventCollector events,
        InFlight inFlight,
        FailureSignal failure)
    {
        (_port, _options, _events, _inFlight, _failure) = (port, options, events, inFlight, failure);
        _stored = stored?.GetEnumerator();
        _next = _stored?.MoveNext() ?? false;
        foreach (var head in heads)
        {
            _durable[head.Stream] = head;
            if (stored is null)
            {
                _chains[head.Stream] = head;
            }
        }

        foreach (var head in begin ?? [])
        {
            _chains[head.Stream] = head;
        }

        _writing = Task.Run(Write);
    }

    /// <summary>Who is told when there is room again.</summary>
    public IActorRef Sequencer { get; set; } = ActorRefs.Nobody;

    /// <summary>True while too much waits to be stored.</summary>
    public bool IsFull
    {
        get
        {
            if (Interlocked.Read(ref _waiting) < MostWaiting)
            {
                return false;
            }

            Volatile.Write(ref _wasFull, true);
            // Once more: the writer may have caught up before it could see that somebody waits.
            return Interlocked.Read(ref _waiting) >= MostWaiting;
        }
    }

    /// <summary>True while stored events have still to come about again.</summary>
    public bool IsReplaying => _next;

    /// <summary>Events that it has stored.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>The ends of the streams as they are known to be stored.</summary>
    public IEnumerable<HashChain> Heads => _durable.Values;

    /// <summary>Events in their order, and an answer that waits for all that stands before it; under way until they are stored.</summary>
    public void Append(IReadOnlyList<RecordedEvent> events, TaskCompletionSource<Message?>? asker, Message? reply)
    {
        _inFlight.Add();
        Interlocked.Add(ref _waiting, events.Count);
        if (!_items.Writer.TryWrite(new Item(events, asker, reply)))
        {
            _inFlight.Remove();
        }
    }

    /// <summary>Takes no more; completes when all is stored, or the exchange has failed.</summary>
    public Task Complete()
    {
        _items.Writer.TryComplete();
        return _writing;
    }

    private async Task Write()
    {
        try
        {
            var next = new Batch();
            var writing = Task.CompletedTask;
            while (await More().ConfigureAwait(false))
            {
                _more = null;

                // The next batch is sealed while the one before it is stored, and grows as long as that takes.
                do
                {
                    while (next.Events.Count < _options.EventsPerWrite && _items.Reader.TryRead(out var item))
                    {
                        Seal(item, next);
                    }
                }
                while (!writing.IsCompleted && next.Events.Count < _options.EventsPerWrite && await AnyMore(writing).ConfigureAwait(false));

                await writing.ConfigureAwait(false);
                writing = StoreOrFail(next);
                next = new Batch();
            }

            await writing.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, nothing more is stored: the exchange has failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure.Fail(exception);
        }
    }

    /// <summary>True when there is more to take before the write under way has ended.</summary>
    private async Task<bool> AnyMore(Task writing)
    {
        var more = More();
        if (await Task.WhenAny(more, writing).ConfigureAwait(false) != more)
        {
            return false;
        }

        _more = null;
        return await more.ConfigureAwait(false);
    }

    /// <summary>True when there is something to take. The channel has one reader, which waits once at a time.</summary>
    private Task<bool> More() => _more ??= _items.Reader.WaitToReadAsync().AsTask();

    private void Seal(Item item, Batch into)
    {
        foreach (var recorded in item.Events)
        {
            var stream = recorded.Id.Stream;
            var chain = _chains.GetValueOrDefault(stream) ?? HashChain.Start(stream);
            var journaled = chain.Seal(recorded);
            _chains[stream] = chain.After(journaled);
            into.Events.Add(journaled);
        }

        into.Items.Add(item);
    }

    private async Task StoreOrFail(Batch batch)
    {
        try
        {
            await Store(batch).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Told at once: nobody may come any more who would find out.
            _failure.Fail(exception);
            throw;
        }
    }

    private async Task Store(Batch batch)
    {
        if (batch.Events.Count > 0)
        {
            var unstored = Beyond(batch.Events);
            var began = Stopwatch.GetTimestamp();
            await StoreSurely(unstored).ConfigureAwait(false);
            if (unstored.Count > 0)
            {
                _options.OnWritten?.Invoke(unstored.Count, Stopwatch.GetElapsedTime(began));
            }

            foreach (var journaled in unstored)
            {
                var stream = journaled.Recorded.Id.Stream;
                _durable[stream] = (_durable.GetValueOrDefault(stream) ?? HashChain.Start(stream)).After(journaled);
            }

            Interlocked.Add(ref _written, unstored.Count);
            _events.Publish([.. batch.Events.Select(journaled => journaled.Recorded)]);
        }

        foreach (var item in batch.Items)
        {
            item.Asker?.TrySetResult(item.Reply);
        }

        var left = Interlocked.Add(ref _waiting, -batch.Events.Count);
        _inFlight.Remove(batch.Items.Count);
        if (left < MostWaiting && Interlocked.Exchange(ref _wasFull, false))
        {
            Sequencer.Tell(WriterCaughtUp.Instance, ActorRefs.NoSender);
        }
    }

    /// <summary>Those of the events that come after the stored ones.</summary>
    /// <exception cref="JournalException">A stored event is another one.</exception>
    private IReadOnlyList<JournaledEvent> Beyond(List<JournaledEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (!_next)
            {
                _stored?.Dispose();
                _stored = null;
                return i == 0 ? events : events[i..];
            }

            var (id, stored) = (events[i].Recorded.Id, _stored!.Current);
            if (stored.Stream != id.Stream || stored.Sequence != id.Sequence || stored.Hash != events[i].Hash)
            {
                throw new JournalException(
                    JournalFault.Foreign,
                    $"these inputs give {id} where the journal has {stored.Stream}#{stored.Sequence}, or another content of it",
                    id.ToString(),
                    "it was written by another version of the program, or not by a run: begin a new one, or read it with exchange review");
            }

            _next = _stored.MoveNext();
        }

        return [];
    }

    /// <summary>
    /// Stores the events, however often the store fails meanwhile: what became of a failed write is looked up before it is made again.
    /// </summary>
    private async Task StoreSurely(IReadOnlyList<JournaledEvent> events)
    {
        var missing = events;
        for (var failures = 0; ; failures++)
        {
            var fault = missing.Count == 0 ? null : await _port.Store(missing).WaitAsync(_failure.Ended).ConfigureAwait(false);
            if (fault is null)
            {
                return;
            }

            var known = JournalException.From(fault, missing[0].Recorded.Id.Stream.ToString());
            if (known.Fault != JournalFault.Failed || failures >= _options.RestartLimit)
            {
                throw known;
            }

            await Task.Delay(_options.WaitAfter(failures), _failure.Ended).ConfigureAwait(false);
            missing = await Missing(missing).ConfigureAwait(false);
        }
    }

    /// <summary>Those of the events that are not stored; all of them when the store cannot be asked either.</summary>
    /// <exception cref="JournalException">Another event stands in an event's place.</exception>
    private async Task<IReadOnlyList<JournaledEvent>> Missing(IReadOnlyList<JournaledEvent> events)
    {
        var missing = new HashSet<JournaledEvent>(events);
        foreach (var stream in events.GroupBy(journaled => journaled.Recorded.Id.Stream))
        {
            var (from, to) = (stream.First().Recorded.Id.Sequence, stream.Last().Recorded.Id.Sequence);
            IReadOnlyDictionary<long, ChainHash> stored;
            try
            {
                stored = await _port.Stored(stream.Key.ToString(), from, to).WaitAsync(_failure.Ended).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Any failure of the plugin's: the next write tells.
            catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
            {
                return events;
            }

            foreach (var journaled in stream)
            {
                if (!stored.TryGetValue(journaled.Recorded.Id.Sequence, out var hash))
                {
                    continue;
                }

                missing.Remove(journaled);
                if (hash != journaled.Hash)
                {
                    throw new JournalException(
                        JournalFault.TakenOver,
                        "another process has written this stream",
                        journaled.Recorded.Id.ToString(),
                        "see which process runs on the journal");
                }
            }
        }

        return [.. events.Where(missing.Contains)];
    }

    private readonly record struct Item(IReadOnlyList<RecordedEvent> Events, TaskCompletionSource<Message?>? Asker, Message? Reply);

    private sealed class Batch
    {
        public List<JournaledEvent> Events { get; } = [];

        public List<Item> Items { get; } = [];
    }
}
