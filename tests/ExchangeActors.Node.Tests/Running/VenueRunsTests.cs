using System.Text.Json;
using ExchangeActors.Node.Shell;

namespace ExchangeActors.Node.Tests.Running;

/// <summary>
/// The crash of 10 October 2025, with fewer accounts and a fund that is soon empty, under every shipped profile and in both runtimes.
/// </summary>
public sealed class VenueRunsTests : IDisposable
{
    private static readonly string[] Reduced = ["--set", "population.accounts=1000", "--set", "insuranceFund=2000", "--set",
        "durationSeconds=1320", "--set", "tickMs=15000", "--json"];

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_shipped_profile_goes_through_the_crash_and_every_invariant_holds()
    {
        using var compared = JsonDocument.Parse((await _folder.Run(["compare", WorkFolder.Shipped("oct-10-2025.json"), .. Reduced]))
            .Expect(ExitCode.Fine).Out);

        var venues = compared.RootElement.GetProperty("venues").EnumerateArray().ToList();
        Assert.True(venues.Count >= 19);
        Assert.All(venues, venue => Assert.True(venue.GetProperty("invariantsHold").GetBoolean(), venue.GetProperty("venue").GetString()));
    }

    [Theory]
    [InlineData("drift-v2", "waterfall.paidByOthers")]
    [InlineData("hyperliquid", "waterfall.takenOver")]
    [InlineData("dydx-v4", "adl.forcedCloses")]
    [InlineData("pro-rata", "adl.forcedCloses")]
    [InlineData("percolator", "adl.forcedCloses")]
    public async Task A_durable_run_goes_through_what_only_that_venue_has_and_its_journal_folds_to_its_states(string venue, string figure)
    {
        string[] asked = ["run", WorkFolder.Shipped("oct-10-2025.json"), "--venue", venue, .. Reduced, "--set", "population.accounts=500"];
        var report = Report.Of(await _folder.Run([.. asked, "--journal", "october.db"]));
        var inMemory = Report.Of(await _folder.Run([.. asked, "--in-memory"]));

        report.InvariantsHold().AddsUp();
        Assert.True(report.Number(figure) > 0m, figure);
        Assert.Equal(inMemory.StateHash, report.StateHash);
    }
}
