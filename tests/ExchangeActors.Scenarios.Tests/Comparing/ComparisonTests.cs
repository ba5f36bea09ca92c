using System.Globalization;
using System.Text.Json;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Scenarios.Tests.Comparing;

/// <summary>The same scenario under several profiles.</summary>
public sealed class ComparisonTests
{
    private static readonly string Crash = CrashScenario.Path;
    private static readonly string[] Venues = ["bitmex", "binance", "okx", "pro-rata", "hyperliquid", "drift-v2"];

    [Fact]
    public async Task Figures_do_not_depend_on_how_many_runs_go_on_at_once()
    {
        var scenarios = ScenarioLoader.LoadUnder(Crash, Venues, CrashScenario.Small);

        var alone = await VenueComparison.Run(scenarios, [0m, 60m], 1, null, default);
        var together = await VenueComparison.Run(scenarios, [0m, 60m], 4, null, default);

        Assert.Equal(JsonSerializer.Serialize(alone), JsonSerializer.Serialize(together));
        Assert.True(alone.InvariantsHold);
        Assert.Equal(Venues, alone.Venues.Select(venue => venue.Venue));
        Assert.True(alone.Venues[0].ForcedCloses > 0);
        Assert.Equal(alone.Venues[0].AccountsClosed, alone.Venues[0].AlsoClosedUnderFirst);
        Assert.Equal("hyperliquid", Assert.Single(alone.Venues, venue => venue.Vaults is not null).Venue);
        Assert.False(alone.Venues[^1].MayDeleverage);
    }

    [Fact]
    public async Task Rankings_agree_with_themselves_and_leave_out_who_never_closes_winners()
    {
        var scenarios = ScenarioLoader.LoadUnder(Crash, Venues, CrashScenario.Small);

        var report = await VenueComparison.Run(scenarios, [0m], 2, null, default);

        var agreement = Assert.IsType<RankingAgreement>(report.RankCorrelation);
        Assert.Equal(Venues[..^1], agreement.Venues);
        for (var i = 0; i < agreement.Venues.Length; i++)
        {
            Assert.Equal(1m, agreement.Spearman[i][i]);
            Assert.All(Enumerable.Range(0, i), j => Assert.Equal(agreement.Kendall[i][j], agreement.Kendall[j][i]));
        }

        // The pro-rata profile ranks as bitmex does; what differs is the allocation.
        Assert.Equal(1m, agreement.Spearman[0][Array.IndexOf(Venues, "pro-rata")]);
    }

    [Fact]
    public async Task Csv_has_a_line_per_venue_with_the_same_figures()
    {
        var scenarios = ScenarioLoader.LoadUnder(Crash, ["bitmex", "drift-v2"], CrashScenario.Small);
        var report = await VenueComparison.Run(scenarios, [0m, 2.5m], 1, null, default);
        using var target = new StringWriter();

        ComparisonCsv.Write(report, target);

        var lines = target.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, line => Assert.Equal(lines[0].Length, line.Length));
        string Of(int line, string column) => lines[line][Array.IndexOf(lines[0], column)];
        Assert.Equal("bitmex", Of(1, "venue"));
        Assert.Equal(report.Venues[0].Horizons[1].Overshoot, decimal.Parse(Of(1, "overshoot_2.5s"), CultureInfo.InvariantCulture));
        Assert.Equal(report.Venues[0].StateHash, Of(1, "state_hash"));
        Assert.Equal(string.Empty, Of(2, "ptsr"));
    }

    [Fact]
    public void Unknown_and_repeated_profiles_are_named()
    {
        var unknown = Assert.Throws<InputException>(() => ScenarioLoader.LoadUnder(Crash, ["bitmex", "bitmax", "nowhere.json"], []));
        var twice = Assert.Throws<InputException>(() => ScenarioLoader.LoadUnder(Crash, ["bitmex", "okx", "bitmex"], []));

        Assert.Contains("did you mean \"bitmex\"?", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("there is no file \"nowhere.json\"", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("\"bitmex\" is named 2 times", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_names_all_profiles_are_compared_the_scenarios_own_first()
    {
        var scenarios = ScenarioLoader.LoadUnder(Crash, null, ["population.accounts=10", "venue=okx"]);

        Assert.True(scenarios.Length > 1);
        Assert.Equal("okx", scenarios[0].Venue.Name);
        Assert.Equal(scenarios.Length, scenarios.Select(scenario => scenario.Venue.Name).Distinct().Count());
    }
}
