using Akka.Configuration;
using ExchangeActors.Actors;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.TestKit.Journals;

/// <summary>A journal in memory whose writes fail as planned.</summary>
internal sealed class MemoryScenarioJournal : ScenarioJournal
{
    private static readonly Config Settings = ConfigurationFactory.ParseString($$"""
        akka.persistence {
          journal.plugin = "akka.persistence.journal.planned"
          journal.planned {
            class = "{{typeof(PlannedJournal).FullName}}, {{typeof(PlannedJournal).Assembly.GetName().Name}}"
            plugin-dispatcher = "akka.actor.default-dispatcher"
          }
          snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        }
        """).WithFallback(JournalProfile.SerializationOnly());

    /// <summary>What becomes of writes.</summary>
    public WritePlan Plan { get; } = new();

    /// <inheritdoc/>
    public override JournalStore Open(ExchangeRules rules) => new("memory", Settings, [Plan], () => [.. Read()]);

    /// <inheritdoc/>
    public override IEnumerable<RecordedEvent> Read()
    {
        var chains = new Dictionary<EntityRef, HashChain>();
        foreach (var stored in Plan.Stored)
        {
            var stream = stored.Recorded.Id.Stream;
            chains[stream] = (chains.TryGetValue(stream, out var chain) ? chain : HashChain.Start(stream)).Verify(stored);
            yield return stored.Recorded;
        }
    }
}
