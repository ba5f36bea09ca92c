namespace ExchangeActors.Domain.Primitives;

/// <summary>A state that events change.</summary>
public interface IFolded<TState>
    where TState : class, IFolded<TState>
{
    /// <summary>Folds an event.</summary>
    TState Evolve(DomainEvent @event);
}

/// <summary>A decision in the making: events so far, and the state that they lead to. Each event is folded once.</summary>
/// <param name="before">The state that decides.</param>
public sealed class Draft<TState>(TState before)
    where TState : class, IFolded<TState>
{
    private readonly List<DomainEvent> _events = [];

    /// <summary>The state that the events so far lead to; the one that decides while there are none.</summary>
    public TState State { get; private set; } = before;

    /// <summary>Events so far.</summary>
    public int Count => _events.Count;

    /// <summary>One more event.</summary>
    public void Add(DomainEvent @event)
    {
        _events.Add(@event);
        State = State.Evolve(@event);
    }

    /// <summary>More events, in order. What makes them may look at the state that asked for them; it does not see them folded.</summary>
    public void AddRange(IEnumerable<DomainEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var @event in events)
        {
            Add(@event);
        }
    }

    /// <summary>The events of a decision that was made on <see cref="State"/>.</summary>
    public void Take(Decision decided)
    {
        _events.AddRange(decided.Events);
        State = decided.StateAfter(State);
    }

    /// <summary>The decision, with the state after it.</summary>
    public Decision Decide() => _events.Count == 0 ? Decision.Nothing : new Decision(_events, [], null) { After = State };
}
