using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>What broke.</summary>
/// <param name="Check">What must hold, or that a decider threw.</param>
/// <param name="Detail">Where, with figures.</param>
/// <param name="Act">Number of the act under way; 0 at the opening, one more than the last act at the end.</param>
public sealed record SimulationFailure(string Check, string Detail, int Act);

/// <summary>What became of a seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Acts">Acts of its history.</param>
/// <param name="Events">Events stored.</param>
/// <param name="Hash">State hash at the end, or when it broke.</param>
/// <param name="Failure">Null when everything held.</param>
/// <param name="LastEvents">The newest events; empty when everything held.</param>
public sealed record SimulationResult(ulong Seed, int Acts, long Events, string Hash, SimulationFailure? Failure,
    ImmutableArray<RecordedEvent> LastEvents);
