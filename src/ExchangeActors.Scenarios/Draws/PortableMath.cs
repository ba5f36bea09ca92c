namespace ExchangeActors.Scenarios.Draws;

/// <summary>
/// Powers from additions, multiplications and divisions only. Those are the same on every machine (IEEE 754), Math.Pow is not: it comes
/// from the platform's C library, and a population must not depend on where it was made. Good to about 14 digits.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417232;
    private const int SeriesTerms = 24;

    /// <summary>x to the power of y, x &gt; 0.</summary>
    public static double Power(double x, double y) => Exp(y * Log(x));

    /// <summary>Natural logarithm, x &gt; 0 and normal: 2·artanh((m−1)/(m+1)) of the mantissa m in [√½, √2).</summary>
    public static double Log(double x)
    {
        var exponent = Math.ILogB(x);
        var mantissa = Math.ScaleB(x, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        var s = (mantissa - 1.0) / (mantissa + 1.0);
        var square = s * s;
        var sum = 0.0;
        for (var n = SeriesTerms; n >= 0; n--)
        {
            sum = (sum * square) + (1.0 / ((2 * n) + 1));
        }

        return (2.0 * s * sum) + (exponent * Ln2);
    }

    /// <summary>e to the power of x, |x| &lt; 700: Taylor's series after taking out powers of two.</summary>
    public static double Exp(double x)
    {
        var halvings = (int)Math.Round(x / Ln2);
        var rest = x - (halvings * Ln2);
        var sum = 1.0;
        for (var n = SeriesTerms; n >= 1; n--)
        {
            sum = 1.0 + (sum * rest / n);
        }

        return Math.ScaleB(sum, halvings);
    }
}
