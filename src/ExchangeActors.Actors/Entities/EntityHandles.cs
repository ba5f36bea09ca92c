using System.Collections.Concurrent;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Actors.Entities;

/// <summary>The handles of all entities of a kind that have events or were sent a message in this process. Thread-safe.</summary>
internal sealed class EntityHandles<TState>
    where TState : class
{
    private readonly ConcurrentDictionary<string, EntityHandle<TState>> _handles = new(StringComparer.Ordinal);
    private readonly Decider<TState> _decider;
    private readonly StreamHeads? _heads;
    private readonly InFlight _inFlight;

    /// <summary>Handles of the entities that the journal knows.</summary>
    public EntityHandles(Decider<TState> decider, IEnumerable<(string Id, TState State)> folded, StreamHeads? heads, InFlight inFlight)
    {
        _decider = decider;
        _heads = heads;
        _inFlight = inFlight;
        foreach (var (id, state) in folded)
        {
            _handles[id] = NewHandle(id, state);
        }
    }

    /// <summary>States of all entities with events, the newest that are durable.</summary>
    public IEnumerable<TState> States => _handles.Values.Select(handle => handle.State).Where(state => _decider.Version(state) > 0);

    /// <summary>The ends of the streams that are known to be stored.</summary>
    public IEnumerable<HashChain> Heads => _handles.Values.Select(handle => handle.Durable).OfType<HashChain>()
        .Where(head => head.Sequence > 0);

    /// <summary>The entity's handle, new if it has none.</summary>
    public EntityHandle<TState> Get(string id) => _handles.GetOrAdd(id, added => NewHandle(added, _decider.New(added)));

    private EntityHandle<TState> NewHandle(string id, TState state)
    {
        var stream = new EntityRef(_decider.Kind, id);
        return new EntityHandle<TState>(state, _decider.Version(state),
            _heads is null ? null : _heads.Find(stream.ToString()) ?? HashChain.Start(stream), _inFlight);
    }
}
