using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Scenarios.Tests;

public sealed class ScenarioTestTests
{
    private static readonly string FirstAdl = ShippedScenarioTests.Config("first-adl.json");

    [Fact]
    public async Task The_smallest_ADL_comes_to_what_its_file_says() => Assert.Empty((await Run()).Differences);

    [Fact]
    public async Task What_comes_otherwise_is_told_with_its_figures()
    {
        var result = await Run("then.fund=1", "then.accounts[1].wallet=8000", "then.accounts[1].forceClosed[0].quantity=9", "then.accounts[2].liquidated=true", "then.accounts[0].positions[0].size=1");

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
    public void What_must_come_of_a_run_does_not_decide_it() => Assert.Equal(ScenarioLoader.Load(FirstAdl).Hash, ScenarioLoader.Load(FirstAdl, ["then.fund=1"]).Hash);

    private static Task<ScenarioTestResult> Run(params string[] overrides) => ScenarioTest.Run(ScenarioLoader.Load(FirstAdl, overrides), CancellationToken.None);
}
