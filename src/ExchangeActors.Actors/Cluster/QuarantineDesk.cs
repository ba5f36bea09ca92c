using Akka.Actor;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Actors.Cluster;

/// <summary>Knows which entities of its node are in quarantine, and tells who asks. An entity that stops has left it.</summary>
internal sealed class QuarantineDesk : UntypedActor
{
    /// <summary>Its name, on every node.</summary>
    public const string Name = "quarantine";

    private readonly Dictionary<IActorRef, QuarantinedEntity> _entities = [];

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case QuarantineChanged { Now: { } entity }:
                if (!_entities.ContainsKey(Sender))
                {
                    Context.WatchWith(Sender, new QuarantineLeft(Sender));
                }

                _entities[Sender] = entity;
                break;
            case QuarantineChanged:
                Context.Unwatch(Sender);
                _entities.Remove(Sender);
                break;
            case QuarantineLeft left:
                _entities.Remove(left.Entity);
                break;
            case ListQuarantine:
                Sender.Tell(new Quarantine([.. _entities.Values.OrderBy(entity => entity.Entity)]), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private sealed record QuarantineLeft(IActorRef Entity) : LocalMessage;
}

/// <summary>An entity to its node's desk: it is in quarantine, or, with null, goes on.</summary>
internal sealed record QuarantineChanged(QuarantinedEntity? Now) : LocalMessage;
