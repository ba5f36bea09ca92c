using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Scenarios.Tests.Running;

/// <summary>
/// Under the default profile winners are closed only when the fund is insufficient: the tenth of October with a smaller population, by
/// seed.
/// </summary>
public sealed class SufficientFundTests
{
    [Theory]
    [InlineData(20251010)]
    [InlineData(7)]
    [InlineData(42)]
    public async Task A_fund_above_the_largest_drawdown_closes_nobody_and_none_at_all_does(int seed)
    {
        var ample = await Run(seed, 50_000_000m);
        Assert.True(ample.Drawdown > 0m, "nothing was lost, so nothing is shown");
        Assert.Equal((0, 0, 0m), (ample.ForcedCloses, ample.Requested, ample.Deficit));

        var enough = await Run(seed, Math.Ceiling(ample.Drawdown) + 1m);
        Assert.Equal((0, 0, 0m), (enough.ForcedCloses, enough.Requested, enough.Deficit));

        var small = await Run(seed, 0m);
        Assert.True(small.ForcedCloses > 0, "no winner was closed without a fund");
        Assert.DoesNotContain("fund-reserved-for-others", small.Reasons);
    }

    private static async Task<Outcome> Run(int seed, decimal fund)
    {
        var scenario = ScenarioLoader.Load(
            ShippedFiles.Scenario("oct-10-2025.json"),
            ["population.accounts=800", $"seed={seed}", string.Create(CultureInfo.InvariantCulture, $"insuranceFund={fund}")]);
        var (forced, deficit, peak, drawdown) = (0, 0m, 0m, 0m);
        var reasons = new List<string>();
        void Observe(RecordedEvent recorded)
        {
            switch (recorded.Event)
            {
                case PositionForceClosed: forced++; break;
                case DeleveragingRequested e: reasons.Add(e.Reason); break;
                case DeficitBooked e: deficit += e.Amount.Value; break;
                case InsuranceFundSeeded e: peak = Math.Max(peak, e.Balance.Value); break;
                case InsuranceFundCredited e: peak = Math.Max(peak, e.Balance.Value); break;
                case InsuranceFundDebited e: drawdown = Math.Max(drawdown, peak - e.Balance.Value); break;
                default: break;
            }
        }

        await using var runtime = new InMemoryRuntime(ScenarioRules.Of(scenario), Observe);
        await new ScenarioRun(scenario, runtime).Run(null, CancellationToken.None);
        return new Outcome(forced, reasons.Count, deficit, drawdown, reasons);
    }

    private sealed record Outcome(int ForcedCloses, int Requested, decimal Deficit, decimal Drawdown, List<string> Reasons);
}
