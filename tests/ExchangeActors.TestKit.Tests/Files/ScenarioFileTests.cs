using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.TestKit.Failures;
using ExchangeActors.TestKit.Files;

namespace ExchangeActors.TestKit.Tests.Files;

public sealed class ScenarioFileTests
{
    [Theory]
    [ScenarioFile("config/scenarios/first-adl.json")]
    public async Task What_happened_can_be_looked_at(ScenarioFile file)
    {
        foreach (var run in new[] { await file.Holds(), await file.HoldsOnTheActors() })
        {
            Assert.Equal(1_782m, Assert.Single(run.Events<PositionForceClosed>()).Price.Value);
            Assert.Equal(8_180m, run.State.Account(new AccountId("bob")).Wallet.Value);
        }
    }

    [Theory]
    [ScenarioFile("config/scenarios/first-adl.json", "then.fund=7", "then.accounts[1].wallet=1")]
    public async Task What_does_not_come_true_is_told(ScenarioFile file)
    {
        var failure = await Assert.ThrowsAsync<ScenarioException>(file.Holds);
        Assert.Contains("first-adl.json then.fund=7", failure.Message, StringComparison.Ordinal);
        Assert.Contains("  fund: expected 7, is 0\n  bob.wallet: expected 1, is 8180", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ScenarioException>(file.HoldsOnTheActors);
    }

    [Theory]
    [ScenarioFile("config/scenarios/first-adl.json", "venue=nowhere")]
    [ScenarioFile("config/scenarios/none.json")]
    public async Task A_wrong_file_is_told(ScenarioFile file)
    {
        var failure = await Assert.ThrowsAsync<ScenarioException>(file.Holds);
        Assert.Contains(file.ToString().Contains("none", StringComparison.Ordinal) ? "none.json" : "nowhere", failure.Message,
            StringComparison.Ordinal);
    }
}
