using System.Numerics;

namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// Parts of an amount. A decimal holds 28 digits, and the product of an amount and a quantity may need more on the way to a result that
/// fits: it is then formed in whole numbers.
/// </summary>
public static class Proportion
{
    /// <summary>Below this magnitude a product of decimals cannot overflow (the greatest decimal is 7.9e28).</summary>
    private const double Safe = 1e28;

    private const int MostDigits = 28;
    private static readonly BigInteger GreatestMantissa = (BigInteger.One << 96) - 1;

    /// <summary>amount × part ÷ whole, to the nearest decimal, whatever the size of the product.</summary>
    /// <param name="amount">Signed.</param>
    /// <param name="part">Signed.</param>
    /// <param name="whole">Not 0; the quotient must fit into a decimal, which it does whenever |part| ≤ |whole|.</param>
    public static decimal Of(decimal amount, decimal part, decimal whole)
    {
        if (amount == 0m || part == 0m)
        {
            return 0m;
        }

        if (Math.Abs((double)amount * (double)part) < Safe && amount * part is var product && product.Scale == amount.Scale + part.Scale)
        {
            // No digit was lost on the way.
            return product / whole;
        }

        var (a, p, w) = (Mantissa(amount), Mantissa(part), Mantissa(whole));
        return Quotient(a * p * BigInteger.Pow(10, whole.Scale), w * BigInteger.Pow(10, amount.Scale + part.Scale));
    }

    /// <summary>Of an amount of money the part, to the nearest multiple of <see cref="Largest.Fineness"/>.</summary>
    public static Money Of(Money amount, Quantity part, Quantity whole) => new(decimal.Round(Of(amount.Value, part.Value, whole.Value),
        Largest.FinenessDigits));

    /// <summary>
    /// a ÷ b, at most so great; with that and the sign of a where b is 0 or so small that the quotient would not fit into a decimal.
    /// </summary>
    public static decimal Ratio(decimal a, decimal b, decimal greatest) =>
        a == 0m ? 0m
        : b == 0m || Math.Abs((double)a / (double)b) > (double)greatest ? greatest * Math.Sign(a) * (b < 0m ? -1 : 1)
        : Math.Clamp(a / b, -greatest, greatest);

    /// <summary>True when the product of two decimals is exact: none of its digits is beyond the 28th.</summary>
    public static bool IsExact(decimal a, decimal b)
    {
        // Without trailing zeros, which count as digits but are none.
        var (x, y) = (a / 1.0000000000000000000000000000m, b / 1.0000000000000000000000000000m);
        return x == 0m || y == 0m || (Math.Abs((double)x * (double)y) < Safe && (x * y).Scale == x.Scale + y.Scale);
    }

    private static BigInteger Mantissa(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        return value < 0m ? -mantissa : mantissa;
    }

    /// <summary>The quotient with as many of 28 decimals as fit, to nearest, halves away from zero.</summary>
    private static decimal Quotient(BigInteger numerator, BigInteger denominator)
    {
        var negative = numerator.Sign * denominator.Sign < 0;
        var (n, d) = (BigInteger.Abs(numerator), BigInteger.Abs(denominator));
        for (var digits = MostDigits; digits >= 0; digits--)
        {
            var mantissa = ((2 * n * BigInteger.Pow(10, digits)) + d) / (2 * d);
            if (mantissa <= GreatestMantissa)
            {
                return new decimal(
                    unchecked((int)(uint)(mantissa & uint.MaxValue)),
                    unchecked((int)(uint)((mantissa >> 32) & uint.MaxValue)),
                    unchecked((int)(uint)(mantissa >> 64)),
                    negative,
                    (byte)digits);
            }
        }

        throw new OverflowException("The quotient does not fit into a decimal.");
    }
}
