using System.Globalization;
using System.Numerics;

namespace ExchangeActors.Domain.Primitives;

/// <summary>One text per value: 1.0 and 1.00 are written alike. Used by reports and state hashes.</summary>
public static class Canonical
{
    /// <summary>The decimal without trailing zeros.</summary>
    public static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>All digits of a whole number.</summary>
    public static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
