using System.Text.Json;

namespace ExchangeActors.Node.Tests.Documents;

/// <summary>The table of all fields of a scenario, from its schema.</summary>
internal static class FieldTable
{
    private const string Begin = "<!-- fields -->";
    private const string End = "<!-- end of fields -->";
    private const string Definitions = "#/$defs/";

    private static readonly string Folder = Path.Combine(Document.Root, "config", "scenarios");

    /// <summary>The document with the table that the schema gives.</summary>
    public static (string File, string Written, string Made) Of()
    {
        var file = Path.Combine(Folder, "README.md");
        var written = File.ReadAllText(file);
        var (from, to) = (written.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, written.IndexOf(End, StringComparison.Ordinal));
        return (file, written, $"{written[..from]}\n{string.Join('\n', Rows())}\n{written[to..]}");
    }

    private static IEnumerable<string> Rows()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "scenario.schema.json")));
        yield return "| field | what; units are in the name, else amounts are quote currency and rates fractions | without it | range |";
        yield return "|---|---|---|---|";
        foreach (var row in Fields(schema.RootElement, schema.RootElement, string.Empty))
        {
            yield return row;
        }
    }

    private static IEnumerable<string> Fields(JsonElement root, JsonElement schema, string path)
    {
        if (!schema.TryGetProperty("properties", out var properties))
        {
            yield break;
        }

        var required = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
        foreach (var field in properties.EnumerateObject().Where(field => field.Name[0] != '$'))
        {
            var (target, isList) = Target(root, field.Value);
            var name = $"{path}{field.Name}{(isList ? "[]" : string.Empty)}";
            var inner = Fields(root, target, $"{name}.").ToList();
            yield return $"| `{name}` | {What(field.Value, target)} | {Without(field.Value, required.Contains(field.Name))} | "
                + $"{Range(field.Value, target)} |";
            foreach (var row in inner)
            {
                yield return row;
            }
        }
    }

    private static (JsonElement Target, bool IsList) Target(JsonElement root, JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Target(root, root.GetProperty("$defs").GetProperty(reference.GetString()![Definitions.Length..]));
        }

        if (schema.TryGetProperty("items", out var items))
        {
            return (Target(root, items).Target, true);
        }

        // A market, or the path of its file: the one with fields of its own.
        return schema.TryGetProperty("anyOf", out var choices) && choices.EnumerateArray().Select(choice => Target(root, choice).Target)
            .FirstOrDefault(choice => choice.TryGetProperty("properties", out _)) is { ValueKind: JsonValueKind.Object } found
                && !found.GetProperty("properties").TryGetProperty("min", out _)
            ? (found, false)
            : (schema, false);
    }

    private static string What(JsonElement field, JsonElement target)
    {
        var text = field.TryGetProperty("description", out var own) ? own.GetString()!
            : target.TryGetProperty("description", out var its) ? its.GetString()!
            : string.Empty;
        return text.Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Without(JsonElement field, bool isRequired)
    {
        if (field.TryGetProperty("default", out var value))
        {
            return $"`{value.GetRawText()}`";
        }

        var example = field.TryGetProperty("examples", out var examples) ? $", e.g. `{examples[0].GetRawText()}`" : string.Empty;
        return (isRequired ? "required" : "–") + example;
    }

    private static string Range(JsonElement field, JsonElement target)
    {
        var of = field.TryGetProperty("type", out _) || field.TryGetProperty("enum", out _) ? field : target;
        if (of.TryGetProperty("enum", out var words))
        {
            return string.Join(", ", words.EnumerateArray().Select(word => $"`{word.GetString()}`"));
        }

        var parts = new List<string>();
        void Bound(string name, string sign)
        {
            if (of.TryGetProperty(name, out var value))
            {
                parts.Add($"{sign} {value.GetRawText()}");
            }
        }

        Bound("minimum", "≥");
        Bound("exclusiveMinimum", ">");
        Bound("maximum", "≤");
        Bound("exclusiveMaximum", "<");
        Bound("minItems", "items ≥");
        Bound("maxItems", "items ≤");
        var type = of.TryGetProperty("type", out var kind) ? kind.GetString() : "number or range";
        return parts.Count == 0 ? $"{type}" : $"{type}, {string.Join(", ", parts)}";
    }
}
