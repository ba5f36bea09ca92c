using System.Text.RegularExpressions;

namespace ExchangeActors.Node.Tests.Documents;

/// <summary>The text for contributors names files: each is there, so that a file that moves takes its name in the text along.</summary>
public sealed partial class NamedFileTests
{
    private const string Text = "src/README.md";

    [Fact]
    public void Every_file_that_the_text_for_contributors_names_is_there()
    {
        var text = File.ReadAllText(Path.Combine(Document.Root, Text));
        var section = text[text.IndexOf("\n## Contributing\n", StringComparison.Ordinal)..];
        var folder = "";
        var missing = new List<string>();
        var found = 0;
        foreach (var name in Names().Matches(section).Select(match => match.Groups[1].Value))
        {
            // A name without a folder is a file beside the one that was named last.
            var path = name.Contains('/') ? name : folder + name;
            var full = Path.Combine(Document.Root, path);
            if (name.Contains('/'))
            {
                folder = path[..(path.LastIndexOf('/') + 1)];
            }

            found++;
            if (!File.Exists(full) && !Directory.Exists(full))
            {
                missing.Add(path);
            }
        }

        Assert.True(missing.Count == 0, $"{Text} names what is not there: {string.Join(", ", missing)}");
        Assert.True(found > 40, $"only {found} names were found in {Text}");
    }

    [Fact]
    public void A_way_to_add_something_has_ten_lines_at_most()
    {
        var ways = Ways().Matches(File.ReadAllText(Path.Combine(Document.Root, Text)));
        Assert.Equal(3, ways.Count);
        Assert.All(ways, way => Assert.InRange(way.Value.Split('\n').Count(line => line.Length > 0) - 1, 1, 10));
    }

    [GeneratedRegex("`((?:src|tests|config|\\.ci)/[^` ]+|[A-Z]\\w+\\.cs)`")]
    private static partial Regex Names();

    [GeneratedRegex(@"### (?:A policy|An event|A verb)[^#]*")]
    private static partial Regex Ways();
}
