using System.Numerics;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// A number in whole units of 10^−60, for recomputing amounts without a decimal's rounding: sums, and products of what a decimal can
/// hold, are exact; a quotient is off by less than one unit. An average cost is a quotient of earlier
/// quotients, each of which the next one makes smaller, so that a billion of them stay forty digits below any quote tick. (A fraction
/// would be exact there too, but its terms grow with every partial close.)
/// </summary>
internal readonly record struct Exact(BigInteger Units) : IComparable<Exact>
{
    private const int Digits = 60;

    private static readonly BigInteger[] Powers = [.. Enumerable.Range(0, Digits + 1).Select(power => BigInteger.Pow(10, power))];

    /// <summary>Nothing.</summary>
    public static Exact Zero => default;

    public static Exact operator +(Exact a, Exact b) => new(a.Units + b.Units);

    public static Exact operator -(Exact a, Exact b) => new(a.Units - b.Units);

    public static bool operator <(Exact a, Exact b) => a.Units < b.Units;

    public static bool operator >(Exact a, Exact b) => a.Units > b.Units;

    public static bool operator <=(Exact a, Exact b) => a.Units <= b.Units;

    public static bool operator >=(Exact a, Exact b) => a.Units >= b.Units;

    /// <summary>A decimal.</summary>
    public static Exact Of(decimal value)
    {
        var (mantissa, scale) = Parts(value);
        return new Exact(mantissa * Powers[Digits - scale]);
    }

    /// <summary>The product of two decimals.</summary>
    public static Exact Of(decimal a, decimal b)
    {
        var ((x, s), (y, t)) = (Parts(a), Parts(b));
        return new Exact(x * y * Powers[Digits - s - t]);
    }

    /// <summary>Times a decimal.</summary>
    public Exact Times(decimal factor)
    {
        var (mantissa, scale) = Parts(factor);
        return new Exact(Units * mantissa / Powers[scale]);
    }

    /// <summary>Of this the share part ÷ whole.</summary>
    public Exact Share(decimal part, decimal whole) => new(Units * Of(part).Units / Of(whole).Units);

    /// <summary>Without its sign.</summary>
    public Exact Absolute => new(BigInteger.Abs(Units));

    /// <summary>To the 28 digits of a decimal, for a person.</summary>
    public decimal Rounded => (decimal)(Units / Powers[Digits - 20]) / 100_000_000_000_000_000_000m;

    /// <inheritdoc/>
    public int CompareTo(Exact other) => Units.CompareTo(other.Units);

    private static (BigInteger Mantissa, int Scale) Parts(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = ((BigInteger)(uint)bits[2] << 64) + (((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        return (bits[3] < 0 ? -mantissa : mantissa, (bits[3] >> 16) & 0xFF);
    }
}
