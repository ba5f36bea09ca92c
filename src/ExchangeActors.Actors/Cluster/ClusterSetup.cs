using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Writing;
using Microsoft.Extensions.Logging;

namespace ExchangeActors.Actors.Cluster;

/// <summary>What a node of a cluster is made of.</summary>
/// <param name="Rules">Instruments and venue: the same on all nodes.</param>
/// <param name="Journal">The journal, which this process shares with the other nodes.</param>
/// <param name="Place">The journal's database, with what is needed to connect.</param>
/// <param name="Settings">How it takes part.</param>
/// <param name="Options">Limits, intervals and listeners.</param>
/// <param name="Loggers">Where it logs; null for nowhere.</param>
/// <param name="Known">What a gateway knows of the journal already; null for nothing.</param>
/// <param name="Contact">Listens for nodes that ask for the cluster; needed where its settings name contacts and a port.</param>
public sealed record ClusterSetup(
    ExchangeRules Rules,
    IHeldJournal Journal,
    string Place,
    ClusterSettings Settings,
    ExchangeSystemOptions Options,
    ILoggerFactory? Loggers,
    KnownHistory? Known = null,
    IContactServer? Contact = null);
