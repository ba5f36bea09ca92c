using System.Globalization;
using System.Text;

namespace ExchangeActors.Scenarios.Documents;

/// <summary>Applies a setting, <c>path=value</c>, to a document before it is bound.</summary>
internal static class Override
{
    /// <summary>
    /// Sets the value at the path. Segments are separated by dots; a list's item is named by its place (<c>markets[0]</c>) or by its
    /// <c>id</c> (<c>markets.BTC-PERP</c>). The value is JSON, or else a text. Objects on the way are made when they are missing; whether
    /// the name exists is checked when the document is bound.
    /// </summary>
    /// <exception cref="InputException">No <c>=</c>, an empty path, or a path that leads into nothing.</exception>
    public static void Apply(DocumentNode root, Setting setting)
    {
        var (assignment, source) = setting;
        var origin = new Origin(source, 0);
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        var path = equals < 0 ? string.Empty : assignment[..equals].Trim();
        if (path.Length == 0)
        {
            throw new InputException(origin.Problem(string.Empty, "is not path=value", "write for example --set insuranceFund=0"));
        }

        var segments = path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length > DocumentParser.MaxDepth)
        {
            throw new InputException(origin.Problem(
                string.Empty,
                $"has a path of {segments.Length} parts, a document is at most {DocumentParser.MaxDepth} deep",
                "shorten the path"));
        }

        var value = ValueOf(assignment[(equals + 1)..].Trim(), origin);
        var node = root;
        for (var i = 0; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            node = node.Kind switch
            {
                NodeKind.List => InList(node, segments, i, last ? value : null, origin),
                NodeKind.Object => InObject(node, segments, i, last ? value : null, origin),
                _ => throw new InputException(origin.Problem(
                    Join(segments, i), $"is {node.KindText} and has no \"{segments[i]}\"", "shorten the path")),
            };
        }
    }

    private static DocumentNode InObject(DocumentNode node, string[] segments, int i, DocumentNode? value, Origin origin)
    {
        var name = segments[i];
        if (name.StartsWith('['))
        {
            throw new InputException(
                origin.Problem(Join(segments, i), "is an object, not a list",
                    Nearest.Remedy(name.Trim('[', ']'), [.. node.Members.Select(member => member.Name)])));
        }

        var child = value ?? node[name] ?? new DocumentNode(NodeKind.Object, origin);
        if (value is not null || node[name] is null)
        {
            node.Set(name, child, origin);
        }

        return child;
    }

    private static DocumentNode InList(DocumentNode node, string[] segments, int i, DocumentNode? value, Origin origin)
    {
        var name = segments[i];
        var at = name is ['[', .. var inner, ']'] && int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? place
            : node.Items.FindIndex(item => NameOf(item) == name);
        if (at < 0 || at >= node.Items.Count)
        {
            var names = node.Items.Select(NameOf).OfType<string>().ToList();
            throw new InputException(origin.Problem(
                Join(segments, i),
                $"has no item {name}",
                names.Count > 0 && !name.StartsWith('[') ? Nearest.Remedy(name, names)
                    : $"it has {node.Items.Count} items, [0] to [{node.Items.Count - 1}]"));
        }

        if (value is not null)
        {
            node.Items[at] = value;
        }

        return node.Items[at];
    }

    private static string? NameOf(DocumentNode item) => item.Kind == NodeKind.Object ? item["id"]?.Text : null;

    private static string Join(string[] segments, int count) =>
        string.Join('.', segments[..count]).Replace(".[", "[", StringComparison.Ordinal);

    private static DocumentNode ValueOf(string text, Origin origin)
    {
        try
        {
            return Relabel(DocumentParser.Parse(Encoding.UTF8.GetBytes(text), origin.Source), origin);
        }
        catch (InputException)
        {
            return new DocumentNode(NodeKind.Text, origin, text);
        }
    }

    /// <summary>The same value without line numbers: a command line has none.</summary>
    private static DocumentNode Relabel(DocumentNode node, Origin origin)
    {
        var copy = new DocumentNode(node.Kind, origin, node.Text);
        copy.Items.AddRange(node.Items.Select(item => Relabel(item, origin)));
        copy.Members.AddRange(node.Members.Select(member => new Member(member.Name, origin, Relabel(member.Value, origin))));
        return copy;
    }
}
