using System.Globalization;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Vectors;

/// <summary>Numbers of a vector: decimal strings, so that no reader of JSON takes them for binary fractions.</summary>
internal static class Amounts
{
    /// <summary>Greatest absolute number.</summary>
    private const decimal Greatest = 1_000_000_000_000_000m;

    private const string Example = "write a decimal string, e.g. \"0.5\"";

    /// <summary>A number above 0; required when there is no fallback.</summary>
    public static decimal Positive(this ObjectReader reader, string name, decimal? fallback = null)
    {
        var number = reader.Amount(name, fallback);
        if (number > 0m)
        {
            return number;
        }

        // A number that could not be read was noted already.
        if (reader.Node[name] is { Kind: NodeKind.Text } written && Parse(written.Text) is not null)
        {
            reader.Note(name, $"must be above 0, is {Comparison.Text(number)}", "change the number");
        }

        return 1m;
    }

    /// <summary>A number; required when there is no fallback.</summary>
    public static decimal Amount(this ObjectReader reader, string name, decimal? fallback = null)
    {
        var number = reader.OptionalAmount(name);
        if (number is null && fallback is null && !reader.Has(name))
        {
            reader.Note(name, "is missing", $"add \"{name}\" (a decimal string)");
        }

        return number ?? fallback ?? 0m;
    }

    /// <summary>A number, or null when it is not written or cannot be read.</summary>
    public static decimal? OptionalAmount(this ObjectReader reader, string name)
    {
        if (reader.Any(name) is not { } node)
        {
            return null;
        }

        if (node.Kind != NodeKind.Text)
        {
            reader.Note(name, $"must be a decimal string, is {node.KindText}",
                node.Kind == NodeKind.Number ? $"put it into quotes: \"{node.Text}\"" : Example);
            return null;
        }

        var number = Parse(node.Text);
        if (number is null)
        {
            reader.Note(name, $"\"{node.Text}\" is not a decimal number of at most 28 digits within ±{Comparison.Text(Greatest)}", Example);
        }

        return number;
    }

    /// <summary>true or false, required.</summary>
    public static bool RequiredTruth(this ObjectReader reader, string name)
    {
        if (!reader.Has(name))
        {
            reader.Note(name, "is missing", $"add \"{name}\" (true or false)");
        }

        return reader.Truth(name, false);
    }

    /// <summary>A text, or null when it is not written.</summary>
    public static string? OptionalText(this ObjectReader reader, string name)
    {
        var present = reader.Has(name);
        var text = reader.Text(name, string.Empty);
        return present ? text : null;
    }

    /// <summary>A decimal string's number; null when it is none.</summary>
    public static decimal? Parse(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out var number) && Math.Abs(number) <= Greatest ? number : null;
}
