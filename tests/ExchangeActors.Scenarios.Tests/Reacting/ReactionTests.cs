using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Reacting;

namespace ExchangeActors.Scenarios.Tests.Reacting;

/// <summary>Who reacts, when and by how much, from prices that are given.</summary>
public sealed class ReactionTests : IDisposable
{
    private const string Books =
        """
        "liquidity": { "deposit": 100000000, "levelsPerSide": 10, "bandsBps": [100, 500],
          "knots": [{ "second": 0, "bid": [1000000, 9000000], "ask": [1000000, 9000000] }] }
        """;

    private const string Pair =
        """
        "accounts": [
          { "id": "alice", "deposit": 1000, "positions": [{ "market": "ETH-PERP", "size": 10, "entry": 2000 }] },
          { "id": "bob", "deposit": 100000, "positions": [{ "market": "ETH-PERP", "size": -10, "entry": 2000 }] }]
        """;

    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stop_stands_below_the_round_level_and_closes_the_position_once()
    {
        // 5 % below 2000 is 1900, a round level already; the stop is at 1899.05, bob's at 2101.05.
        var done = await Run(
            $"{Books},\n{Pair.Replace("\"deposit\": 1000,", "\"deposit\": 9000,", StringComparison.Ordinal)},\n"
            + "\"reactions\": { \"stops\": { \"share\": 1, \"nearest\": 0.05, \"farthest\": 0.05 } }",
            (0, 2000m, null), (3, 1899.06m, null), (5, 1899m, null), (7, 1850m, null));

        var order = Assert.IsType<PlaceOrder>(Assert.Single(done).Command);
        Assert.Equal(
            (5L, "alice", Side.Sell, 10m, true), (done[0].Second, done[0].Account, order.Side, order.Quantity.Value, order.ReduceOnly));
    }

    [Theory]
    [InlineData(2000, 0.05, true, 1899.05)]
    [InlineData(2000, 0.05, false, 2101.05)]
    [InlineData(114239, 0.031, true, 109945)] // 110,697.6: the level below is 110,000
    [InlineData(0.219, 0.05, true, 0.207896)] // 0.20805: 0.208
    public void A_round_level_is_a_hundredth_of_the_prices_power_of_ten(double entry, double distance, bool isLong, double level) =>
        Assert.Equal((decimal)level, StopLevel.Of((decimal)entry, (decimal)distance, isLong));

    [Fact]
    public async Task Arbitrage_buys_what_is_below_the_index_in_proportion_to_the_basis_until_its_capital_is_used_up()
    {
        var done = await Run(
            $"{Books},\n\"reactions\": {{ \"arbitrage\": {{ \"capitalDepths\": 0.6 }} }}",
            (0, 2000m, 2000m), (2, 2000m, 1997m), (3, 2000m, 1980m));

        // A basis of 0.15 % is below the threshold; of 1 % it is a quarter of 1,000,000 per tick, 600,000 in all.
        var orders = done.Select(one => (one.Second, one.Account, Order: (PlaceOrder)one.Command)).ToList();
        Assert.All(
            orders, one => Assert.Equal(("arbitrage-ETH-PERP", Side.Buy, false), (one.Account, one.Order.Side, one.Order.ReduceOnly)));
        Assert.Equal([3L, 4L, 5L], orders.Take(3).Select(one => one.Second));
        Assert.Equal(126.26m, orders[0].Order.Quantity.Value);
        Assert.InRange(orders.Sum(one => one.Order.Quantity.Value * 1980m), 590_000m, 600_000m);
    }

    [Fact]
    public async Task Dips_are_bought_in_tranches_with_every_step_further_and_no_more_when_the_price_comes_back()
    {
        var done = await Run(
            $"{Books},\n\"reactions\": {{ \"dipBuyers\": {{}} }}",
            (0, 2000m, null), (2, 1910m, null), (3, 1890m, null), (4, 1895m, null), (5, 1850m, null), (6, 1999m, null), (7, 1885m, null));

        // 5.5 % down is one tranche of a fifth of 1,000,000, 7.5 % the third: two more at once.
        Assert.Equal([(3L, 105.82m), (5L, 216.21m)], done.Select(one => (one.Second, ((PlaceOrder)one.Command).Quantity.Value)));
        Assert.All(done, one => Assert.Equal("dip-buyer-ETH-PERP", one.Account));
    }

    [Fact]
    public async Task After_a_margin_call_what_is_missing_is_paid_in_after_the_delay_as_far_as_the_means_go()
    {
        // At 1925 alice has 250 for a maintenance margin of 192.5, below 1.5 times that: 2 · 192.5 − 250 = 135.
        const string Adders = "\"reactions\": { \"marginAdders\": { \"share\": 1, \"delaySeconds\": 3 } }";
        (int, decimal, decimal?)[] prices = [(0, 2000m, null), (2, 1925m, null)];
        var paid = Assert.Single(await Run($"{Pair},\n{Adders}", prices));
        Assert.Equal((5L, "alice", 135m), (paid.Second, paid.Account, ((Deposit)paid.Command).Amount.Value));

        var poor = Assert.Single(
            await Run($"{Pair},\n{Adders.Replace("3 }", "3, \"mostOfDeposit\": 0.1 }", StringComparison.Ordinal)}", prices));
        Assert.Equal(100m, ((Deposit)poor.Command).Amount.Value);
        Assert.Empty(await Run($"{Pair},\n{Adders.Replace("\"share\": 1", "\"share\": 0", StringComparison.Ordinal)}", prices));
    }

    [Fact]
    public async Task Who_loses_a_share_of_one_leg_to_ADL_closes_the_same_share_of_the_other()
    {
        // No book and no fund: alice's 10 are closed against bob's 12, and of his 6 in the other market he closes 10/12.
        var market = ScenarioFolder.Market.Replace("\"takerFee\"",
            "\"markPrice\": { \"rule\": \"index\", \"maxJump\": 0 }, \"takerFee\"", StringComparison.Ordinal);
        var text = ScenarioFolder.Text(
            $"{market},\n{market.Replace("ETH-PERP", "BTC-PERP", StringComparison.Ordinal)}",
            """
            { "inline": [{ "second": 0, "market": "ETH-PERP", "index": 2000 }, { "second": 0, "market": "BTC-PERP", "index": 2000 },
              { "second": 2, "market": "ETH-PERP", "index": 1880 }] }
            """,
            """
            "accounts": [
              { "id": "alice", "deposit": 1000, "positions": [{ "market": "ETH-PERP", "size": 10, "entry": 2000 }] },
              { "id": "bob", "deposit": 100000, "positions": [{ "market": "ETH-PERP", "size": -12, "entry": 2000 },
                { "market": "BTC-PERP", "size": 6, "entry": 2000 }] },
              { "id": "carol", "deposit": 100000, "positions": [{ "market": "ETH-PERP", "size": 2, "entry": 2000 },
                { "market": "BTC-PERP", "size": -6, "entry": 2000 }] }],
            "reactions": { "hedgers": { "delaySeconds": 2 } }
            """.Replace("\"insuranceFund\": 1000", "\"insuranceFund\": 0", StringComparison.Ordinal),
            60).Replace("\"insuranceFund\": 1000", "\"insuranceFund\": 0", StringComparison.Ordinal);
        var taken = new List<PositionForceClosed>();
        var done = await Run(_folder.Load(text), recorded => taken.AddRange(new[] { recorded.Event }.OfType<PositionForceClosed>()));

        Assert.Equal(10m, Assert.Single(taken).Quantity.Value);
        var closed = Assert.Single(done);
        var order = (PlaceOrder)closed.Command;
        Assert.Equal(("bob", "BTC-PERP", Side.Sell, 5m, true),
            (closed.Account, order.Market.Value, order.Side, order.Quantity.Value, order.ReduceOnly));
    }

    [Theory]
    [InlineData("\"stop\": {}", "no property \"stop\" is known here; did you mean \"stops\"?")]
    [InlineData("\"stops\": { \"nearest\": 0.2 }", "reactions.stops.farthest: 0.1 is nearer than \"nearest\", 0.2")]
    [InlineData("\"hedgers\": { \"share\": 2 }", "reactions.hedgers.share: must be")]
    [InlineData("\"arbitrage\": {}", "reactions.arbitrage: has its capital in depths of the book, but there is no \"liquidity\"")]
    [InlineData("\"dipBuyers\": { \"tranches\": 0 }", "reactions.dipBuyers.tranches: must be")]
    public void What_is_no_reaction_is_refused_where_it_stands(string reactions, string problem)
    {
        var refused = _folder.Refuse(ScenarioFolder.Text(more: $"\"reactions\": {{ {reactions} }}"));
        Assert.Contains(problem, refused, StringComparison.Ordinal);
        Assert.Matches(@"small\.json:\d+:", refused);
    }

    private async Task<List<(long Second, string Account, Message Command)>> Run(
        string more, params (int Second, decimal Index, decimal? Last)[] prices)
    {
        var rows = prices.Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{{ \"second\": {row.Second}, \"market\": \"ETH-PERP\", \"index\": "
                + $"{row.Index}{(row.Last is { } last ? FormattableString.Invariant($", \"last\": {last}") : string.Empty)} }}"));
        var market = ScenarioFolder.Market.Replace("\"takerFee\"",
            "\"markPrice\": { \"rule\": \"index\", \"maxJump\": 0 }, \"takerFee\"", StringComparison.Ordinal);
        return await Run(_folder.Load(ScenarioFolder.Text(market, $"{{ \"inline\": [{string.Join(", ", rows)}] }}", more)), _ => { });
    }

    private static async Task<List<(long Second, string Account, Message Command)>> Run(Scenario scenario, Action<RecordedEvent> watch)
    {
        var done = new List<(long, string, Message)>();
        var run = await ObservedRun.Of(scenario, null, null, CancellationToken.None, recorded =>
        {
            watch(recorded);
            if (recorded.Input is PlaceOrder or Deposit)
            {
                done.Add(((recorded.At.UnixMs - scenario.Start.UnixMs) / 1000, recorded.Id.Stream.Id, recorded.Input));
            }
        });
        Assert.Empty(run.BrokenInvariants);
        return done;
    }
}
