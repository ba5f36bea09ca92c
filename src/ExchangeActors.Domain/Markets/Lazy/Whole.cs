using System.Numerics;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets.Lazy;

/// <summary>Division of whole numbers with a stated direction.</summary>
internal static class Whole
{
    private const long PerUnit = 1_000_000_000_000;

    /// <summary>Towards −∞; the divisor is above 0.</summary>
    public static BigInteger Down(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>
    /// An amount in multiples of <see cref="Largest.Fineness"/>, rounded down; whole and fraction apart, so that no product overflows.
    /// </summary>
    public static BigInteger Units(decimal amount)
    {
        var whole = decimal.Floor(amount);
        return ((BigInteger)whole * PerUnit) + (BigInteger)decimal.Floor((amount - whole) * PerUnit);
    }

    /// <summary>The amount of so many multiples of <see cref="Largest.Fineness"/>.</summary>
    public static decimal Amount(BigInteger units)
    {
        var whole = Down(units, PerUnit);
        return (decimal)whole + ((decimal)(units - (whole * PerUnit)) * Largest.Fineness);
    }

    /// <summary>Towards +∞; the divisor is above 0.</summary>
    public static BigInteger Up(BigInteger dividend, BigInteger divisor) => -Down(-dividend, divisor);
}
