using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// Folds a journal that others write as it grows, and tells its listeners: what a gateway knows of the exchange. It also knows who owes
/// something and what accounts have announced to their monitors, both from the journal alone, so that it can tell when the exchange rests.
/// Thread-safe.
/// </summary>
internal sealed class JournalFollower : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly JournalTail _tail;
    private readonly ExchangeSystemOptions _options;
    private readonly ExchangeClock _clock;
    private readonly FailureSignal _failure;
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<EntityRef, HashChain> _heads = [];
    private readonly HashSet<EntityRef> _debtors = [];
    private readonly Dictionary<AccountId, Account> _deciding = [];
    private readonly Dictionary<AccountId, AccountVersion>[] _announced =
        [.. Enumerable.Range(0, EntityShards.Accounts).Select(_ => new Dictionary<AccountId, AccountVersion>())];
    private readonly Task _following;
    private List<TaskCompletionSource> _waiting = [];
    private MarkBoard _marks = MarkBoard.Empty;
    private readonly bool _live;
    private long _events;

    private JournalFollower(
        JournalTail tail, KnownHistory? known, ExchangeSystemOptions options, ExchangeClock clock, FailureSignal failure)
    {
        (_tail, _options, _clock, _failure) = (tail, options, clock, failure);
        State = known?.State ?? new ExchangeState();
        if (known is not null)
        {
            Begin(known);
        }

        while (Take(_tail.Next()) > 0)
        {
            // All that is there.
        }

        EventsBefore = _events;
        _live = true;
        _following = Task.Factory.StartNew(Follow, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Events that the journal held at the start.</summary>
    public long EventsBefore { get; }

    /// <summary>Events so far.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Reads what is there, and follows from then on.</summary>
    /// <exception cref="JournalException">The journal is damaged or cannot be read.</exception>
    /// <param name="place">The journal's database.</param>
    /// <param name="known">What is known of it already; null for nothing.</param>
    /// <param name="options">Who listens.</param>
    /// <param name="clock">Follows the journal's time.</param>
    /// <param name="failure">Told when it cannot go on.</param>
    public static JournalFollower Start(
        string place, KnownHistory? known, ExchangeSystemOptions options, ExchangeClock clock, FailureSignal failure)
    {
        var tail = JournalTail.Open(place, known?.Position);
        try
        {
            return new JournalFollower(tail, known, options, clock, failure);
        }
        catch
        {
            tail.Dispose();
            throw;
        }
    }

    /// <summary>Reads the states of one moment; they are not to be kept.</summary>
    public T Read<T>(Func<ExchangeState, MarkBoard, T> read)
    {
        lock (_lock)
        {
            return read(State, _marks);
        }
    }

    /// <summary>Entities that owe something.</summary>
    public int Debtors
    {
        get
        {
            lock (_lock)
            {
                return _debtors.Count;
            }
        }
    }

    /// <summary>The ends of all streams.</summary>
    public IReadOnlyList<HashChain> Heads()
    {
        lock (_lock)
        {
            return [.. _heads.Values];
        }
    }

    /// <summary>Completes when everything is folded that was durable when it was called.</summary>
    public Task CaughtUp()
    {
        var caught = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_following.IsCompleted)
            {
                return Task.CompletedTask;
            }

            _waiting.Add(caught);
        }

        return caught.Task;
    }

    /// <summary>What a monitor is asked, to find out whether it rests.</summary>
    public AskRest RestOf(int monitor)
    {
        lock (_lock)
        {
            return new AskRest(monitor, _marks, [.. _announced[monitor].Values]);
        }
    }

    /// <summary>A monitor rests with what it was asked about: that need not be asked again.</summary>
    public void Known(AskRest asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        lock (_lock)
        {
            var announced = _announced[asked.Monitor];
            foreach (var known in asked.Accounts)
            {
                if (announced.TryGetValue(known.Account, out var newest) && newest.Version <= known.Version)
                {
                    announced.Remove(known.Account);
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        _tail.Dispose();
        _ending.Dispose();
    }

    private ExchangeState State { get; }

    private void Begin(KnownHistory known)
    {
        foreach (var head in known.Position.Heads)
        {
            _heads[head.Stream] = head;
            Note(head.Stream);
        }

        // Whether their monitors have heard of them is not known.
        foreach (var id in State.Accounts.Keys)
        {
            Announced(id, Account.New(id));
        }

        _clock.Advance(known.At);
        _events = known.Events;
    }

    private void Follow()
    {
        try
        {
            while (!_ending.IsCancellationRequested)
            {
                List<TaskCompletionSource> asked;
                lock (_lock)
                {
                    (asked, _waiting) = (_waiting, []);
                }

                if (!TryNext(out var rows))
                {
                    Requeue(asked);
                    _ending.Token.WaitHandle.WaitOne(PauseAfterFault);
                    continue;
                }

                if (Take(rows) > 0)
                {
                    Requeue(asked);
                    continue;
                }

                if (asked.Count > 0 && IsAtEnd())
                {
                    asked.ForEach(caught => caught.TrySetResult());
                    continue;
                }

                // An older transaction may hold back what is stored already.
                Requeue(asked);
                _ending.Token.WaitHandle.WaitOne(Pause);
            }
        }
#pragma warning disable CA1031 // Whatever it is, what is told from then on would be wrong.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _failure.Fail(fault);
        }
        finally
        {
            lock (_lock)
            {
                _waiting.ForEach(caught => caught.TrySetResult());
            }
        }
    }

    private bool TryNext(out IReadOnlyList<JournalRow> rows)
    {
        try
        {
            rows = _tail.Next();
            return true;
        }
        catch (JournalException fault) when (fault.Fault is JournalFault.Failed or JournalFault.Locked)
        {
            // The server is away; it is asked again.
            rows = [];
            return false;
        }
    }

    private bool IsAtEnd()
    {
        try
        {
            return _tail.IsAtEnd();
        }
        catch (JournalException fault) when (fault.Fault is JournalFault.Failed or JournalFault.Locked)
        {
            return false;
        }
    }

    private void Requeue(List<TaskCompletionSource> asked)
    {
        lock (_lock)
        {
            _waiting.InsertRange(0, asked);
        }
    }

    private int Take(IReadOnlyList<JournalRow> rows)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        lock (_lock)
        {
            foreach (var row in rows)
            {
                Take(row);
            }

            // What is given are whole transactions, so whole decisions.
            foreach (var (account, before) in _deciding)
            {
                Announced(account, before);
            }

            _deciding.Clear();
        }

        Tell(rows);
        return rows.Count;
    }

    private void Take(in JournalRow row)
    {
        var (recorded, stream) = (row.Recorded, row.Recorded.Id.Stream);
        if (stream.Kind == EntityKind.Account)
        {
            var id = new AccountId(stream.Id);
            if (row.Stored.BeginsDecision && _deciding.Remove(id, out var before))
            {
                Announced(id, before);
            }

            _deciding.TryAdd(id, State.Account(id));
        }

        State.Apply(stream, recorded.Event);
        _heads[stream] = new HashChain(stream, recorded.Id.Sequence, row.Hash);
        _clock.Advance(recorded.At);
        Note(stream);
        Interlocked.Increment(ref _events);
    }

    /// <summary>Whether the entity owes something, and a market's mark.</summary>
    private void Note(EntityRef stream)
    {
        var decider = Deciders.All[stream.Kind]!;
        var state = decider.StateOf(State, stream.Id);
        if (decider.Outbox(state).IsEmpty)
        {
            _debtors.Remove(stream);
        }
        else
        {
            _debtors.Add(stream);
        }

        if (state is Market { Quote: { } quote } market)
        {
            _marks = _marks.With(market.Id, quote);
        }
    }

    private void Announced(AccountId id, Account before)
    {
        var after = State.Account(id);
        if (after.Announce(before).Count > 0)
        {
            _announced[EntityShards.Of(id)][id] = new AccountVersion(id, after.Version, Standings.Holding(after));
        }
    }

    private void Tell(IReadOnlyList<JournalRow> rows)
    {
        var events = new RecordedEvent[rows.Count];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = rows[i].Recorded;
            if (_live)
            {
                _options.OnEvent?.Invoke(events[i]);
            }
            else
            {
                _options.OnHistory?.Invoke(events[i]);
            }
        }

        if (_live)
        {
            _options.OnStored?.Invoke(events);
        }
    }
}
