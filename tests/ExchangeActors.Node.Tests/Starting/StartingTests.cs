using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Starting;

/// <summary>The first minutes: a run without a scenario, names, files to begin with, and whether they can be used.</summary>
public sealed class StartingTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_alone_runs_the_smallest_scenario_and_says_what_to_try_next()
    {
        var run = (await _folder.Run("run")).Expect(ExitCode.Fine);

        Assert.StartsWith("first-adl under bitmex", run.Out, StringComparison.Ordinal);
        Assert.Contains("exchange run oct-10-2025", run.Error, StringComparison.Ordinal);
        Assert.Contains("exchange scenarios", run.Error, StringComparison.Ordinal);
        Assert.Contains(_folder.Names(), name => name.StartsWith(Path.Combine("journals", "first-adl-"), StringComparison.Ordinal));

        var json = (await _folder.Run("run", "--in-memory", "--json")).Expect(ExitCode.Fine);
        Assert.Equal("first-adl", JsonDocument.Parse(json.Out).RootElement.GetProperty("scenario").GetString());
    }

    [Theory]
    [InlineData("first-adl")]
    [InlineData("jelly-2025-03-26-settled")]
    public async Task A_scenario_is_run_and_resumed_and_tested_by_its_name(string name)
    {
        (await _folder.Run("run", name, "--journal", "j.db")).Expect(ExitCode.Fine);
        (await _folder.Run("run", "--resume", "--journal", "j.db")).Expect(ExitCode.Fine);
        Assert.Contains($"ok {name}", (await _folder.Run("test", name)).Expect(ExitCode.Fine).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenarios_lists_what_can_be_named()
    {
        using var list = JsonDocument.Parse((await _folder.Run("scenarios", "--json")).Expect(ExitCode.Fine).Out);
        var names = list.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString()).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains("oct-10-2025", names);
        Assert.Contains("popcat-2025-11-12", names);

        var table = (await _folder.Run("scenarios")).Expect(ExitCode.Fine).Out;
        Assert.All(names, name => Assert.Contains($" {name} ", table, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mistyped_name_is_answered_with_the_nearest() =>
        (await _folder.Run("run", "okt-10-2025", "--in-memory")).Refused(
            ExitCode.WrongInput, "there is no scenario \"okt-10-2025\"; did you mean \"oct-10-2025\"?");

    [Fact]
    public async Task What_new_writes_is_commented_and_can_be_used_as_it_is_by_name_and_by_file()
    {
        foreach (var kind in new[] { "scenario", "venue", "test" })
        {
            var made = (await _folder.Run("new", kind, $"my-{kind}")).Expect(ExitCode.Fine);
            Assert.Equal($"my-{kind}.json\n", made.Out);
            var text = await File.ReadAllTextAsync(_folder.File($"my-{kind}.json"));
            Assert.Contains("\"$comment-", text, StringComparison.Ordinal);
            Assert.Contains($"\"name\": \"my-{kind}\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain(text.Split('\n'), line => line.Length > 140);
        }

        var checkedFiles = (await _folder.Run(
            "validate", "my-scenario.json", "my-venue.json", "my-test.json", "first-adl", "hyperliquid")).Expect(ExitCode.Fine);
        Assert.Equal(5, checkedFiles.Out.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
        Assert.Contains("ok my-test\n", (await _folder.Run("test", "my-test.json")).Expect(ExitCode.Fine).Out, StringComparison.Ordinal);
        Assert.Contains(
            "first-adl under my-venue",
            (await _folder.Run("run", "first-adl", "--in-memory", "--venue", "my-venue")).Expect(ExitCode.Fine).Out,
            StringComparison.Ordinal);

        using var report = JsonDocument.Parse((await _folder.Run("run", "my-scenario", "--in-memory", "--json")).Expect(ExitCode.Fine).Out);
        Assert.True(
            report.RootElement.GetProperty("adl").GetProperty("forcedCloses").GetInt64() > 0, "the scenario to begin with shows ADL");
    }

    [Theory]
    [InlineData("is there already", "new", "scenario", "here.json")]
    [InlineData("there is a scenario \"calm\" already", "new", "scenario", "calm")]
    [InlineData("there is a venue \"okx\" already", "new", "venue", "okx")]
    [InlineData("is no name", "new", "test", "a b")]
    [InlineData("is no name", "new", "test", "")]
    [InlineData("no folder gone", "new", "venue", "gone/mine.json")]
    public async Task New_leaves_what_is_there_and_refuses_what_is_no_name(string expected, params string[] arguments)
    {
        _folder.Write("here.json", "mine");

        (await _folder.Run(arguments)).Refused(ExitCode.WrongInput, expected);

        Assert.Equal(["here.json"], _folder.Names());
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("here.json")));
    }

    [Fact]
    public async Task Validate_names_every_problem_of_every_file()
    {
        await _folder.Run("new", "scenario", "mine");
        var text = await File.ReadAllTextAsync(_folder.File("mine.json"));
        _folder.Write(
            "bad.json",
            text.Replace("\"seed\": 1,", string.Empty, StringComparison.Ordinal).Replace(
                "\"lotSize\": 0.001", "\"lotsize\": 0.001", StringComparison.Ordinal));
        _folder.Write("worse.json", """{ "hello": 1 }""");
        _folder.Write("venue.json", """{ "name": "v", "extends": "bitmx" }""");

        var run = (
            await _folder.Run("validate", "mine.json", "bad.json", "worse.json", "venue.json", "gone.json")).Expect(ExitCode.WrongInput);

        Assert.Equal("ok mine.json: scenario mine, 500 accounts, 1 market, 120 ticks, venue bitmex\n", run.Out);
        Assert.All(
            [
                "bad.json:1: seed: is missing", "did you mean \"lotSize\"?", "worse.json:1: is neither a scenario",
                "did you mean \"bitmex\"?", "gone.json: no such file", "4 of 5 cannot be used",
            ],
            part => Assert.Contains(part, run.Error, StringComparison.Ordinal));

        using var json = JsonDocument.Parse(
            (await _folder.Run("validate", "mine.json", "worse.json", "--json")).Expect(ExitCode.WrongInput).Out);
        Assert.Equal([0, 1], json.RootElement.EnumerateArray().Select(file => file.GetProperty("problems").GetArrayLength()));
    }
}
