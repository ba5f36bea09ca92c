using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Scenarios.Tests.Stress;

/// <summary>Ensembles whose true probability, loss and fund are known.</summary>
public sealed class StressTests : IDisposable
{
    private const string Drawn = "prices.inline[1].index";
    private readonly StressWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Without_a_fund_ADL_comes_exactly_where_the_margin_breaks_and_as_often_as_the_distribution_says()
    {
        var (report, lines) = await StressWorld.Run(_world.Request(300));

        var (marks, closes) = (StressWorld.Column(lines, Drawn), StressWorld.Column(lines, "forcedCloses"));
        Assert.Equal(300, marks.Distinct().Count());
        Assert.All(marks.Zip(closes), run => Assert.Equal(run.First < 17820m / 9.5m ? 1m : 0m, run.Second));
        const double True = ((17820.0 / 9.5) - 1700.0) / 300.0;
        Assert.Equal(closes.Count(close => close > 0m) / 300.0, report.PAdl.Value, 9);
        Assert.InRange(True, report.PAdl.Low!.Value, report.PAdl.High!.Value);
        Assert.Equal((1UL, 300UL, 300), (report.Seeds.First, report.Seeds.Last, report.Seeds.Count));
        Assert.Equal(0.0, report.Points[0].PAdlWithAmpleFund.Value);
        Assert.Equal(0, report.Points[0].InvariantsBroken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(819.5)]
    public async Task The_fund_needed_is_the_loss_beyond_bankruptcy_whatever_the_fund_is(decimal fund)
    {
        var (report, lines) = await StressWorld.Run(_world.Request(120, $"insuranceFund={fund}"));

        var marks = StressWorld.Column(lines, Drawn);
        var ticked = marks.Select(mark => Math.Round(mark, 2, MidpointRounding.AwayFromZero)).ToArray();
        var needed = StressWorld.Column(lines, "fundNeeded");
        for (var run = 0; run < marks.Length; run++)
        {
            Assert.InRange(needed[run] - Math.Max(0m, 10m * (1782m - marks[run])), -0.11m, 0.11m);
            Assert.True(
                needed[run] == Math.Max(0m, 10m * (1782m - ticked[run]))
                || Math.Abs((marks[run] * 100m) - Math.Truncate(marks[run] * 100m) - 0.5m) < 0.01m);
        }

        var closed = StressWorld.Column(lines, "forcedCloses");
        Assert.All(needed.Zip(closed).Where(_ => fund > 0m), run => Assert.Equal(run.First > fund, run.Second > 0m));
        Assert.InRange(670.0, report.FundNeeded[0].Low!.Value, report.FundNeeded[0].High!.Value);
        Assert.Null(report.FundNeeded[2].High); // 120 runs say nothing of one in a thousand
    }

    [Fact]
    public async Task The_figures_are_the_same_however_many_runs_go_on_at_once()
    {
        var request = _world.Request(40) with
        {
            Vary = [StressWorld.Fall, "insuranceFund=lognormal(5,1)"],
            Grid = "depth=1,prices.inline[0].index=2000|2001",
            Venues = StressWorld.Venues("bitmex", "okx"),
            Path = WithBook(),
        };
        var (alone, first) = await StressWorld.Run(request, parallel: 1);
        var (together, second) = await StressWorld.Run(request, parallel: 3);

        Assert.Equal(first, second);
        Assert.Equal(160, first.Length - 1);
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(alone), System.Text.Json.JsonSerializer.Serialize(together));
        Assert.Equal(["bitmex", "bitmex", "okx", "okx"], alone.Points.Select(point => point.Venue));
        Assert.Equal([(0, 2), (1, 3)], alone.Differences.Select(difference => (difference.From, difference.To)).Distinct());
    }

    [Fact]
    public async Task Every_point_of_a_run_draws_the_same_whatever_else_is_varied()
    {
        var (_, plain) = await StressWorld.Run(_world.Request(10));
        var (_, more) = await StressWorld.Run(_world.Request(10) with
        {
            Vary = ["insuranceFund=list(0|100)", StressWorld.Fall, "tickMs=list(1000|2000)"],
            Venues = StressWorld.Venues("binance", "bitmex"),
        });

        var (drawn, of) = (StressWorld.Column(plain, Drawn), StressWorld.Column(more, Drawn));
        Assert.Equal(drawn.SelectMany(value => new[] { value, value }), of);
        Assert.Equal([0m, 100m], StressWorld.Column(more, "insuranceFund").Distinct().Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(100_000)]
    public async Task A_study_that_was_cut_off_goes_on_to_the_same_file(int cut)
    {
        var study = StressPlan.Make(_world.Request(12) with { Venues = StressWorld.Venues("bitmex", "okx") });
        var (whole, resumed) = (_world.Folder("whole"), _world.Folder("resumed"));
        await Finish(study, whole, resume: false);
        await Finish(study with { Runs = 7 }, resumed, resume: false);
        var runs = Path.Combine(resumed, "runs.csv");
        await using (var file = new FileStream(runs, FileMode.Open))
        {
            file.SetLength(Math.Max(0, file.Length - cut));
        }

        await Finish(study, resumed, resume: true);

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(whole, "runs.csv")), await File.ReadAllTextAsync(runs));
    }

    [Fact]
    public async Task Cancelled_it_keeps_whole_runs_in_order()
    {
        var study = StressPlan.Make(_world.Request(5_000));
        using var cancel = new CancellationTokenSource();
        using var file = StressFile.Open(study, _world.Folder("cancelled"), false);
        var stop = new Stop(cancel, 20);

        Assert.False(await StressRunner.Run(study, file, 2, stop, cancel.Token));

        Assert.InRange(file.WholeRuns, 20, 4_000);
        file.Flush();
        var runs = StressWorld.Column(StressWorld.Lines(file.Folder), "run");
        Assert.Equal(Enumerable.Range(0, runs.Length).Select(run => (decimal)run), runs);
        Assert.Equal(file.WholeRuns, StressSummary.Of(study, file).Runs);
    }

    [Theory]
    [InlineData(1, 0.9)]
    [InlineData(2, 0.81)]
    [InlineData(0, 1)]
    [InlineData(0.5, 0.948683298)]
    public void A_shock_raises_every_move_to_a_power(decimal shock, decimal ratio)
    {
        var scenario = ScenarioLoader.Load(_world.Path, [$"prices.shock={shock}"]);

        Assert.Equal(2000m, scenario.Ticks[0].Points[0].Index.Value);
        Assert.Equal(2000m * ratio, scenario.Ticks[5].Points[0].Index.Value, 5);
        Assert.NotEqual(shock == 1m ? string.Empty : ScenarioLoader.Load(_world.Path).Hash, scenario.Hash);
        var own = ScenarioLoader.Load(_world.Path, [$"prices.shocks.ETH-PERP={shock}"]);
        Assert.Equal(scenario.Ticks[5].Points[0].Index, own.Ticks[5].Points[0].Index);
    }

    [Fact]
    public async Task More_of_a_shock_is_never_a_smaller_loss_and_the_cells_share_their_seeds()
    {
        var (report, lines) = await StressWorld.Run(_world.Request(30) with { Grid = "shock=0.5|0.8|1|1.2|2" });

        Assert.Equal(["0.5", "0.8", "1", "1.2", "2"], report.Points.Select(point => point.Cell.Single().Value));
        Assert.True(report.Points.Zip(report.Points.Skip(1)).All(pair => pair.First.PAdl.Value <= pair.Second.PAdl.Value));
        Assert.True(report.Points[0].PAdl.Value < report.Points[^1].PAdl.Value);
        var needed = StressWorld.Column(lines, "fundNeeded").Chunk(5);
        Assert.All(needed, cells => Assert.Equal(cells.Order(), cells));
    }

    private static async Task Finish(StressStudy study, string folder, bool resume)
    {
        using var file = StressFile.Open(study, folder, resume);
        Assert.True(await StressRunner.Run(study, file, 2, null, CancellationToken.None));
        Assert.Equal(study.Runs, file.WholeRuns);
    }

    /// <summary>The same with somebody who quotes.</summary>
    private string WithBook()
    {
        var path = _world.Folder("scenarios/book.json");
        File.WriteAllText(path, StressWorld.Scenario.Replace(
            "\"accounts\":",
            """
            "liquidity": { "deposit": 1000000, "bandsBps": [10, 100], "knots": [{ "second": 0, "bid": [1000, 5000],
              "ask": [1000, 5000] }] },
            "accounts":
            """,
            StringComparison.Ordinal));
        return path;
    }

    private sealed class Stop(CancellationTokenSource cancel, long after) : IProgress<StressProgress>
    {
        public void Report(StressProgress value)
        {
            if (value.Done == after)
            {
                cancel.Cancel();
            }
        }
    }
}
