using System.Globalization;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Reports;
using ExchangeActors.Scenarios.Running;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Scenarios.Tests.Running;

/// <summary>
/// What a price does to an account, from a scenario's file to the liquidation: guards that let a crash through and a bad row not, old
/// trades that hold no mark.
/// </summary>
public sealed class MarkPriceScenarioTests : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    public static TheoryData<string, bool, int, string> Markets
    {
        get
        {
            var data = new TheoryData<string, bool, int, string>();
            foreach (var venue in new[] { "bitmex", "hyperliquid", "dydx-v4", "deribit" })
            {
                foreach (var up in new[] { false, true })
                {
                    data.Add(venue, up, 1_000, "index");
                }
            }

            foreach (var tick in new[] { 100, 500, 2_000 })
            {
                data.Add("bitmex", false, tick, "index");
                data.Add("bitmex", true, tick, "index");
            }

            data.Add("bitmex", false, 1_000, "last");
            data.Add("bitmex", true, 1_000, "smoothed-basis");
            data.Add("bitmex", false, 1_000, "smoothed-basis");
            return data;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Markets))]
    public async Task A_crash_through_the_guard_is_followed(string venue, bool up, int tickMs, string rule)
    {
        // From 80 to 48 in a second, beyond the guard of 30 %, then 12 % further every second; up, the reciprocal. Alice's side is bankrupt
        // at 40, the other way at 120.
        var path = Enumerable.Range(0, 19)
            .Select(second =>
                (Second: (decimal)second, Price: second == 0 ? 80m : decimal.Round(48m * (decimal)Math.Pow(0.88, second - 1), 3)));
        path = up ? path.Select(row => (row.Second, decimal.Round(80m * 80m / row.Price, 3))) : path;
        Assert.Empty(await Run(venue, up, tickMs, rule, 18, path, 80m, liquidated: true));
    }

    [Theory]
    [MemberData(nameof(Markets))]
    public async Task One_bad_row_liquidates_nobody_however_often_it_is_sampled(string venue, bool up, int tickMs, string rule) =>
        Assert.Empty(
            await Run(venue, up, Math.Max(500, tickMs), rule, 180, [(0m, 100m), (60m, up ? 10_000m : 1m), (120m, 100m)], 100m,
                liquidated: false));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_bad_rows_with_good_ones_between_or_on_both_sides_liquidate_nobody(bool up) => Assert.Empty(await Run(
        "bitmex", up, 1_000, "index", 60, [(0m, 100m), (5m, 1m), (6m, 100m), (7m, 1m), (8m, 101m), (20m, 9_000m), (30m, 2m), (40m, 99m)],
            100m, liquidated: false));

    [Theory]
    [InlineData(false, 1_000)]
    [InlineData(true, 1_000)]
    [InlineData(false, 500)]
    [InlineData(true, 2_000)]
    [InlineData(false, 2_000)]
    [InlineData(false, 5_000)]
    public async Task An_old_trade_does_not_hold_the_mark(bool up, int tickMs)
    {
        // One lot trades at 100, then the index leaves without another trade. Alice's side is bankrupt at 60, or at 140.
        (decimal Second, decimal Price)[] path = up
            ? [(0m, 100m), (3m, 120m), (4m, 140m), (5m, 180m), (6m, 300m)]
            : [(0m, 100m), (3m, 80m), (4m, 60m), (5m, 40m), (6m, 10m)];
        Assert.Empty(await Run("bitmex", up, tickMs, "last", 10, path, 100m, liquidated: true, more:
            """
            "orders": [
              { "second": 1, "account": "c", "action": "order", "market": "X", "side": "buy", "quantity": 1, "limit": 100 },
              { "second": 1, "account": "d", "action": "order", "market": "X", "side": "sell", "quantity": 1, "limit": 100 }],
            """));
    }

    [Fact]
    public void Gaps_in_the_prices_are_listed_when_they_are_read_the_last_one_too()
    {
        var text = ScenarioFolder.Text(prices: """
            { "staleAfterSeconds": 60, "inline": [
              { "second": 0, "market": "ETH-PERP", "index": 2000 }, { "second": 60, "market": "ETH-PERP", "index": 2001 },
                { "second": 160.5, "market": "ETH-PERP", "index": 2002 },
              { "second": 500, "market": "ETH-PERP", "index": 2003 }] }
            """, durationSeconds: 300);
        Assert.Equal(
            [
                "prices: market \"ETH-PERP\" has no row from 2025-10-10T21:01:00.000Z to 2025-10-10T21:02:40.500Z, 100.5 s; the price "
                    + "before stands",
                "prices: market \"ETH-PERP\" has no row from 2025-10-10T21:02:40.500Z to 2025-10-10T21:05:00.000Z, 139.5 s; the price "
                    + "before stands",
            ],
            _folder.Load(text).Rejects.Warnings.AsEnumerable());
    }

    [Fact]
    public async Task The_report_names_held_and_stale_prices()
    {
        var text = ScenarioFolder.Text(
            ScenarioFolder.Market.TrimEnd()[..^1] + """, "markPrice": { "rule": "index", "maxJump": 0.3 } }""",
            """
            { "staleAfterSeconds": 5, "inline": [{ "second": 0, "market": "ETH-PERP", "index": 2000 }, { "second": 4,
              "market": "ETH-PERP", "index": 1000 }] }
            """);
        var scenario = _folder.Load(text);
        var observer = new WaterfallObserver();
        await using var runtime = new InMemoryRuntime(ScenarioRules.Of(scenario), observer.Observe);
        await new ScenarioRun(scenario, runtime).Run(null, CancellationToken.None);
        var state = await runtime.State(CancellationToken.None);
        var report = RunReportBuilder.Build(
            scenario, runtime, null, observer, state, [], new Dictionary<string, long>(), TimeSpan.FromSeconds(1), state.Hash());
        Assert.Equal(new HeldMarket("ETH-PERP", "2025-10-10T21:00:04.000Z", 1_000m, 2_000m, -50m), Assert.Single(report.HeldPrices));
        Assert.Equal(new StaleMarket("ETH-PERP", "2025-10-10T21:00:04.000Z", 6m), Assert.Single(report.StalePrices));
        Assert.Equal((7L, 6m), (report.PerMarket[0].HeldPrices, report.PerMarket[0].HeldSeconds));
    }

    private async Task<IEnumerable<string>> Run(
        string venue, bool up, int tickMs, string rule, int seconds, IEnumerable<(decimal Second, decimal Price)> path, decimal entry,
            bool liquidated, string more = "")
    {
        var rows = path.Select(
            row => string.Create(CultureInfo.InvariantCulture,
                $$"""{ "second": {{row.Second}}, "market": "X", "index": {{row.Price}} }"""));
        var text = string.Create(CultureInfo.InvariantCulture, $$"""
            { "name": "mark", "seed": 1, "venue": "{{venue}}", "start": "2025-01-01T00:00:00Z", "durationSeconds": {{seconds}},
              "tickMs": {{tickMs}}, "insuranceFund": 100000,
              "markets": [{ "id": "X", "tickSize": 0.01, "lotSize": 1, "quoteTick": 0.01, "makerFee": 0, "takerFee": 0,
                "tiers": [{ "floor": 0, "initialMarginRate": 0.2, "maintenanceMarginRate": 0.1 }], "markPrice": { "rule": "{{rule}}",
                  "maxJump": 0.3 } }],
              "prices": { "inline": [{{string.Join(", ", rows)}}] },
              "accounts": [
                { "id": "alice", "deposit": 4000, "positions": [{ "market": "X", "size": {{(up ? -100 : 100)}}, "entry": {{entry}} }] },
                { "id": "bob", "deposit": 20000, "positions": [{ "market": "X", "size": {{(up ? 100 : -100)}}, "entry": {{entry}} }] },
                { "id": "c", "deposit": 1000 }, { "id": "d", "deposit": 1000 }],
              {{more}}
              "then": { "accounts": [{ "id": "alice", "liquidated": {{(liquidated ? "true" : "false")}} }, { "id": "bob",
                "liquidated": false }] } }
            """);
        _folder.Write($"venues/{venue}.json", await File.ReadAllBytesAsync(CrashScenario.Venue(venue)));
        return (await ScenarioTest.Run(_folder.Load(text), CancellationToken.None)).Differences;
    }
}
