using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Stressing;

/// <summary><c>exchange stress</c>, from the command line to the report.</summary>
public sealed class StressVerbTests : IDisposable
{
    private static readonly string[] Small =
    [
        WorkFolder.Shipped("stress-crash.json"), "--set", "population.accounts=150", "--set", "tickMs=60000",
        "--set", "liquidity.scale=0.0002",
        "--vary", "prices.shock=uniform(0.5,1.5)",
    ];

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tables_are_on_standard_output_within_120_columns_and_progress_is_not()
    {
        var run = (await _folder.Run(["stress", .. Small, "--runs", "6", "--grid", "depth=0.5|1", "--venues", "bitmex,hyperliquid"]))
            .Expect(ExitCode.Fine);

        foreach (var title in (string[])
            [
                "How often, and how large a fund",
                "Layers of the waterfall",
                "Differences, run by run",
                "The worst runs",
                " 99.9 %",
            ])
        {
            Assert.Contains(title, run.Out, StringComparison.Ordinal);
        }

        Assert.All(
            run.Out.Split('\n').Where(line => !line.StartsWith("  exchange run ", StringComparison.Ordinal)),
            line => Assert.True(line.Length <= 120, line));
        Assert.Contains("24/24 runs", run.Error, StringComparison.Ordinal);
        Assert.Contains(" left", run.Error, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task Json_is_the_same_with_one_or_three_runs_at_once_and_after_a_resume_and_a_run_can_be_made_again()
    {
        string[] arguments = ["stress", .. Small, "--runs", "7", "--json"];
        var alone = (await _folder.Run([.. arguments, "--parallel", "1"])).Expect(ExitCode.Fine);
        (await _folder.Run(["stress", .. Small, "--runs", "3", "--out", "kept"])).Expect(ExitCode.Fine);
        var resumed = (await _folder.Run([.. arguments, "--parallel", "3", "--out", "kept", "--resume"])).Expect(ExitCode.Fine);

        Assert.Equal(alone.Out, resumed.Out);
        Assert.Equal(["kept", "kept/report.json", "kept/runs.csv", "kept/study.txt"], _folder.Names());
        Assert.Equal(alone.Out, await File.ReadAllTextAsync(_folder.File("kept/report.json")));
        using var report = JsonDocument.Parse(alone.Out);
        var root = report.RootElement;
        Assert.Equal(7, root.GetProperty("runs").GetInt32());
        Assert.Equal(7, root.GetProperty("seeds").GetProperty("count").GetInt32());
        foreach (var name in (string[])["pAdl", "pFundExhausted"])
        {
            var (value, low, high) = (Number(root, name, "value"), Number(root, name, "low"), Number(root, name, "high"));
            Assert.True(low >= 0.0 && low <= value && value <= high && high <= 1.0);
        }

        Assert.All(root.GetProperty("layers").EnumerateArray(), layer => Assert.True(
            layer.GetProperty("mean").TryGetProperty("low", out _) && layer.GetProperty("quantiles").GetArrayLength() > 2
            && layer.GetProperty("expectedShortfall").GetArrayLength() > 2));
        Assert.Equal(
            [0.95, 0.99, 0.999],
            root.GetProperty("fundNeeded").EnumerateArray().Select(level => level.GetProperty("level").GetDouble()));
        Assert.All((string[])["solved", "reverse", "cover"], name => Assert.Equal(JsonValueKind.Null, root.GetProperty(name).ValueKind));

        // The command line of the worst run gives that run, in memory to the last digit.
        var worst = root.GetProperty("points")[0].GetProperty("worst")[0];
        var (number, command) = (worst.GetProperty("run").GetInt32(), worst.GetProperty("command").GetString()!);
        var inMemory = command.Replace("exchange run", "$EXCHANGE run", StringComparison.Ordinal)
            .Replace($"--journal run-{number}.db", "--in-memory --json", StringComparison.Ordinal);
        var again = Report.Of((await _folder.Shell(inMemory)).Expect(ExitCode.Fine));
        var line = (await File.ReadAllLinesAsync(_folder.File("kept/runs.csv")))[1 + number];
        Assert.EndsWith("," + again.StateHash, line, StringComparison.Ordinal);
        (await _folder.Shell(command.Replace("exchange run", "$EXCHANGE run", StringComparison.Ordinal))).Expect(ExitCode.Fine);
        Assert.Contains($"run-{number}.db", _folder.Names());
    }

    [Fact]
    public async Task Solved_reverse_and_cover_are_in_the_report_and_in_the_tables()
    {
        string[] command =
        [
            "stress", .. Small[..^2], "--set", "insuranceFund=500", "--runs", "10",
            "--fund", "solve:P(adl)<=0.3", "--reverse", "fund", "--cover", "2", "--out", "kept",
        ];
        var tables = (await _folder.Run(command)).Expect(ExitCode.Fine);
        var again = (await _folder.Run([.. command, "--resume", "--json"])).Expect(ExitCode.Fine);

        Assert.Contains("P(adl)<=0.3 with a fund of", tables.Out, StringComparison.Ordinal);
        Assert.Contains("The smallest shock (prices.shock) for an exhausted fund", tables.Out, StringComparison.Ordinal);
        Assert.Contains("When the 2 largest owners default", tables.Out, StringComparison.Ordinal);
        Assert.All(
            tables.Out.Split('\n').Where(line => !line.StartsWith("  exchange run ", StringComparison.Ordinal)),
            line => Assert.True(line.Length <= 120, line));
        using var report = JsonDocument.Parse(again.Out);
        var (solved, reverse, cover) = (
            report.RootElement.GetProperty("solved"), report.RootElement.GetProperty("reverse"), report.RootElement.GetProperty("cover"));
        Assert.True(solved.GetProperty("confirmed").GetProperty("value").GetDouble() <= 0.3);
        Assert.Equal("fund", reverse.GetProperty("event").GetString());
        Assert.True(reverse.GetProperty("shock")[0].GetProperty("value").GetDouble() > 0.0);
        Assert.Equal(2, cover.GetProperty("owners").GetInt32());
        var added = cover.GetProperty("differences").EnumerateArray()
            .Single(difference => difference.GetProperty("figure").GetString() == "fundNeeded");
        Assert.True(added.GetProperty("mean").GetProperty("value").GetDouble() > 0.0, "who has less margin costs the fund more");
    }

    [Fact]
    public async Task The_page_and_the_Parquet_file_hold_the_study()
    {
        var run = (await _folder.Run(
            [
                "stress", .. Small[..^2], "--runs", "5", "--grid", "shock=0.5|1.5,depth=0.5|1", "--set", "insuranceFund=500",
                "--page", "study.html", "--parquet", "runs.parquet", "--json",
            ]))
            .Expect(ExitCode.Fine);

        var page = await File.ReadAllTextAsync(_folder.File("study.html"));
        foreach (var part in (string[])
            [
                "How often, and how large a fund",
                "The fund that is enough",
                "<polyline ",
                "P(ADL) under bitmex, shock down, depth across",
                "The worst runs",
                "exchange run ",
            ])
        {
            Assert.Contains(part, page, StringComparison.Ordinal);
        }

        // Each of the four points has its layers and its worst runs.
        Assert.Equal(4, page.Split("Layers of the waterfall, ").Length - 1);
        Assert.Equal(4, page.Split("The worst runs, ").Length - 1);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(
            page[page.IndexOf("<svg", StringComparison.Ordinal)..(page.IndexOf("</svg>", StringComparison.Ordinal) + 6)]);
        using var report = JsonDocument.Parse(run.Out);
        var curve = report.RootElement.GetProperty("points")[2].GetProperty("curve").EnumerateArray()
            .Select(point => point.GetProperty("fundNeeded").GetDouble()).ToList();
        Assert.Equal(curve.Order(), curve);
        Assert.True(curve[^1] > 0.0);

        await using var parquet = await Parquet.ParquetReader.CreateAsync(_folder.File("runs.parquet"));
        Assert.Equal(20, parquet.RowGroups.Sum(group => group.RowCount));
        Assert.Contains("fundNeeded", parquet.Schema.Fields.Select(field => field.Name));
    }

    [Fact]
    public async Task Csv_has_a_line_per_figure_and_level()
    {
        var run = (await _folder.Run(["stress", .. Small, "--runs", "2", "--grid", "depth=0.5|1", "--csv"])).Expect(ExitCode.Fine);

        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("point,venue,depth,cover,runs,figure,statistic,level,value,low,high", lines[0]);
        Assert.Equal(2, lines.Count(line => line.Contains(",adl,probability,,", StringComparison.Ordinal)));
        Assert.Equal(6, lines.Count(line => line.Contains(",fundNeeded,quantile,", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("name a scenario", "stress")]
    [InlineData("--runs must be 1", "stress", "CRASH", "--runs", "0")]
    [InlineData("is no probability between 0 and 1", "stress", "CRASH", "--fund", "solve:P(adl)<=2")]
    [InlineData("is no target", "stress", "CRASH", "--fund", "1000")]
    [InlineData("--cover must be 1 or 2", "stress", "CRASH", "--cover", "3")]
    [InlineData("\"price\" is not known; there are: adl, fund", "stress", "CRASH", "--reverse", "price")]
    [InlineData("raises the shock itself", "stress", "CRASH", "--reverse", "adl", "--grid", "shock=1|2")]
    [InlineData("--most must be above 0", "stress", "CRASH", "--reverse", "adl", "--most", "-1")]
    [InlineData("is no distribution here", "stress", "CRASH", "--vary", "insuranceFund=gauss(1,2)")]
    [InlineData("make the shock smaller", "stress", "CRASH", "--grid", "shock=1|100")]
    [InlineData("more than 10000000 runs", "stress", "CRASH", "--runs", "1000000", "--grid", "fund=1|2|3|4|5|6|7|8|9|10|11")]
    [InlineData("did you mean \"bitmex\"?", "stress", "CRASH", "--venues", "bitmax")]
    [InlineData("name the profile with --venues", "stress", "CRASH", "--set", "venue=okx")]
    [InlineData("--parallel must be at least 1", "stress", "CRASH", "--parallel", "0")]
    [InlineData("name it with --out", "stress", "CRASH", "--resume")]
    [InlineData("holds no study", "stress", "CRASH", "--resume", "--out", "nowhere")]
    [InlineData("both write to standard output", "stress", "CRASH", "--json", "--csv")]
    public async Task Wrong_usage_names_what_is_wrong(string expected, params string[] arguments) =>
        (await _folder.Run([.. arguments.Select(argument => argument == "CRASH" ? WorkFolder.Shipped("stress-crash.json") : argument)]))
            .Refused(ExitCode.WrongInput, expected);

    private static double Number(JsonElement root, string name, string member) => root.GetProperty(name).GetProperty(member).GetDouble();
}
