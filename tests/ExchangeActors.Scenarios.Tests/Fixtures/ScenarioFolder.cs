using System.Globalization;
using System.IO.Compression;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Scenarios.Tests.Fixtures;

/// <summary>A temporary folder with a small scenario and a venue profile, removed at the end of the test.</summary>
public sealed class ScenarioFolder : IDisposable
{
    // A line of the file is one line of the text below: errors name its number.
    private const string Span = "\"durationSeconds\"";

    public const string Market =
        """
        { "id": "ETH-PERP", "tickSize": 0.01, "lotSize": 0.01, "quoteTick": 0.01,
          "tiers": [
            { "floor": 0, "initialMarginRate": 0.02, "maintenanceMarginRate": 0.01 },
            { "floor": 100000, "initialMarginRate": 0.05, "maintenanceMarginRate": 0.025 }],
          "makerFee": 0.0002, "takerFee": 0.0005 }
        """;

    public const string Inline = """{ "inline": [{ "second": 0, "market": "ETH-PERP", "index": 2000 }] }""";

    public const string Venue =
        """
        { "name": "test", "version": 1, "notes": ["for tests"], "marginCallLevel": 1.5,
          "sizing": { "policy": "full" }, "bankruptcyPrice": { "policy": "maintenance-weighted" },
          "liquidationLimit": { "policy": "budget" }, "liquidationFee": { "policy": "rate", "rate": 0.005 },
            "backstop": { "policy": "absorb" },
          "trigger": { "policy": "fund-empty" }, "eligibility": { "policy": "profitable" }, "ranking": { "policy": "bitmex" },
            "hedging": { "policy": "ignored" }, "allocation": { "policy": "queue" },
          "severity": { "policy": "static" }, "deleveragingPrice": { "policy": "bankruptcy" }, "guard": { "policy": "none" },
            "residual": { "policy": "deficit" }, "limits": { "liquidationsInFlight": 8 } }
        """;

    private readonly string _path = Directory.CreateTempSubdirectory("exchange-scenarios-").FullName;

    public ScenarioFolder()
    {
        Write("scenarios/.keep", string.Empty);
        Write("venues/test.json", Venue);
    }

    public string PathOf(string name) => Path.Combine(_path, name);

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public static byte[] Gzip(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }

    /// <summary>A scenario text; <paramref name="more"/> is appended as further members.</summary>
    public static string Text(string? markets = null, string? prices = null, string more = "", int durationSeconds = 10,
        string seed = "7") => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {
        "name": "small", "seed": {{seed}}, "venue": "test", "start": "2025-10-10T21:00:00Z", {{Span}}: {{durationSeconds}}, "tickMs": 1000,
        "markets": [{{markets ?? Market}}],
        "prices": {{prices ?? Inline}},
        "insuranceFund": 1000{{(more.Length > 0 ? ",\n" + more : string.Empty)}}
        }
        """);

    public Scenario Load(string text, params string[] overrides) => ScenarioLoader.Load(Write("scenarios/small.json", text), overrides);

    /// <summary>The problems of a scenario that must not load, one per line, with the folder cut out.</summary>
    public string Refuse(string text, params string[] overrides)
    {
        var fault = Assert.Throws<InputException>(() => Load(text, overrides));
        Assert.All(fault.Problems, problem => Assert.True(problem.What.Length > 0 && problem.Remedy.Length > 0));
        return fault.Message.Replace(PathOf("scenarios") + Path.DirectorySeparatorChar, string.Empty, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
