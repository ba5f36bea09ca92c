using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Actors.Entities;

/// <summary>When an entity's next snapshot is due.</summary>
/// <param name="every">Events between two; 0 for none.</param>
/// <param name="state">A state of the entity's kind.</param>
internal sealed class EntitySnapshots(int every, object state)
{
    private readonly bool _on = every > 0 && CanBeWritten(state);
    private long _last;

    /// <summary>The entity was recovered from a snapshot.</summary>
    public void Recovered(long sequence) => _last = sequence;

    /// <summary>True when one is due now; the next is due that much later.</summary>
    public bool IsDue(long sequence)
    {
        if (!_on || sequence - _last < every)
        {
            return false;
        }

        _last = sequence;
        return true;
    }

    private static bool CanBeWritten(object state)
    {
        try
        {
            return SnapshotCodec.ManifestOf(new EntitySnapshot(HashChain.Start(new EntityRef(EntityKind.Outside, "none")), state))
                .Length > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
