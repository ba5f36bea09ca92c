using System.Text.Json;
using System.Text.Json.Nodes;

namespace ExchangeActors.Review.Reading;

/// <summary>Events and messages in a line: their plain fields by name, lists by their length.</summary>
public static class Brief
{
    /// <summary>A line, e.g. <c>InsuranceFundDebited liquidation=liq/alice/1 amount=120 balance=0</c>.</summary>
    public static string Of(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return $"{value.GetType().Name} {Fields(value)}".TrimEnd();
    }

    /// <summary>The fields alone.</summary>
    public static string Fields(object value) => string.Join(' ', Parts(Documents.Of(value), string.Empty));

    private static IEnumerable<string> Parts(JsonObject fields, string prefix)
    {
        foreach (var (name, node) in fields)
        {
            switch (node)
            {
                case null:
                    break;
                case JsonArray items:
                    yield return $"{prefix}{name}=[{items.Count}]";
                    break;
                case JsonObject queue when queue["rows"] is JsonArray rows && queue["base"] is JsonValue of:
                    yield return $"{prefix}{name}=[{rows.Count}]";
                    if (of.ToJsonString() is not "0" and var sequence)
                    {
                        yield return $"{prefix}{name}.base={sequence}";
                    }

                    break;
                case JsonObject inner when prefix.Length == 0 && inner.All(pair => pair.Value is null or JsonValue):
                    foreach (var part in Parts(inner, $"{name}."))
                    {
                        yield return part;
                    }

                    break;
                case JsonObject inner:
                    yield return $"{prefix}{name}={{{inner.Count}}}";
                    break;
                default:
                    var text = node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
                    yield return $"{prefix}{name}={text}";
                    break;
            }
        }
    }
}
