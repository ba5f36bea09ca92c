using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios;

namespace ExchangeActors.TestKit.Files;

/// <summary>What came of a scenario file that holds, for what a <c>then</c> cannot say.</summary>
/// <param name="Scenario">The scenario, as it was read.</param>
/// <param name="Recorded">Every event, in the order in which they were stored.</param>
/// <param name="State">The states of all entities at the end.</param>
public sealed record ScenarioFileRun(Scenario Scenario, IReadOnlyList<RecordedEvent> Recorded, ExchangeState State)
{
    /// <summary>The events of a kind.</summary>
    public IEnumerable<T> Events<T>()
        where T : DomainEvent => Recorded.Select(recorded => recorded.Event).OfType<T>();
}
