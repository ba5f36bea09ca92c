using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Scenarios.Tests.Stress;

/// <summary>Shocks that are drawn for all markets at once: from history, or by a factor.</summary>
public sealed class MarketDrawsTests : IDisposable
{
    private const int Draws = 4_000;
    private static readonly MarketId[] Two = [new("A-PERP"), new("B-PERP")];
    private readonly StressWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_bootstrap_draws_spans_of_the_file_each_as_likely_and_all_markets_of_one_together()
    {
        // Spans of 2 s with a price of both: from 1 s on (A has none before), 2 s and 3 s; B's price of 2 s stands until 4 s.
        var file = Table("0,B-PERP,50", "1,A-PERP,100", "2,B-PERP,40", "3,A-PERP,90", "4,B-PERP,60", "5,A-PERP,180");
        var variation = Variation.Parse($"prices.moves=bootstrap({file},2)", Two);

        var drawn = Drawn(variation).CountBy(draw => draw).ToDictionary(pair => pair.Key, pair => pair.Value);

        Assert.Equal([(-0.1, -0.2), (-0.1, 0.5), (1.0, 0.5)], drawn.Keys.Order());
        Assert.All(drawn.Values, count => Assert.InRange(count, Draws / 4, Draws / 2));
        Assert.Equal(variation.Draw(7), variation.Draw(7));
        Assert.Contains("""{"A-PERP":-0.1,"B-PERP":-0.2}""", variation.Probes());
    }

    [Theory]
    [InlineData("prices.shocks=factor(0,0.3,0.6)", 0.6)]
    [InlineData("prices.shocks=factor(0,0.3,0)", 0.0)]
    [InlineData("prices.shocks=factor(0,0.3,1)", 1.0)]
    [InlineData("prices.shocks=factor(A-PERP:0:0.3:0.9|B-PERP:0:0.3:-0.5)", -0.45)]
    [InlineData("prices.moves=factor(0,0.3,0.6)", 0.6)]
    public void A_factor_correlates_the_logarithms_of_markets_by_the_product_of_their_loadings(string text, double correlation)
    {
        var of = text.StartsWith("prices.moves", StringComparison.Ordinal) ? 1.0 : 0.0;
        var draws = Drawn(Variation.Parse(text, Two)).Select(draw => (A: Math.Log(draw.A + of), B: Math.Log(draw.B + of))).ToList();

        Assert.InRange(Math.Sqrt(draws.Average(draw => draw.A * draw.A)), 0.28, 0.32);
        Assert.InRange(Math.Sqrt(draws.Average(draw => draw.B * draw.B)), 0.28, 0.32);
        Assert.InRange(draws.Average(draw => draw.A * draw.B) / 0.09, correlation - 0.08, correlation + 0.08);
        Assert.InRange(draws.Average(draw => draw.A), -0.03, 0.03);
    }

    [Theory]
    [InlineData(-0.3, 1400)]
    [InlineData(0, 2000)]
    [InlineData(0.25, 2500)]
    public void A_market_goes_as_far_as_its_move_says(decimal move, decimal price)
    {
        // The path falls from 2000 to 1800 and stays.
        var scenario = ScenarioLoader.Load(_world.Path, [$"prices.moves.ETH-PERP={move}"]);
        Assert.Equal((2000m, price), (scenario.Ticks[0].Points[0].Index.Value, Math.Round(scenario.Ticks[5].Points[0].Index.Value, 6)));

        // Shocks are further factors on the exponent.
        var twice = ScenarioLoader.Load(_world.Path, [$"prices.moves.ETH-PERP={move}", "prices.shock=2"]);
        Assert.Equal(price * price / 2000m, Math.Round(twice.Ticks[5].Points[0].Index.Value, 6));
    }

    [Fact]
    public void A_market_without_a_move_of_its_own_cannot_be_scaled()
    {
        var fault = Assert.Throws<InputException>(() => ScenarioLoader.Load(
            _world.Path, ["prices.moves.ETH-PERP=-0.1", "prices.inline[1].index=2000"]));
        Assert.Contains("prices.moves.ETH-PERP: has nothing to scale", fault.Message, StringComparison.Ordinal);
        var unknown = Assert.Throws<InputException>(() => ScenarioLoader.Load(_world.Path, ["prices.moves.BTC=-0.1"]));
        Assert.Contains("market \"BTC\" is not listed", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_runs_on_what_history_did_and_each_run_can_be_made_again()
    {
        var file = Table("0,ETH-PERP,2000", "10,ETH-PERP,1900", "20,ETH-PERP,1330");
        var request = _world.Request(40) with { Vary = [$"prices.moves=bootstrap({file},10)"] };

        var (report, lines) = await StressWorld.Run(request);

        // Down 5 % nobody is liquidated, down 30 % alice is bankrupt and bob is closed.
        Assert.InRange(report.Points[0].PAdl.Value, 0.2, 0.8);
        Assert.Equal(40, lines.Skip(1).Count(line => line.Contains("\"{\"\"ETH-PERP\"\":-0.", StringComparison.Ordinal)));
        Assert.Contains("""'prices.moves={"ETH-PERP":-0.3}'""", report.Points[0].Worst[0].Command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prices.shock=bootstrap(FILE,2)", "is no value of all markets")]
    [InlineData("prices.shocks=bootstrap(FILE,2)", "write prices.moves=bootstrap(FILE,SECONDS)")]
    [InlineData("insuranceFund=factor(0,1,0.5)", "write prices.moves=factor(…) or prices.shocks=factor(…)")]
    [InlineData("prices.moves=bootstrap(FILE)", "is not a file and a span")]
    [InlineData("prices.moves=bootstrap(FILE,0)", "is not a file and a span")]
    [InlineData("prices.moves=bootstrap(missing.csv,2)", "missing.csv")]
    [InlineData("prices.moves=bootstrap(FILE,3600)", "has no span of 3600 seconds")]
    [InlineData("prices.moves=bootstrap(OTHER,2)", "has no price of \"B-PERP\"")]
    [InlineData("prices.moves=bootstrap(BAD,2)", ":3: ")]
    [InlineData("prices.moves=factor(0,1)", "are not three numbers")]
    [InlineData("prices.moves=factor(0,-1,0.5)", "negative deviation")]
    [InlineData("prices.moves=factor(0,1,1.5)", "the correlation 1.5 is not between 0 and 1")]
    [InlineData("prices.moves=factor(A-PERP:0:1:2|B-PERP:0:1:0)", "\"A-PERP:0:1:2\" is not a market with three numbers")]
    [InlineData("prices.moves=factor(A-PERP:0:1:1)", "market \"B-PERP\" has no model")]
    [InlineData("prices.moves=factor(A-PERP:0:1:1|A-PERP:0:1:1)", "is named twice")]
    [InlineData("prices.moves=factor(A-PERB:0:1:1)", "did you mean \"A-PERP\"?")]
    public void What_cannot_be_drawn_is_refused_with_the_place_and_the_remedy(string text, string expected)
    {
        var written = text
            .Replace("FILE", Table("0,A-PERP,1", "0,B-PERP,1", "9,A-PERP,1", "9,B-PERP,1"), StringComparison.Ordinal)
            .Replace("OTHER", Table("0,A-PERP,1", "9,A-PERP,1"), StringComparison.Ordinal)
            .Replace("BAD", Table("0,A-PERP,1", "9,A-PERP,minus"), StringComparison.Ordinal);
        var fault = Assert.Throws<InputException>(() => Variation.Parse(written, Two));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(double A, double B)> Drawn(Variation variation)
    {
        for (var seed = 0UL; seed < Draws; seed++)
        {
            using var drawn = JsonDocument.Parse(variation.Draw(seed));
            yield return (drawn.RootElement.GetProperty("A-PERP").GetDouble(), drawn.RootElement.GetProperty("B-PERP").GetDouble());
        }
    }

    private string Table(params string[] rows)
    {
        var path = _world.Folder($"prices-{Guid.NewGuid():N}.csv");
        var written = rows.Select(row => row.Split(',', 2)).Select(row => $"2025-01-01T00:00:{row[0].PadLeft(2, '0')}Z,{row[1]}");
        File.WriteAllLines(path, ["time,market,index", .. written]);
        return path;
    }
}
