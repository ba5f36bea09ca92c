using System.Numerics;

namespace ExchangeActors.Domain.Markets.Lazy;

/// <summary>
/// A position on a lazily deleveraged side. It is brought up to date when it is touched, never before; its basis is not rewritten, so that
/// flooring does not compound.
/// </summary>
/// <param name="Basis">Position units when it was opened, ≥ 0.</param>
/// <param name="ABasis">The side's A then.</param>
/// <param name="KSnapshot">The side's K when it was last touched.</param>
/// <param name="Epoch">The side's epoch when it was opened.</param>
/// <param name="Pnl">What it has earned, price units times contracts.</param>
public sealed record LazyPosition(BigInteger Basis, BigInteger ABasis, BigInteger KSnapshot, int Epoch, BigInteger Pnl)
{
    /// <summary>A position opened now. The side's open interest is the caller's to count.</summary>
    public static LazyPosition Open(SideIndex side, BigInteger units)
    {
        ArgumentNullException.ThrowIfNull(side);
        return new LazyPosition(units, side.A, side.K, side.Epoch, 0);
    }

    /// <summary>Position units that are left: floor(basis·A/a_basis), 0 when the side was emptied since.</summary>
    public BigInteger Effective(SideIndex side)
    {
        ArgumentNullException.ThrowIfNull(side);
        return Epoch == side.Epoch ? Whole.Down(Basis * side.A, ABasis) : 0;
    }

    /// <summary>
    /// Settles what the side earned since: PnL + floor(basis·(K − k)/(a_basis·position scale)). Of an epoch that is over nothing is left
    /// afterwards.
    /// </summary>
    public LazyPosition Touched(SideIndex side)
    {
        ArgumentNullException.ThrowIfNull(side);
        var k = side.KOf(Epoch);
        var touched = this with { Pnl = Pnl + Whole.Down(Basis * (k - KSnapshot), ABasis * side.Terms.PositionScale), KSnapshot = k };
        return Epoch == side.Epoch ? touched : touched with { Basis = 0, ABasis = side.A, KSnapshot = side.K, Epoch = side.Epoch };
    }
}
