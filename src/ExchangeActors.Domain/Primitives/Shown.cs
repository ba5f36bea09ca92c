using System.Globalization;

namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// Numbers for people, in tables, reports and messages: a fixed number of decimals where that tells enough, and significant digits where
/// it would not, so that what is not nothing is never shown as 0
/// (6e-9 is 0.000000006). Exact figures are in JSON.
/// </summary>
public static class Shown
{
    private const int MostDecimals = 28;

    /// <summary>
    /// An amount of money, with cents: <c>12,345.68</c>, <c>0.60</c>; below one with at least three significant digits: <c>0.0375</c>.
    /// </summary>
    public static string Amount(decimal value) => Rounded(value, 2, 3).ToString("#,0.00##########################",
        CultureInfo.InvariantCulture);

    /// <summary>
    /// An amount of money in a narrow column, without cents: <c>12,346</c>; below a hundred with at least three significant digits:
    /// <c>12.3</c>.
    /// </summary>
    public static string Whole(decimal value) => Grouped(Rounded(value, 0, 3));

    /// <summary>A change of an amount, all its digits, with its sign: what is added up.</summary>
    public static string Signed(decimal value) =>
        value.ToString("+#,0.00##########################;-#,0.00##########################;0.00", CultureInfo.InvariantCulture);

    /// <summary>A change of an amount, with cents, with its sign: <c>+12,345.68</c>.</summary>
    public static string SignedAmount(decimal value) => (value > 0m ? "+" : string.Empty) + Amount(value);

    /// <summary>A change of an amount in a narrow column, with its sign: <c>+12,346</c>.</summary>
    public static string Change(decimal value) => (value > 0m ? "+" : string.Empty) + Whole(value);

    /// <summary>A price or a quantity: all its digits.</summary>
    public static string Price(decimal? value) => value is { } price ? Canonical.Text(price) : "–";

    /// <summary>A score, a ratio or a quotient: so many decimals, and at least as many significant digits.</summary>
    public static string Number(decimal value, int decimals = 6) => Canonical.Text(Rounded(value, decimals, decimals));

    /// <summary>All digits, in groups of three.</summary>
    public static string Grouped(decimal value) => value.ToString("#,0.############################", CultureInfo.InvariantCulture);

    /// <summary>
    /// Rounded to so many decimals, or to more where that would leave fewer than so many significant digits; halves away from zero.
    /// </summary>
    public static decimal Rounded(decimal value, int decimals, int digits)
    {
        if (value == 0m)
        {
            return 0m;
        }

        var magnitude = (int)Math.Floor(Math.Log10((double)Math.Abs(value)));
        return Math.Round(value, Math.Clamp(digits - 1 - magnitude, decimals, MostDecimals), MidpointRounding.AwayFromZero);
    }
}
