namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// Roots and powers of decimals, the same digits on every machine (a processor's own functions differ in the last place).
/// </summary>
public static class Powers
{
    private const decimal Ln2 = 0.693147180559945309417232121m;
    private const decimal Smallest = 0.000_000_000_000_000_000_000_001m;

    /// <summary>The square root of a value ≥ 0, to about 24 digits.</summary>
    public static decimal SquareRoot(decimal value)
    {
        if (value <= 0m)
        {
            return 0m;
        }

        var root = (decimal)Math.Sqrt((double)value);
        for (var i = 0; i < 3; i++)
        {
            root = (root + (value / root)) / 2m;
        }

        return decimal.Round(root, 24);
    }

    /// <summary>A value &gt; 0 to an exponent in [−1, 1], to about 12 digits.</summary>
    public static decimal Power(decimal value, decimal exponent) =>
        exponent == 0m ? 1m : exponent == 1m ? value : decimal.Round(Exponential(exponent * Logarithm(value)), 12);

    /// <summary>Natural logarithm: halved or doubled into [2/3, 4/3], then the series of the inverse hyperbolic tangent.</summary>
    private static decimal Logarithm(decimal value)
    {
        var doublings = 0;
        while (value > 4m / 3m)
        {
            value /= 2m;
            doublings++;
        }

        while (value < 2m / 3m)
        {
            value *= 2m;
            doublings--;
        }

        var ratio = (value - 1m) / (value + 1m);
        var square = ratio * ratio;
        var sum = 0m;
        for (var (n, power) = (1, ratio); Math.Abs(power) > Smallest; n += 2, power *= square)
        {
            sum += power / n;
        }

        return (2m * sum) + (doublings * Ln2);
    }

    private static decimal Exponential(decimal exponent)
    {
        var doublings = (int)decimal.Round(exponent / Ln2);
        var rest = exponent - (doublings * Ln2);
        var sum = 0m;
        var term = 1m;
        for (var n = 1; Math.Abs(term) > Smallest; n++)
        {
            sum += term;
            term = term * rest / n;
        }

        for (; doublings > 0; doublings--)
        {
            sum *= 2m;
        }

        for (; doublings < 0; doublings++)
        {
            sum /= 2m;
        }

        return sum;
    }
}
