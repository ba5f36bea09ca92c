namespace ExchangeActors.Scenarios.Tests.Fixtures;

/// <summary>The shipped crash on one market, made small: few accounts, thin books, a small fund, a quarter minute per tick.</summary>
internal static class CrashScenario
{
    public static readonly string[] Small =
        ["population.accounts=300", "insuranceFund=500", "liquidity.scale=0.001", "durationSeconds=1320", "tickMs=15000"];

    public static string Path => ShippedFiles.Scenario("btc-oct-10-2025.json");

    public static string Venue(string name) => ShippedFiles.Venue(name);
}
