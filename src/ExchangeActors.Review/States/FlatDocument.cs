using System.Text.Json;
using System.Text.Json.Nodes;

namespace ExchangeActors.Review.States;

/// <summary>A document as a list of its plain values, each by its path: <c>positions.BTC-PERP.size</c>, <c>queue[0]</c>.</summary>
public static class FlatDocument
{
    /// <summary>Every value with its path, in the document's order; empty lists and objects are values too.</summary>
    public static IEnumerable<(string Path, string Value)> Of(JsonNode? document, string path = "")
    {
        switch (document)
        {
            case JsonObject { Count: > 0 } fields:
                return fields.SelectMany(field => Of(field.Value, path.Length == 0 ? field.Key : $"{path}.{field.Key}"));
            case JsonArray { Count: > 0 } items:
                return items.SelectMany((item, place) => Of(item, $"{path}[{place}]"));
            case null:
                return [(path, "null")];
            default:
                return [(path, document.GetValueKind() == JsonValueKind.String ? document.GetValue<string>() : document.ToJsonString())];
        }
    }
}
