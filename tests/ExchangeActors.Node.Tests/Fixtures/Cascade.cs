using System.Globalization;
using System.Text;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>
/// A scenario that is little but deleveraging: no liquidity, an empty fund, and in each of two markets big longs that go bankrupt in two
/// ticks against all shorts, who are short in both markets, one lot each. Few forced closes are in flight at once, so that there are many
/// writes to be killed between. Every short is closed once in each market: what is closed, and at what prices in all, does not depend on
/// the order.
/// </summary>
internal static class Cascade
{
    public const int Markets = 2;

    /// <summary>Lots that the longs of a market have together, a multiple of 100: shorts there are as many.</summary>
    public const int Shorts = 1_600;

    /// <summary>Forced closes of the whole run.</summary>
    public const int ForcedCloses = Markets * Shorts;

    /// <summary>Longs of a market, one of them twice as large as the others.</summary>
    public const int Longs = (Shorts / 100) - 1;

    /// <summary>Writes the scenario into a folder.</summary>
    public static string Write(WorkFolder folder)
    {
        var accounts = new StringBuilder();
        for (var i = 0; i < Shorts; i++)
        {
            // Different leverage gives different scores, and so a queue.
            Append(accounts,
                $$"""
                { "id": "short-{{i}}", "deposit": {{60 + (i * 7 % 90)}}, "positions": [{{Position("A-PERP", -1)}},
                  {{Position("B-PERP", -1)}}] }
                """);
        }

        foreach (var market in (string[])["A-PERP", "B-PERP"])
        {
            for (var i = 0; i < Longs; i++)
            {
                // Bankrupt between 97 and 96.5 (in the first fall) or between 93 and 92.5 (in the second).
                var size = i == 0 ? 200 : 100;
                var distance = (i % 2 == 0 ? 3m : 7m) + (0.05m * (i % 10));
                Append(accounts,
                    $$"""{ "id": "long-{{market}}-{{i}}", "deposit": {{size * distance}}, "positions": [{{Position(market, size)}}] }""");
            }
        }

        return folder.Write(
            "cascade.json",
            $$"""
            {
              "name": "cascade", "seed": 3, "venue": "bitmex", "start": "2025-01-01T00:00:00Z", "durationSeconds": 4, "tickMs": 1000,
              "profile": { "limits": { "queueLength": 150, "forceClosesInFlight": 3 } },
              "markets": [{{Market("A-PERP")}}, {{Market("B-PERP")}}],
              "prices": { "inline": [{{Prices(0, 100)}}, {{Prices(1, 99)}}, {{Prices(2, 95)}}, {{Prices(3, 94.5m)}}, {{Prices(4, 90)}}] },
              "insuranceFund": 0,
              "accounts": [
                {{accounts}}]
            }
            """);
    }

    private static void Append(StringBuilder accounts, string account) =>
        accounts.Append(accounts.Length == 0 ? string.Empty : ",\n").Append(account);

    private static string Position(string market, int size) => $$"""{ "market": "{{market}}", "size": {{size}}, "entry": 100 }""";

    private static string Prices(int second, decimal price) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        { "second": {{second}}, "market": "A-PERP", "index": {{price}} }, { "second": {{second}}, "market": "B-PERP", "index": {{price}} }
        """);

    private static string Market(string id) =>
        $$"""
        { "id": "{{id}}", "tickSize": 0.01, "lotSize": 1, "quoteTick": 0.01, "makerFee": 0, "takerFee": 0, "markPrice": { "rule": "index" },
          "tiers": [{ "floor": 0, "initialMarginRate": 0.02, "maintenanceMarginRate": 0.01 }] }
        """;
}
