using System.Collections.Immutable;
using System.Numerics;

namespace ExchangeActors.Domain.Markets.Lazy;

/// <summary>
/// One side of a market under lazy deleveraging: what became of every position of the side since it was opened, in two numbers. A position
/// of basis q that was opened at (A₀, K₀) is now q·A/A₀ large and has earned q·(K − K₀)/(A₀·position scale), whatever happened in between;
/// no position is visited. Integers throughout, every rounding against the positions (Percolator, specification v11–v12; VENUES.md).
/// </summary>
/// <param name="Terms">Resolutions.</param>
/// <param name="A">What is left of a basis; at most <see cref="LazyTerms.Scale"/>, above 0.</param>
/// <param name="K">PnL per unit of basis, times A.</param>
/// <param name="OpenInterest">Position units of the side, ≥ 0.</param>
/// <param name="Ended">The last K of every epoch that is over: who is of one settles once against it and is flat.</param>
public sealed record SideIndex(LazyTerms Terms, BigInteger A, BigInteger K, BigInteger OpenInterest, ImmutableArray<BigInteger> Ended)
{
    /// <summary>Counts the times that the side was emptied.</summary>
    public int Epoch => Ended.Length;

    /// <summary>True when nothing may be opened on the side any more before it is empty.</summary>
    public bool OnlyDrains => A < Terms.Least;

    /// <summary>A side nobody is on.</summary>
    public static SideIndex New(LazyTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new SideIndex(terms, terms.Scale, 0, 0, []);
    }

    /// <summary>The mark moved: K + s·A·ΔP.</summary>
    /// <param name="side">+1 long, −1 short.</param>
    /// <param name="change">Price units.</param>
    public SideIndex Marked(int side, BigInteger change) => this with { K = K + (side * A * change) };

    /// <summary>
    /// Funding: what the payers pay is rounded up, what the receivers get is floor(that·A_r/A_p), so rounding never makes money.
    /// </summary>
    /// <param name="payer">The side that pays.</param>
    /// <param name="receiver">The side that receives.</param>
    /// <param name="numerator">Payment per position unit, times <paramref name="denominator"/>, ≥ 0, price units.</param>
    /// <param name="denominator">Above 0.</param>
    public static (SideIndex Payer, SideIndex Receiver) Funded(
        SideIndex payer, SideIndex receiver, BigInteger numerator, BigInteger denominator)
    {
        ArgumentNullException.ThrowIfNull(payer);
        ArgumentNullException.ThrowIfNull(receiver);
        var paid = Whole.Up(payer.A * numerator, denominator);
        return (payer with { K = payer.K - paid }, receiver with { K = receiver.K + Whole.Down(paid * receiver.A, payer.A) });
    }

    /// <summary>Positions came or went in a trade; a side that is left by the last one begins anew.</summary>
    public SideIndex Traded(BigInteger units) => (this with { OpenInterest = OpenInterest + units }).BegunAnewIfEmpty();

    /// <summary>
    /// Every position of the side shrinks by the same share and bears its share of a loss: K − ceil(loss·A·position scale/OI), then A =
    /// floor(A·(OI − units)/OI). Where A has no digit left the side is over.
    /// </summary>
    /// <param name="units">Closed, position units, in [0, open interest]; there is open interest.</param>
    /// <param name="loss">Price units times contracts, ≥ 0.</param>
    public SideIndex Shrunk(BigInteger units, BigInteger loss)
    {
        var left = OpenInterest - units;
        var after = this with
        {
            K = K - Whole.Up(loss * A * Terms.PositionScale, OpenInterest),
            A = Whole.Down(A * left, OpenInterest),
        };
        return (after with { OpenInterest = after.A.IsZero ? 0 : left }).BegunAnewIfEmpty();
    }

    /// <summary>The K that a position of an epoch has to settle against.</summary>
    public BigInteger KOf(int epoch) => epoch == Epoch ? K : Ended[epoch];

    private SideIndex BegunAnewIfEmpty() => OpenInterest.IsZero ? this with { A = Terms.Scale, Ended = Ended.Add(K) } : this;
}
