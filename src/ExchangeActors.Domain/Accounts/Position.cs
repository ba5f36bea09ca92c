using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>
/// An open position. It keeps its signed cost (Σ quantity·price), not an average price, so that a trade conserves wallet − cost to the last
/// digit.
/// </summary>
/// <param name="Size">Signed.</param>
/// <param name="Cost">Signed cost basis: size × entry.</param>
/// <param name="FundingIndex">Funding is settled up to this index.</param>
/// <param name="IsolatedMargin">Margin put aside for it; null for cross.</param>
public sealed record Position(Quantity Size, Money Cost, decimal FundingIndex, Money? IsolatedMargin)
{
    /// <summary>
    /// Up to where it is settled with its side of the market, where positions are deleveraged lazily; null for the side's beginning.
    /// </summary>
    public SidePoint? Side { get; init; }

    /// <summary>
    /// What its share of the side is measured by; null for its size at <see cref="Side"/>. Every trade of the position sets it anew.
    /// </summary>
    public SideBasis? Basis { get; init; }

    /// <summary>Unrealised PnL at a mark: size·mark − cost.</summary>
    public Money UnrealisedPnl(Price mark) => new((Size.Value * mark.Value) - Cost.Value);

    /// <summary>Absolute notional at a mark.</summary>
    public Money Notional(Price mark) => mark * Size.Absolute;

    /// <summary>
    /// Profit of the part that a change of size closes at a price, 0 if it closes nothing. The cost of a partial close is its share of
    /// the position's, to the nearest multiple of
    /// <see cref="Largest.Fineness"/>; the remainder stays in the position's cost basis, so nothing is lost, and what is left keeps its
    /// entry.
    /// </summary>
    public Money RealisedBy(Quantity delta, Price price)
    {
        if (Size.IsZero || delta.Sign == Size.Sign || delta.IsZero)
        {
            return Money.Zero;
        }

        var closed = Quantity.Min(delta.Absolute, Size.Absolute);
        var released = closed == Size.Absolute ? Cost : Proportion.Of(Cost, closed, Size.Absolute);
        return new Money((Size.Sign * closed.Value * price.Value) - released.Value);
    }

    /// <summary>
    /// The position after a change of size at a price that realised so much: wallet − cost moves by −delta·price, whatever was realised.
    /// </summary>
    public Position Moved(Quantity delta, Price price, Money realised) =>
        this with { Basis = null, Size = Size + delta, Cost = new Money(Cost.Value + (delta.Value * price.Value) + realised.Value) };

    /// <summary>What has accrued for funding up to an index, exactly; below zero the position receives it.</summary>
    public Money FundingDue(decimal fundingIndex) => new(Size.Value * (fundingIndex - FundingIndex));

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Size.Value).Write(Cost.Value).Write(FundingIndex).Write(IsolatedMargin?.Value).Write(Side is not null)
            .Write(Basis is not null);
        Side?.WriteTo(writer);
        Basis?.WriteTo(writer);
    }
}

/// <summary>An order or quote of the account that is on its way to a book or rests there.</summary>
/// <param name="Market">The market.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Quantity">As placed, unsigned.</param>
/// <param name="Remaining">Not filled yet.</param>
/// <param name="Reserved">Margin and fees reserved for the whole order; what stands for the remaining part is proportional.</param>
/// <param name="MarginMode">What backs the position that it opens.</param>
/// <param name="ReduceOnly">Only closes.</param>
/// <param name="QuoteSet">The mass quote that it belongs to; null for an order.</param>
/// <param name="Cancelling">A cancellation is under way.</param>
/// <param name="Limit">Its limit.</param>
/// <param name="Opening">The part that may open a position; of what remains it is what is filled last.</param>
/// <param name="Cover">Of the reserve, what stands for that part: initial margin and open loss. The rest is for fees.</param>
/// <param name="CoverWanted">The mark at which the market asked for more cover; null when it was not, or was answered.</param>
public sealed record WorkingOrder(
    MarketId Market,
    Side Side,
    Quantity Quantity,
    Quantity Remaining,
    Money Reserved,
    MarginMode MarginMode,
    bool ReduceOnly,
    long? QuoteSet,
    bool Cancelling,
    Price Limit = default,
    Quantity Opening = default,
    Money Cover = default,
    Price? CoverWanted = null)
{
    /// <summary>What may still open a position.</summary>
    public Quantity OpeningLeft => Quantity.Min(Remaining, Opening);

    /// <summary>What closes first.</summary>
    public Quantity ClosingLeft => Remaining - OpeningLeft;

    /// <summary>Cover of what may still open.</summary>
    public Money StillCover => Part(Cover, OpeningLeft, Opening);

    /// <summary>What is reserved for the fees of the remaining part.</summary>
    public Money StillFee => Part(Reserved - Cover, Remaining, Quantity);

    /// <summary>Margin and fees that stand for the remaining part.</summary>
    public Money StillReserved => StillCover + StillFee;

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Market.Value).Write((long)Side).Write(Quantity.Value).Write(Remaining.Value).Write(Reserved.Value).Write((long)MarginMode)
            .Write(ReduceOnly).Write(QuoteSet).Write(Cancelling)
        .Write(Limit.Value).Write(Opening.Value).Write(Cover.Value).Write(CoverWanted?.Value);

    private static Money Part(Money whole, Quantity left, Quantity of) =>
        left == of ? whole : of.IsZero ? Money.Zero : Proportion.Of(whole, left, of);
}
