using System.Text.Json;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Review.WhatIf;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Simulating;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Review.Tests.Verifying;

/// <summary>
/// A journal with liquidity-support participants: verified, simulated under other rules, exported, pseudonymous, made a scenario.
/// </summary>
public sealed class LiquiditySupportTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task A_run_verifies_and_a_doctored_answer_is_named()
    {
        var path = await _journals.Run("deribit-linear.json");
        using var journal = ReviewedJournal.Open(path);
        Assert.True(Verifier.Run(journal, null, null, null, CancellationToken.None).Holds);

        // A participant that is said to have taken a lot more than its share: the decision comes out otherwise.
        var rows = TestJournals.Read(path);
        var place = rows.FindIndex(row => row.Recorded.Event is SupportAccepted);
        var accepted = (SupportAccepted)rows[place].Recorded.Event;
        using (var writer = JournalWriter.Create(_journals.PathOf("doctored.db"), journal.Header))
        {
            foreach (var (i, row) in rows.Index())
            {
                writer.Append(row.Recorded with
                {
                    Input = row.Stored.ReadInput(),
                    Event = i == place ? accepted with { Quantity = accepted.Quantity + new Quantity(0.01m) } : row.Recorded.Event,
                });
            }

            writer.Complete();
        }

        using var doctored = ReviewedJournal.Open(_journals.PathOf("doctored.db"));
        var finding = Assert.Single(Verifier.Run(doctored, null, null, null, CancellationToken.None).Findings);
        Assert.Equal(rows[place].Recorded.Id, finding.Event);
    }

    [Fact]
    public async Task Other_rules_leave_the_participants_accounts_as_they_are()
    {
        var path = await _journals.Run("deribit-linear.json");
        using var journal = ReviewedJournal.Open(path);
        var other = VenueProfileLoader.LoadFile(TestJournals.Venue("bitmex"));

        var report = new WhatIfRun(journal, journal.Rules with { Profile = other }, 0).Run(null, CancellationToken.None);

        Assert.Equal(6_766m, report.Recorded.Waterfall.Supported);
        Assert.Equal(0m, report.Simulated.Waterfall.Supported);
    }

    [Fact]
    public async Task It_becomes_a_scenario_that_gives_the_same_again_and_pseudonyms_reach_the_participants()
    {
        var path = await _journals.Run("deribit-linear.json");
        using var journal = ReviewedJournal.Open(path);
        Directory.CreateDirectory(_journals.PathOf("venues"));
        File.Copy(TestJournals.Venue("deribit-linear"), _journals.PathOf("venues/deribit-linear.json"));
        var made = _journals.PathOf("made.json");
        using (var file = NewFile.Create(made))
        {
            ScenarioExport.Write(journal, null, file.Stream, null, CancellationToken.None);
            file.Complete();
        }

        var scenario = ScenarioLoader.Load(made);
        Assert.Equal("backstop → winners → book → fund → residual", scenario.Venue.Layers.ToString());
        Assert.Equal(
            [("lsp-1", 0), ("lsp-2", 1)],
            scenario.Participants.Select(participant => (participant.Account.Value, participant.Limits.Count)));
        Assert.Empty((await ScenarioTest.Run(scenario, CancellationToken.None)).Differences);

        var renamed = await _journals.Export(path, new ExportOptions(ExportFormat.Jsonl, EventFilter.All, false, true, null));
        Assert.DoesNotContain("lsp-1", await File.ReadAllTextAsync(renamed), StringComparison.Ordinal);
        using var header = JsonDocument.Parse(File.ReadLines(renamed).First());
        Assert.Equal(2, header.RootElement.GetProperty("rules").GetProperty("participants").GetArrayLength());
        using var imported = ReviewedJournal.Open(_journals.Import(renamed));
        Assert.True(Verifier.Run(imported, null, null, null, CancellationToken.None).Holds);
    }

    [Fact]
    public void Runs_in_which_messages_are_late_lost_and_repeated_verify()
    {
        var spec = VenueProfileLoader.Describe(TestJournals.Venue("deribit-linear")).Spec;
        var taken = 0;
        for (var seed = 1UL; seed <= 30; seed++)
        {
            var drawn = PlanDrawing.Draw(seed);
            var plan = drawn with { Venue = spec with { Limits = drawn.Venue.Limits } };
            var path = _journals.PathOf($"seed-{seed}.db");
            FailureJournal.Write(path, "test", plan, null);
            using var journal = ReviewedJournal.Open(path);
            var finding = Verifier.Run(journal, null, null, null, CancellationToken.None).Findings.FirstOrDefault();
            var late = plan.Faults is { LosesMessages: true } or { Reorder: > 0 } or { Delay: > 0 };
            Assert.True(
                finding is null || (late && finding.What.EndsWith("belongs into the queue and is not there", StringComparison.Ordinal)),
                $"seed {seed}: {finding}");
            taken += journal.ReadAll().Count(row => row.Recorded.Event is SupportReturned { Taken.IsZero: false });
        }

        Assert.True(taken > 5, $"{taken} taken");
    }
}
