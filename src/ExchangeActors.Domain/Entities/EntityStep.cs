using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Entities;

/// <summary>
/// The one way in which a message becomes events: what the entity decides, its events with their metadata, its state after them, and what
/// is to be sent, in order. Hosts move messages and store events; none of them has a second copy of this.
/// </summary>
/// <param name="Before">The state before.</param>
/// <param name="After">The state after; the same object when nothing happened.</param>
/// <param name="Events">The events in order.</param>
/// <param name="Sends">What follows: new debts first, then what read models are told, then what nobody owes.</param>
/// <param name="Reply">The answer to whoever sent the message; null for none.</param>
public sealed record EntityStep(
    object Before, object After, IReadOnlyList<RecordedEvent> Events, IReadOnlyList<Envelope> Sends, Message? Reply)
{
    /// <summary>Decides a message.</summary>
    /// <param name="decider">The entity's decider.</param>
    /// <param name="before">Its state.</param>
    /// <param name="envelope">The message.</param>
    /// <param name="rules">Instruments and venue.</param>
    /// <exception cref="UnknownMessageException">The entity does not know such a message.</exception>
    public static EntityStep Take(IEntityDecider decider, object before, Envelope envelope, ExchangeRules rules)
    {
        ArgumentNullException.ThrowIfNull(decider);
        ArgumentNullException.ThrowIfNull(envelope);
        var decision = decider.Decide(before, envelope.Body, rules, envelope.At);
        if (decision.Events.Count == 0)
        {
            // Without an event of its own the entity only passes the cause on.
            var passed = new List<Envelope>(decision.Sends.Count);
            Send(passed, decision, envelope, envelope.CausedBy);
            return new EntityStep(before, before, [], passed, decision.Reply);
        }

        var after = decision.After;
        if (after is null)
        {
            after = before;
            foreach (var @event in decision.Events)
            {
                after = decider.Evolve(after, @event);
            }
        }

        var sends = new List<Envelope>();
        foreach (var (to, body, debt) in decider.Outbox(after).Since(decider.Outbox(before)))
        {
            sends.Add(Message(envelope, to, body, new EventRef(envelope.To, debt), body.Correlation ?? envelope.Correlation));
        }

        var version = decider.Version(after);
        var cause = new EventRef(envelope.To, version);
        var announced = decider.Announce(before, after, rules);
        for (var i = 0; i < announced.Count; i++)
        {
            var (to, body) = announced[i];
            sends.Add(Message(envelope, to, body, cause, body.Correlation));
        }

        Send(sends, decision, envelope, cause);
        return new EntityStep(before, after, Recorded(decision, envelope, decider.Version(before)), sends, decision.Reply);
    }

    /// <summary>
    /// Decides a message, or finds that it cannot be decided, which is a mistake in the program; nothing has changed by it.
    /// </summary>
    /// <param name="decider">The entity's decider.</param>
    /// <param name="before">Its state.</param>
    /// <param name="envelope">The message.</param>
    /// <param name="rules">Instruments and venue.</param>
    /// <param name="fault">Why it cannot; null when it can.</param>
    /// <returns>Null when it cannot.</returns>
    public static EntityStep? Try(
        IEntityDecider decider, object before, Envelope envelope, ExchangeRules rules, out Exception? fault)
    {
        try
        {
            fault = null;
            return Take(decider, before, envelope, rules);
        }
#pragma warning disable CA1031 // Whatever a mistake leads to.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            fault = thrown;
            return null;
        }
    }

    /// <summary>A decision's events with their metadata; the first carries the message itself.</summary>
    private static RecordedEvent[] Recorded(Decision decision, Envelope envelope, long version)
    {
        var recorded = new RecordedEvent[decision.Events.Count];
        var correlation = envelope.Correlation;
        for (var i = 0; i < recorded.Length; i++)
        {
            var @event = decision.Events[i];
            correlation = @event.Correlation ?? correlation;
            recorded[i] = new RecordedEvent(new EventRef(envelope.To, version + i + 1), envelope.CausedBy, correlation, envelope.At, @event)
            {
                Input = i == 0 ? envelope.Body : null,
            };
        }

        return recorded;
    }

    private static void Send(List<Envelope> sends, Decision decision, Envelope envelope, EventRef cause)
    {
        for (var i = 0; i < decision.Sends.Count; i++)
        {
            var (to, body) = decision.Sends[i];
            sends.Add(Message(envelope, to, body, cause, body.Correlation ?? envelope.Correlation));
        }
    }

    private static Envelope Message(Envelope envelope, EntityRef to, Message body, EventRef cause, string? correlation) =>
        new(to, envelope.To, body, cause, correlation, envelope.At);
}
