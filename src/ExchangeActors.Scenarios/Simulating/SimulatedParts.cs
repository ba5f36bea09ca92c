using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

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

    /// <summary>Those of the runtimes.</summary>
    public static SimulatedParts Real { get; } = new(Domain.Entities.Deciders.All);
}
