using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>Changes a file in one of the ways in which files go wrong, or are made to: a function of the seed.</summary>
internal static class Mutation
{
    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "1e-28", "1e-12", "0.5", "3", "1e12", "1e15", "7.9e28", "1e29", "1e400", "-1e400", "9223372036854775807",
        "9223372036854775808", "2147483648", "1e-400", "00", "1.", "-0",
        "0.1234567890123456789012345678901",
    ];

    private static readonly string[] Texts =
    [
        "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\u001b[2J\"", "\"a/b\"", "\"@x\"", "\"=1+1\"", "\"../../etc/passwd\"", "\"/dev/zero\"",
        "\"9999-12-31T23:59:59Z\"", "\"NaN\"", "\"Infinity\"",
        "\"ETH-PERP\"", "\"alice\"", "\"exchange-main\"", "\"trader-0000001\"", "\"liquidity-ETH-PERP\"",
    ];

    private static readonly string[] Others = ["null", "true", "false", "[]", "{}", "[[[[]]]]", "{\"a\":{\"a\":{}}}", "[null]", "[1,2,3]"];

    /// <summary>A text of JSON with one to three changes: of its values, or of its bytes.</summary>
    public static byte[] OfJson(byte[] original, Random random)
    {
        if (random.Next(4) == 0)
        {
            return OfBytes(original, random);
        }

        var document = JsonNode.Parse(original)!;
        var text = string.Empty;
        for (var changes = Math.Max(1, random.Next(-2, 4)); changes > 0; changes--)
        {
            var nodes = Nodes(document).ToList();
            var node = nodes[random.Next(nodes.Count)];
            switch (node.Parent)
            {
                case JsonObject parent when random.Next(6) == 0:
                    parent.Remove(node.GetPropertyName());
                    break;
                case JsonObject parent when random.Next(8) == 0:
                    parent[$"{node.GetPropertyName()}x"] = node.DeepClone();
                    break;
                case JsonObject parent:
                    parent[node.GetPropertyName()] = Marker(ref text, random, node);
                    break;
                case JsonArray parent when random.Next(4) == 0:
                    parent.Add(node.DeepClone());
                    break;
                case JsonArray parent when random.Next(6) == 0:
                    parent.Remove(node);
                    break;
                case JsonArray parent:
                    parent[node.GetElementIndex()] = Marker(ref text, random, node);
                    break;
                default:
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(Filled(document.ToJsonString(), text));
    }

    /// <summary>Lines of JSON: one of them changed, moved, doubled or left out.</summary>
    public static byte[] OfLines(byte[] original, Random random)
    {
        var lines = Encoding.UTF8.GetString(original).Split('\n').ToList();
        var (line, other) = (random.Next(lines.Count - 1), random.Next(lines.Count - 1));
        switch (random.Next(7))
        {
            case 0: return OfBytes(original, random);
            case 5:
                // Another layout of the same is no fault.
                lines[line] = lines[line].Replace("\",\"", "\" , \"", StringComparison.Ordinal);
                break;
            case 1: lines.RemoveAt(line); break;
            case 2: lines.Insert(other, lines[line]); break;
            case 3: (lines[line], lines[other]) = (lines[other], lines[line]); break;
            case 4:
                // The stored bytes themselves, with what is read of them left as it was.
                var fields = JsonNode.Parse(lines[line])!.AsObject();
                if (fields["payload"] is { } payload)
                {
                    fields["payload"] = Convert.ToBase64String(OfBytes(Convert.FromBase64String(payload.GetValue<string>()), random));
                }

                lines[line] = fields.ToJsonString();
                break;
            default: lines[line] = Encoding.UTF8.GetString(OfJson(Encoding.UTF8.GetBytes(lines[line]), random)); break;
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    /// <summary>Any file: bits turned, bytes left out, doubled, zeroed or put in, the end cut off.</summary>
    public static byte[] OfBytes(byte[] original, Random random)
    {
        if (original.Length == 0)
        {
            return [(byte)random.Next(256)];
        }

        var bytes = original.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 1 + (1 << random.Next(10))), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                case 4: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Any(random))); break;
                case 5: bytes[at] = (byte)random.Next(256); break;
                default:
                    for (var i = 0; i < length; i++)
                    {
                        bytes[at + i] = 0;
                    }

                    break;
            }
        }

        return [.. bytes];
    }

    private static string Any(Random random)
    {
        var of = random.Next(4) switch { 0 => Texts, 1 => Others, _ => Numbers };
        return of[random.Next(of.Length)];
    }

    /// <summary>What no JSON node can hold (a number beyond any type) is put in as text when the document is written.</summary>
    private static JsonNode Marker(ref string text, Random random, JsonNode node)
    {
        text = node.GetValueKind() == System.Text.Json.JsonValueKind.Number && random.Next(4) > 0
            ? Numbers[random.Next(Numbers.Length)]
            : Any(random);
        return JsonValue.Create(Mark);
    }

    private const string Mark = "here-comes-the-change";

    private static string Filled(string json, string text) =>
        text.Length == 0
            ? json
            : json.Replace($"\"{Mark}\"", text, StringComparison.Ordinal).Replace(Mark, text.Trim('"'), StringComparison.Ordinal);

    private static IEnumerable<JsonNode> Nodes(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Nodes(field.Value)).Prepend(node),
        JsonArray items => items.SelectMany(Nodes).Prepend(node),
        null => [],
        _ => [node],
    };

    /// <summary>A seed's name in a message.</summary>
    public static string Name(int seed) => seed.ToString(CultureInfo.InvariantCulture);
}
