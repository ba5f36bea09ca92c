using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Scenarios.Tests.Answering;

/// <summary>What a sale does to prices and books where the market answers, worked out by the published formulas.</summary>
public sealed class AnsweringMarketTests : IDisposable
{
    private const double Kappa = 1.161;
    private const double Depth = 1_000_000.0;

    private const string World =
        """
        "liquidity": { "deposit": 10000000, "levelsPerSide": 4, "bandsBps": [10, 50, 100, 200, 400],
          "knots": [{ "second": 0, "bid": [50000, 400000, 1000000, 2500000, 5000000], "ask": [50000, 400000, 1000000, 2500000, 5000000] },
                    { "second": 1, "bid": [5, 40, 100, 250, 500], "ask": [5, 40, 100, 250, 500] }] },
        "accounts": [{ "id": "alice", "deposit": 5000000, "positions": [] }],
        "orders": [{ "second": 10, "account": "alice", "action": "order", "market": "ETH-PERP", "side": "sell", "quantity": 200 }]
        """;

    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sale_moves_the_perpetual_by_the_books_own_shape_a_share_of_it_the_index_and_most_of_it_is_forgotten()
    {
        var run = await Run("\"market\": {}");

        var sold = run.Sold / Depth;
        var at = (int second) => -0.01 * Math.Pow(sold * (0.375 + (0.625 * Math.Pow(0.5, (second - 11) / 90.0))), 1.0 / Kappa);
        Assert.InRange(sold, 0.3, 0.5);
        Assert.All(run.Marks.Take(11), mark => Assert.Equal((2000m, null), (mark.Index.Value, mark.Last?.Value)));
        foreach (var second in new[] { 11, 12, 57, 101, 599 })
        {
            Assert.Equal(at(second), Math.Log((double)run.Marks[second].Last!.Value.Value / 2000.0), 8);
            Assert.Equal(at(second) * 0.5, Math.Log((double)run.Marks[second].Index.Value / 2000.0), 8);
        }
    }

    [Theory]
    [InlineData("\"passThrough\": 0", 0.0, 1.0)]
    [InlineData("\"passThrough\": 1", 1.0, 1.0)]
    [InlineData("\"passThrough\": 1, \"impact\": { \"scale\": 2 }", 1.0, 2.0)]
    [InlineData("\"impact\": { \"scale\": 0 }", 0.0, 0.0)]
    public async Task The_share_and_the_scale_are_what_is_written(string settings, double share, double scale)
    {
        var run = await Run($"\"market\": {{ {settings} }}");

        var displaced = -0.01 * scale * Math.Pow(run.Sold / Depth, 1.0 / Kappa);
        Assert.Equal(displaced * share, Math.Log((double)run.Marks[11].Index.Value / 2000.0), 8);
        Assert.Equal(displaced, Math.Log((double)(run.Marks[11].Last?.Value ?? 2000m) / 2000.0), 8);
    }

    [Fact]
    public async Task Without_the_section_prices_are_the_given_ones_and_the_books_those_of_the_knots()
    {
        var run = await Run("\"funding\": []");

        Assert.All(run.Marks, mark => Assert.Equal((2000m, null), (mark.Index.Value, mark.Last?.Value)));
        Assert.InRange(run.Sold, 0.0, 500.0); // the second knot's books are all but empty
    }

    [Fact]
    public async Task Books_are_power_laws_that_collapse_with_the_move_on_the_side_that_it_runs_into_and_refill()
    {
        // A fall of 4 % in a second: z = 0.0408 / (0.04·√(300 s / 1 day)) = 17.3, between the bands at 16 (2.4 times) and 25 (6.1 times).
        const string Fall =
            """
            { "inline": [{ "second": 0, "market": "ETH-PERP", "index": 2000 }, { "second": 20, "market": "ETH-PERP", "index": 1920 }] }
            """;
        var run = await Run("\"market\": { \"book\": { \"scatter\": 0 }, \"impact\": { \"scale\": 0 } }", Fall);

        foreach (var (second, side, depth) in new[] { (0, Side.Buy, 1.0), (0, Side.Sell, 1.0), (20, Side.Sell, 0.63) })
        {
            Assert.Equal(depth * Math.Pow(0.5, Kappa), run.Within(second, side, 50) / Depth, 2);
            Assert.Equal(depth * Math.Pow(4.0, Kappa), run.Within(second, side, 400) / Depth, 1);
        }

        var z = Math.Log(2000.0 / 1920.0) / (0.04 * Math.Sqrt(300.0 / 86_400.0));
        var factor = Math.Exp(Math.Log(2.4) + (Math.Log(6.1 / 2.4) * (z - 16.0) / 9.0));
        Assert.Equal(1.0 / factor, run.Within(20, Side.Buy, 50) / Depth / Math.Pow(0.5, Kappa), 2);

        // The move has left the window after five minutes; the withdrawn part is halved every five from then on.
        Assert.Equal(1.0 - ((1.0 - (1.0 / factor)) * Math.Pow(0.5, 270.0 / 300.0)),
            run.Within(590, Side.Buy, 50) / Depth / Math.Pow(0.5, Kappa), 2);
    }

    [Fact]
    public async Task A_seed_gives_the_same_run_again_and_another_seed_another()
    {
        var first = await Hash(CrashScenario.Small);
        Assert.Equal(first, await Hash(CrashScenario.Small));
        Assert.NotEqual(first, await Hash([.. CrashScenario.Small, "market.impact.scale=0.9"]));
        Assert.NotEqual(await Hash([.. CrashScenario.Small, "market.walk=0.05"]),
            await Hash([.. CrashScenario.Small, "market.walk=0.05", "seed=8"]));
    }

    [Theory]
    [InlineData("\"passThrough\": 1.5", "market.passThrough: must be")]
    [InlineData("\"bok\": {}", "no property \"bok\" is known here; did you mean \"book\"?")]
    [InlineData("\"book\": { \"exponent\": 0 }", "market.book.exponent: must be")]
    [InlineData("\"impact\": { \"halfLifeSeconds\": \"long\" }", "market.impact.halfLifeSeconds")]
    [InlineData("\"volatilities\": { \"BTC-PERP\": 0.1 }", "market.volatilities.BTC-PERP: market \"BTC-PERP\" is not listed")]
    [InlineData("\"volatilities\": { \"ETH-PERP\": 0 }", "market.volatilities.ETH-PERP: is below 0.0001")]
    public void What_is_no_setting_is_refused_where_it_stands(string settings, string problem)
    {
        var refused = _folder.Refuse(ScenarioFolder.Text(more: $"{World},\n\"market\": {{ {settings} }}", durationSeconds: 600));
        Assert.Contains(problem, refused, StringComparison.Ordinal);
        Assert.Matches(@"small\.json:\d+:", refused);
    }

    [Fact]
    public void Without_books_there_is_nothing_to_answer_with() => Assert.Contains(
        "market: answers with its books, but there is no \"liquidity\"",
        _folder.Refuse(ScenarioFolder.Text(more: "\"market\": {}")),
        StringComparison.Ordinal);

    private async Task<Seen> Run(string more, string? prices = null)
    {
        var market = ScenarioFolder.Market.Replace("\"takerFee\"",
            "\"markPrice\": { \"rule\": \"index\", \"maxJump\": 0 }, \"takerFee\"", StringComparison.Ordinal);
        var text = ScenarioFolder.Text(market, prices, $"{World},\n{more}", 600);
        var seen = new Seen();
        var run = await ObservedRun.Of(_folder.Load(text), null, null, CancellationToken.None, seen.Observe);
        Assert.Empty(run.BrokenInvariants);
        return seen;
    }

    private static async Task<string> Hash(params string[] settings)
    {
        var scenario = ScenarioLoader.Load(CrashScenario.Path, ["market={}", .. settings]);
        var run = await ObservedRun.Of(scenario, null, null, CancellationToken.None);
        Assert.Empty(run.BrokenInvariants);
        return run.Report.StateHash;
    }

    private sealed class Seen
    {
        private readonly List<(long Second, ImmutableArray<QuoteLevel> Levels)> _quotes = [];
        private long? _start;

        public List<UpdatePrice> Marks { get; } = [];

        public double Sold { get; private set; }

        public void Observe(RecordedEvent recorded)
        {
            if (recorded.Event is TradeExecuted { TakerSide: Side.Sell } trade)
            {
                Sold += (double)(trade.Quantity.Value * trade.Price.Value);
            }

            switch (recorded.Input)
            {
                case UpdatePrice price:
                    _start ??= recorded.At.UnixMs;
                    Marks.Add(price);
                    break;
                case PlaceQuotes quotes:
                    _quotes.Add(((recorded.At.UnixMs - _start!.Value) / 1000, quotes.Levels));
                    break;
                default:
                    break;
            }
        }

        /// <summary>Quoted within a distance of the price at a second.</summary>
        public double Within(long second, Side side, int bps)
        {
            var mid = Marks[(int)second].Last?.Value ?? Marks[(int)second].Index.Value;
            var (_, levels) = _quotes.Last(quote => quote.Second <= second);
            return levels.Where(level => level.Side == side && Math.Abs((level.Price.Value / mid) - 1m) <= (bps + 0.05m) * 0.0001m)
                .Sum(level => (double)(level.Quantity.Value * level.Price.Value));
        }
    }
}
