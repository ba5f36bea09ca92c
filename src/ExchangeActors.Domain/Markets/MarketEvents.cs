using System.Collections.Immutable;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>What a market persists.</summary>
public abstract record MarketEvent : DomainEvent;

/// <summary>The instrument is listed.</summary>
public sealed record MarketListed(CommandId Command, Instrument Instrument) : MarketEvent;

/// <summary>A new mark price.</summary>
/// <param name="Command">The feed's number.</param>
/// <param name="Index">Index price of the input.</param>
/// <param name="Last">Last price that the rule used, if any.</param>
/// <param name="Basis">Smoothed basis after this input, a fraction of the index.</param>
/// <param name="Mark">The mark price, on the tick.</param>
/// <param name="Version">Counts the market's marks from 1.</param>
/// <param name="PriceTime">Exchange time of the input.</param>
/// <param name="ObservedAt">When the row was seen that the mark was made of.</param>
/// <param name="BasisTradeAt">When the newest trade was that the smoothed basis has taken; null before the first.</param>
/// <param name="Held">Set when the mark went only as far as two observations agree on, and the newest goes on beyond the guard.</param>
public sealed record MarkPriceUpdated(
    CommandId Command,
    Price Index,
    Price? Last,
    decimal Basis,
    Price Mark,
    long Version,
    Moment PriceTime,
    Moment ObservedAt,
    Moment? BasisTradeAt = null,
    HeldPrice? Held = null) : MarketEvent;

/// <summary>A price that jumped too far waits for a following observation to confirm it.</summary>
/// <param name="Command">The feed's number.</param>
/// <param name="Index">Index price of the input.</param>
/// <param name="Last">Last price that the rule used, if any.</param>
/// <param name="Held">What is held after it.</param>
/// <param name="Mark">The mark, which stays.</param>
/// <param name="PriceTime">Exchange time of the input.</param>
/// <param name="ObservedAt">When the row was seen that the input is made of: that of what is held, or an older one.</param>
/// <param name="BasisTradeAt">As for <see cref="MarkPriceUpdated"/>.</param>
public sealed record PriceHeld(
    CommandId Command,
    Price Index,
    Price? Last,
    HeldPrice Held,
    Price Mark,
    Moment PriceTime,
    Moment ObservedAt,
    Moment? BasisTradeAt = null) : MarketEvent;

/// <summary>
/// A price that was refused: <c>price-not-positive</c>, <c>price-too-large</c>, <c>price-out-of-order</c>, <c>price-from-the-future</c>
/// (observed after the time that it is given for).
/// </summary>
public sealed record PriceRefused(CommandId Command, Price Index, Price? Last, Moment PriceTime, string Code) : MarketEvent;

/// <summary>Funding accrued.</summary>
/// <param name="Command">The command.</param>
/// <param name="Rate">The rate.</param>
/// <param name="Mark">The mark it applied to.</param>
/// <param name="FundingIndex">Cumulative funding per unit afterwards: a long of size q pays q × its change.</param>
/// <param name="Version">The mark's version afterwards.</param>
public sealed record FundingRateUpdated(CommandId Command, decimal Rate, Price Mark, decimal FundingIndex, long Version) : MarketEvent;

/// <summary>Trading stopped.</summary>
public sealed record MarketHalted(CommandId Command, string Reason) : MarketEvent;

/// <summary>Trading goes on.</summary>
public sealed record MarketResumed(CommandId Command) : MarketEvent;

/// <summary>An account's order arrived and was valid; trades and the rest follow in the same batch.</summary>
public sealed record OrderAccepted(long Submission, Order Order) : MarketEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Order.Liquidation?.Liquidation.Value ?? Order.Id.Value;
}

/// <summary>Two orders traded at the maker's price.</summary>
/// <param name="Trade">Counts the market's trades from 1.</param>
/// <param name="TakerOrder">The arriving order.</param>
/// <param name="Taker">Its owner.</param>
/// <param name="TakerSide">Its side.</param>
/// <param name="TakerRemaining">What is left of it.</param>
/// <param name="TakerFee">What the taker pays.</param>
/// <param name="MakerOrder">The resting order.</param>
/// <param name="Maker">Its owner.</param>
/// <param name="MakerRemaining">What is left of it.</param>
/// <param name="MakerFee">What the maker pays; below zero is a rebate.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="Price">The maker's price.</param>
/// <param name="Liquidation">Set when the taker is being liquidated.</param>
/// <param name="At">Exchange time.</param>
public sealed record TradeExecuted(
    long Trade,
    OrderId TakerOrder,
    AccountId Taker,
    Side TakerSide,
    Quantity TakerRemaining,
    Money TakerFee,
    OrderId MakerOrder,
    AccountId Maker,
    Quantity MakerRemaining,
    Money MakerFee,
    Quantity Quantity,
    Price Price,
    LiquidationId? Liquidation,
    Moment At) : MarketEvent;

/// <summary>What is left of the order rests on the book.</summary>
/// <param name="Order">As it arrived.</param>
/// <param name="Remaining">What rests.</param>
/// <param name="Fee">Exact fee of what it has traded as a taker, before rounding, quote; later fills are charged on top of it.</param>
public sealed record OrderRested(Order Order, Quantity Remaining, Money Fee = default) : MarketEvent;

/// <summary>Orders left the book, or never came to rest.</summary>
/// <param name="Account">Their owner.</param>
/// <param name="Orders">The orders; empty when there was nothing to cancel.</param>
/// <param name="Reason">Why.</param>
/// <param name="Submission">The submission that asked for it; 0 when it is part of another's order.</param>
public sealed record OrderCancelled(AccountId Account, ImmutableArray<OrderId> Orders, CloseReason Reason, long Submission) : MarketEvent
{
    /// <summary>
    /// What the next match would have cost beyond the bankruptcy price, when the reserve could not pay that; else null.
    /// </summary>
    public Money? NextLevel { get; init; }
}

/// <summary>A mass quote replaced the account's standing one.</summary>
public sealed record QuotesReplaced(AccountId Account, long Submission, long Set, ImmutableArray<Quote> Quotes,
    ImmutableArray<OrderId> Dropped) : MarketEvent;

/// <summary>The mark has moved against resting orders of an account so far that it is asked for more cover.</summary>
/// <param name="Account">Their owner.</param>
/// <param name="Orders">The orders.</param>
/// <param name="Mark">The mark.</param>
public sealed record CoversAsked(AccountId Account, ImmutableArray<OrderId> Orders, Price Mark) : MarketEvent;

/// <summary>An account has changed what its orders may open and the cover for it; orders that are gone are passed over.</summary>
public sealed record CoversSet(AccountId Account, long Submission, ImmutableArray<OrderCover> Covers) : MarketEvent;

/// <summary>An account's position has changed other than by a trade; only markets with an open-interest cap are told.</summary>
/// <param name="Account">The account.</param>
/// <param name="Submission">The submission that told it.</param>
/// <param name="Delta">Signed change.</param>
public sealed record PositionReported(AccountId Account, long Submission, Quantity Delta) : MarketEvent;

/// <summary>The account has persisted every notice up to this one.</summary>
public sealed record NoticesAcknowledged(AccountId Account, long Through) : MarketEvent;

/// <summary>
/// All positions of a side were shrunk together, in one event however many there are. Each settles its part when it is touched: closes its
/// share at the price, rounded up to a lot; what that adds up to beyond
/// <paramref name="Quantity"/>, and what is not touched yet, stays with the market.
/// </summary>
/// <param name="Deleveraging">The deleveraging.</param>
/// <param name="Liquidation">The liquidation that needed it.</param>
/// <param name="Side">+1 the longs, −1 the shorts.</param>
/// <param name="Quantity">Closed of the side, unsigned.</param>
/// <param name="OpenInterest">Of the side before, unsigned, as the risk monitors knew it.</param>
/// <param name="Price">At which they close.</param>
/// <param name="Mark">The mark then.</param>
/// <param name="FundingIndex">Cumulative funding per unit then.</param>
/// <param name="After">The side afterwards.</param>
/// <param name="Version">The mark's version afterwards.</param>
public sealed record SideShrunk(
    DeleveragingId Deleveraging,
    LiquidationId Liquidation,
    int Side,
    Quantity Quantity,
    Quantity OpenInterest,
    Price Price,
    Price Mark,
    decimal FundingIndex,
    LazySide After,
    long Version) : MarketEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Deleveraging.ToString();
}
