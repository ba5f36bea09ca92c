using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>Something that must hold, whatever happens. It watches events, and compares with the entities' states.</summary>
internal interface IInvariant
{
    /// <summary>Takes notice of an event. At most as much work as the event has parts.</summary>
    void Observe(RecordedEvent recorded)
    {
    }

    /// <summary>Compares with the states of all entities.</summary>
    InvariantResult Check(ExchangeState state);

    /// <summary>
    /// After decisions whose events were shown, as far as the entities that they changed can have broken it: null when it holds, or when
    /// nothing can be said while messages are under way. As much work as those entities have parts.
    /// </summary>
    InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed);
}
