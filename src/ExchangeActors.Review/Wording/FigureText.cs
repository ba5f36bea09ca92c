using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Wording;

/// <summary>Numbers and times for people, as text.</summary>
public static class FigureText
{
    /// <summary>A whole number.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>So many of something: <c>1 account</c>, <c>1,471 accounts</c>.</summary>
    public static string Counted(long count, string what) => $"{Count(count)} {what}{(count == 1 ? string.Empty : "s")}";

    /// <summary>A share in percent; – of nothing.</summary>
    public static string Share(decimal part, decimal whole) =>
        whole == 0m ? "–" : Minus((part / whole * 100m).ToString("0.0", CultureInfo.InvariantCulture) + "\u00a0%");

    /// <summary>The day.</summary>
    public static string Date(Moment at) => at.ToString()[..10];

    /// <summary>The time of day, with milliseconds only where there are any.</summary>
    public static string Clock(Moment at) => at.UnixMs % 1000 == 0 ? at.ToString()[11..19] : at.ToString()[11..23];

    /// <summary>A number with at most three decimals of a large unit: <c>1.25 M</c>. Below ten thousand with cents.</summary>
    public static string Short(decimal value) => Minus(Math.Abs(value) switch
    {
        >= 1_000_000_000_000m => Scaled(value, 1_000_000_000_000m, "T"),
        >= 1_000_000_000m => Scaled(value, 1_000_000_000m, "B"),
        >= 1_000_000m => Scaled(value, 1_000_000m, "M"),
        >= 10_000m => Shown.Whole(value),
        _ => Shown.Amount(value),
    });

    /// <summary>All digits, in groups of three.</summary>
    public static string Grouped(decimal value) => Minus(Shown.Grouped(value));

    /// <summary>All digits, in groups of three, and four decimals at least.</summary>
    public static string Ledger(decimal value) => Minus(value.ToString("#,0.0000########################", CultureInfo.InvariantCulture));

    private static string Scaled(decimal value, decimal unit, string name) =>
        (value / unit).ToString("#,0.00", CultureInfo.InvariantCulture) + "\u00a0" + name;

    private static string Minus(string text) => text.Replace('-', '−');
}
