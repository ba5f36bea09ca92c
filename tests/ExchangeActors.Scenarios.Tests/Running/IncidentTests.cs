using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Scenarios.Tests.Running;

/// <summary>
/// The shipped incidents, held against published figures; and that those bounds would notice if the mechanism had not fired.
/// </summary>
public sealed class IncidentTests
{
    private static readonly string Folder = ShippedFiles.Scenario("incidents");

    public static TheoryData<string> Incidents =>
        new(Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));

    [Fact]
    public void The_incidents_are_there() =>
        Assert.All(["jelly-", "popcat-", "xpl-", "eth-whale-", "yfi-", "bitmex-2020-03-12"], name => Assert.Contains(
            Directory.EnumerateFiles(Folder).Select(Path.GetFileName), file => file!.StartsWith(name, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Incidents))]
    public async Task It_comes_within_the_published_bounds(string file)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Folder, file));

        Assert.Contains("Sources: ", scenario.Description, StringComparison.Ordinal);
        Assert.Contains("Linear approximation", scenario.Description, StringComparison.Ordinal);
        Assert.True(scenario.Then.Liquidations!.Value.Least > 0m && scenario.Then.Owners.Length > 0);

        // A backstop that takes over, or where the venue has a fund, one that pays.
        Assert.True(IsVaults(scenario)
            ? scenario.Then.TakenOver!.Value.Least > 0m
            : scenario.Then is { FundLoss.Least: > 0m, LiquidatedNotional.Least: > 0m, ForcedCloses.Greatest: 0m });
        Assert.Empty((await ScenarioTest.Run(scenario, CancellationToken.None)).Differences);
    }

    [Theory]
    [MemberData(nameof(Incidents))]
    public async Task Without_the_move_of_the_price_the_bounds_are_missed(string file)
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Folder, file));
        var calm = scenario with { Ticks = [.. scenario.Ticks.Select(tick => tick with { Points = scenario.Ticks[0].Points })] };

        var differences = (await ScenarioTest.Run(calm, CancellationToken.None)).Differences;

        Assert.Contains(differences, difference => difference.StartsWith("liquidations:", StringComparison.Ordinal));
        if (!IsVaults(scenario))
        {
            Assert.Contains(differences, difference => difference.StartsWith("fundLoss:", StringComparison.Ordinal));
            Assert.Contains(differences, difference => difference.StartsWith("liquidatedNotional:", StringComparison.Ordinal));
            return;
        }

        Assert.Contains(differences, difference => difference.StartsWith("takenOver:", StringComparison.Ordinal));
        Assert.Contains(differences, difference => difference.StartsWith("vaultLoss:", StringComparison.Ordinal)
            || difference.StartsWith("adlNotional:", StringComparison.Ordinal));
    }

    private static bool IsVaults(Scenario scenario) => ScenarioRules.Of(scenario).Vaults.Any();

    [Fact]
    public async Task The_owner_is_in_the_journal_and_in_the_report()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Folder, "jelly-2025-03-26-squeeze.json"));
        var run = await ObservedRun.Of(scenario, null, null, CancellationToken.None);

        var owner = Assert.Single(run.Report.Owners);
        Assert.Equal(("jelly", 3, 1, 7_000_000m, 2_300_000m),
            (owner.Owner, owner.Accounts, owner.Liquidated, owner.PaidIn, owner.TakenOut));
        Assert.Equal("jelly", run.State.Account(new("jelly-short")).Owner.Value);
        Assert.Equal("others", run.State.Account(new("others")).Owner.Value);
        Assert.Null(run.State.Account(ScenarioRules.Of(scenario).TakeOverAccount).NamedOwner);
    }
}
