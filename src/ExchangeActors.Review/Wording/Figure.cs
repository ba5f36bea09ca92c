using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Wording;

/// <summary>A number for people; where digits are left out, with the exact one.</summary>
/// <param name="Text">What is read.</param>
/// <param name="Exact">The exact number; null where the text is exact.</param>
/// <param name="Title">The exact number in groups, with its unit; null where the text is exact.</param>
public readonly record struct Figure(string Text, string? Exact, string? Title)
{
    private const int Digits = 6;
    private const string Quote = "quote";

    /// <summary>An amount of quote currency: <c>8.37 M</c>, <c>12,345.68</c>.</summary>
    public static Figure Amount(decimal value) => Of(value, FigureText.Short(value), Quote);

    /// <summary>An amount with all its digits, so that one can add up.</summary>
    public static Figure Ledger(decimal value) => Of(value, FigureText.Ledger(value), Quote);

    /// <summary>A price, quote per unit; always exact.</summary>
    public static Figure Price(decimal value) => Of(value, FigureText.Grouped(value), "quote per unit");

    /// <summary>A number of contracts.</summary>
    public static Figure Quantity(decimal value) => Of(value, Significant(value), "units");

    /// <summary>A score or a ratio, without a unit.</summary>
    public static Figure Ratio(decimal value) => Of(value, Significant(value), null);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static Figure Of(decimal value, string text, string? unit)
    {
        if (IsExact(text, value))
        {
            return new Figure(text, null, null);
        }

        var exact = FigureText.Grouped(value);
        return new Figure(text, Canonical.Text(value), unit is null ? exact : $"{exact} {unit}");
    }

    private static string Significant(decimal value) => FigureText.Grouped(Shown.Rounded(value, 0, Digits));

    private static bool IsExact(string text, decimal value) =>
        decimal.TryParse(text.Replace('−', '-'), NumberStyles.Number, CultureInfo.InvariantCulture, out var shown) && shown == value;
}
