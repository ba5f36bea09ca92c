using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues.Catalog;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>How often the seeds reached what there is to reach.</summary>
public sealed class Coverage
{
    /// <summary>Faults that every kind of entity can meet.</summary>
    private static readonly string[] Faults = ["crash", "crash of everything", "message lost", "message delayed", "message reordered",
        "message duplicated"];

    /// <summary>Faults that those with a stream can meet.</summary>
    private static readonly string[] JournalFaults = ["fail before store", "fail after store", "torn write", "slow journal"];

    private static readonly EntityKind[] EntityKinds = [EntityKind.Account, EntityKind.Market, EntityKind.Liquidation,
        EntityKind.Deleveraging];

    private readonly Dictionary<Type, long> _events = [];
    private readonly Dictionary<string, long> _codes = [];
    private readonly Dictionary<string, long> _policies = [];
    private readonly Dictionary<(EntityKind Kind, string Fault), long> _points = [];

    /// <summary>Event types by name; 0 for those that were not reached.</summary>
    public IReadOnlyDictionary<string, long> Events => Listed(
        _events.Select(pair => (pair.Key.Name, pair.Value)),
        typeof(DomainEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DomainEvent)) && !type.IsAbstract)
            .Select(type => type.Name));

    /// <summary>Refusal, decline and end codes; 0 for those that were not reached.</summary>
    public IReadOnlyDictionary<string, long> Codes => Listed(_codes.Select(pair => (pair.Key, pair.Value)), KnownCodes.All);

    /// <summary>What the seeds cannot reach, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> Unreachable => KnownCodes.Unreachable;

    /// <summary>The codes that are known; one that is reached and not among them is missing in the list.</summary>
    public static IReadOnlyCollection<string> CodesKnown => KnownCodes.All;

    /// <summary>Policies as <c>kind/name</c>, in how many seeds.</summary>
    public IReadOnlyDictionary<string, long> Policies => Listed(
        _policies.Select(pair => (pair.Key, pair.Value)), PolicyCatalog.All.Select(entry => $"{entry.Kind}/{entry.Name}"));

    /// <summary>Recovery points as <c>kind: fault</c>.</summary>
    public IReadOnlyDictionary<string, long> RecoveryPoints => Listed(
        _points.Select(pair => (Name(pair.Key.Kind, pair.Key.Fault), pair.Value)),
        EntityKinds.SelectMany(kind => Faults.Concat(JournalFaults).Select(fault => Name(kind, fault)))
            .Concat(Faults.Select(fault => Name(EntityKind.RiskMonitor, fault))));

    /// <summary>Adds what another has.</summary>
    public void Add(Coverage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Merge(_events, other._events);
        Merge(_codes, other._codes);
        Merge(_policies, other._policies);
        Merge(_points, other._points);
    }

    internal void Event(DomainEvent @event) => Count(_events, @event.GetType());

    internal void Code(string code) => Count(_codes, code);

    internal void Point(EntityKind kind, string fault) => Count(_points, (kind, fault));

    internal void Venue(VenueProfileSpec venue)
    {
        foreach (var (kind, policy) in venue.Policies)
        {
            Count(_policies, $"{kind}/{policy.Policy}");
        }
    }

    private static string Name(EntityKind kind, string fault) => $"{kind}: {fault}";

    private static void Count<TKey>(Dictionary<TKey, long> counts, TKey key)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static void Merge<TKey>(Dictionary<TKey, long> counts, Dictionary<TKey, long> others)
        where TKey : notnull
    {
        foreach (var (key, count) in others)
        {
            counts[key] = counts.GetValueOrDefault(key) + count;
        }
    }

    private static SortedDictionary<string, long> Listed(IEnumerable<(string Name, long Count)> reached, IEnumerable<string> known)
    {
        var all = new SortedDictionary<string, long>(known.ToDictionary(name => name, _ => 0L), StringComparer.Ordinal);
        foreach (var (name, count) in reached)
        {
            all[name] = count;
        }

        return all;
    }
}
