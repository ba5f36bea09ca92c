using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Comparing;

/// <summary><c>exchange compare</c>, from the command line to the figures.</summary>
public sealed class CompareTests : IDisposable
{
    private static readonly string FirstAdl = WorkFolder.Shipped("first-adl.json");

    private static readonly string[] Crash =
    [
        WorkFolder.Shipped("btc-oct-10-2025.json"), "--set", "population.accounts=300", "--set", "insuranceFund=500", "--set",
            "liquidity.scale=0.001", "--set", "durationSeconds=1320", "--set",
        "tickMs=15000",
    ];

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tables_are_on_standard_output_within_120_columns_and_progress_is_not()
    {
        var run = (await _folder.Run(["compare", .. Crash, "--venues", "bitmex,binance,hyperliquid,risk-aware-pro-rata"]))
            .Expect(ExitCode.Fine);

        foreach (var title in (string[])["Who is closed", "What winners forgo", "Solvency and fairness", "Who pays",
            "Spearman's rho above the diagonal", "Checks", "ptsr: υ ÷ D"])
        {
            Assert.Contains(title, run.Out, StringComparison.Ordinal);
        }

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.Length <= 120, line));
        Assert.Contains("4/4 ", run.Error, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_page_holds_what_the_tables_say_and_nothing_from_elsewhere_and_equal_runs_give_equal_bytes()
    {
        string[] command = ["compare", .. Crash, "--venues", "bitmex,okx"];
        var printed = (await _folder.Run([.. command, "--html", "a.html", "--parallel", "1"])).Expect(ExitCode.Fine);
        var figures = (await _folder.Run([.. command, "--html", "b.html", "--csv"])).Expect(ExitCode.Fine);

        var page = await File.ReadAllTextAsync(_folder.File("a.html"));
        Assert.Equal(page, await File.ReadAllTextAsync(_folder.File("b.html")));
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        foreach (var title in (string[])["Who is closed", "How ADL goes", "Solvency and fairness", "Who pays", "Checks"])
        {
            Assert.Contains(title, printed.Out, StringComparison.Ordinal);
            Assert.Single(page.Split($"<h2>{title}</h2>").Skip(1));
        }

        // Every cell of the first table, and all figures as a file that one can take.
        var row = printed.Out.Split('\n').First(line => line.TrimStart().StartsWith("okx ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains($"<tr><th scope=\"row\">okx</th><td>{row[1]}</td><td>{row[2]}</td><td>{row[3]}</td>", page,
            StringComparison.Ordinal);
        var csv = System.Net.WebUtility.HtmlDecode(page.Split("base64,")[1].Split('"')[0]);
        Assert.Equal(figures.Out, System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(csv)));
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);

        (await _folder.Run([.. command, "--html", "a.html"])).Refused(ExitCode.WrongInput, "a.html exists already");
        (await _folder.Run([.. command, "--html", "a.html", "--force"])).Expect(ExitCode.Fine);
        (await _folder.Run([.. command, "--html", "no/such.html"])).Refused(ExitCode.WrongInput, "there is no folder");
        (await _folder.Run([.. command, "--force"])).Refused(ExitCode.WrongInput, "--force is for --html");
        Assert.Equal(["a.html", "b.html"], _folder.Names());
    }

    [Fact]
    public async Task Json_says_the_same_however_many_runs_go_on_at_once_and_the_same_as_a_run()
    {
        string[] command = ["compare", .. Crash, "--venues", "bitmex,okx,drift-v2", "--horizons", "60,0,0.5", "--json"];
        var alone = (await _folder.Run([.. command, "--parallel", "1"])).Expect(ExitCode.Fine);
        var together = (await _folder.Run([.. command, "--parallel", "3"])).Expect(ExitCode.Fine);
        var run = Report.Of(await _folder.Run(["run", .. Crash, "--in-memory", "--venue", "okx", "--json"]));

        Assert.Equal(alone.Out, together.Out);
        using var report = JsonDocument.Parse(alone.Out);
        var venues = report.RootElement.GetProperty("venues").EnumerateArray().ToList();
        Assert.Equal(["bitmex", "okx", "drift-v2"], venues.Select(venue => venue.GetProperty("venue").GetString()));
        Assert.Equal(run.StateHash, venues[1].GetProperty("stateHash").GetString());
        Assert.Equal(run.Number("adl.notional"), venues[1].GetProperty("adlNotional").GetDecimal());
        Assert.All(venues, venue =>
        {
            Assert.True(venue.GetProperty("invariantsHold").GetBoolean());
            var horizons = venue.GetProperty("horizons").EnumerateArray().ToList();
            Assert.Equal([0m, 0.5m, 60m], horizons.Select(horizon => horizon.GetProperty("seconds").GetDecimal()));
            Assert.All(horizons, horizon => Assert.Equal(
                horizon.GetProperty("haircut").GetDecimal() - venue.GetProperty("needed").GetDecimal(),
                    horizon.GetProperty("overshoot").GetDecimal()));
        });
        Assert.Contains("numeraire", report.RootElement.GetProperty("definitions").GetProperty("overshoot").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_goes_to_standard_output_or_to_a_file()
    {
        var profile = _folder.Write(
            "mine.json", (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "config", "venues", "okx.json")))
                .Replace("\"name\": \"okx\"", "\"name\": \"mine\"", StringComparison.Ordinal));
        var printed = (await _folder.Run("compare", FirstAdl, "--venues", $"bitmex,{profile}", "--csv")).Expect(ExitCode.Fine);
        var written = (await _folder.Run("compare", FirstAdl, "--venues", $"bitmex,{profile}", "--csv", "figures.csv"))
            .Expect(ExitCode.Fine);

        Assert.StartsWith("venue,version,", printed.Out, StringComparison.Ordinal);
        Assert.Equal(3, printed.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("\nmine,", printed.Out, StringComparison.Ordinal);
        Assert.Equal(printed.Out, await File.ReadAllTextAsync(_folder.File("figures.csv")));
        Assert.Contains("Who is closed", written.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_shipped_profiles_are_compared_when_none_is_named()
    {
        var run = (await _folder.Run("compare", FirstAdl, "--csv")).Expect(ExitCode.Fine);

        var shipped = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "config", "venues"), "*.json")
            .Where(file => !file.EndsWith(".schema.json", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension)
                .Order(StringComparer.Ordinal).ToList();
        var compared = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[0]).ToList();
        Assert.Equal("bitmex", compared[0]);
        Assert.Equal(shipped, compared.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("name a scenario", "compare")]
    [InlineData("did you mean \"bitmex\"?", "compare", "FIRST", "--venues", "okx,bitmax")]
    [InlineData("there is no file \"nowhere.json\"", "compare", "FIRST", "--venues", "nowhere.json")]
    [InlineData("is named 2 times", "compare", "FIRST", "--venues", "okx,okx")]
    [InlineData("--venues names nothing", "compare", "FIRST", "--venues", ",")]
    [InlineData("is not a list of seconds", "compare", "FIRST", "--horizons", "0,soon")]
    [InlineData("is not a list of seconds", "compare", "FIRST", "--horizons", "-5")]
    [InlineData("--parallel must be at least 1", "compare", "FIRST", "--parallel", "0")]
    [InlineData("both write to standard output", "compare", "FIRST", "--json", "--csv")]
    [InlineData("is not path=value", "compare", "FIRST", "--set", "seed")]
    [InlineData("name a scenario", "probe")]
    [InlineData("the population has no such account", "probe", "FIRST", "--account", "nobody")]
    [InlineData("did you mean \"bitmex\"?", "probe", "FIRST", "--venue", "bitmax")]
    [InlineData("--parts must be from 2", "probe", "FIRST", "--parts", "1")]
    [InlineData("--top must be at least 1", "probe", "FIRST", "--top", "0")]
    public async Task Wrong_usage_names_what_is_wrong_and_leaves_nothing(string expected, params string[] arguments)
    {
        var run = await _folder.Run([.. arguments.Select(argument => argument == "FIRST" ? FirstAdl : argument)]);

        run.Refused(ExitCode.WrongInput, expected);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_known_before_the_runs()
    {
        var run = await _folder.Run("compare", FirstAdl, "--csv", "no/such/folder.csv");

        run.Expect(ExitCode.Infrastructure);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(string.Empty, run.Out);
    }
}
