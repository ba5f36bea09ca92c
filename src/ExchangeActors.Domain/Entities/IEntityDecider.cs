using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Entities;

/// <summary>
/// One kind of entity as a runtime sees it that treats all kinds alike. States are those of the kind; anything else throws.
/// </summary>
public interface IEntityDecider
{
    /// <summary>The kind of entity.</summary>
    EntityKind Kind { get; }

    /// <summary>The state before the first event.</summary>
    object New(string id);

    /// <summary>The entity's state among those of all; new if it has no event.</summary>
    object StateOf(ExchangeState all, string id);

    /// <summary>Puts a newer state in its place.</summary>
    void Store(ExchangeState all, object state);

    /// <summary>
    /// Events, messages and the answer to a message, at an exchange time: that of the outside input at the head of the chain.
    /// </summary>
    Decision Decide(object state, Message message, ExchangeRules rules, Moment now);

    /// <summary>Folds an event.</summary>
    object Evolve(object state, DomainEvent @event);

    /// <summary>Events folded.</summary>
    long Version(object state);

    /// <summary>What the state owes.</summary>
    Outbox Outbox(object state);

    /// <summary>What read models are told when the state changed from the first to the second; from a new state after recovery.</summary>
    IReadOnlyList<Outgoing> Announce(object before, object after, ExchangeRules rules);

    /// <summary>Feeds a state into a hash.</summary>
    void WriteTo(object state, CanonicalWriter writer);
}
