using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Node.Service.Answers;

/// <summary>Amounts in requests and answers: decimal numbers as texts.</summary>
internal static class Amounts
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    // As many digits as a decimal has, its sign and its point.
    private const int LongestText = 31;

    /// <summary>An amount as text, without trailing zeros.</summary>
    public static string Of(decimal amount) => Canonical.Text(amount);

    /// <summary>An amount as text; null for none.</summary>
    public static string? Of(decimal? amount) => amount is { } value ? Of(value) : null;

    /// <summary>Reads an amount; null when the text is none.</summary>
    public static decimal? Parse(string? text) =>
        text is { Length: > 0 and <= LongestText } && decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var amount)
            ? amount : null;
}
