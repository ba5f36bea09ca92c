using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Shell;

/// <summary>
/// A market at 6e-9 with positions of millionths: tables, JSON, the summary of a journal, comparison and page show digits, not zeros.
/// </summary>
public sealed class TinyPriceTests : IDisposable
{
    private const string Scenario =
        """
        {
          "name": "tiny", "seed": 1, "venue": "bitmex", "start": "2025-01-01T00:00:00Z", "durationSeconds": 6, "tickMs": 1000,
            "insuranceFund": 0,
          "markets": [{ "id": "X", "tickSize": 1e-12, "lotSize": 1, "quoteTick": 1e-12,
            "tiers": [{ "floor": 0, "initialMarginRate": 0.1, "maintenanceMarginRate": 0.05 }], "makerFee": 0, "takerFee": 0,
              "markPrice": { "rule": "index" } }],
          "prices": { "inline": [{ "second": 0, "market": "X", "index": 6e-9 }, { "second": 2, "market": "X", "index": 5.5e-9 }] },
          "accounts": [{ "id": "alice", "deposit": 0.0000007, "positions": [{ "market": "X", "size": 1000, "entry": 6e-9 }] },
            { "id": "bob", "deposit": 0.00001, "positions": [{ "market": "X", "size": -1000, "entry": 6e-9 }] }],
          "then": { "forcedCloses": 1, "accounts": [{ "id": "alice", "wallet": 0 }] }
        }
        """;

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_way_to_look_at_it_shows_what_is_not_nothing()
    {
        _folder.Write("tiny.json", Scenario);

        var run = (await _folder.Shell("COLUMNS=200 \"$EXCHANGE\" run tiny.json --journal tiny.db")).Expect(ExitCode.Fine);
        // Marks; notional at the mark of the start, 1000 · 5.5e-9; the forced close at 6e-9 − 7e-7/1000 = 5.3e-9; profit taken 7e-7.
        Assert.Contains("0.000000006 → 0.0000000055", run.Out, StringComparison.Ordinal);
        Assert.Contains("0.0000055", run.Out, StringComparison.Ordinal);
        Assert.Contains("0.0000053", run.Out, StringComparison.Ordinal);
        Assert.Contains("0.0000007", run.Out, StringComparison.Ordinal);

        var json = JsonDocument.Parse((await _folder.Run("run", "tiny.json", "--in-memory", "--json")).Expect(ExitCode.Fine).Out)
            .RootElement;
        Assert.Equal(0.0000000055m, json.GetProperty("perMarket")[0].GetProperty("lastMark").GetDecimal());
        Assert.Equal(0.0000055m, json.GetProperty("waterfall").GetProperty("notional").GetDecimal());

        var summary = (await _folder.Shell("COLUMNS=200 \"$EXCHANGE\" review tiny.db summary")).Expect(ExitCode.Fine);
        Assert.Contains("0.000000006 → 0.0000000055", summary.Out, StringComparison.Ordinal);
        Assert.Contains("0.0000055", summary.Out, StringComparison.Ordinal);

        (await _folder.Run("review", "tiny.db", "report", "--html", "tiny.html")).Expect(ExitCode.Fine);
        var page = await File.ReadAllTextAsync(_folder.File("tiny.html"));
        Assert.Contains("mark 0.000000006 → 0.0000000055", page, StringComparison.Ordinal);
        Assert.Contains("0.0000000053", page, StringComparison.Ordinal);

        var compared = (await _folder.Run("compare", "tiny.json", "--venues", "bitmex,okx")).Expect(ExitCode.Fine);
        Assert.Contains("0.0000053", compared.Out, StringComparison.Ordinal);
        Assert.Contains("0.0000007", compared.Out, StringComparison.Ordinal);
    }
}
