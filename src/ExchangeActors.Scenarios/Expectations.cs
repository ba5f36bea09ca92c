using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios;

/// <summary>What must have come of a run: a scenario's <c>then</c>. What is null is not checked.</summary>
/// <param name="Fund">What the insurance fund has at the end, quote.</param>
/// <param name="Deficit">Booked shortfalls that nobody paid, quote.</param>
/// <param name="Liquidations">Liquidations begun.</param>
/// <param name="ForcedCloses">Forced closes.</param>
/// <param name="Accounts">By account.</param>
public sealed record Expectations(
    ExpectedNumber? Fund, ExpectedNumber? Deficit, ExpectedNumber? Liquidations, ExpectedNumber? ForcedCloses,
        ImmutableArray<AccountExpectation> Accounts)
{
    /// <summary>Nothing but the invariants.</summary>
    public static Expectations None { get; } = new(null, null, null, null, []);

    /// <summary>What all vaults are worth at the last marks, quote.</summary>
    public ExpectedNumber? VaultEquity { get; init; }

    /// <summary>What vaults were given at the opening less what they are worth at the last marks, quote; below zero: they gained.</summary>
    public ExpectedNumber? VaultLoss { get; init; }

    /// <summary>What the insurance fund had at the opening less what it has at the end, quote; below zero: it gained.</summary>
    public ExpectedNumber? FundLoss { get; init; }

    /// <summary>Liquidated notional at the marks at which margin broke, quote.</summary>
    public ExpectedNumber? LiquidatedNotional { get; init; }

    /// <summary>Of it, taken over by vaults, liquidators, liquidity-support participants or the exchange.</summary>
    public ExpectedNumber? TakenOver { get; init; }

    /// <summary>Of that, by liquidity-support participants.</summary>
    public ExpectedNumber? Supported { get; init; }

    /// <summary>Closed by ADL, at the ADL prices, quote.</summary>
    public ExpectedNumber? AdlNotional { get; init; }

    /// <summary>By owner.</summary>
    public ImmutableArray<OwnerExpectation> Owners { get; init; } = [];
}

/// <summary>What must have become of an owner, all its accounts together.</summary>
/// <param name="Id">The owner, or an account that is its own.</param>
/// <param name="Equity">At the last marks, quote.</param>
/// <param name="Profit">Equity and withdrawals less deposits, quote.</param>
/// <param name="Liquidated">How many of its accounts were liquidated.</param>
public sealed record OwnerExpectation(OwnerId Id, ExpectedNumber? Equity, ExpectedNumber? Profit, ExpectedNumber? Liquidated);

/// <summary>What must have become of an account.</summary>
/// <param name="Id">The account.</param>
/// <param name="Wallet">Its cross balance at the end, quote.</param>
/// <param name="Liquidated">It was liquidated, or never.</param>
/// <param name="MarginCalled">It was margin-called, or never.</param>
/// <param name="Positions">Signed sizes at the end; 0 for none.</param>
/// <param name="ForceClosed">All its forced closes, in order; null when they are not checked.</param>
public sealed record AccountExpectation(
    AccountId Id, ExpectedNumber? Wallet, bool? Liquidated, bool? MarginCalled, ImmutableArray<PositionExpectation> Positions,
        ImmutableArray<ForcedCloseExpectation>? ForceClosed)
{
    /// <summary>Wallet, margins put aside and open positions at the last marks, quote.</summary>
    public ExpectedNumber? Equity { get; init; }

    /// <summary>Equity and withdrawals less deposits, quote.</summary>
    public ExpectedNumber? Profit { get; init; }
}

/// <summary>A position at the end.</summary>
public sealed record PositionExpectation(MarketId Market, ExpectedNumber Size);

/// <summary>A forced close.</summary>
/// <param name="Market">The market.</param>
/// <param name="Quantity">Units, unsigned.</param>
/// <param name="Price">The ADL price.</param>
/// <param name="Rank">Place in the recorded queue, from 1; null for any.</param>
public sealed record ForcedCloseExpectation(MarketId Market, decimal Quantity, decimal Price, int? Rank);
