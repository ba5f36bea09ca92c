using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues.Catalog;

/// <summary>A policy that profiles can name.</summary>
/// <param name="Kind">The slot it fits, e.g. <c>ranking</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Formula">What it does, in the notation of the field: q size, m mark, e entry, b bankruptcy price, s side, W wallet, U
/// unrealised PnL, MM maintenance margin, N notional.</param>
/// <param name="Source">Where that is documented.</param>
/// <param name="Settings">The numbers it takes.</param>
/// <param name="Create">Makes it from its numbers.</param>
public sealed record PolicyEntry(
    string Kind, string Name, string Formula, string Source, ImmutableArray<PolicySetting> Settings, Func<IReadOnlyDictionary<string,
        decimal>, IPolicy> Create);

/// <summary>A number that a policy takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">Null: required.</param>
/// <param name="Least">The least value.</param>
/// <param name="Greatest">The greatest value.</param>
/// <param name="IsWhole">Only whole numbers.</param>
public sealed record PolicySetting(string Name, decimal? Default, decimal Least, decimal Greatest, bool IsWhole = false);
