using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Local;

/// <summary>The entities of a local exchange that are in quarantine, each with the message that it failed at and what came after.</summary>
internal sealed class LocalQuarantine
{
    private readonly Dictionary<EntityRef, Held> _held = [];

    /// <summary>By address.</summary>
    public ImmutableArray<QuarantinedEntity> All =>
        [.. _held.Values.Select(held => held.Entity with { Waiting = held.Waiting.Count }).OrderBy(entity => entity.Entity)];

    /// <summary>The entity, when it is in quarantine.</summary>
    public QuarantinedEntity? this[EntityRef entity] => _held.GetValueOrDefault(entity)?.Entity;

    /// <summary>Puts an entity into quarantine.</summary>
    public QuarantinedEntity Enter(Envelope failed, Exception fault)
    {
        var entity = QuarantinedEntity.Of(failed, fault);
        _held[failed.To] = new Held(entity, failed, []);
        return entity;
    }

    /// <summary>Keeps a message for when the entity goes on. Checks of margin come again with the next mark.</summary>
    public void Keep(Envelope envelope)
    {
        if (envelope.Body is not CheckMargin)
        {
            _held[envelope.To].Waiting.Add(envelope);
        }
    }

    /// <summary>Lets an entity go on: the message that it failed at and those behind it, in order; none when it is not here.</summary>
    public IReadOnlyList<Envelope> Leave(EntityRef entity) =>
        _held.Remove(entity, out var held) ? [held.Failed, .. held.Waiting] : [];

    private sealed record Held(QuarantinedEntity Entity, Envelope Failed, List<Envelope> Waiting);
}
