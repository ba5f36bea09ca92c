using System.Text.Json;

namespace ExchangeActors.Review.Importing;

/// <summary>Compares JSON by value: order of fields, spaces and the way a number is written do not matter.</summary>
internal static class JsonDifference
{
    /// <summary>The first difference, e.g. <c>"event.amount" says 5, the stored bytes 6</c>; null when there is none.</summary>
    /// <param name="expected">What the stored bytes say.</param>
    /// <param name="found">What the line says.</param>
    public static string? First(JsonElement expected, JsonElement found) => First(expected, found, string.Empty);

    private static string? First(JsonElement expected, JsonElement found, string path)
    {
        if (expected.ValueKind != found.ValueKind)
        {
            return Differs(expected, found, path);
        }

        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                return FirstField(expected, found, path);
            case JsonValueKind.Array:
                return FirstItem(expected, found, path);
            case JsonValueKind.Number:
                var same = expected.TryGetDecimal(out var a) && found.TryGetDecimal(out var b) ? a == b
                    : expected.GetRawText() == found.GetRawText();
                return same ? null : Differs(expected, found, path);
            case JsonValueKind.String:
                return expected.GetString() == found.GetString() ? null : Differs(expected, found, path);
            default:
                return null;
        }
    }

    private static string? FirstField(JsonElement expected, JsonElement found, string path)
    {
        foreach (var field in expected.EnumerateObject())
        {
            var name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (!found.TryGetProperty(field.Name, out var value))
            {
                return $"\"{name}\" is missing";
            }

            if (First(field.Value, value, name) is { } difference)
            {
                return difference;
            }
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in found.EnumerateObject())
        {
            var name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (!seen.Add(field.Name))
            {
                return $"\"{name}\" stands there twice";
            }

            if (!expected.TryGetProperty(field.Name, out _))
            {
                return $"\"{name}\" is not in the stored bytes";
            }
        }

        return null;
    }

    private static string? FirstItem(JsonElement expected, JsonElement found, string path)
    {
        if (expected.GetArrayLength() != found.GetArrayLength())
        {
            return $"\"{path}\" has {found.GetArrayLength()} items, in the stored bytes {expected.GetArrayLength()}";
        }

        for (var i = 0; i < expected.GetArrayLength(); i++)
        {
            if (First(expected[i], found[i], $"{path}[{i}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string Differs(JsonElement expected, JsonElement found, string path) =>
        $"\"{path}\" says {found.GetRawText()}, the stored bytes {expected.GetRawText()}";
}
