using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Actors.Entities;

/// <summary>
/// Sends what follows from an entity's durable decisions and states, with its metadata, as <see cref="InMemoryExchange"/> does.
/// </summary>
internal sealed class EntitySender<TState>(EntityRef self, Decider<TState> decider, IEntityPost post)
    where TState : class
{
    private readonly Announcements _announcements = new();

    /// <summary>True while something is owed, or was announced and not heard.</summary>
    public bool Owes(TState state) => !decider.Outbox(state).IsEmpty || _announcements.Open.Count > 0;

    /// <summary>The monitor has heard what was announced.</summary>
    public void Heard(RiskHeard heard) => _announcements.Heard(heard);

    /// <summary>What a batch leads to, message by message: what is to be sent, then the answer.</summary>
    public void Send(EntityBatch<TState> batch)
    {
        foreach (var (waiting, step) in batch.Decided)
        {
            foreach (var sent in step.Sends)
            {
                Send(sent);
            }

            post.Answer(waiting.Sender, step.Reply);
        }
    }

    /// <summary>Tells the read models of a state that was recovered.</summary>
    public void Announce(TState recovered)
    {
        foreach (var (to, body) in decider.Announce(decider.New(self.Id), recovered, post.Rules))
        {
            Send(to, body, decider.Version(recovered));
        }
    }

    /// <summary>Sends again what was announced and not heard, and what the state owes, up to a number of its outbox.</summary>
    public void Resend(TState state, long before)
    {
        foreach (var announced in _announcements.Open.ToList())
        {
            Send(announced with { At = post.Clock.Now });
        }

        foreach (var (number, owed) in decider.Outbox(state).Messages)
        {
            if (number >= before)
            {
                break;
            }

            Send(owed.To, owed.Body, owed.Cause);
        }
    }

    private void Send(EntityRef to, Message body, long cause) =>
        Send(new Envelope(to, self, body, new EventRef(self, cause), body.Correlation, post.Clock.Now));

    private void Send(Envelope sent)
    {
        _announcements.Note(sent);
        post.Send(sent);
    }
}
