using System.Collections.Immutable;
using System.Numerics;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets.Lazy;

/// <summary>What settling a position with its side takes from it and pays for it.</summary>
/// <param name="Closed">Unsigned.</param>
/// <param name="Proceeds">What the closed part brought (below zero: cost), with the funding that it no longer bears; rounded down to the
/// quote tick.</param>
/// <param name="Point">Up to where it is settled.</param>
/// <param name="Basis">What its share of the side is measured by from now on, as before.</param>
public readonly record struct SideSettlement(Quantity Closed, Money Proceeds, SidePoint Point, SideBasis Basis);

/// <summary>A side of a market as the market, its marks and its notices carry it.</summary>
/// <param name="Scale">Where A starts.</param>
/// <param name="Least">Below this A nothing is opened on the side.</param>
/// <param name="Now">Its newest point.</param>
/// <param name="Ended">The last point of every epoch that is over.</param>
public sealed record LazySide(BigInteger Scale, BigInteger Least, SidePoint Now, ImmutableArray<SidePoint> Ended)
{
    /// <summary>True when nothing may be opened on the side before it is empty.</summary>
    public bool OnlyDrains => Now.A < Least;

    /// <summary>Equal points are equal sides.</summary>
    public bool Equals(LazySide? other) =>
        other is not null && Scale == other.Scale && Least == other.Least && Now == other.Now
            && Ended.AsSpan().SequenceEqual(other.Ended.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scale, Now);

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Now.WriteTo(writer.Write(Canonical.Text(Scale)).Write(Canonical.Text(Least)));
        writer.Each(Ended, static (into, point) => point.WriteTo(into));
    }

    /// <summary>A side that was never shrunk.</summary>
    public static LazySide Start(BigInteger scale, BigInteger least) => new(scale, least, SidePoint.Start(scale), []);

    /// <summary>
    /// The side after all its positions were shrunk together: the same as closing each of them, in proportion, at one price; what that
    /// price is worse than the mark is the loss they share (VENUES.md).
    /// </summary>
    /// <param name="sign">+1 the longs, −1 the shorts.</param>
    /// <param name="closed">Unsigned, at most the open interest.</param>
    /// <param name="openInterest">Of the side, unsigned, above 0.</param>
    /// <param name="price">At which they are closed.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="fundingIndex">Cumulative funding per unit.</param>
    /// <param name="lot">The instrument's lot.</param>
    public LazySide Shrunk(int sign, Quantity closed, Quantity openInterest, Price price, Price mark, decimal fundingIndex, decimal lot)
    {
        // Positions count in lots and K in amounts per lot, so that no further scale is needed.
        var terms = new LazyTerms(Scale, Least, 1);
        var value = Value(mark, fundingIndex, lot);
        var lots = Lots(closed, lot);
        var side = new SideIndex(terms, Now.A, Now.K, Lots(openInterest, lot), [.. Ended.Select(point => point.K)])
            .Marked(sign, value - Now.Value)
            .Shrunk(lots, lots * sign * (Amount(mark, lot) - Amount(price, lot)));
        var number = Now.Number + 1;
        return side.Epoch == Now.Epoch
            ? this with { Now = new SidePoint(number, Now.Epoch, side.A, side.K, value) }
            : this with
            {
                Now = new SidePoint(number, side.Epoch, side.A, side.K, value),
                Ended = Ended.Add(new SidePoint(number, Now.Epoch, 0, side.K, value))
            };
    }

    /// <summary>What is left of a position of the side: whole lots, rounded down.</summary>
    public Quantity Effective(Quantity size, SidePoint? since, decimal lot)
    {
        var from = since ?? SidePoint.Start(Scale);
        return from.Epoch == Now.Epoch ? new Quantity((decimal)Whole.Down(Lots(size, lot) * Now.A, from.A) * lot) : Quantity.Zero;
    }

    /// <summary>Brings a position of the side up to date; null when it is.</summary>
    /// <param name="size">Signed, not 0.</param>
    /// <param name="since">Up to where it was settled; null for the beginning.</param>
    /// <param name="basis">What its share is measured by; null for its size at <paramref name="since"/>.</param>
    /// <param name="fundingIndex">Up to which its funding was settled.</param>
    /// <param name="lot">The instrument's lot.</param>
    /// <param name="quoteTick">The instrument's quote tick.</param>
    public SideSettlement? Settle(Quantity size, SidePoint? since, SideBasis? basis, decimal fundingIndex, decimal lot, decimal quoteTick)
    {
        var from = since ?? SidePoint.Start(Scale);
        if (from.Number >= Now.Number)
        {
            return null;
        }

        var to = from.Epoch == Now.Epoch ? Now : Ended[from.Epoch];
        var lots = Lots(size, lot);
        // From the basis, which settling does not rewrite: flooring to lots does not compound, a position loses less than one lot by it
        // until it is traded.
        var share = basis ?? new SideBasis(lots, from.A);
        var left = BigInteger.Min(lots, Whole.Down(share.Lots * to.A, share.A));
        var closed = new Quantity((decimal)(lots - left) * lot);
        // Equity at the point's value before, with what the side earned since, less what the part that is left is worth there.
        var amount = (size.Sign * ((lots * from.Value) - (left * to.Value))) + Whole.Down(share.Lots * (to.K - from.K), share.A);
        var funding = size.Sign * closed.Value * fundingIndex;
        return new SideSettlement(closed, new Money(Rounding.Down(Whole.Amount(amount) + funding, quoteTick)), Now, share);
    }

    private static BigInteger Lots(Quantity quantity, decimal lot) => new(quantity.Absolute.Value / lot);

    private static BigInteger Amount(Price price, decimal lot) => Whole.Units(price.Value * lot);

    /// <summary>Rounded down to whole multiples of the finest amount: a reference, on both sides of every settlement the same.</summary>
    private static BigInteger Value(Price mark, decimal fundingIndex, decimal lot) => Whole.Units((mark.Value - fundingIndex) * lot);
}
