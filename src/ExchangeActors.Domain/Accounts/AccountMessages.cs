using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>Who stands behind an account.</summary>
public enum AccountKind
{
    /// <summary>A trader.</summary>
    Trader = 0,

    /// <summary>The exchange itself: takes positions over; never margin-called, liquidated or deleveraged by rank.</summary>
    Exchange = 1,

    /// <summary>
    /// A vault that inherits positions: has equity of its own, is margin-checked, liquidated and deleveraged like a trader; neither pays
    /// nor receives funding.
    /// </summary>
    Vault = 2,
}

/// <summary>What a position's losses can reach.</summary>
public enum MarginMode
{
    /// <summary>The whole wallet backs all cross positions.</summary>
    Cross = 0,

    /// <summary>Only the margin put aside for the position backs it.</summary>
    Isolated = 1,
}

/// <summary>
/// A position that an account brings along when it is opened from a population or a venue's snapshot. Funding counts for it from the
/// market's beginning (index 0), so such accounts are opened before the first funding update.
/// </summary>
/// <param name="Market">The market.</param>
/// <param name="Size">Signed, whole lots, not 0.</param>
/// <param name="EntryPrice">Average entry; the cost basis is size × entry.</param>
/// <param name="IsolatedMargin">Null for cross margin; else the margin put aside, taken out of the deposit.</param>
public sealed record OpeningPosition(MarketId Market, Quantity Size, Price EntryPrice, Money? IsolatedMargin);

/// <summary>
/// Opens the account, with a deposit (≥ 0) and the positions that it brings along. <paramref name="Owner"/>: who stands behind it and
/// perhaps behind others; null for the account itself.
/// </summary>
public sealed record OpenAccount(
    CommandId Id, AccountId Account, AccountKind Kind, Money Deposit, ImmutableArray<OpeningPosition> Positions, OwnerId? Owner = null)
        : Message;

/// <summary>Pays money in (&gt; 0).</summary>
public sealed record Deposit(CommandId Id, Money Amount) : Message;

/// <summary>Takes money out (&gt; 0); refused below initial margin or while the account is frozen or negative.</summary>
public sealed record Withdraw(CommandId Id, Money Amount, MarkBoard Marks) : Message;

/// <summary>
/// A trader's order. <paramref name="Limit"/> null is a market order: it trades at once, within the instrument's band around the mark.
/// </summary>
public sealed record PlaceOrder(
    CommandId Id,
    MarketId Market,
    Side Side,
    Quantity Quantity,
    Price? Limit,
    TimeInForce TimeInForce,
    bool ReduceOnly,
    MarginMode MarginMode,
    MarkBoard Marks) : Message;

/// <summary>One level of a mass quote as the maker sends it.</summary>
public sealed record QuoteLevel(Side Side, Quantity Quantity, Price Price);

/// <summary>A mass quote: replaces the account's standing one in the market; levels that would trade at once are dropped.</summary>
public sealed record PlaceQuotes(CommandId Id, MarketId Market, ImmutableArray<QuoteLevel> Levels, MarkBoard Marks) : Message;

/// <summary>Cancels one working order.</summary>
public sealed record CancelOrder(CommandId Id, OrderId Order) : Message;

/// <summary>Cancels every working order of a market.</summary>
public sealed record CancelAllOrders(CommandId Id, MarketId Market) : Message;
