using System.Text.Json;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Populations;
using ExchangeActors.Scenarios.Prices;

namespace ExchangeActors.Scenarios.Tests.Running;

public sealed class ShippedScenarioTests : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_tenth_of_October_has_what_it_promises()
    {
        var scenario = ScenarioLoader.Load(ShippedFiles.Scenario("oct-10-2025.json"));
        var accounts = Population.Generate(scenario).ToList();

        Assert.True(accounts.Count >= 10_000);
        Assert.True(scenario.Markets.Length >= 12);
        Assert.Equal((360, 5000), (scenario.TickCount, scenario.TickMs));
        Assert.Equal(0, scenario.Rejects.Count);
        Assert.All(
            accounts.SelectMany(account => account.Positions).GroupBy(position => position.Market), market =>
                Assert.Equal(0m, market.Sum(position => position.Size.Value)));
        foreach (var id in new[] { "AVAX", "DOT", "UNI", "BCH", "AAVE" }.Select(name => new MarketId(name + "-PERP")))
        {
            var place = scenario.Markets.ToList().FindIndex(instrument => instrument.Id == id);
            var points = scenario.Ticks.Select(tick => tick.Points[place]).ToList();
            Assert.Equal(MarkPriceRule.Last, scenario.Markets[place].MarkPrice.Rule);
            Assert.True(points.Min(point => point.Last!.Value.Value) / points[0].Last!.Value.Value < points.Min(
                point => point.Index.Value) / points[0].Index.Value);
        }

        Assert.NotEmpty(scenario.Liquidity!.LevelsAt(1200m, scenario.Markets[0], scenario.OpeningMark(0)));
    }

    [Fact]
    public void The_first_adl_is_as_its_figures_say()
    {
        var scenario = ScenarioLoader.Load(ShippedFiles.Scenario("first-adl.json"));

        Assert.Equal(["alice", "bob", "carol"], Population.Generate(scenario).Select(account => account.Id.Value));
        Assert.Equal([10m, -12m, 2m], scenario.Accounts.Select(account => account.Positions[0].Size.Value));
        Assert.Equal((2180m, 0m), (scenario.Accounts[0].Deposit.Value, scenario.InsuranceFund.Value));
        Assert.Equal([2000m, 1960m, 1920m, 1880m, 1840m, 1800m, 1760m, 1720m, 1700m],
            scenario.Ticks.Select(tick => tick.Points[0].Index.Value));
        Assert.Null(scenario.Liquidity);
    }

    [Fact]
    public void The_calm_one_stays_within_a_quarter_of_a_percent()
    {
        var scenario = ScenarioLoader.Load(ShippedFiles.Scenario("calm.json"));

        Assert.Equal(302, Population.Generate(scenario).Count());
        Assert.All(
            scenario.Ticks, tick => Assert.All(tick.Points, (point, i) =>
                Assert.InRange(point.Index.Value / scenario.OpeningMark(i).Value, 0.9975m, 1.0030m)));
        Assert.Equal([30m, 60m, 90m, 240m, 300m, 420m], scenario.Actions.Select(action => action.Second));
        Assert.Equal(2, scenario.Funding.Length);
    }

    [Fact]
    public void Orders_funding_and_accounts_are_bound()
    {
        var scenario = _folder.Load(Everything());

        var order = Assert.IsType<TimedOrder>(scenario.Actions[1]);
        Assert.Equal(
            new TimedOrder(1m, new AccountId("trader-0000001"), new MarketId("ETH-PERP"), Side.Sell, new Quantity(0.5m),
                new Price(2001.5m), TimeInForce.PostOnly, true, MarginMode.Isolated), order);
        Assert.IsType<TimedCancelAll>(scenario.Actions[0]);
        Assert.Equal([new TimedFunding(1m, new MarketId("ETH-PERP"), -0.001m)], scenario.Funding.AsEnumerable());
        Assert.Equal(new Money(50m), scenario.Accounts[0].Positions[0].IsolatedMargin);
        Assert.Equal(new Money(10m), scenario.InsuranceFundFloor);
    }

    [Fact]
    public void The_schema_and_the_loader_know_the_same_names()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(ShippedFiles.Scenario("scenario.schema.json")));
        using var everything = JsonDocument.Parse(Everything());
        var known = new SortedSet<string>(StringComparer.Ordinal);
        Properties(schema.RootElement, schema.RootElement, string.Empty, known);
        var written = new SortedSet<string>(StringComparer.Ordinal);
        Members(everything.RootElement, string.Empty, written);

        // The text below uses every property that there is, and loads: so what the schema knows the loader takes, and the other way round.
        _folder.Load(Everything());
        _folder.Load(Everything(sources: true));
        using var withSources = JsonDocument.Parse(Everything(sources: true));
        Members(withSources.RootElement, string.Empty, written);
        Assert.Equal(known, written);
    }

    private string Everything(bool sources = false)
    {
        _folder.Write("scenarios/eth.json", ScenarioFolder.Market);
        _folder.Write("scenarios/trades.csv", "symbol,timestamp,price\nE,1760130000000000,2000\n");
        _folder.Write("scenarios/ticker.csv", "symbol,timestamp,last_price,index_price,mark_price\nE,1760130000000000,,,2000\n");
        _folder.Write("scenarios/klines.csv", "1760130000000,2000,2000,2000,2000,1,1760130059999\n");
        var prices = sources
            ? """
              { "onReject": "skip", "rejectsListed": 5, "sortWindowMs": 1, "sortRows": 2, "aheadMs": 3, "indexToLast": 4,
                "staleAfterSeconds": 60,
                "shock": 1.5, "shocks": { "ETH-PERP": 2 }, "moves": { "ETH-PERP": 0 },
                "limits": { "fileMegabytes": 1, "expansion": 2, "rows": 3 },
                "sources": [
                  { "format": "tardis-trades", "file": "trades.csv", "mapping": [{ "symbol": "E", "market": "ETH-PERP", "feeds": "both",
                    "factor": 1 }] },
                  { "format": "tardis-derivative-ticker", "file": "ticker.csv", "mapping": [{ "symbol": "E", "market": "ETH-PERP",
                    "column": "mark_price" }] },
                  { "format": "binance-klines", "file": "klines.csv", "path": "ohlc", "mapping": [{ "market": "ETH-PERP" }] }] }
              """
            : """{ "inline": [{ "second": 0, "market": "ETH-PERP", "index": 2000, "last": 2000 }] }""";
        var market = "{ \"file\": \"eth.json\", \"marketOrderBand\": 0.1, \"limitOrderBand\": 0.2, \"supportGroup\": 1, "
            + "\"openInterestCap\": 1000000, \"accountOpenInterestCap\": 500000, \"markPrice\": { \"rule\": \"smoothed-basis\", "
            + "\"basisSmoothing\": 0.1, \"basisClamp\": 0.05, \"maxJump\": 0, \"confirmWithin\": 0.1,"
            + "\"maxHoldSeconds\": 5, \"maxTradeAgeSeconds\": 30, \"maxTradeLagSeconds\": 2 },"
            + ScenarioFolder.Market.TrimStart().TrimStart('{');
        return ScenarioFolder.Text(market, prices, """
            "$schema": "scenario.schema.json", "description": "all", "profile": { }, "insuranceFundFloor": 10, "waveGapMs": 60000,
            "population": { "accounts": 5, "wallets": { "least": 100, "tailIndex": 1.2, "cap": 1000 }, "longShare": 0.5,
              "leverage": [{ "share": 1, "from": 2, "to": 3 }],
              "marketsPerAccount": [1], "marketShares": { "ETH-PERP": 1 }, "oppositeLegShare": 0, "hedgedMakers": { "share": 0,
                "walletMultiple": 2, "leverage": 2 },
              "isolatedShare": 0, "entryScatter": 0, "marginBuffer": 1.1, "owner": "crowd" },
            "accounts": [
              { "id": "alice", "owner": "both", "deposit": 100, "positions": [{ "market": "ETH-PERP", "size": 0.01, "entry": 2000,
                "isolatedMargin": 50 }] },
              { "id": "bob", "deposit": 100, "positions": [{ "market": "ETH-PERP", "size": -0.01, "entry": 2000 }],
                "participant": { "tradesReduceOnly": false, "reduceOnly": true, "limits": { "1": 0.1 } } }],
            "liquidity": { "bandsBps": [10], "knots": [{ "second": 0, "bid": [5], "ask": [5] }], "scale": 1, "depth": 0.5,
              "scales": { "ETH-PERP": 1 }, "levelsPerSide": 2, "deposit": 9 },
            "market": { "passThrough": 0.4, "book": { "exponent": 0.8, "refillHalfLifeSeconds": 30, "oppositeDepth": 0.5, "scatter": 0.1 },
              "impact": { "scale": 1, "permanent": 0.3, "halfLifeSeconds": 60, "liquidationWeight": 1 }, "volatility": 0.04,
              "volatilities": { "ETH-PERP": 0.05 }, "walk": 0.01, "walkScatter": 0.1 },
            "reactions": { "stops": { "share": 0.1, "nearest": 0.05, "farthest": 0.2 },
              "arbitrage": { "threshold": 0.01, "share": 0.5, "capitalDepths": 2 },
              "dipBuyers": { "fall": 0.05, "step": 0.01, "tranches": 3, "windowSeconds": 600, "capitalDepths": 2 },
              "hedgers": { "share": 0.1, "delaySeconds": 5 },
              "marginAdders": { "share": 0.2, "delaySeconds": 5, "target": 2, "mostOfDeposit": 0.5 } },
            "orders": [
              { "second": 1, "account": "trader-0000001", "action": "order", "market": "ETH-PERP", "side": "sell", "quantity": 0.5,
                "limit": 2001.5,
                "timeInForce": "post-only", "reduceOnly": true, "marginMode": "isolated" },
              { "second": 2, "account": "alice", "action": "withdraw", "amount": 1 },
              { "second": 0.5, "account": "bob", "action": "cancel-all", "market": "ETH-PERP" }],
            "funding": [{ "second": 1, "market": "ETH-PERP", "rate": -0.001 }],
            "then": { "fund": RANGE, "fundLoss": RANGE, "deficit": RANGE, "vaultEquity": RANGE, "vaultLoss": RANGE, "liquidations": RANGE,
              "liquidatedNotional": RANGE, "takenOver": RANGE, "supported": RANGE,
              "forcedCloses": RANGE, "adlNotional": RANGE, "owners": [{ "id": "both", "equity": RANGE, "profit": RANGE,
                "liquidated": RANGE }],
              "accounts": [{ "id": "alice", "wallet": RANGE, "equity": RANGE, "profit": RANGE, "liquidated": false, "marginCalled": false,
              "positions": [{ "market": "ETH-PERP", "size": RANGE }], "forceClosed": [{ "market": "ETH-PERP", "quantity": 1, "price": 2,
                "rank": 1 }] }] }
            """.Replace("RANGE", """{ "min": 0, "max": 1 }""", StringComparison.Ordinal));
    }

    private static void Members(JsonElement element, string path, SortedSet<string> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Members(item, path, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject()
                .Where(member => member.Name != "ETH-PERP" && !char.IsAsciiDigit(member.Name[0])))
            {
                found.Add($"{path}/{member.Name}");
                Members(member.Value, $"{path}/{member.Name}", found);
            }
        }
    }

    private static void Properties(JsonElement root, JsonElement schema, string path, SortedSet<string> found)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Properties(root, root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), path, found);
        }

        if (schema.TryGetProperty("anyOf", out var choices))
        {
            foreach (var choice in choices.EnumerateArray())
            {
                Properties(root, choice, path, found);
            }
        }

        if (schema.TryGetProperty("items", out var items))
        {
            Properties(root, items, path, found);
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                found.Add($"{path}/{property.Name}");
                Properties(root, property.Value, $"{path}/{property.Name}", found);
            }
        }
    }
}
