using System.Numerics;

namespace ExchangeActors.Domain.Markets.Lazy;

/// <summary>Both sides of a lazily deleveraged market, and who bears a bankrupt position's loss.</summary>
/// <param name="Long">The longs.</param>
/// <param name="Short">The shorts.</param>
/// <param name="Unassigned">Losses that found no open interest, price units times contracts; they lower the profit haircut H.</param>
public sealed record LazySides(SideIndex Long, SideIndex Short, BigInteger Unassigned)
{
    /// <summary>A market without positions.</summary>
    public static LazySides New(LazyTerms terms) => new(SideIndex.New(terms), SideIndex.New(terms), 0);

    /// <summary>The side of a sign.</summary>
    public SideIndex this[int side] => side > 0 ? Long : Short;

    /// <summary>The mark moved by so many price units.</summary>
    public LazySides Marked(BigInteger change) => this with { Long = Long.Marked(1, change), Short = Short.Marked(-1, change) };

    /// <summary>A trade between two who open.</summary>
    public LazySides Opened(BigInteger units) => this with { Long = Long.Traded(units), Short = Short.Traded(units) };

    /// <summary>
    /// A bankrupt position is closed against the whole other side, at a cost that does not depend on how many are there. The fund pays what
    /// it has above its floor; the other side bears the rest of the deficit and shrinks by the position. Without open interest there the
    /// rest stays unassigned.
    /// </summary>
    /// <param name="side">The bankrupt's: +1 long, −1 short.</param>
    /// <param name="units">Its position units, at most the open interest of either side.</param>
    /// <param name="deficit">What its equity is below 0, ≥ 0.</param>
    /// <param name="fund">What the fund has above its floor, ≥ 0.</param>
    /// <param name="paid">What the fund pays.</param>
    public LazySides Bankrupt(int side, BigInteger units, BigInteger deficit, BigInteger fund, out BigInteger paid)
    {
        paid = BigInteger.Min(deficit, fund);
        var rest = deficit - paid;
        var (own, other) = (this[side], this[-side]);
        var unassigned = Unassigned;
        if (other.OpenInterest.IsZero)
        {
            unassigned += rest;
        }
        else
        {
            other = other.Shrunk(BigInteger.Min(units, other.OpenInterest), rest);
        }

        own = own.Traded(-units);
        return side > 0 ? new LazySides(own, other, unassigned) : new LazySides(other, own, unassigned);
    }
}
