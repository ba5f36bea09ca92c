using ExchangeActors.Domain.Primitives;
using ExchangeActors.TestKit.Failures;
using ExchangeActors.TestKit.Journals;

namespace ExchangeActors.TestKit.Language;

/// <summary>
/// What happens to a single entity. Only with a journal in memory.
/// </summary>
public sealed class EntitySteps
{
    private readonly Session _session;
    private readonly string _stream;

    internal EntitySteps(Session session, string stream)
    {
        _session = session;
        _stream = EntityRef.Parse(stream) is { Kind: not (EntityKind.Outside or EntityKind.RiskMonitor) }
            ? stream
            : throw new ScenarioException(
                $"There is no entity with a stream \"{stream}\". Streams are called account/…, market/…, "
                    + $"liquidation/{ScenarioSetup.Pool}, deleveraging/….");
    }

    /// <summary>
    /// In a later step, with the next write of its events, its actor ends; what it was doing is gone, and it starts again from the journal.
    /// A scenario in which it never comes to that fails at its end.
    /// </summary>
    /// <param name="once">Whether the events of that write are in the journal when it starts again.</param>
    public void Crashes(Stored once = Stored.Yes) => _session.WritePlan.Fail(
        _stream, once == Stored.Yes ? WriteFault.FailAfterStoring : WriteFault.FailBeforeStoring);
}

/// <summary>What became of the write with which an entity crashes.</summary>
public enum Stored
{
    /// <summary>The journal has its events, though nobody heard of them.</summary>
    Yes = 0,

    /// <summary>Nothing is stored.</summary>
    No = 1,
}
