using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Scenarios.Tests.Stress;

/// <summary>Solving for a fund, reverse stress and the default of the largest, where the answer is known.</summary>
public sealed class StressSearchTests : IDisposable
{
    private readonly StressWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("solve:P(adl)<=0.05", 0.05)]
    [InlineData("solve: P(fund) <= 0.2", 0.2)]
    [InlineData("solve:P(fundExhausted)<=0.1", 0.1)]
    public async Task The_fund_solved_for_is_the_one_that_is_known_and_holds_for_fresh_seeds(string text, double bound)
    {
        var target = FundTarget.Parse(text);
        var (solved, _) = await Solve(_world.Request(200), target);

        // m = 1700 + 300·u, need = 10·(1782 − m): P(need > F) ≤ bound from 820 − 3000·bound on.
        var known = 820.0 - (3000.0 * bound);
        Assert.InRange(known, solved.Low!.Value, solved.High!.Value);
        Assert.True(solved.Confirmed.Value <= bound);
        Assert.Single(solved.Steps);
        var study = StressPlan.Make(_world.Request(300, "seed=90001"));
        using var file = StressFile.Open(study, null, false);
        await StressRunner.Run(study, file, 2, null, CancellationToken.None);
        var fresh = (await FundSolver.Probability(study, file, 0, target, solved.Value, 2, null, CancellationToken.None))!;
        Assert.InRange(bound, fresh.Low!.Value - 0.03, fresh.High!.Value + 0.03);
        var below = (await FundSolver.Probability(study, file, 0, target, known - 150.0, 2, null, CancellationToken.None))!;
        Assert.True(below.Value > bound);
    }

    [Fact]
    public async Task A_smaller_bound_needs_a_larger_fund_and_one_unit_less_than_the_answer_is_not_enough()
    {
        var (study, last) = (StressPlan.Make(_world.Request(100)), 0.0);
        using var file = StressFile.Open(study, null, false);
        await StressRunner.Run(study, file, 2, null, CancellationToken.None);
        foreach (var bound in (double[])[0.4, 0.2, 0.05, 0.01])
        {
            var target = FundTarget.Parse(FormattableString.Invariant($"solve:P(adl)<={bound}"));
            var solved = (await FundSolver.Solve(study, file, 0, target, 2, null, CancellationToken.None))!;
            Assert.True(solved.Value >= last);
            last = solved.Value;
            Assert.True(
                solved.Value <= 1.0
                || (await FundSolver.Probability(
                    study, file, 0, target, solved.Value - 1.0, 2, null, CancellationToken.None))!.Value > bound);
        }
    }

    [Theory]
    [InlineData("P(adl)<=0.05", "is no target")]
    [InlineData("solve:P(adl)", "is no target")]
    [InlineData("solve:P(loss)<=0.05", "is no probability that is known here")]
    [InlineData("solve:P(adl)<=0", "is no probability between 0 and 1")]
    [InlineData("solve:P(adl)<=1", "is no probability between 0 and 1")]
    [InlineData("solve:P(adl)<=5%", "is no probability between 0 and 1")]
    public void A_target_that_is_none_is_refused(string text, string expected)
    {
        var fault = Assert.Throws<InputException>(() => FundTarget.Parse(text));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains("--fund", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_out_of_reach_is_refused()
    {
        // dYdX deleverages whoever is below zero at once, without asking the fund.
        var request = _world.Request(60) with { Venues = StressWorld.Venues("dydx-v4") };
        var fault = await Assert.ThrowsAsync<InputException>(() => Solve(request, FundTarget.Parse("solve:P(adl)<=0.05")));
        Assert.Contains("cannot be reached: winners are closed in", fault.Message, StringComparison.Ordinal);

        var few = await Assert.ThrowsAsync<InputException>(() => Solve(_world.Request(30), FundTarget.Parse("solve:P(adl)<=0.01")));
        Assert.Contains("cannot be told from 30 runs; make at least --runs 100", few.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.6088)] // ln(17820 / 9.5 / 2000) ÷ ln 0.9: where the margin breaks
    [InlineData(200, 1.2026)] // ln(1762 / 2000) ÷ ln 0.9
    [InlineData(1000, 1.9849)] // ln(1682 / 2000) ÷ ln 0.9... less what is rounded to a tick
    public async Task The_smallest_shock_is_the_one_that_is_known(decimal fund, double known)
    {
        foreach (var what in ReverseStress.Events.Keys)
        {
            var study = StressPlan.Make(_world.Request(3, $"insuranceFund={fund}") with { Vary = [] });
            var found = (await ReverseStress.Search(study, 0, what, 4.0, 3, 2, null, CancellationToken.None))!;

            Assert.All(found.Shock, level => Assert.InRange(level.Value - Exactly(fund), -1e-6, found.Precision));
            Assert.Equal(known, Exactly(fund), 1.0);
            Assert.InRange(found.Fall[1].Value, 1.0 - (Edge(fund) / 2000.0) - 1e-6, 1.0 - (Edge(fund) / 2000.0) + 0.002);
            Assert.Equal(0.0, found.Beyond.Value);
        }
    }

    [Fact]
    public async Task A_larger_fund_takes_a_larger_shock_and_so_does_a_deeper_pocket_of_the_trader()
    {
        var last = 0.0;
        foreach (var fund in (int[])[1, 100, 300, 700, 1500, 4000])
        {
            var study = StressPlan.Make(
                _world.Request(8, $"insuranceFund={fund}") with { Vary = ["accounts.alice.deposit=uniform(2100,2300)"] });
            var found = (await ReverseStress.Search(study, 0, "adl", 8.0, 8, 2, null, CancellationToken.None))!;
            Assert.True(found.Shock[1].Value > last, $"{fund}: {found.Shock[1].Value} after {last}");
            Assert.True(found.Shock[0].Value <= found.Shock[1].Value && found.Shock[1].Value <= found.Shock[2].Value);
            last = found.Shock[1].Value;
        }
    }

    [Fact]
    public async Task A_shock_out_of_reach_or_given_already_is_refused()
    {
        var study = StressPlan.Make(_world.Request(2) with { Vary = [] });
        var fault = await Assert.ThrowsAsync<InputException>(
            () => ReverseStress.Search(study, 0, "adl", 0.5, 2, 1, null, CancellationToken.None));
        Assert.Contains("happens in none of 2 runs, not even with a shock of 0.5; raise --most", fault.Message, StringComparison.Ordinal);

        var varied = StressPlan.Make(_world.Request(2) with { Vary = ["prices.shock=uniform(1,2)"] });
        Assert.Contains(
            "raises the shock itself",
            Assert.Throws<InputException>(() => ReverseStress.Check(varied, "fund")).Message,
            StringComparison.Ordinal);
        var grid = StressPlan.Make(_world.Request(2) with { Vary = [], Grid = "shock=1|2" });
        Assert.Contains(
            "leave prices.shock out",
            Assert.Throws<InputException>(() => ReverseStress.Check(grid, "adl")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_default_of_the_largest_costs_what_can_be_written_down()
    {
        // alice with the margin of her limit: 5 % of 20,000 = 1,000, bankrupt at 2000 − 100 = 1900; the fund pays 10·(1900 − m) instead
        // of 10·(1782 − m).
        var (report, lines) = await StressWorld.Run(_world.Request(50, "insuranceFund=5000") with { Cover = 1 });

        Assert.Equal(1, report.Cover!.Owners);
        Assert.Equal([1], report.Cover.Points.Select(point => point.Cover));
        var (marks, needed) = (StressWorld.Column(lines, "prices.inline[1].index"), StressWorld.Column(lines, "fundNeeded"));
        for (var line = 0; line < marks.Length; line += 2)
        {
            Assert.InRange(needed[line] - Math.Max(0m, 10m * (1782m - marks[line])), -0.11m, 0.11m);
            Assert.InRange(needed[line + 1] - Math.Max(0m, 10m * (1900m - marks[line])), -0.11m, 0.11m);
        }

        Assert.All(
            report.Cover.Differences.Where(difference => difference.Figure == "fundNeeded"),
            difference => Assert.True(difference.Mean.Low > 0.0));
    }

    [Fact]
    public async Task The_second_largest_defaults_with_the_first_and_nobody_who_cannot_lose_does()
    {
        // carol is long 2 with 20,000: her margin shrinks to 200 and she breaks with alice; bob gains by the fall and is left alone.
        var (one, _) = await StressWorld.Run(_world.Request(20, "insuranceFund=5000") with { Cover = 1 });
        var (two, _) = await StressWorld.Run(_world.Request(20, "insuranceFund=5000") with { Cover = 2 });

        double Liquidations(StressReport report) => report.Cover!.Points[0].Layers.Single(layer => layer.Layer == "liquidated").Mean.Value;
        Assert.True(Liquidations(two) > Liquidations(one));
        Assert.Equal(one.PAdl, two.PAdl);
    }

    private static double Edge(decimal fund) => fund == 0m ? 17820.0 / 9.5 : 1782.0 - ((double)fund / 10.0);

    private static double Exactly(decimal fund) => Math.Log(Edge(fund) / 2000.0) / Math.Log(0.9);

    private static async Task<(SolvedFund Solved, StressReport Report)> Solve(StressRequest request, FundTarget target)
    {
        var study = StressPlan.Make(request);
        using var file = StressFile.Open(study, null, false);
        await StressRunner.Run(study, file, 2, null, CancellationToken.None);
        return ((await FundSolver.Solve(study, file, 0, target, 2, null, CancellationToken.None))!, StressSummary.Of(study, file));
    }
}
