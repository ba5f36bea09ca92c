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
    private readonly Dictionary<string, IActorRef> _indexes = new(StringComparer.Ordinal);

    /// <summary>The actors of the kinds of entities with a stream.</summary>
    public IEnumerable<IActorRef> Kinds => _kinds.Values;

    /// <summary>Adds the actor of a kind; before the first message.</summary>
    public void Add(EntityKind kind, IActorRef supervisor) => _kinds.Add(kind, supervisor);

    /// <summary>Adds a risk index; before the first message.</summary>
    public void AddIndex(MarketId market, IActorRef index) => _indexes.Add(market.Value, index);

    /// <summary>The actor to which messages for an address are told.</summary>
    /// <exception cref="ArgumentException">Nobody is there.</exception>
    public IActorRef this[EntityRef to] => to.Kind == EntityKind.RiskIndex
        ? _indexes.TryGetValue(to.Id, out var index) ? index : throw new ArgumentException($"There is no market \"{to.Id}\".", nameof(to))
        : _kinds.TryGetValue(to.Kind, out var kind) ? kind : throw new ArgumentException(
            $"{to} is not the address of an entity.", nameof(to));
}
