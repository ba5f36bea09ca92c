using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Testing;

/// <summary>What must have come of a run: a scenario's <c>then</c>. What is null is not checked.</summary>
/// <param name="Fund">What the insurance fund has at the end, quote.</param>
/// <param name="Deficit">Booked shortfalls that nobody paid, quote.</param>
/// <param name="Liquidations">Liquidations begun.</param>
/// <param name="ForcedCloses">Forced closes.</param>
/// <param name="Accounts">By account.</param>
public sealed record Expectations(
    decimal? Fund, decimal? Deficit, long? Liquidations, long? ForcedCloses, ImmutableArray<AccountExpectation> Accounts)
{
    /// <summary>Nothing but the invariants.</summary>
    public static Expectations None { get; } = new(null, null, null, null, []);
}

/// <summary>What must have become of an account.</summary>
/// <param name="Id">The account.</param>
/// <param name="Wallet">Its cross balance at the end, quote.</param>
/// <param name="Liquidated">It was liquidated, or never.</param>
/// <param name="MarginCalled">It was margin-called, or never.</param>
/// <param name="Positions">Signed sizes at the end; 0 for none.</param>
/// <param name="ForceClosed">All its forced closes, in order; null when they are not checked.</param>
public sealed record AccountExpectation(
    AccountId Id, decimal? Wallet, bool? Liquidated, bool? MarginCalled, ImmutableArray<PositionExpectation> Positions, ImmutableArray<ForcedCloseExpectation>? ForceClosed);

/// <summary>A position at the end.</summary>
public sealed record PositionExpectation(MarketId Market, decimal Size);

/// <summary>A forced close.</summary>
/// <param name="Market">The market.</param>
/// <param name="Quantity">Units, unsigned.</param>
/// <param name="Price">The ADL price.</param>
/// <param name="Rank">Place in the recorded queue, from 1; null for any.</param>
public sealed record ForcedCloseExpectation(MarketId Market, decimal Quantity, decimal Price, int? Rank);
