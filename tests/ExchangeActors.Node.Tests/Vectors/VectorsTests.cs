using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Vectors;

/// <summary><c>exchange vectors</c> as a user meets it.</summary>
public sealed class VectorsTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "config", "vectors");

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_shipped_vectors_pass_and_the_last_line_counts_them()
    {
        var run = (await _folder.Run("vectors", Shipped)).Expect(ExitCode.Fine);

        var lines = run.Out.TrimEnd('\n').Split('\n');
        Assert.Equal($"{lines.Length - 1} passed, 0 failed", lines[^1]);
        Assert.True(lines.Length > 100);
        Assert.All(lines[..^1], line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
        Assert.Contains("ok dydx-fillable-price: long slightly under MM", lines);
        Assert.Equal(string.Empty, run.Error);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task One_that_fails_says_what_was_expected_and_the_others_are_run()
    {
        _folder.Write("bad.json", Suite("\"11\"", "\"7\""));

        var run = (await _folder.Run("vectors", "bad.json", Path.Combine(Shipped, "social-loss.json"))).Expect(ExitCode.CheckFailed);

        var lines = run.Out.TrimEnd('\n').Split('\n');
        Assert.Equal("FAILED small: mine (bad.json:2): seized.b: expected 11, is 7", lines[0]);
        Assert.Equal($"{lines.Length - 2} passed, 1 failed", lines[^1]);
        Assert.Equal(string.Empty, run.Error);
    }

    [Fact]
    public async Task As_json_the_results_alone_are_on_standard_output()
    {
        _folder.Write("bad.json", Suite("\"11\"", "\"7\""));

        var run = (await _folder.Run("vectors", "--json", Path.Combine(Shipped, "social-loss.json"), "bad.json"))
            .Expect(ExitCode.CheckFailed);

        using var results = JsonDocument.Parse(run.Out);
        var vectors = results.RootElement.GetProperty("vectors");
        var last = vectors[vectors.GetArrayLength() - 1];
        Assert.Equal(
            (vectors.GetArrayLength() - 1, 1), (results.RootElement.GetProperty("passed").GetInt32(),
                results.RootElement.GetProperty("failed").GetInt32()));
        Assert.Equal(("small", "mine", "allocation", "bad.json", 2, false), (
            last.GetProperty("suite").GetString(),
            last.GetProperty("name").GetString(),
            last.GetProperty("kind").GetString(),
            last.GetProperty("file").GetString(),
            last.GetProperty("line").GetInt32(),
            last.GetProperty("passed").GetBoolean()));
        var difference = Assert.Single(last.GetProperty("differences").EnumerateArray());
        Assert.Equal(
            ("seized.b", "11", "7"), (difference.GetProperty("path").GetString(), difference.GetProperty("expected").GetString(),
                difference.GetProperty("actual").GetString()));
    }

    [Fact]
    public async Task Of_a_set_with_a_malformed_file_nothing_is_run()
    {
        _folder.Write("good.json", Suite("\"7\"", "\"7\""));
        _folder.Write("bad.json", Suite("\"7\"", "7"));

        (await _folder.Run("vectors", "good.json", "bad.json"))
            .Refused(ExitCode.WrongInput,
                "exchange: bad.json:4: vectors[0].when.budget: must be a decimal string, is the number 7; put it into quotes: \"7\"");
        (await _folder.Run("vectors", "good.json", "bad.json", "--json")).Refused(ExitCode.WrongInput, "bad.json:4: ");
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_is_named()
    {
        _folder.Write("empty/readme.txt", "nothing");

        (await _folder.Run("vectors", "gone", "empty")).Refused(
            ExitCode.WrongInput, "exchange: gone: no such file; looked for ", "exchange: empty: has no *.json; name a file of vectors");
        (await _folder.Run("vectors")).Refused(ExitCode.WrongInput, "vectors: name a file or a folder of vectors");
        (await _folder.Run("vectors", "gone", "--bogus")).Refused(ExitCode.WrongInput, "'--bogus' is no option of exchange vectors");
    }

    /// <summary>Texts of a file, and its name, come back in results and messages: never so that a terminal acts on them.</summary>
    [Theory]
    [InlineData("\"small\"", "\"sm\\u001b[2Jall\"")]
    [InlineData("\"mine\"", "\"mi\\u001b[2Jne\"")]
    [InlineData("\"allocation\"", "\"\\u001b[2J\"")]
    [InlineData("\"queue\"", "\"\\u001b[2J\"")]
    [InlineData("\"when\"", "\"when\\u001b[2J\"")]
    [InlineData("\"b\"", "\"\\u001b[2J\"")]
    [InlineData("\"11\"", "\"\\u001b[2J\"")]
    [InlineData("\"a test\"", "\"\\u001b[2J\\u009b2J\\u202e\"")]
    [InlineData("\"7\"", "\u001b[2J")]
    public async Task What_a_terminal_would_act_on_never_reaches_it(string text, string escaped)
    {
        var suite = Suite("\"11\"", "\"7\"").Replace(text, escaped, StringComparison.Ordinal);
        Assert.NotEqual(Suite("\"11\"", "\"7\""), suite);
        const string name = "a\u001b[2J\u202e.json";
        _folder.Write(name, suite);

        foreach (var arguments in (string[][])[["vectors", name], ["vectors", "--json", name], ["vectors", "--bogus", name]])
        {
            var run = await _folder.Run(arguments);
            Assert.InRange(run.ExitCode, ExitCode.CheckFailed, ExitCode.WrongInput);
            Assert.All(
                (run.Out + run.Error).Where(letter => letter != '\n'),
                letter => Assert.False(char.IsControl(letter) || letter == '\u202e', $"U+{(int)letter:X4} in {run.Out}{run.Error}"));
            Assert.DoesNotContain("unexpectedly", run.Error, StringComparison.Ordinal);
        }
    }

    private static string Suite(string expected, string budget) =>
        $$"""
        { "suite": "small", "source": "a test", "vectors": [
          { "name": "mine", "kind": "allocation", "policy": "queue",
            "accounts": { "b": { "equity": "10", "wallet": "0", "pnl": "10" } },
            "when": { "budget": {{budget}} },
            "expect": { "seized": { "b": {{expected}} } } }] }
        """;
}
