using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.TestKit.Failures;

/// <summary>The events of a scenario in the order in which they became durable. Thread-safe.</summary>
internal sealed class EventHistory
{
    private readonly Lock _lock = new();
    private readonly List<RecordedEvent> _events = [];

    /// <summary>A copy.</summary>
    public IReadOnlyList<RecordedEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Adds an event.</summary>
    public void Add(RecordedEvent recorded)
    {
        lock (_lock)
        {
            _events.Add(recorded);
        }
    }

    /// <summary>Forgets all; the journal tells them again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _events.Clear();
        }
    }

    /// <summary>The events of a kind.</summary>
    public IEnumerable<(RecordedEvent Recorded, T Event)> Of<T>()
        where T : DomainEvent => Events.Where(recorded => recorded.Event is T).Select(recorded => (recorded, (T)recorded.Event));

    /// <summary>The events of a kind in an account's stream.</summary>
    public IEnumerable<(RecordedEvent Recorded, T Event)> Of<T>(AccountId account)
        where T : DomainEvent => Of<T>().Where(pair => pair.Recorded.Id.Stream == EntityRef.Account(account));

    /// <summary>The event and what led to it, up to the input from outside.</summary>
    public IEnumerable<string> CausesOf(RecordedEvent recorded)
    {
        var byId = new Dictionary<EventRef, RecordedEvent>();
        foreach (var known in Events)
        {
            byId[known.Id] = known;
        }

        var at = recorded;
        while (true)
        {
            yield return $"{at.Id} {at.Event.GetType().Name}";
            if (!byId.TryGetValue(at.CausedBy, out var cause))
            {
                yield return $"{at.CausedBy}";
                yield break;
            }

            at = cause;
        }
    }
}
