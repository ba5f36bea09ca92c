using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Review.WhatIf;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Review.Tests.WhatIf;

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

    [Fact]
    public async Task Wherever_it_begins_it_is_the_record_under_the_recorded_rules()
    {
        using var journal = ReviewedJournal.Open(await _journals.FirstAdl());
        for (var from = 0; from <= journal.Count; from++)
        {
            var events = new List<EventRef>();
            var report = new WhatIfRun(journal, journal.Rules, from, recorded => events.Add(recorded.Id)).Run(null, CancellationToken.None);
            Assert.True(report.IsSame, $"from {from}: {report.FirstDifference} {report.RecordedThere}");
            Assert.Equal(journal.ReadAll().Select(row => row.Recorded.Id), events);
        }
    }

    [Fact]
    public async Task A_decision_that_is_taken_over_in_part_is_taken_over_whole()
    {
        var path = await _journals.Crash();
        using var journal = ReviewedJournal.Open(path);
        var rows = journal.ReadAll().ToList();
        var inside = Enumerable.Range(0, rows.Count - 1).Where(i => rows[i + 1].Stored.ReadInput() is null).Select(i => rows[i].Ordering)
            .Where((_, place) => place % 60 == 0).ToList();
        Assert.NotEmpty(inside);
        foreach (var from in inside)
        {
            var simulated = new List<RecordedEvent>();
            var report = new WhatIfRun(journal, RulesOf(journal, "pro-rata"), from, simulated.Add).Run(null, CancellationToken.None);
            Assert.All(report.Invariants, invariant => Assert.True(invariant.Holds, $"from {from}: {invariant.Name} {invariant.Detail}"));
            Assert.Equal(rows[(int)from].Recorded.Id, simulated[(int)from].Id);
            Assert.All(simulated.GroupBy(recorded => recorded.Id.Stream), stream =>
                Assert.Equal(Enumerable.Range(1, stream.Count()).Select(sequence => (long)sequence),
                    stream.Select(recorded => recorded.Id.Sequence)));
        }
    }

    [Fact]
    public async Task From_the_middle_under_the_recorded_rules_it_can_be_written_and_verifies()
    {
        using var journal = ReviewedJournal.Open(await _journals.FirstAdl());
        var path = _journals.PathOf("what-if.db");
        using (var writer = JournalWriter.Create(path, journal.Header))
        {
            new WhatIfRun(journal, journal.Rules, 17, recorded => writer.Append(recorded)).Run(null, CancellationToken.None);
            writer.Complete();
        }

        using var written = ReviewedJournal.Open(path);
        Assert.True(Verifier.Run(written, null, null, null, CancellationToken.None).Holds);
    }

    [Fact]
    public async Task The_same_profile_from_its_file_decides_alike()
    {
        foreach (var venue in new[] { "bitmex", "hyperliquid", "dydx-v4" })
        {
            using var journal = ReviewedJournal.Open(await _journals.Crash(venue));
            var own = VenueProfileLoader.Change(journal.Header.Rules!.Venue, null, []).Profile;
            Assert.True(journal.Rules.Profile.DecidesLike(own), venue);
            Assert.False(journal.Rules.Profile.DecidesLike(RulesOf(journal, "pro-rata").Profile), venue);
            Assert.True(new WhatIfRun(journal, journal.Rules with { Profile = own }, 3).Run(null, CancellationToken.None).IsSame, venue);
        }
    }

    [Fact]
    public async Task Wherever_the_record_ends_it_is_the_record_and_what_is_under_way_breaks_nothing()
    {
        var whole = await _journals.FirstAdl();
        using var reader = JournalReader.Open(whole);
        var underWay = 0;
        for (var events = 1; events <= reader.Count; events++)
        {
            var path = _journals.PathOf($"cut-{events}.db");
            using (var writer = JournalWriter.Create(path, reader.Header))
            {
                foreach (var row in reader.ReadRange(1, events))
                {
                    writer.Append(row.Stored);
                }

                writer.Complete();
            }

            using var journal = ReviewedJournal.Open(path);
            foreach (var from in new[] { 0, events / 2, events })
            {
                var report = new WhatIfRun(journal, journal.Rules, from).Run(null, CancellationToken.None);
                Assert.True(report.IsSame, $"{events} events, from {from}");
                Assert.True(
                    report.Holds,
                        $"{events} events, from {from}: {string.Join("; ", report.Invariants.Where(invariant => !invariant.Holds))}");
                underWay += report.OpenInRecord.Length;
            }
        }

        Assert.True(underWay > 0);
    }

    [Fact]
    public async Task An_incident_that_was_cut_out_is_the_record_and_what_is_not_in_it_breaks_nothing()
    {
        var path = await _journals.Crash();
        var adl = ((PositionForceClosed)Doctored.First<PositionForceClosed>(path).Recorded.Event).Step.Deleveraging;
        var cut = _journals.Import(
            await _journals.Export(
                path, new ExportOptions(ExportFormat.Jsonl, EventFilter.All with { Correlations = [adl.ToString()] }, true, false, null)));
        using var journal = ReviewedJournal.Open(cut);
        Assert.True(journal.IsCut);
        var report = new WhatIfRun(journal, journal.Rules, 0).Run(null, CancellationToken.None);
        Assert.True(report.IsSame);
        Assert.True(report.Holds, string.Join("; ", report.Invariants.Where(invariant => !invariant.Holds)));
        Assert.NotEmpty(report.OpenInRecord);
    }

    [Fact]
    public async Task What_the_record_leaves_at_rest_must_be_at_rest_in_the_simulation()
    {
        using var journal = ReviewedJournal.Open(await _journals.FirstAdl());
        var report = new WhatIfRun(journal, journal.Rules, 0).Run(null, CancellationToken.None);
        Assert.Empty(report.OpenInRecord);
        var open = report.Invariants[0] with { Holds = false, OnlyAtRest = true };
        Assert.False((report with { Invariants = [open] }).Holds);
        Assert.True((report with { Invariants = [open], OpenInRecord = [open.Name] }).Holds);
    }

    [Theory]
    [InlineData("bitmex", "hyperliquid")]
    [InlineData("bitmex", "pro-rata")]
    [InlineData("bitmex", "dydx-v4")]
    [InlineData("hyperliquid", "bitmex")]
    [InlineData("bitmex", "drift-v2")]
    [InlineData("bitmex", "percolator")]
    [InlineData("percolator", "bitmex")]
    public async Task Under_other_rules_from_the_beginning_it_is_a_run_of_those_rules(string recorded, string other)
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash(recorded));
        using var direct = ReviewedJournal.Open(await _journals.Crash(other));
        var report = new WhatIfRun(journal, direct.Rules, 0).Run(null, CancellationToken.None);

        // The inputs from outside are the same whatever the rules are, and so is the deterministic runtime; orders follow the record until
        // the two part, so the events' order may differ.
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
            report = new WhatIfRun(journal, journal.Rules with { Profile = profile.Profile }, 0, recorded => writer.Append(recorded))
                .Run(null, CancellationToken.None);
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

    private static ExchangeRules RulesOf(ReviewedJournal journal, string venue) =>
        journal.Rules with { Profile = VenueProfileLoader.Change(journal.Header.Rules!.Venue, TestJournals.Venue(venue), []).Profile };
}
