using System.Globalization;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Scenarios.Tests.Running;

/// <summary>
/// What each party ends with, to the last digit, through a scenario's file: the situations of public reports, restated, and their
/// variants.
/// </summary>
public sealed class AmountScenarioTests : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "")]
    [InlineData(-1, "")]
    [InlineData(1, ", \"isolatedMargin\": 10")]
    [InlineData(-1, ", \"isolatedMargin\": 10")]
    public async Task Eight_fundings_of_an_eighth_of_a_tick_are_a_tick(int side, string isolated)
    {
        var fundings = string.Join(", ", Enumerable.Range(1, 8).Select(second => Funding(second, 0.0000125m)));
        await Holds(
            "bitmex", 0.1m, 0.001m, 100_000m, [],
            [Account("payer", 100m, side * 0.001m, 100_000m, isolated), Account("receiver", 100m, side * -0.001m, 100_000m)],
            [Order(15, "receiver", side, 0.001m, 100_000m), Order(16, "payer", -side, 0.001m, 100_000m, isolated.Length > 0)],
            [fundings],
            $$"""
            { "fund": 0, "accounts": [{ "id": "payer", "wallet": {{Text(100m - (side * 0.01m))}} }, { "id": "receiver",
              "wallet": {{Text(100m + (side * 0.01m))}} }] }
            """);
    }

    /// <summary>
    /// Six fundings at uneven rates on 0.2, 0.3 and −0.5; the first closes and opens again in between and so misses two.
    /// </summary>
    [Fact]
    public async Task Uneven_fundings_of_three_parties_add_up_also_over_a_closed_position() => await Holds(
        "bitmex", 0.1m, 0.1m, 10m, [],
        [Account("a", 100m, 0.2m, 10m), Account("b", 100m, 0.3m, 10m), Account("c", 100m, -0.5m, 10m), Account("d", 100m, 0m, 10m)],
        [
            Order(3, "d", 1, 0.2m, 10m), Order(3, "a", -1, 0.2m, 10m), Order(6, "a", 1, 0.2m, 10m), Order(6, "d", -1, 0.2m, 10m),
            Order(10, "c", 1, 0.5m, 10m), Order(11, "a", -1, 0.2m, 10m), Order(11, "b", -1, 0.3m, 10m),
        ],
        [Funding(1, 0.001m), Funding(2, 0.0013m), Funding(4, -0.0007m), Funding(5, 0.0021m), Funding(7, 0.0001m), Funding(8, 0.0012m)],
        // Per unit: 0.01 + 0.013 − 0.007 + 0.021 + 0.001 + 0.012 = 0.05. b pays 0.015, c receives 0.025, a without the third and fourth
        // 0.036 · 0.2 = 0.0072, d 0.014 · 0.2 = 0.0028; each up to the tick.
        """
        { "fund": 0, "accounts": [{ "id": "a", "wallet": 99.99 }, { "id": "b", "wallet": 99.98 }, { "id": "c", "wallet": 100.02 },
          { "id": "d", "wallet": 99.99 }] }
        """);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_funding_of_a_tiny_price_is_not_lost(int side) => await Holds(
        "bitmex", 1e-12m, 1m, 6e-9m, [],
        [Account("a", 10_000m, side * 1e12m, 6e-9m), Account("b", 10_000m, side * -1e12m, 6e-9m)],
        [Order(3, "b", side, 1e12m, 6e-9m), Order(4, "a", -side, 1e12m, 6e-9m)],
        [Funding(1, 0.0001m)],
        $$"""
        { "accounts": [{ "id": "a", "wallet": {{Text(10_000m - (side * 0.6m))}} }, { "id": "b",
          "wallet": {{Text(10_000m + (side * 0.6m))}} }] }
        """);

    /// <summary>
    /// Who closes n − 1 of n at the entry is a winner with the last by a tenth of a quote tick, and so the counterparty of the forced
    /// close.
    /// </summary>
    [Theory]
    [InlineData(3, 1)]
    [InlineData(7, 1)]
    [InlineData(40, 1)]
    [InlineData(3, -1)]
    [InlineData(7, -1)]
    public async Task Who_closes_all_but_one_keeps_the_entry_of_the_last(int size, int side)
    {
        var entry = 0.811m;
        var closes = string.Join(", ", Enumerable.Range(0, size - 1).Select(_ => Order(1, "bob", -side, 1m, entry)));
        await Holds(
            "bitmex", 0.001m, 1m, entry, [(3, entry + (side * 0.001m))],
            [Account("bob", 100m, side * size, entry), Account("mm", 100m, -side * (size - 1), entry), Account("alice", 0.041m, -side,
                entry)],
            [Order(1, "mm", side, size - 1m, entry), closes],
            [],
            """
            { "forcedCloses": 1, "accounts": [{ "id": "bob", "positions": [{ "market": "X", "size": 0 }] },
              { "id": "alice", "positions": [{ "market": "X", "size": 0 }], "liquidated": true }] }
            """);
    }

    /// <summary>Alice is short of 900 (1100 − 2000), shared by contracts 1 : 2.</summary>
    [Theory]
    [InlineData("drift-v2", 1)]
    [InlineData("drift-v2", -1)]
    [InlineData("mango-v4", 1)]
    [InlineData("mango-v4", -1)]
    public async Task A_loss_shared_by_contracts_is_the_loss_however_cheap_a_contract(string venue, int side) => await Holds(
        venue, 1e-9m, 100_000m, 1e-5m, [(1, side > 0 ? 8e-6m : 12e-6m)],
        [Account("alice", 1_100m, side * 1e9m, 1e-5m), Account("same", 1_000_000m, side * 1e9m, 1e-5m), Account("other", 1_000_000m,
            side * -2e9m, 1e-5m)],
        [], [],
        """
        { "fund": 0, "deficit": 0, "liquidations": 1,
          "accounts": [{ "id": "same", "liquidated": false, "wallet": 999700 }, { "id": "other", "liquidated": false, "wallet": 999400 }] }
        """);

    /// <summary>
    /// Alice is short of 100.01. Three who hold alike bear 33.3366… each: of the two ticks left over the first two by id get one.
    /// </summary>
    [Theory]
    [InlineData("drift-v2")]
    [InlineData("mango-v4")]
    public async Task Ticks_left_over_of_equal_shares_go_by_id(string venue) => await Holds(
        venue, 0.1m, 0.1m, 1_000m, [(1, 800m)],
        [Account("alice", 99.99m, 1m, 1_000m), Account("a", 10_000m, -1m, 1_000m), Account("b", 10_000m, -1m, 1_000m), Account("c",
            10_000m, 1m, 1_000m)],
        [], [],
        """
        { "fund": 0, "deficit": 0, "accounts": [{ "id": "a", "wallet": 9966.66 }, { "id": "b", "wallet": 9966.66 }, { "id": "c",
          "wallet": 9966.67 }] }
        """);

    /// <summary>Contracts of 1, 2 and 1 bear 25.0025, 50.005 and 25.0025 of 100.01.</summary>
    [Theory]
    [InlineData("drift-v2")]
    [InlineData("mango-v4")]
    public async Task The_tick_left_over_goes_to_the_largest_remainder(string venue) => await Holds(
        venue, 0.1m, 0.1m, 1_000m, [(1, 800m)],
        [Account("alice", 299.99m, 2m, 1_000m), Account("a", 10_000m, -1m, 1_000m), Account("b", 10_000m, -2m, 1_000m), Account("c",
            10_000m, 1m, 1_000m)],
        [], [],
        """
        { "fund": 0, "deficit": 0, "accounts": [{ "id": "a", "wallet": 9975 }, { "id": "b", "wallet": 9949.99 }, { "id": "c",
          "wallet": 9975 }] }
        """);

    /// <summary>
    /// Winners of 200 each bear 50.005 each; who loses bears nothing. With a deposit of 99.985 the loss is 100.015, no whole number of
    /// ticks: 50.00 each, a tick and half a tick.
    /// </summary>
    [Theory]
    [InlineData("99.99", "9949.99", "9950")]
    [InlineData("99.985", "9949.99", "9949.995")]
    [InlineData("99.98", "9949.99", "9949.99")]
    public async Task A_loss_shared_by_winners_is_the_loss(string deposit, string a, string b) => await Holds(
        "deribit", 0.1m, 0.1m, 1_000m, [(1, 800m)],
        [Account("alice", Number(deposit), 1m, 1_000m), Account("a", 10_000m, -1m, 1_000m), Account("b", 10_000m, -1m, 1_000m),
            Account("c", 10_000m, 1m, 1_000m)],
        [], [],
        $$"""
        { "fund": 0, "deficit": 0, "accounts": [{ "id": "a", "wallet": {{a}} }, { "id": "b", "wallet": {{b}} }, { "id": "c",
          "wallet": 10000 }] }
        """);

    /// <summary>
    /// Her equity of 10,123.45 on 1e12 contracts at 3e-8 is gone at 1.987655e-8; on the tick of 1e-8 the forced close would leave her
    /// 123.45.
    /// </summary>
    [Theory]
    [InlineData("bitmex", 1)]
    [InlineData("bitmex", -1)]
    [InlineData("binance", 1)]
    [InlineData("binance", -1)]
    public async Task A_forced_close_is_as_fine_as_the_amounts_where_the_tick_is_coarse_against_the_price(string venue, int side) =>
        await Holds(
        // Two rows: the guard holds a jump of a third until another row bears it out.
        venue, 1e-8m, 1_000m, 3e-8m, [(1, side > 0 ? 2e-8m : 4e-8m), (2, side > 0 ? 2e-8m : 4e-8m)],
        [Account("alice", 10_123.45m, side * 1e12m, 3e-8m), Account("bob", 100_000m, side * -1e12m, 3e-8m)],
        [], [],
        $$"""
        { "fund": 0, "deficit": 0, "accounts": [{ "id": "alice", "wallet": 0, "positions": [{ "market": "X", "size": 0 }] },
          { "id": "bob", "wallet": 110123.45, "forceClosed": [{ "market": "X", "quantity": 1000000000000,
            "price": {{Text(3e-8m - (side * 10_123.45e-12m))}} }] }] }
        """);

    private async Task Holds(
        string venue, decimal tick, decimal lot, decimal index, (int Second, decimal Index)[] moves, string[] accounts, string[] orders,
            string[] fundings, string then)
    {
        var rows = moves.Prepend((Second: 0, Index: index)).Select(
            row => $$"""{ "second": {{row.Second}}, "market": "X", "index": {{Text(row.Index)}} }""");
        var scenario = ScenarioLoader.Load(_folder.Write(
            "scenarios/amounts.json",
            $$"""
            {
            "name": "amounts", "seed": 1, "venue": "{{ShippedFiles.Venue(venue).Replace('\\', '/')}}", "start": "2025-01-01T00:00:00Z",
            "durationSeconds": 20, "tickMs": 1000, "insuranceFund": 0,
            "markets": [{ "id": "X", "tickSize": {{Text(tick)}}, "lotSize": {{Text(lot)}}, "quoteTick": 0.01,
              "tiers": [{ "floor": 0, "initialMarginRate": 0.1, "maintenanceMarginRate": 0.05 }], "makerFee": 0, "takerFee": 0,
                  "marketOrderBand": 0.05, "markPrice": { "rule": "index" } }],
            "prices": { "inline": [{{string.Join(", ", rows)}}] },
            "accounts": [{{string.Join(", ", accounts)}}],
            "orders": [{{string.Join(", ", orders)}}],
            "funding": [{{string.Join(", ", fundings)}}],
            "then": {{then}}
            }
            """));
        Assert.Empty((await ScenarioTest.Run(scenario, CancellationToken.None)).Differences);
    }

    private static string Account(string id, decimal deposit, decimal size, decimal entry, string more = "") => size == 0m
        ? $$"""{ "id": "{{id}}", "deposit": {{Text(deposit)}} }"""
        : $$"""
        { "id": "{{id}}", "deposit": {{Text(deposit)}}, "positions": [{ "market": "X", "size": {{Text(size)}},
          "entry": {{Text(entry)}}{{more}} }] }
        """;

    private static string Order(int second, string account, int side, decimal quantity, decimal limit, bool isolated = false) =>
        $$"""
        { "second": {{second}}, "account": "{{account}}", "action": "order", "market": "X", "side": "{{(side > 0 ? "buy" : "sell")}}",
          "quantity": {{Text(quantity)}}, "limit": {{Text(limit)}}{{(isolated ? ", \"marginMode\": \"isolated\"" : string.Empty)}} }
        """;

    private static string Funding(int second, decimal rate) => $$"""{ "second": {{second}}, "market": "X", "rate": {{Text(rate)}} }""";

    private static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
