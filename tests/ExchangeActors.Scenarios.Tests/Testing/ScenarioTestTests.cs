using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Scenarios.Tests.Testing;

public sealed class ScenarioTestTests
{
    private static readonly string FirstAdl = ShippedFiles.Scenario("first-adl.json");

    [Fact]
    public async Task The_smallest_ADL_comes_to_what_its_file_says() => Assert.Empty((await Run()).Differences);

    [Fact]
    public async Task What_comes_otherwise_is_told_with_its_figures()
    {
        var result = await Run("then.fund=1", "then.accounts[1].wallet=8000", "then.accounts[1].forceClosed[0].quantity=9",
            "then.accounts[2].liquidated=true", "then.accounts[0].positions[0].size=1");

        Assert.Equal(
            [
                "fund: expected 1, is 0",
                "alice.positions.ETH-PERP: expected 1, is 0",
                "bob.wallet: expected 8000, is 8180",
                "bob.forceClosed: expected 9 ETH-PERP at 1782 (rank 1), is 10 ETH-PERP at 1782 (rank 1)",
                "carol.liquidated: expected true, is false",
            ],
            result.Differences.AsEnumerable());
    }

    [Fact]
    public void What_must_come_of_a_run_does_not_decide_it() =>
        Assert.Equal(ScenarioLoader.Load(FirstAdl).Hash, ScenarioLoader.Load(FirstAdl, ["then.fund=1"]).Hash);

    [Theory]
    [InlineData("fund", "{\"min\":0}", null)]
    [InlineData("fund", "{\"min\":-1,\"max\":0}", null)]
    [InlineData("fund", "{\"max\":-0.01}", "fund: expected at most -0.01, is 0")]
    [InlineData("fundLoss", "{\"min\":0.01,\"max\":1}", "fundLoss: expected from 0.01 to 1, is 0")]
    [InlineData("deficit", "{\"min\":1}", "deficit: expected at least 1, is 0")]
    [InlineData("vaultEquity", "1", "vaultEquity: expected 1, is 0")]
    [InlineData("vaultLoss", "1", "vaultLoss: expected 1, is 0")]
    [InlineData("liquidations", "{\"min\":1,\"max\":1}", null)]
    [InlineData("liquidations", "{\"min\":2}", "liquidations: expected at least 2, is 1")]
    [InlineData("liquidatedNotional", "18400", null)]
    [InlineData("liquidatedNotional", "{\"max\":18399.99}", "liquidatedNotional: expected at most 18399.99, is 18400")]
    [InlineData("takenOver", "{\"min\":1}", "takenOver: expected at least 1, is 0")]
    [InlineData("forcedCloses", "{\"max\":0}", "forcedCloses: expected at most 0, is 1")]
    [InlineData("adlNotional", "{\"min\":17820,\"max\":17820}", null)]
    [InlineData("adlNotional", "{\"min\":17820.01}", "adlNotional: expected at least 17820.01, is 17820")]
    [InlineData("accounts[1].wallet", "{\"min\":8180,\"max\":8181}", null)]
    [InlineData("accounts[1].wallet", "{\"min\":8180.01}", "bob.wallet: expected at least 8180.01, is 8180")]
    [InlineData("accounts[1].positions[0].size", "{\"min\":-1.5}", "bob.positions.ETH-PERP: expected at least -1.5, is -2")]
    // 8180 and −2 · (1700 − 2000); deposited were 6000.
    [InlineData("accounts[1].equity", "{\"min\":8780,\"max\":8780}", null)]
    [InlineData("accounts[1].profit", "2780", null)]
    [InlineData("accounts[2].profit", "{\"min\":-599}", "carol.profit: expected at least -599, is -600")]
    public async Task A_figure_is_met_exactly_or_within_bounds(string figure, string expected, string? difference)
    {
        var result = await Run($"then.{figure}={expected}");

        Assert.Equal(difference is null ? [] : [difference], result.Differences.AsEnumerable());
    }

    [Fact]
    public async Task Accounts_of_one_owner_are_added_up()
    {
        string[] owned = ["accounts[0].owner=both", "accounts[1].owner=both"];

        // alice lost her 2180, bob won 2780.
        Assert.Empty(
            (await Run(
                [.. owned,
                "then.owners=[{\"id\":\"both\",\"equity\":8780,\"profit\":600,\"liquidated\":1},"
                    + "{\"id\":\"carol\",\"profit\":-600,\"liquidated\":0}]"])).Differences);
        Assert.Equal(
            ["owner both.profit: expected at least 601, is 600", "owner nobody: no account has this owner"],
            (await Run([.. owned, "then.owners=[{\"id\":\"both\",\"profit\":{\"min\":601}},{\"id\":\"nobody\"}]"]))
                .Differences.AsEnumerable());
    }

    [Theory]
    [InlineData("fund", "{}", "then.fund: has neither \"min\" nor \"max\"; write at least one of them, or a number")]
    [InlineData("fund", "{\"min\":2,\"max\":1}", "then.fund.min: 2 is above \"max\", 1; swap them")]
    [InlineData("fund", "{\"min\":2,\"most\":3}", "then.fund.most: no property \"most\" is known here; ")]
    [InlineData("fund", "{\"min\":\"2\"}", "then.fund.min: must be a number, is ")]
    [InlineData("fund", "\"2\"", "then.fund: must be a number or { \"min\": …, \"max\": … }, is ")]
    [InlineData("fund", "[1,2]", "then.fund: must be a number or { \"min\": …, \"max\": … }, is a list; ")]
    [InlineData("fund", "{\"min\":1e13}", "then.fund.min: must be between ")]
    [InlineData("liquidations", "{\"min\":0.5}", "then.liquidations.min: must be a whole number, is 0.5; drop the fraction")]
    [InlineData("liquidations", "-1", "then.liquidations: must be between 0 and ")]
    [InlineData("accounts[1].positions[0]", "{\"market\":\"ETH-PERP\"}", "then.accounts[1].positions[0].size: is missing; ")]
    [InlineData("accounts[1].wallet", "{}", "then.accounts[1].wallet: has neither ")]
    public void A_wrong_range_is_refused_with_its_place(string figure, string expected, string problem)
    {
        var fault = Assert.Throws<InputException>(() => ScenarioLoader.Load(FirstAdl, [$"then.{figure}={expected}"]));

        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
        Assert.Single(fault.Problems);
    }

    private static Task<ScenarioTestResult> Run(params string[] overrides) =>
        ScenarioTest.Run(ScenarioLoader.Load(FirstAdl, overrides), CancellationToken.None);
}
