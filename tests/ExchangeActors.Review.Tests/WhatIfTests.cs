using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Review.WhatIf;
using ExchangeActors.Scenarios;

namespace ExchangeActors.Review;

/// <summary>Under the recorded rules a what-if is the record; under others it is a run of those rules.</summary>
public sealed class WhatIfTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Theory]
    [InlineData("bitmex", 0)]
    [InlineData("bitmex", 1_000)]
    [InlineData("hyperliquid", 0)]
    [InlineData("hyperliquid", 777)]
    public async Task Under_the_recorded_rules_it_is_the_record(string venue, long from)
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash(venue));
        var report = new WhatIfRun(journal, journal.Rules, from).Run(null, CancellationToken.None);
        Assert.True(report.IsSame);
        Assert.Equal((0, journal.Count), (report.InputsFed, report.Simulated.Events));
        Assert.Empty(report.Accounts);
    }

    [Theory]
    [InlineData("bitmex", "hyperliquid")]
    [InlineData("bitmex", "pro-rata")]
    [InlineData("bitmex", "dydx-v4")]
    [InlineData("hyperliquid", "bitmex")]
    [InlineData("bitmex", "drift-v2")]
    public async Task Under_other_rules_from_the_beginning_it_is_a_run_of_those_rules(string recorded, string other)
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash(recorded));
        using var direct = ReviewedJournal.Open(await _journals.Crash(other));
        var report = new WhatIfRun(journal, direct.Rules, 0).Run(null, CancellationToken.None);

        // The inputs from outside are the same whatever the rules are, and so is the deterministic runtime; orders follow the record until the two part, so the events' order may differ.
        var expected = new WhatIfRun(direct, direct.Rules, 0).Run(null, CancellationToken.None).Simulated;
        Assert.False(report.IsSame);
        Assert.NotNull(report.FirstDifference);
        Assert.All(report.Invariants, invariant => Assert.True(invariant.Holds, $"{invariant.Name} {invariant.Detail}"));
        Assert.Equal(expected.Liquidations, report.Simulated.Liquidations);
        Assert.Equal(expected.Waterfall, report.Simulated.Waterfall);
        Assert.Equal(expected.Fund, report.Simulated.Fund);
        Assert.Equal(expected.StateHash, report.Simulated.StateHash);
    }

    [Fact]
    public async Task The_means_against_losses_are_the_same_under_a_venue_with_vaults()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        var report = new WhatIfRun(journal, RulesOf(journal, "hyperliquid"), 0).Run(null, CancellationToken.None);
        Assert.Equal(0m, report.Added);
        var vault = Assert.Single(report.Accounts, account => account.Account.Value.StartsWith("vault-main", StringComparison.Ordinal));
        Assert.Null(vault.Recorded);
        Assert.NotNull(vault.Simulated);
    }

    [Fact]
    public async Task In_the_middle_vaults_get_money_that_the_report_names()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        var report = new WhatIfRun(journal, RulesOf(journal, "hyperliquid"), 600).Run(null, CancellationToken.None);
        Assert.True(report.Added > 0m);
        Assert.All(report.Invariants, invariant => Assert.True(invariant.Holds, $"{invariant.Name} {invariant.Detail}"));
    }

    [Fact]
    public async Task The_simulation_can_be_written_and_verifies_under_its_own_rules()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        var profile = VenueProfileLoader.Change(journal.Header.Rules!.Venue, TestJournals.Venue("pro-rata"), []);
        var path = _journals.PathOf("what-if.db");
        WhatIfReport report;
        using (var writer = JournalWriter.Create(path, journal.Header.Under(journal.Header.Rules with { Venue = profile.Spec })))
        {
            report = new WhatIfRun(journal, journal.Rules with { Profile = profile.Profile }, 0, recorded => writer.Append(recorded)).Run(null, CancellationToken.None);
            writer.Complete();
        }

        using var written = ReviewedJournal.Open(path);
        var verification = Verifier.Run(written, null, null, null, CancellationToken.None);
        Assert.Empty(verification.Findings);
        Assert.Equal(report.Simulated.StateHash, verification.StateHash);
    }

    [Fact]
    public async Task One_setting_can_be_changed()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        var profile = VenueProfileLoader.Change(journal.Header.Rules!.Venue, null, ["allocation.policy=pro-rata"]);
        Assert.Equal("pro-rata", profile.Profile.Allocation.Name);
        Assert.Equal("bitmex", profile.Profile.Ranking.Name);
        var report = new WhatIfRun(journal, journal.Rules with { Profile = profile.Profile }, 0).Run(null, CancellationToken.None);
        Assert.False(report.IsSame);
        Assert.Contains("pro-rata", report.SimulatedThere, StringComparison.Ordinal);
    }

    private static ExchangeRules RulesOf(ReviewedJournal journal, string venue) => journal.Rules with { Profile = VenueProfileLoader.Change(journal.Header.Rules!.Venue, TestJournals.Venue(venue), []).Profile };
}
