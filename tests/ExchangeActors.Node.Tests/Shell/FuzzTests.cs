using System.Globalization;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using ExchangeActors.Journal;
using ExchangeActors.Node.Shell;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Node.Tests.Shell;

/// <summary>
/// Mutated scenarios, venues, vectors, imports and journals through the program's own entry point, in one process: whatever a file holds,
/// the program ends with one of its exit codes and says what is wrong; it never "failed unexpectedly", and never ends the process. The
/// long form:
/// <c>EXCHANGE_FUZZ=10000 dotnet test tests/ExchangeActors.Node.Tests -c Release --filter FuzzTests</c>; <c>EXCHANGE_FUZZ_SEED</c>
/// begins elsewhere.
/// </summary>
[Collection(nameof(FuzzTests))]
[CollectionDefinition(nameof(FuzzTests), DisableParallelization = true)]
public sealed class FuzzTests : IDisposable
{
    private const int ShortForm = 300;
    private const int LongestTicks = 2_000;
    private const int MostAccounts = 2_000;

    private static readonly MethodInfo Main = typeof(ExitCode).Assembly.EntryPoint!;

    private readonly WorkFolder _folder = new();
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;
    private string _last = string.Empty;
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public FuzzTests() => Environment.SetEnvironmentVariable("EXCHANGE_REVIEW_CACHE", _folder.File("review-cache"));

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
        Environment.SetEnvironmentVariable("EXCHANGE_REVIEW_CACHE", null);
        _folder.Dispose();
    }

    [Fact]
    public void Whatever_a_file_holds_the_program_says_what_is_wrong()
    {
        var inputs = Number("EXCHANGE_FUZZ", ShortForm);
        var first = Number("EXCHANGE_FUZZ_SEED", 1);
        var kinds = Kinds();
        var failures = new List<string>();
        for (var seed = first; seed < first + inputs && failures.Count < 20; seed++)
        {
            var random = new Random(seed);
            var (kind, verbs, originals, mutate) = kinds[seed % kinds.Length];
            var original = originals[random.Next(originals.Count)];
            var bytes = mutate(original, random);
            while (kind == "scenario" && IsLong(bytes))
            {
                bytes = mutate(original, random);
            }

            var file = _folder.Write($"fuzz-{kind}.json", bytes);
            foreach (var verb in verbs)
            {
                var (code, output) = Run([.. verb.Select(word => word == "FILE" ? file : word)]);
                Count($"{kind}, exit code {code}");
                if (code is not (ExitCode.Fine or ExitCode.CheckFailed or ExitCode.WrongInput or ExitCode.Infrastructure)
                    || output.Contains("failed unexpectedly", StringComparison.Ordinal)
                    || output.Contains('\u001b', StringComparison.Ordinal))
                {
                    failures.Add(
                        $"seed {seed}, {string.Join(' ', verb)}: exit code {code}: {output[..Math.Min(output.Length, 600)]}\n{_last}");
                    Keep(file, seed);
                }
            }

            File.Delete(_folder.File("imported.db"));
        }

        _out.WriteLine($"{inputs} inputs: {string.Join("; ", _counts.Select(pair => $"{pair.Key}: {pair.Value}"))}");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        Assert.All(kinds, kind => Assert.True(
            _counts.Keys.Count(name => name.StartsWith(kind.Kind, StringComparison.Ordinal)) > 1, $"{kind.Kind} always ends alike"));
    }

    private (string Kind, string[][] Verbs, List<byte[]> Originals, Func<byte[], Random, byte[]> Mutate)[] Kinds()
    {
        var config = Path.Combine(AppContext.BaseDirectory, "config");
        List<byte[]> Files(string folder, Func<string, bool> match) =>
            [.. Directory.GetFiles(Path.Combine(config, folder), "*.json")
                .Where(match).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

        var market = File.ReadAllText(Path.Combine(config, "markets", "eth-perp.json"));
        var first = File.ReadAllText(WorkFolder.Shipped("first-adl.json"))
            .Replace("\"../markets/eth-perp.json\"", market, StringComparison.Ordinal);
        var calm = File.ReadAllText(WorkFolder.Shipped("calm.json"))
            .Replace("\"../markets/eth-perp.json\"", market, StringComparison.Ordinal)
            .Replace(
                "\"../markets/btc-perp.json\"",
                File.ReadAllText(Path.Combine(config, "markets", "btc-perp.json")),
                StringComparison.Ordinal)
            .Replace("\"accounts\": 300", "\"accounts\": 20", StringComparison.Ordinal);
        _folder.Write(
            "prices.csv", "time,market,index,last\n2025-01-01T00:00:00Z,ETH-PERP,2000,2001\n2025-01-01T00:00:02Z,ETH-PERP,1900,1899\n");
        var scenario = _folder.Write("first.json", first);
        Assert.Equal(ExitCode.Fine, Run(["run", scenario, "--journal", _folder.File("first.db")]).Code);
        Assert.Equal(
            ExitCode.Fine,
            Run(["review", _folder.File("first.db"), "export", "--format", "jsonl", "--output", _folder.File("first.jsonl")]).Code);
        var prices = File.ReadAllBytes(_folder.File("prices.csv"));
        var priced = _folder.Write("priced.json", Priced(first));
        Assert.Equal(ExitCode.Fine, Run(["run", priced, "--in-memory"]).Code);
        return
        [
            (
                "scenario",
                [["run", "FILE", "--in-memory", "--json"]],
                [Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(calm)],
                Mutation.OfJson),
            (
                "venue",
                [["run", scenario, "--in-memory", "--venue", "FILE"], ["venues", "show", "FILE"]],
                Files("venues", name => !name.EndsWith("schema.json", StringComparison.Ordinal)),
                Mutation.OfJson),
            ("vectors", [["vectors", "FILE"]], Files("vectors", _ => true), Mutation.OfJson),
            (
                "import",
                [["review", _folder.File("imported.db"), "import", "FILE"], ["review", _folder.File("imported.db"), "verify"]],
                [File.ReadAllBytes(_folder.File("first.jsonl"))],
                Mutation.OfLines),
            (
                "journal",
                [["review", "FILE", "verify"], ["review", "FILE", "timeline"], ["review", "FILE", "state", "--json"]],
                [File.ReadAllBytes(_folder.File("first.db"))],
                Mutation.OfBytes),
            ("prices", [["run", priced, "--in-memory", "--set", "prices.sources[0].file=fuzz-prices.json"]], [prices], Mutation.OfBytes),
        ];
    }

    /// <summary>The scenario with its prices in a table beside it.</summary>
    private static string Priced(string scenario)
    {
        var document = System.Text.Json.Nodes.JsonNode.Parse(scenario)!.AsObject();
        document["start"] = "2025-01-01T00:00:00Z";
        document["durationSeconds"] = 3;
        document["tickMs"] = 1000;
        document.Remove("then");
        document["prices"] = System.Text.Json.Nodes.JsonNode.Parse("""{ "sources": [{ "format": "table", "file": "prices.csv" }] }""");
        return document.ToJsonString();
    }

    /// <summary>A scenario that asks for a long run is not wrong, only long.</summary>
    private static bool IsLong(byte[] scenario)
    {
        try
        {
            using var document = JsonDocument.Parse(scenario);
            decimal Of(JsonElement of, string name, decimal absent) =>
                of.ValueKind == JsonValueKind.Object
                && of.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.Number
                && value.TryGetDecimal(out var number)
                    ? number
                    : absent;
            var root = document.RootElement;
            var accounts = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("population", out var population)
                ? Of(population, "accounts", 0m)
                : 0m;
            return accounts > MostAccounts || Of(root, "durationSeconds", 1m) * 1000m > LongestTicks * Math.Max(1m, Of(root, "tickMs", 1m));
        }
        catch (Exception fault) when (fault is JsonException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>With <c>EXCHANGE_FUZZ_KEEP</c> a folder for the inputs that failed.</summary>
    private static void Keep(string file, int seed)
    {
        if (Environment.GetEnvironmentVariable("EXCHANGE_FUZZ_KEEP") is { Length: > 0 } folder)
        {
            File.Copy(
                file,
                Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{seed}-{Path.GetFileName(file)}")),
                overwrite: true);
        }
    }

    private (int Code, string Output) Run(string[] arguments)
    {
        void Note(object? sender, FirstChanceExceptionEventArgs thrown) =>
            _last = thrown.Exception is InputException or JournalException or TargetInvocationException
                ? _last
                : $"{thrown.Exception}\n{Environment.StackTrace}";
        _last = string.Empty;
        AppDomain.CurrentDomain.FirstChanceException += Note;
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var both = TextWriter.Synchronized(output);
        Console.SetOut(both);
        Console.SetError(both);
        try
        {
            var code = (int)Main.Invoke(null, [arguments])!;
            return (code, output.ToString());
        }
        catch (TargetInvocationException fault)
        {
            return (-1, $"{fault.InnerException}\n{output}");
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Note;
        }
    }

    private void Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;

    private static int Number(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : standard;
}
