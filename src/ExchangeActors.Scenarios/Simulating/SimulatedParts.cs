using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>
/// What a simulated exchange runs: the real deciders, or with a planted bug around one of them, and what a runtime does with them.
/// </summary>
internal sealed record SimulatedParts(DeciderSet Deciders)
{
    /// <summary>Whether entities of a kind send again what they owe.</summary>
    public Func<EntityKind, bool> SendsAgain { get; init; } = _ => true;

    /// <summary>
    /// Whether a decision's events are stored all or none. What is decided together may be torn between decisions; a runtime that stores it
    /// in one transaction does not even do that.
    /// </summary>
    public bool DecisionsAreAtomic { get; init; } = true;

    /// <summary>Makes what stands around the risk monitors of one exchange; null for nothing.</summary>
    public Func<MonitorSurroundings>? AroundMonitors { get; init; }

    /// <summary>Whether an account repeats what it has announced until its monitor has heard it.</summary>
    public bool RepeatsAnnouncements { get; init; } = true;

    /// <summary>How the risk monitors look at an account's margin; null for the account's own way.</summary>
    public MarginLook? Look { get; init; }

    /// <summary>Those of the runtimes.</summary>
    public static SimulatedParts Real { get; } = new(Domain.Entities.Deciders.All);
}

/// <summary>What is put around the risk monitors, to plant a bug: takes a message as they would, and says what they send.</summary>
internal delegate IReadOnlyList<Envelope> MonitorSurroundings(RiskMonitors real, Envelope heard);
