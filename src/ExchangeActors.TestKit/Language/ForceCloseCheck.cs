using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.TestKit.Failures;

namespace ExchangeActors.TestKit.Language;

/// <summary>A forced close.</summary>
public sealed class ForceCloseCheck
{
    private readonly Session _session;
    private readonly RecordedEvent _recorded;

    internal ForceCloseCheck(Session session, RecordedEvent recorded, PositionForceClosed @event)
    {
        _session = session;
        _recorded = recorded;
        Event = @event;
    }

    /// <summary>The event.</summary>
    public PositionForceClosed Event { get; }

    /// <summary>It was the account's turn: it stood at this place of the recorded queue, from 1.</summary>
    /// <exception cref="ScenarioException">It did not.</exception>
    public ForceCloseCheck BecauseRanked(int rank) => Check(Event.Rank == rank, $"ranked {rank}", $"{Event.Rank}");

    /// <summary>This account's bankruptcy needed it.</summary>
    /// <exception cref="ScenarioException">It did not.</exception>
    public ForceCloseCheck Against(string bankrupt) => Check(Event.Bankrupt.Value == bankrupt, $"against {bankrupt}", Event.Bankrupt.Value);

    private ForceCloseCheck Check(bool holds, string expected, string actual)
    {
        Failure.Unless(holds, _session.History, $"{_recorded.Id.Stream.Id} was force-closed {expected}", () => actual, _recorded);
        return this;
    }
}
