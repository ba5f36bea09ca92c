using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>How long an order stays.</summary>
public enum TimeInForce
{
    /// <summary>Good till cancelled: what does not trade rests on the book.</summary>
    GoodTillCancelled = 0,

    /// <summary>Immediate or cancel: what does not trade at once is cancelled.</summary>
    ImmediateOrCancel = 1,

    /// <summary>Good till cancelled, refused if any of it would trade at once.</summary>
    PostOnly = 2,
}

/// <summary>
/// What a liquidation adds to an order: it pays no taker fee, and beyond the bankruptcy price the insurance fund pays, level by level.
/// </summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="BankruptcyPrice">Fixed when the liquidation started.</param>
/// <param name="Budget">The most that fills worse than the bankruptcy price may cost; a level that would exceed it ends the order.</param>
public sealed record LiquidationTerms(LiquidationId Liquidation, int Step, Price BankruptcyPrice, Money Budget)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer.Write(Liquidation.Value).Write(Step).Write(BankruptcyPrice.Value)
        .Write(Budget.Value);
}

/// <summary>
/// An order as an account sends it to a market. Every order has a limit; a market order's is the mark moved by the instrument's band.
/// </summary>
/// <param name="Id">The order's id.</param>
/// <param name="Account">Its owner.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Quantity">Unsigned, whole lots.</param>
/// <param name="Limit">Worst price, whole ticks.</param>
/// <param name="TimeInForce">How long it stays.</param>
/// <param name="ReduceOnly">Only ever closes a position; the account checks it when the order is placed and cancels it when the position
/// shrinks.</param>
/// <param name="Liquidation">Set when the exchange closes the account's position.</param>
/// <param name="Opening">The part of the quantity that may open a position: what is filled last.</param>
/// <param name="Cover">
/// What the reserve pays for a loss of that part against the mark when it fills: initial margin and open loss, without fees, quote.
/// </param>
public sealed record Order(
    OrderId Id,
    AccountId Account,
    Side Side,
    Quantity Quantity,
    Price Limit,
    TimeInForce TimeInForce,
    bool ReduceOnly,
    LiquidationTerms? Liquidation,
    Quantity Opening = default,
    Money Cover = default)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Id.Value).Write(Account.Value).Write((long)Side).Write(Quantity.Value).Write(Limit.Value).Write((long)TimeInForce)
            .Write(ReduceOnly)
            .Write(Opening.Value).Write(Cover.Value).Write(Liquidation is not null);
        Liquidation?.WriteTo(writer);
    }
}

/// <summary>One price level of a mass quote; <paramref name="Opening"/> and <paramref name="Cover"/> as for an order.</summary>
public sealed record Quote(OrderId Id, Side Side, Quantity Quantity, Price Price, Quantity Opening = default, Money Cover = default)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Id.Value).Write((long)Side).Write(Quantity.Value).Write(Price.Value).Write(Opening.Value).Write(Cover.Value);
}

/// <summary>How much of an order may open a position, and what its owner has reserved for the loss of that part against the mark.</summary>
public sealed record OrderCover(OrderId Order, Quantity Opening, Money Cover)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer.Write(Order.Value).Write(Opening.Value).Write(Cover.Value);
}

/// <summary>The reasons as they are written for people and other programs.</summary>
public static class CloseReasons
{
    /// <summary>The reason's code, e.g. <c>not-covered</c>.</summary>
    public static string Code(this CloseReason reason) => reason switch
    {
        CloseReason.Cancelled => "cancelled",
        CloseReason.NothingToTrade => "nothing-to-trade",
        CloseReason.WouldTrade => "would-trade",
        CloseReason.SelfTrade => "self-trade",
        CloseReason.Replaced => "replaced",
        CloseReason.Halted => "market-halted",
        CloseReason.FundExhausted => "fund-exhausted",
        CloseReason.BookFull => "book-full",
        CloseReason.NotCovered => "not-covered",
        _ => "open-interest-cap-market",
    };
}

/// <summary>Why an order left the book or never reached it.</summary>
public enum CloseReason
{
    /// <summary>Its owner cancelled it.</summary>
    Cancelled = 0,

    /// <summary>Immediate or cancel: nothing more to trade with inside the limit.</summary>
    NothingToTrade = 1,

    /// <summary>Post-only, and it would have traded.</summary>
    WouldTrade = 2,

    /// <summary>It would have traded with an order of the same account; the resting one goes.</summary>
    SelfTrade = 3,

    /// <summary>A newer mass quote replaced it.</summary>
    Replaced = 4,

    /// <summary>The market is halted.</summary>
    Halted = 5,

    /// <summary>The insurance fund could not pay the next level beyond the bankruptcy price.</summary>
    FundExhausted = 6,

    /// <summary>The book holds as many orders as its limit allows.</summary>
    BookFull = 7,

    /// <summary>It would have opened a position at a loss against the mark that its reserve does not cover.</summary>
    NotCovered = 8,

    /// <summary>It would have raised the market's open interest above its cap.</summary>
    OpenInterestCap = 9,
}
