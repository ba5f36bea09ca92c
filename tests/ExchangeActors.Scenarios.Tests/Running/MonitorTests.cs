using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Scenarios.Tests.Running;

/// <summary>
/// However many risk monitors share the accounts, the same happens: the same events in the same order. The venues between them rank, share
/// losses, shrink whole sides and warm profit up.
/// </summary>
public sealed class MonitorTests
{
    [Theory]
    [InlineData("bitmex")]
    [InlineData("hyperliquid")]
    [InlineData("mango-v4")]
    [InlineData("okx")]
    [InlineData("percolator")]
    public async Task The_outcome_does_not_depend_on_how_many_there_are(string venue)
    {
        var one = await Run(venue, 1);
        Assert.Contains(one, line => line.Contains("LiquidationStarted", StringComparison.Ordinal));
        Assert.Equal(one, await Run(venue, 2));
        Assert.Equal(one, await Run(venue, 7));
    }

    private static async Task<List<string>> Run(string venue, int monitors)
    {
        var scenario = ScenarioLoader.Load(CrashScenario.Path, [.. CrashScenario.Small, "venue=" + venue]);
        var events = new List<string>();
        await using var runtime = new InMemoryRuntime(
            ScenarioRules.Of(scenario), recorded => events.Add($"{recorded.Id} {recorded.CausedBy} {recorded.Event}"), monitors);
        await new ScenarioRun(scenario, runtime).Run(null, CancellationToken.None);
        return [.. events, (await runtime.State(CancellationToken.None)).Hash()];
    }
}
