using System.Globalization;

namespace ExchangeActors.Node.Tests.Fixtures.Faults;

/// <summary>
/// Two markets without liquidity and an empty fund: in one a client brings about deleveragings, in the other its accounts trade with each
/// other. Few forced closes are in flight at once, so that there are many writes to break in between.
/// </summary>
internal static class FaultWorld
{
    public const string Crashing = "A-PERP";
    public const string Trading = "B-PERP";

    /// <summary>Writes the scenario into a folder.</summary>
    public static string Write(WorkFolder folder) => folder.Write(
        "faults.json",
        $$"""
        {
          "name": "faults", "seed": 5, "venue": "bitmex", "start": "2025-01-01T00:00:00Z", "durationSeconds": 1, "tickMs": 1000,
          "profile": { "limits": { "forceClosesInFlight": 2 } },
          "markets": [{{Market(Crashing)}}, {{Market(Trading)}}],
          "prices": { "inline": [{{Price(Crashing)}}, {{Price(Trading)}}] },
          "insuranceFund": 0,
          "accounts": [{ "id": "nobody", "deposit": 1 }]
        }
        """);

    private static string Price(string market) => $$"""{ "second": 0, "market": "{{market}}", "index": 100 }""";

    private static string Market(string id) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        { "id": "{{id}}", "tickSize": 0.01, "lotSize": 1, "quoteTick": 0.01, "makerFee": 0, "takerFee": 0, "markPrice": { "rule": "index" },
          "tiers": [{ "floor": 0, "initialMarginRate": 0.02, "maintenanceMarginRate": 0.01 }] }
        """);
}
