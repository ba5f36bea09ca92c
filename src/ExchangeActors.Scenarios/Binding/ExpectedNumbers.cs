using System.Globalization;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Binding;

/// <summary>
/// Reads a figure of <c>then</c>: a number, or <c>{ "min": …, "max": … }</c> with one of the two at least; both bounds are inclusive.
/// </summary>
internal static class ExpectedNumbers
{
    private const decimal Most = 1_000_000_000_000m;

    /// <summary>An amount or a size; null when it is not written, or wrong (then noted).</summary>
    public static ExpectedNumber? Amount(ObjectReader reader, string name) => Bind(reader, name, -Most, whole: false);

    /// <summary>A whole number ≥ 0; null when it is not written, or wrong (then noted).</summary>
    public static ExpectedNumber? Count(ObjectReader reader, string name) => Bind(reader, name, 0m, whole: true);

    private static ExpectedNumber? Bind(ObjectReader reader, string name, decimal least, bool whole)
    {
        var before = reader.Problems.Count;
        var written = reader.Any(name);
        var expected = written?.Kind switch
        {
            null => null,
            NodeKind.Object => Range(reader.Object(name, true)!, least, whole),
            NodeKind.Number => One(reader, name, least, whole) is { } value ? value : default(ExpectedNumber?),
            _ => Wrong(reader, name, written.KindText),
        };
        return reader.Problems.Count == before ? expected : null;
    }

    private static ExpectedNumber? Range(ObjectReader range, decimal least, bool whole)
    {
        var (from, to) = (One(range, "min", least, whole), One(range, "max", least, whole));
        if (!range.Has("min") && !range.Has("max"))
        {
            range.Problems.Add(
                range.Node.Origin.Problem(range.Path, "has neither \"min\" nor \"max\"", "write at least one of them, or a number"));
        }

        if (from > to)
        {
            range.Note("min", $"{Text(from.Value)} is above \"max\", {Text(to.Value)}", "swap them");
        }

        range.Done();
        return new ExpectedNumber(from, to);
    }

    private static decimal? One(ObjectReader reader, string name, decimal least, bool whole)
    {
        var value = reader.OptionalNumber(name, least, Most);
        if (whole && value is { } count && decimal.Truncate(count) != count)
        {
            reader.Note(name, $"must be a whole number, is {Text(count)}", "drop the fraction");
        }

        return value;
    }

    private static ExpectedNumber? Wrong(ObjectReader reader, string name, string kind)
    {
        reader.Note(name, $"must be a number or {{ \"min\": …, \"max\": … }}, is {kind}",
            "write a finite number without quotes, or a range");
        return null;
    }

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
