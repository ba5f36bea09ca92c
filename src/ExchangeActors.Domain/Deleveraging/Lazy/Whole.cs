using System.Numerics;

namespace ExchangeActors.Domain.Deleveraging.Lazy;

/// <summary>Division of whole numbers with a stated direction.</summary>
internal static class Whole
{
    /// <summary>Towards −∞; the divisor is above 0.</summary>
    public static BigInteger Down(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>Towards +∞; the divisor is above 0.</summary>
    public static BigInteger Up(BigInteger dividend, BigInteger divisor) => -Down(-dividend, divisor);
}
