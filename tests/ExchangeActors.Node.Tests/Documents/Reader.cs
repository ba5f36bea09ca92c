using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace ExchangeActors.Node.Tests.Documents;

/// <summary>
/// The folder in which the commands of all documents run, one after the other, with the repository's config in it. What needs no journal
/// and leaves nothing is begun
/// at once, beside them; a run, comparison, study or probe that several blocks show, each through another pipe, is made once.
/// </summary>
public sealed partial class Reader : IDisposable
{
    private const string Pipe = " | ";
    private static readonly string[] Kept = ["exchange run ", "exchange compare ", "exchange stress ", "exchange probe "];

    private readonly WorkFolder _folder = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _made = new(StringComparer.Ordinal);
    private int _files;

    private int _begun;

    public Reader() => Directory.CreateSymbolicLink(_folder.File("config"), Path.Combine(Document.Root, "config"));

    public void Dispose() => _folder.Dispose();

    private void Begin()
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0)
        {
            return;
        }

        var independent = Document.All().SelectMany(path => new Document(path).Commands()).Select(shown => Split(shown.Command).Base)
            .Where(IsIndependent).Distinct(StringComparer.Ordinal).ToList();
        _ = Task.Run(async () =>
        {
            foreach (var command in independent)
            {
                await Made(command);
            }
        });
    }

    /// <summary>What the command writes to standard output.</summary>
    internal async Task<string[]> Run(string command)
    {
        Begin();
        var (first, rest) = Split(command);
        if (!Kept.Any(kept => first.StartsWith(kept, StringComparison.Ordinal)))
        {
            return Lines(await Script(command));
        }

        var whole = await Made(first);
        if (rest.Length == 0)
        {
            return Lines(whole);
        }

        var file = $"output-{Interlocked.Increment(ref _files)}";
        _folder.Write(file, whole);
        return Lines(await Script($"cat {file}{rest}"));
    }

    /// <summary>What the command, which is one that is made once, leaves in a file of the folder.</summary>
    internal async Task<string> RunAndRead(string command, string file)
    {
        Begin();
        await Made(command);
        return await File.ReadAllTextAsync(_folder.File(file));
    }

    private static (string Base, string Pipes) Split(string command) =>
        command.IndexOf(Pipe, StringComparison.Ordinal) is var at and > 0 ? (command[..at], command[at..]) : (command, string.Empty);

    private static bool IsIndependent(string command) =>
        Kept.Any(kept => command.StartsWith(kept, StringComparison.Ordinal))
        && !new[] { "--journal ", "--out ", "--page ", "--parquet ", "--resume" }.Any(command.Contains)
        && (!command.StartsWith(Kept[0], StringComparison.Ordinal) || command.Contains("--in-memory", StringComparison.Ordinal));

    private Task<string> Made(string command) => _made.GetOrAdd(command, _ => new(() => Script(command))).Value;

    private async Task<string> Script(string command)
    {
        var finished = await _folder.Script(
            $"""
            unset DOTNET_TC_CallCountingDelayMs DOTNET_TC_QuickJitForLoops # what takes long is to run fast
            export PATH='{Path.GetDirectoryName(ExchangeProcess.Program)}':"$PATH" COLUMNS=120 NO_COLOR=1
            {command}
            """);
        Assert.True(finished.ExitCode <= 3, $"{command}\nended with {finished.ExitCode}\n{finished.Out}\n{finished.Error}");
        return finished.Out;
    }

    // How far a reading is, which is said where it takes seconds, belongs to no command.
    private static string[] Lines(string text)
    {
        string[] lines = [.. text.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()).Where(line => !HowFar().IsMatch(line))];
        return lines is [""] ? [] : lines;
    }

    [GeneratedRegex(@"^[a-z ]+: [0-9,]+( of [0-9,]+)? events \([0-9,]+/s\)$")]
    private static partial Regex HowFar();
}
