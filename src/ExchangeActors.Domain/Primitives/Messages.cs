namespace ExchangeActors.Domain.Primitives;

/// <summary>Something that an entity persisted: what happened.</summary>
public abstract record DomainEvent
{
    /// <summary>The order, liquidation or ADL that this event begins or belongs to; null when it belongs to that of its cause.</summary>
    public virtual string? Correlation => null;
}

/// <summary>Something that is sent to an entity, or answered to whoever asked.</summary>
public abstract record Message
{
    /// <summary>The order, liquidation or ADL that this message belongs to; null when it belongs to that of its cause.</summary>
    public virtual string? Correlation => null;
}

/// <summary>A message that a state may owe. It is part of that state, so the state's hash covers all of it.</summary>
public abstract record OwedMessage : Message
{
    /// <summary>Feeds every field into a state hash.</summary>
    public abstract void WriteTo(CanonicalWriter writer);
}

/// <summary>A message and whom it goes to.</summary>
public readonly record struct Outgoing(EntityRef To, Message Body);

/// <summary>
/// A message that a state owes until an event settles it. <see cref="Cause"/> is the sequence of the event that created the debt.
/// </summary>
public readonly record struct Owed(EntityRef To, OwedMessage Body, long Cause);

/// <summary>The metadata of a message under way.</summary>
/// <param name="To">The receiver.</param>
/// <param name="From">The sender.</param>
/// <param name="Body">The message.</param>
/// <param name="CausedBy">The event or outside input that caused it.</param>
/// <param name="Correlation">The order, liquidation or ADL that it belongs to.</param>
/// <param name="At">Exchange time of the outside input at the head of the chain.</param>
public sealed record Envelope(EntityRef To, EntityRef From, Message Body, EventRef CausedBy, string? Correlation, Moment At);

/// <summary>An event as the journal holds it.</summary>
/// <param name="Id">Its stream and sequence.</param>
/// <param name="CausedBy">The event or outside input that caused it.</param>
/// <param name="Correlation">The order, liquidation or ADL that it belongs to.</param>
/// <param name="At">Exchange time.</param>
/// <param name="Event">What happened.</param>
public sealed record RecordedEvent(EventRef Id, EventRef CausedBy, string? Correlation, Moment At, DomainEvent Event)
{
    /// <summary>
    /// The message that was decided, on the first event of a decision; null on those that follow it. With the state before it, a decision
    /// can be taken again and compared. Readers that only fold leave it in its bytes: null there as well.
    /// </summary>
    public Message? Input { get; init; }
}

/// <summary>
/// What an entity decides: events to persist, in order and all or none; messages that it sends without owing them (hints, answers); what it
/// answers to the sender. Messages that must arrive are not here: they are in the state's <see cref="Outbox"/> after the events.
/// </summary>
public readonly record struct Decision(IReadOnlyList<DomainEvent> Events, IReadOnlyList<Outgoing> Sends, Message? Reply)
{
    private readonly IReadOnlyList<DomainEvent> _events = Events;

    /// <summary>The events, in order. Others lead to another state: whoever replaces them forgets <see cref="After"/>.</summary>
    public IReadOnlyList<DomainEvent> Events
    {
        get => _events;
        init => (_events, After) = (value, null);
    }

    /// <summary>
    /// The state that the events lead to, where the decider has folded them already, so that nobody folds them again; null where it has
    /// not. Not part of what was decided: two decisions with the same events are the same.
    /// </summary>
    public object? After { get; init; }

    /// <summary>Nothing happens.</summary>
    public static Decision Nothing { get; } = new([], [], null);

    /// <summary>Events alone.</summary>
    public static Decision Of(params DomainEvent[] events) => new(events, [], null);

    /// <summary>An answer alone.</summary>
    public static Decision Answer(Message reply) => new([], [], reply);

    /// <summary>The same with an answer to the sender.</summary>
    public Decision WithReply(Message? reply) => this with { Reply = reply };

    /// <summary>The same with messages that are sent but not owed.</summary>
    public Decision Sending(params Outgoing[] sends) => this with { Sends = Sends.Count == 0 ? sends : [.. Sends, .. sends] };

    /// <summary>The state that the events lead to from the one that was decided on.</summary>
    public TState StateAfter<TState>(TState before)
        where TState : class, IFolded<TState>
    {
        if (After is TState known)
        {
            return known;
        }

        var state = before;
        foreach (var @event in Events)
        {
            state = state.Evolve(@event);
        }

        return state;
    }

    /// <inheritdoc/>
    public bool Equals(Decision other) => Events == other.Events && Sends == other.Sends && Reply == other.Reply;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Events, Sends, Reply);
}

/// <summary>A message kind that the entity does not know: a wiring fault, never a business refusal.</summary>
public sealed class UnknownMessageException(Message message)
    : InvalidOperationException($"No decider handles a message of kind {message?.GetType().Name}.");

/// <summary>An event kind that the entity does not know: a foreign or newer journal. Recovery must stop.</summary>
public sealed class UnknownEventException(DomainEvent @event)
    : InvalidOperationException(
        $"No fold knows an event of kind {@event?.GetType().Name}; the journal was written by another version or belongs to another "
            + $"stream.");
