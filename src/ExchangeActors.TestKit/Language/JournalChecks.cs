using ExchangeActors.Domain.Primitives;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>What the journal holds, read anew and with its hash chains verified.</summary>
public sealed class JournalChecks
{
    private readonly Session _session;

    internal JournalChecks(Session session) => _session = session;

    /// <summary>The whole journal can be read, nothing is missing or changed, and it holds every event that was seen.</summary>
    /// <exception cref="ScenarioException">It does not.</exception>
    public void IsWhole()
    {
        var (stored, seen) = (Read().Count, _session.History.Events.Count);
        Failure.Unless(stored == seen, _session.History, $"the journal holds the {seen} events that were seen", () => $"{stored}");
    }

    /// <summary>
    /// A stream, e.g. <c>account/alice</c>, holds these kinds of events one after the other, with others before, between and behind them.
    /// </summary>
    /// <exception cref="ScenarioException">It does not.</exception>
    public void HasInOrder(string stream, params string[] kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var names = Read().Where(recorded => recorded.Id.Stream.ToString() == stream).Select(recorded => recorded.Event.GetType().Name)
            .ToList();
        var next = 0;
        foreach (var name in names)
        {
            next += next < kinds.Length && name == kinds[next] ? 1 : 0;
        }

        Failure.Unless(next == kinds.Length, _session.History, $"{stream} holds in order: {string.Join(", ", kinds)}", () =>
            string.Join(", ", names));
    }

    /// <summary>Every event, in its order.</summary>
    /// <exception cref="ScenarioException">The journal is damaged.</exception>
    public IReadOnlyList<RecordedEvent> Read()
    {
        _ = _session.Rules;
        return _session.ReadJournal();
    }
}
