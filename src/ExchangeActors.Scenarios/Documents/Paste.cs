using System.Text.Json;

namespace ExchangeActors.Scenarios.Documents;

/// <summary>What to write for a field of a scenario: its default, or an example where it has none, as the schema gives them.</summary>
internal static class Paste
{
    private const string Resource = "scenario.schema.json";
    private const string Definitions = "#/$defs/";
    private const string Expected = "then";

    private static readonly Lazy<JsonElement> Schema = new(Read);

    /// <summary>E.g. <c>"tickMs": 5000</c>; null for a field that the schema does not know or has no value for.</summary>
    /// <param name="path">From the document's root, e.g. <c>markets[2].lotSize</c>.</param>
    public static string? Of(string path) => Find(path) is { } field && Value(field) is { } value ? $"\"{path.Split('.')[^1]}\": {value}"
        : null;

    /// <summary>The default of an optional field, as JSON; null for none.</summary>
    public static string? Default(string path) =>
        Find(path) is { } field && field.TryGetProperty("default", out var value) ? value.GetRawText() : null;

    /// <summary>The paths of all fields that hold one value, but for those of lists and of what must come of the run.</summary>
    public static IEnumerable<string> Fields() => Fields(Schema.Value, [])
        .Where(path => path[0] is not (Expected or "$schema")).Select(path => string.Join('.', path));

    private static IEnumerable<string[]> Fields(JsonElement schema, string[] path) =>
        Resolved(schema) is { } found && found.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().SelectMany(member => Fields(member.Value, [.. path, member.Name]))
        : schema.TryGetProperty("type", out var type) && type.GetString() is "string" or "number" or "integer" or "boolean" ? [path]
        : [];

    private static string? Value(JsonElement field) => field.TryGetProperty("default", out var value) ? value.GetRawText()
        : field.TryGetProperty("examples", out var examples) ? examples[0].GetRawText()
        : null;

    private static JsonElement? Find(string path)
    {
        JsonElement? at = Schema.Value;
        foreach (var segment in path.Split('.'))
        {
            var bracket = segment.IndexOf('[', StringComparison.Ordinal);
            at = Member(at, bracket < 0 ? segment : segment[..bracket]);
            at = bracket < 0 ? at : Item(at);
        }

        return at;
    }

    private static JsonElement? Member(JsonElement? schema, string name) =>
        Resolved(schema) is { } found && found.TryGetProperty("properties", out var properties)
            && properties.TryGetProperty(name, out var member)
            ? member
            : null;

    private static JsonElement? Item(JsonElement? schema) =>
        Resolved(schema) is { } found && found.TryGetProperty("items", out var items) ? items : null;

    /// <summary>What a reference leads to, and of a choice the object.</summary>
    private static JsonElement? Resolved(JsonElement? schema)
    {
        if (schema is { } reference && reference.TryGetProperty("$ref", out var target))
        {
            return Schema.Value.GetProperty("$defs").GetProperty(target.GetString()![Definitions.Length..]);
        }

        return schema is { } choice && choice.TryGetProperty("anyOf", out var choices)
            ? choices.EnumerateArray().Select(one => Resolved(one)).FirstOrDefault(one => one?.TryGetProperty("properties", out _) == true)
            : schema;
    }

    private static JsonElement Read()
    {
        using var stream = typeof(Paste).Assembly.GetManifestResourceStream(Resource)!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
