using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Wording;

/// <summary>Numbers and times for people; where digits are left out, the exact figure is in the title.</summary>
internal static class Figures
{
    private const int Digits = 6;

    /// <summary>An amount of quote currency: <c>8.37 M</c>, <c>12,345.68</c>.</summary>
    public static Html Amount(decimal value) => Value(value, Short(value), "quote");

    /// <summary>A price, quote per unit; always exact.</summary>
    public static Html Price(decimal value) => Value(value, Grouped(value), "quote per unit");

    /// <summary>A number of contracts.</summary>
    public static Html Quantity(decimal value) => Value(value, Significant(value), "units");

    /// <summary>A score or a ratio, without a unit.</summary>
    public static Html Ratio(decimal value) => Value(value, Significant(value), string.Empty);

    /// <summary>A cell with an amount.</summary>
    public static Html AmountCell(decimal value) => Cell(value, Short(value), "quote");

    /// <summary>A cell of a ledger: an amount with all its digits, so that one can add up.</summary>
    public static Html LedgerCell(decimal value) => Cell(value, Ledger(value), "quote");

    /// <summary>A cell with a price.</summary>
    public static Html PriceCell(decimal? value)
    {
        if (value is { } price)
        {
            return Cell(price, Grouped(price), "quote per unit");
        }

        return $"<td class=\"n\">–</td>";
    }

    /// <summary>A cell with a number of contracts.</summary>
    public static Html QuantityCell(decimal value) => Cell(value, Significant(value), "units");

    /// <summary>A cell with a score or a ratio.</summary>
    public static Html RatioCell(decimal value) => Cell(value, Significant(value), string.Empty);

    /// <summary>A cell with a whole number.</summary>
    public static Html CountCell(long value) => $"<td class=\"n\">{Count(value)}</td>";

    /// <summary>A cell with a share of a whole.</summary>
    public static Html ShareCell(decimal part, decimal whole) => $"<td class=\"n\">{Share(part, whole)}</td>";

    /// <summary>A cell with an exchange time: to the second, exact in the title.</summary>
    public static Html TimeCell(Moment at) => $"<td title=\"{at}\">{Clock(at)}</td>";

    /// <summary>A whole number.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>So many of something: <c>1 account</c>, <c>1,471 accounts</c>.</summary>
    public static string Counted(long count, string what) => $"{Count(count)} {what}{(count == 1 ? string.Empty : "s")}";

    /// <summary>A share in percent; – of nothing.</summary>
    public static string Share(decimal part, decimal whole) =>
        whole == 0m ? "–" : Minus((part / whole * 100m).ToString("0.0", CultureInfo.InvariantCulture) + "\u00a0%");

    /// <summary>A time: <c>2025-10-10 21:13:10 UTC</c>.</summary>
    public static Html Time(Moment at) => $"<time datetime=\"{at}\" title=\"{at}\">{Date(at)} {Clock(at)} UTC</time>";

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

    private static string Scaled(decimal value, decimal unit, string name) =>
        (value / unit).ToString("#,0.00", CultureInfo.InvariantCulture) + "\u00a0" + name;

    private static string Significant(decimal value) => Grouped(Shown.Rounded(value, 0, Digits));

    private static string Minus(string text) => text.Replace('-', '−');

    private static Html Value(decimal value, string text, string unit)
    {
        if (IsExact(text, value))
        {
            return $"{text}";
        }

        return $"<data value=\"{value}\" title=\"{Exact(value, unit)}\">{text}</data>";
    }

    private static Html Cell(decimal value, string text, string unit)
    {
        if (IsExact(text, value))
        {
            return $"<td class=\"n\">{text}</td>";
        }

        return $"<td class=\"n\" title=\"{Exact(value, unit)}\">{text}</td>";
    }

    private static string Ledger(decimal value) => Minus(value.ToString("#,0.0000########################", CultureInfo.InvariantCulture));

    private static bool IsExact(string text, decimal value) =>
        decimal.TryParse(text.Replace('−', '-'), NumberStyles.Number, CultureInfo.InvariantCulture, out var shown) && shown == value;

    private static string Exact(decimal value, string unit) => unit.Length == 0 ? Grouped(value) : $"{Grouped(value)} {unit}";
}
