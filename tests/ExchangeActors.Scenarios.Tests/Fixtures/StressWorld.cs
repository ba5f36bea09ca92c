using System.Globalization;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Scenarios.Tests.Fixtures;

/// <summary>
/// One long, alice, 10 at 2000 with 2180, and no book: every figure of a fall to m can be written down. Liquidated when
/// 2180 + 10·(m − 2000) &lt; 5 %·10·m, that is below 17820/9.5; bankrupt at 1782, so that a fund pays 10·(1782 − m) where it has it, and
/// where it has not, or nothing at all, bob is closed.
/// </summary>
public sealed class StressWorld : IDisposable
{
    private const string Text =
        """
        { "name": "one", "seed": 1, "venue": "VENUE", "start": "2025-01-01T00:00:00Z", "durationSeconds": 40, "tickMs": 1000,
          "markets": [{ "id": "ETH-PERP", "tickSize": 0.01, "lotSize": 0.01, "quoteTick": 0.01,
              "tiers": [{ "floor": 0, "initialMarginRate": 0.1, "maintenanceMarginRate": 0.05 }],
              "makerFee": 0, "takerFee": 0, "marketOrderBand": 0.05, "markPrice": { "rule": "index", "maxJump": 0 } }],
          "prices": { "inline": [{ "second": 0, "market": "ETH-PERP", "index": 2000 }, { "second": 1, "market": "ETH-PERP",
            "index": 1800 }] },
          "insuranceFund": 0,
          "accounts": [
            { "id": "alice", "deposit": 2180, "positions": [{ "market": "ETH-PERP", "size": 10, "entry": 2000 }] },
            { "id": "bob", "deposit": 60000, "positions": [{ "market": "ETH-PERP", "size": -12, "entry": 2000 }] },
            { "id": "carol", "deposit": 20000, "positions": [{ "market": "ETH-PERP", "size": 2, "entry": 2000 }] }] }
        """;

    public static readonly string Scenario = Text.Replace("VENUE", CrashScenario.Venue("bitmex"), StringComparison.Ordinal);

    /// <summary>The fall goes to somewhere between 1700 and 2000.</summary>
    public const string Fall = "prices.inline[1].index=uniform(1700,2000)";

    private readonly ScenarioFolder _folder = new();

    public StressWorld() => Path = _folder.Write("scenarios/one.json", Scenario);

    public string Path { get; }

    public string Folder(string name) => _folder.PathOf(name);

    public StressRequest Request(int runs, params string[] settings) => new(Path, [.. settings], [], [Fall], null, 0, runs);

    public static System.Collections.Immutable.ImmutableArray<string> Venues(params string[] names) =>
        [.. names.Select(CrashScenario.Venue)];

    /// <summary>Makes the runs; the report and the lines of the file, the header first.</summary>
    public static async Task<(StressReport Report, string[] Lines)> Run(StressRequest request, int parallel = 2)
    {
        var study = StressPlan.Make(request);
        using var file = StressFile.Open(study, null, false);
        Assert.True(await StressRunner.Run(study, file, parallel, null, CancellationToken.None));
        var report = StressSummary.Of(study, file);
        return (report, Lines(file.Folder));
    }

    public static string[] Lines(string folder)
    {
        using var stream = new FileStream(System.IO.Path.Combine(folder, "runs.csv"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(stream).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A column of the runs; without quotes in this world.</summary>
    public static decimal[] Column(string[] lines, string name)
    {
        var place = Array.IndexOf(lines[0].Split(','), name);
        Assert.True(place >= 0, $"no column {name} in {lines[0]}");
        return [.. lines.Skip(1).Select(line => decimal.Parse(line.Split(',')[place], CultureInfo.InvariantCulture))];
    }

    public void Dispose() => _folder.Dispose();
}
