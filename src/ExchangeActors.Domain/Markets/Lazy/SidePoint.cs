using System.Numerics;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets.Lazy;

/// <summary>Where a side's index stood at one moment: what a position keeps of the moment up to which it was settled.</summary>
/// <param name="Number">Times that the side was shrunk before, 0 at the beginning.</param>
/// <param name="Epoch">Times that it was emptied.</param>
/// <param name="A">What is left of a basis.</param>
/// <param name="K">PnL per lot of basis, times A, in multiples of <see cref="Largest.Fineness"/>.</param>
/// <param name="Value">The mark less the funding index at which K was written last, per lot, in multiples of
/// <see cref="Largest.Fineness"/>: between two shrinks K needs no writing, since the cost of a position says the rest.</param>
public sealed record SidePoint(long Number, int Epoch, BigInteger A, BigInteger K, BigInteger Value)
{
    /// <summary>The beginning of a side.</summary>
    public static SidePoint Start(BigInteger scale) => new(0, 0, scale, 0, 0);

    /// <summary>Feeds it into a hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Number).Write(Epoch).Write(Canonical.Text(A)).Write(Canonical.Text(K)).Write(Canonical.Text(Value));
    }
}

/// <summary>What a position's share of its side is measured by since it was traded last: so many lots when the side's A was this.</summary>
public sealed record SideBasis(BigInteger Lots, BigInteger A)
{
    /// <summary>Feeds it into a hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Canonical.Text(Lots)).Write(Canonical.Text(A));
    }
}
