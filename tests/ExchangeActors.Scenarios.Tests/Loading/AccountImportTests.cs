using System.Text.Json;
using System.Text.Json.Nodes;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Scenarios.Tests.Loading;

/// <summary>
/// A user's own accounts from a table: what comes of it is the scenario's list, and what is wrong with it is told by line and column.
/// </summary>
public sealed class AccountImportTests : IDisposable
{
    private static readonly string FirstAdl = ShippedFiles.Scenario("first-adl.json");
    private const string Book =
        "account,deposit,market,size,entry\nalice,2180,ETH-PERP,10,2000\nbob,6000,ETH-PERP,-12,2000\ncarol,2000,ETH-PERP,2,2000\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("exchange-accounts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("book.csv")]
    [InlineData("book.json")]
    public void A_scenario_that_names_the_file_is_the_one_that_lists_them(string accounts)
    {
        var table = Write("book.csv", Book);
        Import(table, null, "book.json");
        var listed = ScenarioLoader.Load(FirstAdl);
        var document = JsonNode.Parse(File.ReadAllText(FirstAdl))!;
        document["accounts"] = accounts;
        document["venue"] = Path.Combine(Path.GetDirectoryName(FirstAdl)!, "..", "venues", "bitmex.json");

        var named = ScenarioLoader.Load(Write("mine.json", document.ToJsonString()));

        Assert.Equal(listed.Hash, named.Hash);
        Assert.Equal(listed.Accounts.Select(account => (account.Id, account.Deposit)),
            named.Accounts.Select(account => (account.Id, account.Deposit)));
        Assert.Equal(listed.Accounts.SelectMany(account => account.Positions), named.Accounts.SelectMany(account => account.Positions));
        Assert.NotEqual(
            listed.Hash,
                ScenarioLoader.Load(FirstAdl, [$"accounts={Write("other.csv", Book.Replace("6000", "6001", StringComparison.Ordinal))}"])
                .Hash);
    }

    [Fact]
    public void Rows_of_an_account_are_gathered_in_any_order_of_rows_and_columns()
    {
        var table = Write("wide.csv", """
            # a remark
            Size,market,ENTRY,isolatedMargin,owner,deposit,account
            1.50,BTC-PERP,100000,,desk,5000,'@one
            -1.5,BTC-PERP,100000,250.25,,7e3,two
            ,,,,desk,1,three
            -2,ETH-PERP,"2000.5",,,,'@one
            2,ETH-PERP,2000.5,,,7000,two
            """);

        var read = Import(table, null, "wide.json");

        Assert.Equal((3, 4, 12_001m), (read.Accounts, read.Positions, read.Deposits));
        Assert.Equal([("BTC-PERP", 2, 1.5m, 150_000m), ("ETH-PERP", 2, 2m, 4_001m)],
            read.Markets.Select(market => (market.Market, market.Accounts, market.OpenInterest, market.Notional)));
        Assert.Equal(
            """
            [
              { "id": "@one", "owner": "desk", "deposit": 5000, "positions": [\
                { "market": "BTC-PERP", "size": 1.5, "entry": 100000 }, \
                { "market": "ETH-PERP", "size": -2, "entry": 2000.5 }] },
              { "id": "two", "deposit": 7000, "positions": [\
                { "market": "BTC-PERP", "size": -1.5, "entry": 100000, "isolatedMargin": 250.25 }, \
                { "market": "ETH-PERP", "size": 2, "entry": 2000.5 }] },
              { "id": "three", "owner": "desk", "deposit": 1 }
            ]

            """.ReplaceLineEndings("\n").Replace("\\\n    ", string.Empty, StringComparison.Ordinal),
            File.ReadAllText(Path.Combine(_folder, "wide.json")));
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "wide.json")));
        Assert.All(document.RootElement.EnumerateArray(), account =>
            Assert.True(Identifier.IsValid(account.GetProperty("id").GetString())));
    }

    [Theory]
    [InlineData("", "is empty; write a line of names")]
    [InlineData("account,deposti\na,1\n", ":1: the column \"deposti\" is unknown; did you mean \"deposit\"?")]
    [InlineData("account,market\na,M\n", ":1: deposit: there is no such column")]
    [InlineData("account,deposit,deposit\na,1,1\n", ":1: deposit: there are two columns of this name")]
    [InlineData("account,deposit\n\"a,1\n", ":2: is not CSV")]
    [InlineData("account,deposit\na,1,2\n", ":2: has 3 fields, the first line names 2")]
    [InlineData("account,deposit\n,1\n", ":2: account: is empty")]
    [InlineData("account,deposit\na b,1\n", "accounts[0].id: \"a b\" is not made of")]
    [InlineData("account,deposit\ntrader-1,1\n", "\"trader-…\" is reserved")]
    [InlineData("account,deposit\na,\"1,000\"\n", ":2: deposit: \"1,000\" is no number")]
    [InlineData("account,deposit\na,$5\n", ":2: deposit: \"$5\" is no number")]
    [InlineData("account,deposit\na,-5\n", ":2: accounts[0].deposit: must be between 0 and")]
    [InlineData("account,deposit,owner\na,1,x\na,2,x\n", ":3: deposit: is 2, line 2 says 1 for the same account")]
    [InlineData("account,deposit,owner\na,1,x\na,1,y\n", ":3: owner: is y, line 2 says x")]
    [InlineData("account,deposit,market,size\na,1,M,1\n", ":2: entry: there is no such column")]
    [InlineData("account,deposit,market,size,entry\na,1,M,,5\n", ":2: size: is empty")]
    [InlineData("account,deposit,market,size,entry\na,1,M,0,5\n", ":2: accounts[0].positions[0].size: must not be 0")]
    [InlineData("account,deposit,market,size,entry\na,1,M,1,-5\n", ":2: accounts[0].positions[0].entry: must be between 0")]
    [InlineData("account,deposit,market,size,entry\na,1,M,1,5\na,1,M,2,5\n", "two positions in M; merge them")]
    [InlineData("account,deposit,market,size,entry\na,1,M,1,5\nb,1,M,-2,5\n",
        "the positions in M add up to -1, not 0; give the other side to an account")]
    [InlineData("account,deposit,market,size,entry,isolatedMargin\na,1,M,1,5,2\nb,1,M,-1,5,\n", "is smaller than the isolated margins")]
    [InlineData("account,deposit,market,size,entry\na,1,.M,1,5\nb,1,.M,-1,5\n", ":2: market: \".M\" is not made of")]
    public void What_is_wrong_is_told_with_its_line_and_column(string table, string expected)
    {
        var file = Write("bad.csv", table);

        var refusal = Assert.Throws<InputException>(() => AccountImport.Read(file, null));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.All(refusal.Problems, problem => Assert.Equal(file, problem.Source));
    }

    [Fact]
    public void A_scenario_gives_names_lots_and_ticks()
    {
        var file = Write("bad.csv", "account,deposit,market,size,entry\na,1,ETH-PREP,1,5\nb,1,ETH-PERP,0.001,5.001\n");

        var refusal = Assert.Throws<InputException>(() => AccountImport.Read(file, FirstAdl));

        Assert.Equal(
            [(2L, "accounts[0].positions[0].market"), (3L, "accounts[1].positions[0].size"), (3L, "accounts[1].positions[0].entry")],
                refusal.Problems.Select(problem => (problem.Line, problem.Path)));
        Assert.Contains("did you mean \"ETH-PERP\"?", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_a_scenario_names_and_that_cannot_be_used_is_its_problem()
    {
        Write("list.json", "{}");
        foreach (var (name, expected) in new[] { ("none.csv", "no such file"), ("list.json", "must be a list of accounts"),
            (".", "is a directory") })
        {
            var refusal = Assert.Throws<InputException>(() =>
                ScenarioLoader.Load(FirstAdl, [$"accounts=\"{Path.Combine(_folder, name)}\""]));
            Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        }
    }

    private AccountImport Import(string table, string? scenario, string name)
    {
        var read = AccountImport.Read(table, scenario);
        using var output = new StreamWriter(Path.Combine(_folder, name));
        read.Write(output);
        return read;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
