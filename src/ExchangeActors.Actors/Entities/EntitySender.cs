using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Actors.Entities;

/// <summary>
/// Sends what follows from an entity's durable decisions and states, with its metadata, as <see cref="InMemoryExchange"/> does.
/// </summary>
internal sealed class EntitySender<TState>(EntityRef self, Decider<TState> decider, ExchangeRuntime runtime)
    where TState : class
{
    private readonly Announcements _announcements = new();

    /// <summary>True while something is owed, or was announced and not heard.</summary>
    public bool Owes(TState state) => !decider.Outbox(state).IsEmpty || _announcements.Open.Count > 0;

    /// <summary>The monitor has heard what was announced.</summary>
    public void Heard(RiskHeard heard) => _announcements.Heard(heard);

    /// <summary>
    /// What a batch leads to, decision by decision: new debts, messages that are not owed, the answer. Read models are told once, of the
    /// last state.
    /// </summary>
    public void Send(EntityBatch<TState> batch)
    {
        foreach (var (waiting, decision, before, after) in batch.Decided)
        {
            var envelope = waiting.Envelope;
            if (decision.Events.Count > 0)
            {
                foreach (var owed in decider.Outbox(after).Since(decider.Outbox(before)))
                {
                    Send(owed.To, owed.Body, new EventRef(self, owed.Cause), envelope.Correlation, envelope.At);
                }
            }

            // Without an event of its own the entity only passes the cause on.
            var cause = decision.Events.Count > 0 ? new EventRef(self, decider.Version(after)) : envelope.CausedBy;
            foreach (var outgoing in decision.Sends)
            {
                Send(outgoing.To, outgoing.Body, cause, envelope.Correlation, envelope.At);
            }

            runtime.Answer(waiting.Sender, decision.Reply);
        }

        if (batch.Events.Count > 0)
        {
            Announce(batch.Before, batch.After, batch.Decided[^1].Waiting.Envelope.At);
        }
    }

    /// <summary>Tells the read models that the state has changed.</summary>
    public void Announce(TState before, TState after, Moment at)
    {
        foreach (var announcement in decider.Announce(before, after, runtime.Rules))
        {
            Send(announcement.To, announcement.Body, new EventRef(self, decider.Version(after)), null, at);
        }
    }

    /// <summary>Sends again what was announced and not heard, and what the state owes, up to a number of its outbox.</summary>
    public void Resend(TState state, long before)
    {
        foreach (var announced in _announcements.Open.ToList())
        {
            runtime.Send(announced with { At = runtime.Clock.Now });
        }

        foreach (var (number, owed) in decider.Outbox(state).Messages)
        {
            if (number >= before)
            {
                break;
            }

            Send(owed.To, owed.Body, new EventRef(self, owed.Cause), null, runtime.Clock.Now);
        }
    }

    private void Send(EntityRef to, Message body, EventRef cause, string? correlation, Moment at)
    {
        var sent = new Envelope(to, self, body, cause, body.Correlation ?? correlation, at);
        _announcements.Note(sent);
        runtime.Send(sent);
    }
}
