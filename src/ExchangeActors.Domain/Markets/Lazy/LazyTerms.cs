using System.Numerics;

namespace ExchangeActors.Domain.Markets.Lazy;

/// <summary>The resolutions of lazy deleveraging (Percolator, specification v11–v12; VENUES.md).</summary>
/// <param name="Scale">Where every side's A starts: the share of a basis that is left is A/<paramref name="Scale"/>.</param>
/// <param name="Least">Below this A a side may only drain: nothing is opened on it, since what is left of A is too coarse.</param>
/// <param name="PositionScale">Units of a position of one contract, and the fraction in which K is kept per unit of A.</param>
public sealed record LazyTerms(BigInteger Scale, BigInteger Least, BigInteger PositionScale)
{
    /// <summary>A starts at 1,000,000, a side drains below 1,000, a contract is 1,000,000 units.</summary>
    public static LazyTerms Default { get; } = new(1_000_000, 1_000, 1_000_000);
}
