using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>
/// Every state that is reached can be written as a snapshot and comes back the same: with the same hash, which covers every field, and
/// with the same bytes. A decision in so many is looked at, and at rest everything.
/// </summary>
internal sealed class SnapshotCheck
{
    private const int DecisionsBetween = 16;

    private long _decisions;

    /// <summary>After a decision: now and then, the state of the entity that decided.</summary>
    public void After(IEntityDecider decider, EntityRef entity, object state)
    {
        if (++_decisions % DecisionsBetween == 0)
        {
            Require(decider, entity, state);
        }
    }

    /// <summary>The states of all entities that have any.</summary>
    public static void Require(DeciderSet deciders, IEnumerable<EntityRef> entities, ExchangeState state)
    {
        foreach (var entity in entities)
        {
            Require(deciders[entity.Kind]!, entity, deciders[entity.Kind]!.StateOf(state, entity.Id));
        }
    }

    private static void Require(IEntityDecider decider, EntityRef entity, object state)
    {
        var snapshot = new EntitySnapshot(HashChain.Start(entity), state);
        byte[] bytes;
        EntitySnapshot read;
        try
        {
            bytes = SnapshotCodec.Encode(snapshot);
            read = SnapshotCodec.Decode(SnapshotCodec.ManifestOf(snapshot), bytes);
        }
#pragma warning disable CA1031 // That a state cannot be written, whatever is thrown, is what is looked for.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            throw new BrokenException(Check.Snapshot, $"{entity}: {thrown.GetType().Name}: {thrown.Message}");
        }

        if (HashOf(decider, state) != HashOf(decider, read.State) || !bytes.AsSpan().SequenceEqual(SnapshotCodec.Encode(read)))
        {
            throw new BrokenException(Check.Snapshot, $"{entity} comes back as {read.State}, was {state}");
        }
    }

    private static string HashOf(IEntityDecider decider, object state)
    {
        using var writer = new CanonicalWriter();
        decider.WriteTo(state, writer);
        return writer.Finish();
    }
}
