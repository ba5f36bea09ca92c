using ExchangeActors.Scenarios.Vectors.Suites;

namespace ExchangeActors.Scenarios.Tests.Vectors;

/// <summary>Files of vectors that cannot be used: every problem has its file, line and remedy, and nothing is run.</summary>
public sealed class BadVectorTests : IDisposable
{
    private const string Capacity =
        """{ "name": "x", "kind": "fund-capacity", "venue": "dydx-v4", "when": { "fund": "1", "delta": "0" },"""
        + """ "expect": { "accepted": true } }""";

    private readonly VectorFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "\"fund-capacity\"", "\"fund-capacty\"",
            "small.json:2: vectors[0].kind: \"fund-capacty\" is unknown; did you mean \"fund-capacity\"?")]
    [InlineData(
        "\"fund\": \"1\"", "\"fund\": 1",
            "small.json:2: vectors[0].when.fund: must be a decimal string, is the number 1; put it into quotes: \"1\"")]
    [InlineData("\"fund\": \"1\"", "\"fund\": \"1e3\"", "small.json:2: vectors[0].when.fund: \"1e3\" is not a decimal number")]
    [InlineData("\"fund\": \"1\",", "", "small.json:2: vectors[0].when.fund: is missing; add \"fund\" (a decimal string)")]
    [InlineData("\"fund\": \"1\"", "\"fnd\": \"1\", \"fund\": \"1\"",
        "small.json:2: vectors[0].when.fnd: no property \"fnd\" is known here; did you mean \"fund\"?")]
    [InlineData("\"accepted\": true", "", "small.json:2: vectors[0].expect: expects nothing; write what must come out")]
    [InlineData(
        "true", "\"yes\"", "small.json:2: vectors[0].expect.accepted: must be true or false, is the text \"yes\"; write true or false")]
    [InlineData("\"dydx-v4\"", "\"dydx\"", "small.json:2: venue: there is no venue profile \"dydx\"; ")]
    [InlineData("\"venue\": \"dydx-v4\",", "", "small.json:2: vectors[0].venue: is missing; name a profile of config/venues")]
    [InlineData("\"when\"", "\"override\": { \"maxFee\": \"1\" }, \"when\"",
        "small.json:2: vectors[0].override.maxFee: is no setting of a venue; there are: adlPrice, ")]
    [InlineData("\"when\"", "\"override\": { \"drawdownStop\": \"1\" }, \"when\"",
        "small.json:2: trigger.stop: \"negative-equity-or-fund\" takes no such setting")]
    [InlineData("\"when\"", "\"override\": { \"ranking.policy\": \"dice\" }, \"when\"",
        "small.json:2: ranking.policy: \"dice\" is unknown; there are: bitmex, ")]
    [InlineData("\"name\": \"x\",", "", "small.json:2: vectors[0].name: is missing; add \"name\" (a text)")]
    [InlineData("] }", "]", "small.json:2: is not JSON: ")]
    public void A_problem_has_its_line_and_its_remedy(string written, string instead, string problem) =>
        Assert.StartsWith(problem, _folder.Refuse(VectorFolder.Suite(Capacity).Replace(written, instead, StringComparison.Ordinal)),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("\"market\": \"BTC\"", "\"market\": \"BTX\"",
        "when.market: market \"BTX\" is not one of \"markets\"; did you mean \"BTC\"?")]
    [InlineData("\"mark\": \"5\"", "\"mark\": \"0\"", "markets.BTC.mark: must be above 0, is 0; change the number")]
    [InlineData("\"0.1\"", "\"1.1\"", "markets.BTC.maintenanceMarginRate: needs 0 < maintenance ≤ initial ≤ 1; change the rates")]
    public void A_situation_must_hang_together(string written, string instead, string problem)
    {
        var vector =
            """{ "name": "x", "kind": "fillable-price", "venue": "dydx-v4","""
            + """ "markets": { "BTC": { "mark": "5", "maintenanceMarginRate": "0.1" } },"""
            + """ "account": { "wallet": "0", "positions": { "BTC": { "size": "1", "entry": "5" } } },"""
            + """ "when": { "market": "BTC" }, "expect": { "price": "1" } }""";

        Assert.Equal("small.json:2: vectors[0]." + problem, _folder.Refuse(
            VectorFolder.Suite(vector.Replace(written, instead, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("[]", "small.json:1: must be an object, is a list; write { \"suite\", \"source\", \"vectors\": [ … ] }")]
    [InlineData("""{ "suite": "s", "source": "t", "vectors": [] }""", "small.json:1: vectors: is empty; write at least one vector")]
    [InlineData("""{ "suite": "s", "source": "t" }""", "small.json:1: vectors: is missing; add \"vectors\" (a list)")]
    public void A_file_must_be_a_suite(string text, string problem) => Assert.Equal(problem, _folder.Refuse(text));

    [Fact]
    public void All_problems_of_all_files_are_named_at_once()
    {
        _folder.Write("a.json", VectorFolder.Suite(Capacity.Replace("true", "1", StringComparison.Ordinal)));
        _folder.Write("b.json", "{");
        _folder.Write("c.json", VectorFolder.Suite(Capacity));

        var problems = _folder.Refuse(() => VectorFiles.Load(
            [_folder.PathOf("vectors"), _folder.PathOf("vectors/gone.json"), _folder.PathOf("venues/..")])).Split('\n');

        Assert.Equal(4, problems.Length);
        Assert.StartsWith("a.json:2: vectors[0].expect.accepted", problems[^3], StringComparison.Ordinal);
        Assert.StartsWith("b.json:1: is not JSON", problems[^2], StringComparison.Ordinal);
        Assert.StartsWith("gone.json: no such file; looked for ", problems[^1], StringComparison.Ordinal);
        Assert.Contains("has no *.json; name a file of vectors, or a folder with some", problems[0], StringComparison.Ordinal);
    }
}
