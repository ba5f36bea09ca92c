using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>Scenarios that cannot run: the exit code is 2, standard error names file, line and remedy, and nothing is written.</summary>
public sealed class BadScenarioTests : IDisposable
{
    private const string Market =
        """
        { "id": "ETH-PERP", "tickSize": 0.01, "lotSize": 0.01, "quoteTick": 0.01,
          "tiers": [
            { "floor": 0, "initialMarginRate": 0.02, "maintenanceMarginRate": 0.01 },
            { "floor": 100000, "initialMarginRate": 0.05, "maintenanceMarginRate": 0.025 }],
          "makerFee": 0.0002, "takerFee": 0.0005 }
        """;

    private const string Inline = """{ "inline": [{ "second": 0, "market": "ETH-PERP", "index": 2000 }] }""";

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task An_unknown_market() => Refused(
        Text(more: ",\n\"accounts\": [{ \"id\": \"alice\", \"deposit\": 1, \"positions\": [\n{ \"market\": \"ETH-PRP\", \"size\": 1, "
            + "\"entry\": 1 }] }]"),
        "bad.json:11: accounts[0].positions[0].market: market \"ETH-PRP\" is not listed under \"markets\"; did you mean \"ETH-PERP\"?");

    [Fact]
    public Task A_negative_lot() => Refused(
        Text(Market.Replace("\"lotSize\": 0.01", "\"lotSize\": -1", StringComparison.Ordinal)),
            "bad.json:3: markets[0].lotSize: must be above 0, is -1; write the smallest quantity step");

    [Fact]
    public Task Overlapping_tiers() => Refused(
        Text(Market.Replace("100000", "0", StringComparison.Ordinal)), "bad.json:6: markets[0].tiers[1].floor: overlaps the tier before",
            "order the tiers by floor");

    [Fact]
    public async Task A_missing_scenario()
    {
        var run = await _folder.Run("run", "nowhere.json", "--journal", "bad.db", "--json");

        run.Refused(ExitCode.WrongInput, "nowhere.json: no such file; looked for ", _folder.File("nowhere.json"));
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public Task A_missing_price_file() => Refused(
        Text(prices: """{ "sources": [{ "format": "table", "file": "gone.csv" }] }"""),
            "bad.json:8: prices.sources[0].file: no such file: \"gone.csv\"; looked for ", "correct the path");

    [Fact]
    public Task A_truncated_gzip()
    {
        var whole = WorkFolder.Gzip("time,market,index\n" + string.Concat(
            Enumerable.Range(0, 500).Select(i => $"{1_760_130_000 + i},ETH-PERP,{i * 7919 % 1000}.5\n")));
        _folder.Write("prices.csv.gz", whole[..^20]);
        return Refused(Text(prices: """{ "sources": [{ "format": "table", "file": "prices.csv.gz" }] }"""), "prices.csv.gz:",
            "truncated or damaged", "fetch the file again, whole");
    }

    [Theory]
    [InlineData(
        "1760130001,ETH-PERP,NaN,", "prices.csv:3: index is NaN, not a finite number; correct the row, or set prices.onReject to \"skip\"")]
    [InlineData("1760130001,ETH-PERP,0,", "prices.csv:3: index must be above 0, is 0; correct the row")]
    [InlineData("1760120000,ETH-PERP,1,", "prices.csv:3: time 2025-10-10T18:13:20.000Z is out of order")]
    public Task A_row_of_prices_that_cannot_be_used(string row, string expected)
    {
        _folder.Write("prices.csv", $"time,market,index,last\n1760130000,ETH-PERP,2000,\n{row}\n");
        return Refused(Text(prices: """{ "sources": [{ "format": "table", "file": "prices.csv" }] }"""), expected);
    }

    [Theory]
    [InlineData("""{ "inline": [{ "second": 0, "market": "ETH-PERP", "index": 0 }] }""",
        "bad.json:8: prices.inline[0].index: must be above 0, is 0; write a price")]
    [InlineData("""{ "inline": [{ "second": 0, "market": "ETH-PERP", "index": NaN }] }""", "bad.json:8: is not JSON:")]
    public Task An_inline_price_that_cannot_be_used(string prices, string expected) => Refused(Text(prices: prices), expected);

    [Fact]
    public async Task An_unknown_set_path_says_what_there_is()
    {
        _folder.Write("bad.json", Text());

        var run = await _folder.Run("run", "bad.json", "--set", "insurancefund=1", "--json");

        run.Refused(
            ExitCode.WrongInput,
                "--set insurancefund=1: insurancefund: no property \"insurancefund\" is known here; did you mean \"insuranceFund\"?");
        Assert.Equal(["bad.json"], _folder.Names());
    }

    [Fact]
    public async Task An_unknown_venue_lists_what_exists()
    {
        _folder.Write("bad.json", Text());

        var run = await _folder.Run("run", "bad.json", "--venue", "nowhere");

        run.Refused(ExitCode.WrongInput, "--venue nowhere: venue: there is no venue profile \"nowhere\"; there are: ", "bitmex");
        Assert.Equal(["bad.json"], _folder.Names());
    }

    [Fact]
    public Task An_unknown_venue_in_the_scenario_has_its_line() => Refused(
        Text().Replace("\"bitmex\"", "\"nowhere\"", StringComparison.Ordinal),
            "bad.json:2: venue: there is no venue profile \"nowhere\"; there are: ", "bitmex");

    [Fact]
    public Task An_unknown_policy_in_a_profile_lists_what_exists()
    {
        var profile = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "config", "venues", "bitmex.json"));
        _folder.Write(Path.Combine("venues", "mine.json"), profile.Replace("\"fund-empty\"", "\"coin-toss\"", StringComparison.Ordinal));
        return Refused(Text().Replace("\"bitmex\"", "\"mine\"", StringComparison.Ordinal),
            "trigger.policy: \"coin-toss\" is unknown; there are: fund-empty", "mine.json:");
    }

    [Fact]
    public async Task All_problems_are_named_at_once()
    {
        _folder.Write(
            "bad.json", Text(Market.Replace("\"lotSize\": 0.01", "\"lotSize\": -1", StringComparison.Ordinal), more: ",\n\"unknwn\": 1"));

        var run = await _folder.Run("run", "bad.json", "--in-memory", "--set", "insuranceFund=-5");

        run.Refused(ExitCode.WrongInput, "markets[0].lotSize", "\"unknwn\"", "insuranceFund");
        Assert.Equal(3, run.Error.Trim().Split('\n').Length);
    }

    private static string Text(string market = Market, string prices = Inline, string more = "") =>
        $$"""
        {
        "name": "bad", "seed": 7, "venue": "bitmex", "start": "2025-10-10T21:00:00Z", "durationSeconds": 10, "tickMs": 1000,
        "markets": [{{market}}],
        "prices": {{prices}},
        "insuranceFund": 1000{{more}}
        }
        """;

    /// <summary>Runs it on a journal and once more on the default one; either must leave nothing.</summary>
    private async Task Refused(string text, params string[] expected)
    {
        _folder.Write("bad.json", text);
        var before = _folder.Names();

        (await _folder.Run("run", "bad.json", "--journal", "bad.db", "--json")).Refused(ExitCode.WrongInput, expected);
        (await _folder.Run("run", "bad.json")).Refused(ExitCode.WrongInput, expected);

        Assert.Equal(before, _folder.Names());
    }
}
