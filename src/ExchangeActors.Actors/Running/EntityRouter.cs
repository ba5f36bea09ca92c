using Akka.Actor;
using ExchangeActors.Domain.Primitives;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Running;

/// <summary>
/// Finds the actor behind an address. Entities are reached through the actor of their kind, which starts them on demand, so that all
/// messages between two entities keep their order; in a cluster a shard region takes its place, with <see cref="Envelope.To"/> as the
/// entity's id.
/// </summary>
internal sealed class EntityRouter
{
    private readonly Dictionary<EntityKind, IActorRef> _kinds = [];

    /// <summary>The actors of the kinds of entities with a stream.</summary>
    public IEnumerable<IActorRef> Kinds => _kinds.Where(pair => pair.Key != EntityKind.RiskMonitor).Select(pair => pair.Value);

    /// <summary>Adds the actor of a kind; before the first message.</summary>
    public void Add(EntityKind kind, IActorRef supervisor) => _kinds.Add(kind, supervisor);

    /// <summary>The actor to which messages for an address are told.</summary>
    /// <exception cref="ArgumentException">Nobody is there.</exception>
    public IActorRef this[EntityRef to] =>
        _kinds.TryGetValue(to.Kind, out var kind) ? kind : throw new ArgumentException(
            $"{to} is not the address of an entity.", nameof(to));
}
