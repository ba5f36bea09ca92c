using ExchangeActors.Scenarios.Calibrating;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Scenarios.Tests.Running;

/// <summary>The day on Hyperliquid: a few of the seeds whose medians, over twenty, README.md holds against what was published.</summary>
public sealed class HyperliquidOctoberTests
{
    private const int Seeds = 3;

    [Fact]
    public async Task Medians_of_few_seeds_are_as_published_but_for_the_waves_which_need_more()
    {
        var folder = Path.GetDirectoryName(CrashScenario.Path)!;
        var targets = CalibrationTargets.Load(Path.Combine(folder, "targets", "oct-10-2025-hyperliquid.json"));
        var reports = new List<System.Text.Json.JsonElement>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var scenario = ScenarioLoader.Load(Path.Combine(folder, "oct-10-2025-hyperliquid.json"), [$"seed={seed}"]);
            reports.Add(ReportFigure.Document((await ObservedRun.Of(scenario, null, null, CancellationToken.None)).Report));
        }

        Assert.Equal(6, targets.Targets.Length);
        Assert.All(targets.Targets, target =>
        {
            var values = reports.Select(report => target.Figure.In(report)!.Value).Order().ToList();
            Assert.True(
                target.Name == "waves" ? values[Seeds / 2] >= 10.0 : target.Holds(values[Seeds / 2]),
                $"{target.Name}: {string.Join(", ", values)}");
        });
    }
}
