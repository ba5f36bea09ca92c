using ExchangeActors.Actors.Running;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Actors.Entities;

/// <summary>Why an entity's actor stopped.</summary>
/// <param name="Cause">The exception.</param>
/// <param name="Transient">True when starting again may help: the store failed, and what became of the write is unknown.</param>
internal sealed record EntityFault(Exception Cause, bool Transient);

/// <summary>
/// What outlives an entity's actor within the process: its newest durable state, how far its events were published, and how many messages
/// its actor has not finished. Written by the actor while it lives and by its supervisor when it does not; <see cref="State"/> may be read
/// by anyone.
/// </summary>
/// <param name="state">The state of the journal's events; new for none.</param>
/// <param name="published">Events up to this one are known to the listener.</param>
/// <param name="head">The verified end of the stream, where no other process writes the journal: the first actor goes on from there. Null:
/// it reads the journal.</param>
/// <param name="inFlight">The exchange's count.</param>
internal sealed class EntityHandle<TState>(TState state, long published, HashChain? head, InFlight inFlight)
    where TState : class
{
    private TState _state = state;
    private HashChain? _head = head;
    private HashChain? _durable = head;
    private long _unfinished;
    private volatile bool _owing;

    /// <summary>The newest state whose events are durable.</summary>
    public TState State
    {
        get => Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, value);
    }

    /// <summary>The end of the stream as it is known to be stored; null before it was read.</summary>
    public HashChain? Durable
    {
        get => Volatile.Read(ref _durable);
        set => Volatile.Write(ref _durable, value);
    }

    /// <summary>Events up to this one went to the listener.</summary>
    public long Published { get; set; } = published;

    /// <summary>Failures since the last successful persist.</summary>
    public int Failures { get; set; }

    /// <summary>Why the actor stopped; null while it runs.</summary>
    public EntityFault? Fault { get; set; }

    /// <summary>True while the state's outbox is not empty, or what the actor has announced was not heard.</summary>
    public bool Owing
    {
        get => _owing;
        set
        {
            if (_owing != value)
            {
                _owing = value;
                inFlight.AddDebtor(value ? 1 : -1);
            }
        }
    }

    /// <summary>
    /// The end of the stream, to which <see cref="State"/> belongs, if it is known for certain; null when it must be read. It is known
    /// once, before the first actor: what became of the writes of an actor that failed is unknown.
    /// </summary>
    public HashChain? TakeHead()
    {
        var head = _head;
        _head = null;
        return head;
    }

    /// <summary>The supervisor forwards one more message to the actor.</summary>
    public void Take() => Interlocked.Increment(ref _unfinished);

    /// <summary>The actor has finished messages.</summary>
    public void Finish(int count)
    {
        Interlocked.Add(ref _unfinished, -count);
        inFlight.Remove(count);
    }

    /// <summary>The actor has ended: what it had not finished is no longer under way.</summary>
    public void Abandon() => inFlight.Remove(Interlocked.Exchange(ref _unfinished, 0));
}
