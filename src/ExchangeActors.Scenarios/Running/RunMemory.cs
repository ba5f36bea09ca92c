using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Running;

/// <summary>What a run of a scenario remembers between two ticks.</summary>
/// <param name="Tick">The last tick that was fed; <see cref="Opened"/> before the first.</param>
/// <param name="Quoted">The levels that stand in each market.</param>
/// <param name="TakenOff">Markets whose quotes were refused.</param>
/// <param name="Refused">Inputs that were refused, by code.</param>
public sealed record RunMemory(
    int Tick,
    Dictionary<MarketId, ImmutableArray<QuoteLevel>> Quoted,
    HashSet<MarketId> TakenOff,
    SortedDictionary<string, long> Refused)
{
    /// <summary>The accounts are open, and no tick was fed.</summary>
    public const int Opened = -1;

    /// <summary>Before anything.</summary>
    public static RunMemory Nothing => new(Opened, [], [], new SortedDictionary<string, long>(StringComparer.Ordinal));
}
