using System.Collections.Concurrent;
using System.Collections.Immutable;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>
/// Loads one scenario again and again with other values. The document is bound anew each time, so that a change means what it means
/// everywhere; market data is read only when what is changed decides what is read of it. Safe for concurrent use.
/// </summary>
/// <param name="path">The scenario's file.</param>
/// <param name="settings">Changes that are common to all, <c>path=value</c>.</param>
internal sealed class ScenarioVariants(string path, ImmutableArray<string> settings)
{
    // Another path of prices in every run would fill the memory.
    private const int MostKept = 8;
    private static readonly string[] Deciding = ["prices", "start", "durationSeconds", "tickMs", "markets"];

    private readonly ConcurrentDictionary<string, Lazy<(ImmutableArray<PriceTick> Ticks, ImmutableArray<TimedFunding> Funding)>> _read =
        new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, string> _fingerprints = new(StringComparer.Ordinal);

    /// <summary>The scenario with these changes, <c>path=value</c>, on top of the common ones.</summary>
    /// <exception cref="InputException">It does not load so.</exception>
    public Scenario Make(IEnumerable<string> changes) => Load([.. changes.Select(Setting.Of)]);

    /// <summary>The scenario with these changes on top of the common ones; what is wrong with one is told in its author's words.</summary>
    /// <exception cref="InputException">It does not load so.</exception>
    public Scenario Load(IReadOnlyList<Setting> changes)
    {
        var (root, bound) = ScenarioLoader.Bind(path, settings.Select(Setting.Of).Concat(changes));
        var key = string.Join('\n', changes.Select(change => change.Assignment).Where(DecidesPrices));
        var (ticks, funding) = _read.Count < MostKept || _read.ContainsKey(key)
            ? _read.GetOrAdd(key, _ => new(() => ScenarioLoader.ReadPrices(bound))).Value
            : ScenarioLoader.ReadPrices(bound);
        return bound.ToScenario(
            ticks,
            funding,
            ScenarioLoader.HashOf(root, bound, source => _fingerprints.GetOrAdd(source.Path, _ => DataFile.Fingerprint(source))));
    }

    /// <summary>False for shocks and moves too: they are laid over the prices after they were read.</summary>
    private static bool DecidesPrices(string change)
    {
        var name = change[..change.IndexOf('=', StringComparison.Ordinal)].Trim();
        var root = name.Split('.', '[')[0];
        return Deciding.Contains(root)
            && name != "prices.shock"
            && !name.StartsWith("prices.shocks", StringComparison.Ordinal)
            && !name.StartsWith("prices.moves", StringComparison.Ordinal);
    }
}
