using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Actors;

/// <summary>
/// The journal, but an entity that asks for no events (its state was folded and verified at the start, and no other process writes the
/// journal) starts without a query. A query costs more than a write of hundreds of events, and a run begins or goes on with thousands of
/// accounts. Should the stream have grown after all, the entity's first write breaks the uniqueness of its sequence numbers, and the entity
/// starts again from the journal.
/// </summary>
public sealed class ExchangeJournal(Config configuration) : BatchJournal(configuration)
{
    private readonly StreamHeads _heads = Context.System.Settings.Setup.Get<StreamHeads>().Value;

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is ReplayMessages { ToSequenceNr: 0 } none)
        {
            none.PersistentActor.Tell(new RecoverySuccess(_heads.SequenceOf(none.PersistenceId)), ActorRefs.NoSender);
            return true;
        }

        return base.AroundReceive(receive, message);
    }
}
