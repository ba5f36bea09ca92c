using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Probing;

/// <summary>What a trader opens instead of one account.</summary>
/// <param name="Accounts">All its accounts.</param>
/// <param name="Outside">Money that it took out of the exchange (above zero) or brought along (below zero), quote.</param>
public sealed record Reshaped(ImmutableArray<OpeningAccount> Accounts, Money Outside);
