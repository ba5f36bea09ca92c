using System.Text;
using System.Text.RegularExpressions;

namespace ExchangeActors.Node.Tests.Documents;

/// <summary>A command that a document shows, and what it says comes of it.</summary>
/// <param name="Line">The command's line in the document, from 1.</param>
/// <param name="Command">What stands behind the dollar sign.</param>
/// <param name="Output">The lines below it, up to the next command or the end of the block.</param>
internal sealed record ShownCommand(int Line, string Command, IReadOnlyList<string> Output)
{
    /// <summary>True for what <c>.ci/run</c> does itself, and a document only names.</summary>
    public bool IsOfTheBuild => Command.StartsWith("dotnet ", StringComparison.Ordinal);
}

/// <summary>
/// A Markdown file with its blocks of type <c>console</c>: each line that begins with a dollar sign is a command, and what follows is all
/// that it writes to standard output.
/// </summary>
internal sealed class Document(string path)
{
    private const string Opening = "```console";
    private const string Closing = "```";
    private const string Prompt = "$ ";

    /// <summary>The repository's folder: the one with the solution, above the tests.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every README of the repository by its path there, the top one first.</summary>
    public static IEnumerable<string> All() =>
        new[] { "README.md" }.Concat(
            new[] { "config", "src", "tests" }
                .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "README.md", SearchOption.AllDirectories))
                .Select(file => Path.GetRelativePath(Root, file))
                .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                .Order(StringComparer.Ordinal));

    /// <summary>The commands in their order.</summary>
    public IEnumerable<ShownCommand> Commands()
    {
        var lines = File.ReadAllLines(Path.Combine(Root, path));
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] != Opening)
            {
                continue;
            }

            for (i++; i < lines.Length && lines[i] != Closing;)
            {
                Assert.True(
                    lines[i].StartsWith(Prompt, StringComparison.Ordinal),
                    $"{path}:{i + 1}: a block of type console begins with a command");
                var place = i;
                for (i++; i < lines.Length && lines[i] != Closing && !lines[i].StartsWith(Prompt, StringComparison.Ordinal);)
                {
                    i++;
                }

                yield return new ShownCommand(place + 1, lines[place][Prompt.Length..], lines[(place + 1)..i]);
            }
        }
    }

    /// <summary>Writes the document again with these outputs, in the order of <see cref="Commands"/>.</summary>
    public void Rewrite(IEnumerable<(ShownCommand Shown, IReadOnlyList<string> Output)> made)
    {
        var file = Path.Combine(Root, path);
        var lines = File.ReadAllLines(file).ToList();
        foreach (var (shown, output) in made.Reverse())
        {
            lines.RemoveRange(shown.Line, shown.Output.Count);
            lines.InsertRange(shown.Line, output);
        }

        File.WriteAllText(file, string.Join('\n', lines) + "\n", new UTF8Encoding(false));
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ExchangeActors.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no solution above {AppContext.BaseDirectory}");
    }
}

/// <summary>What of an output is another on every machine and in every run: how long it took, and names made of the time.</summary>
internal static partial class Masked
{
    /// <summary>
    /// The line with durations, rates, file sizes (in MB or bytes), shares of time and times in the names of journals replaced, spaces and
    /// rules counted once, since columns are as wide as what they hold.
    /// </summary>
    public static string Line(string line) =>
        Spaces().Replace(Rules().Replace(Stamps().Replace(Amounts().Replace(line.TrimEnd(), "# $2"), "-#Z"), "─"), " ");

    [GeneratedRegex(@"\b(\d[\d,]*(?:\.\d+)?) (events/s|seeds/s|runs/s|ms|s|min|MB|bytes)(?![\w])")]
    private static partial Regex Amounts();

    [GeneratedRegex(@"-\d{8}T\d{9}Z")]
    private static partial Regex Stamps();

    [GeneratedRegex("─+")]
    private static partial Regex Rules();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
