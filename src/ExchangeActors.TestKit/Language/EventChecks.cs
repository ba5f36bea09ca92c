using ExchangeActors.Domain.Primitives;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>The events of a kind.</summary>
public sealed class EventChecks<T>
    where T : DomainEvent
{
    private readonly Session _session;
    private readonly IReadOnlyList<(RecordedEvent Recorded, T Event)> _events;

    internal EventChecks(Session session, IReadOnlyList<(RecordedEvent Recorded, T Event)> events)
    {
        _session = session;
        _events = events;
    }

    /// <summary>The events themselves, in the order in which they became durable.</summary>
    public IReadOnlyList<T> All => [.. _events.Select(pair => pair.Event)];

    /// <summary>There is none.</summary>
    /// <exception cref="ScenarioException">There is.</exception>
    public void None() => Count(0);

    /// <summary>There are so many.</summary>
    /// <exception cref="ScenarioException">There are not.</exception>
    public void Count(int expected) => Check(_events.Count == expected, $"{expected} × {typeof(T).Name}");

    /// <summary>There is one, and it is as described; returns it.</summary>
    /// <exception cref="ScenarioException">There is not.</exception>
    public T Single(string description, Func<T, bool> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        Check(_events.Count == 1 && holds(_events[0].Event), $"one {typeof(T).Name} {description}");
        return _events[0].Event;
    }

    /// <summary>There is one; returns it.</summary>
    /// <exception cref="ScenarioException">There is not.</exception>
    public T Single() => Single("in all", static _ => true);

    private void Check(bool holds, string expected) => Failure.Unless(
        holds,
        _session.History,
        expected,
        () => _events.Count == 0 ? "none" : string.Join("\n          ", _events.Select(pair => $"{pair.Recorded.Id} {pair.Event}")),
        _events.Count > 0 ? _events[0].Recorded : null);
}
