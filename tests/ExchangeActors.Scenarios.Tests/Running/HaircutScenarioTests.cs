using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Scenarios.Tests.Running;

/// <summary>Profit that warms up and takes the haircut H, through a scenario's file and the venue percolator.</summary>
public sealed class HaircutScenarioTests : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Principal_leaves_at_once_and_profit_when_it_is_released(int side)
    {
        // The winners bear the 500 that are missing, so the 1,000 of profit are paid for; after 10 of 20 s half of it is released.
        await Holds(side, ["profile.profit.warmupSeconds=20"], [(12, 10_600m)], """{ "wallet": 11000, "profit": 1000 }""", deficit: 0m);
        await Holds(side, ["profile.profit.warmupSeconds=20"], [(12, 10_400m)], """{ "wallet": 600, "profit": 1000 }""", deficit: 0m);
        await Holds(
            side,
            ["profile.profit.warmupSeconds=20"],
            [(3, 10_000m), (25, 1_000m)],
            """{ "wallet": 0, "profit": 1000 }""",
            deficit: 0m);
        await Holds(side, [], [(12, 11_000m), (13, 10_000m)], """{ "wallet": 1000, "profit": 1000 }""", deficit: 0m);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Where_nobody_bears_the_deficit_profit_is_paid_as_far_as_it_is_there(int side)
    {
        // Closed at the mark, 1,500 of profit for the 1,000 that the bankrupt account had: H is 2/3, whether asked for at once or in parts.
        string[] settings = ["profile.profit.warmupSeconds=5", "profile.deleveragingPrice.policy=mark"];
        await Holds(side, settings, [(12, 11_500m)], """{ "wallet": 0, "profit": 1000 }""", deficit: 0m);
        await Holds(side, settings, [(12, 10_300m), (14, 900m), (16, 300m)], """{ "wallet": 0, "profit": 1000 }""", deficit: 0m);
        await Holds(side, settings, [(12, 10_750m)], """{ "wallet": 750, "profit": 1250 }""", deficit: 250m);
        await Holds(side, [.. settings, "insuranceFund=200"], [(12, 11_500m)], """{ "wallet": 0, "profit": 1200 }""", deficit: 0m);
    }

    private async Task Holds(int side, string[] settings, (int Second, decimal Amount)[] withdrawals, string bob, decimal deficit)
    {
        var orders = withdrawals.Select(asked => FormattableString.Invariant(
            $$"""{ "second": {{asked.Second}}, "account": "bob", "action": "withdraw", "amount": {{asked.Amount}} }"""));
        var path = _folder.Write(
            "scenarios/haircut.json",
            $$"""
            {
            "name": "haircut", "seed": 1, "venue": "{{ShippedFiles.Venue("percolator").Replace('\\', '/')}}",
            "start": "2025-01-01T00:00:00Z", "durationSeconds": 30, "tickMs": 1000, "insuranceFund": 0,
            "markets": [{ "id": "X", "tickSize": 0.1, "lotSize": 0.01, "quoteTick": 0.01,
              "tiers": [{ "floor": 0, "initialMarginRate": 0.1, "maintenanceMarginRate": 0.05 }], "makerFee": 0, "takerFee": 0,
                "markPrice": { "rule": "index" } }],
            "prices": { "inline": [
              { "second": 0, "market": "X", "index": 1000 }, { "second": 2, "market": "X", "index": {{1_000 - (side * 150)}} }] },
            "accounts": [
              { "id": "alice", "deposit": 1000, "positions": [{ "market": "X", "size": {{side * 10}}, "entry": 1000 }] },
              { "id": "bob", "deposit": 10000, "positions": [{ "market": "X", "size": {{side * -10}}, "entry": 1000 }] }],
            "orders": [{{string.Join(", ", orders)}}],
            "then": { "deficit": {{FormattableString.Invariant($"{deficit}")}},
              "accounts": [{{bob.Replace("{ ", "{ \"id\": \"bob\", ", StringComparison.Ordinal)}}] }
            }
            """);
        Assert.Empty((await ScenarioTest.Run(ScenarioLoader.Load(path, settings), CancellationToken.None)).Differences);
    }
}
