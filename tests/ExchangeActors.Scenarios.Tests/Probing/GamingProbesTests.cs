using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Probing;

namespace ExchangeActors.Scenarios.Tests.Probing;

/// <summary>Probes on the venues' live rules.</summary>
public sealed class GamingProbesTests
{
    private static readonly string[] Small = CrashScenario.Small;

    [Fact]
    public async Task The_most_affected_are_probed_and_it_does_not_matter_how_many_runs_go_on_at_once()
    {
        var scenario = ScenarioLoader.Load(CrashScenario.Path, Small);
        var settings = ProbeSettings.Default with { Top = 2, Parts = 3 };

        var alone = await GamingProbes.Run(scenario, settings, null, default);
        var together = await GamingProbes.Run(scenario, settings with { Parallel = 4 }, null, default);

        Assert.Equal(JsonSerializer.Serialize(alone), JsonSerializer.Serialize(together));
        Assert.Empty(alone.BrokenInvariants);
        Assert.Equal(2, alone.Accounts.Length);
        Assert.All(alone.Accounts, probed =>
        {
            Assert.True(probed.Base.ForcedCloses > 0 && probed.Base.Closed > 0m);
            Assert.Contains(probed.Probes, probe => probe is { Probe: "split into 3", Outcome.Accounts: 3 });
            Assert.All(probed.Probes, probe => Assert.Equal(probe.Outcome.Wealth - probed.Base.Wealth, probe.WealthChange));
        });
        Assert.Equal(2 + alone.Accounts.Sum(probed => probed.Probes.Length), alone.Runs);
    }

    [Fact]
    public async Task Bitmex_has_no_absolute_amounts_and_more_leverage_never_lowers_a_place_there()
    {
        var settings = ProbeSettings.Default with { Top = 1, Parts = 2 };

        var bitmex = await GamingProbes.Run(ScenarioLoader.Load(CrashScenario.Path, Small), settings, null, default);

        Assert.Equal([true, true], bitmex.Properties.Where(property => property.Property == "scale invariance")
            .Select(property => property.Holds));
        Assert.True(bitmex.Properties.Single(property => property is { Property: "more leverage, no lower place", Level: "queue" }).Holds);
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_named()
    {
        var scenario = ScenarioLoader.Load(CrashScenario.Path, Small);

        var fault = await Assert.ThrowsAsync<InputException>(
            () => GamingProbes.Run(scenario, ProbeSettings.Default with { Account = new AccountId("nobody") }, null, default));

        Assert.Contains("--account nobody", fault.Message, StringComparison.Ordinal);
    }
}
