using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;
using ExchangeActors.Scenarios.Simulating;

namespace ExchangeActors.Review.Tests.Verifying;

/// <summary>
/// The journals of simulated runs, where messages are late, lost and repeated: what is right verifies, and what a planted bug did is named.
/// </summary>
public sealed class SimulatedJournalTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Fact]
    public void Runs_in_which_everything_goes_wrong_but_the_deciders_verify()
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var plan = PlanDrawing.Draw(seed);
            var finding = Verify(plan, null).Findings.FirstOrDefault();

            // Where messages are late a risk monitor ranks without an account that it has not heard of yet; the verification knows of all.
            var late = plan.Faults is { LosesMessages: true } or { Reorder: > 0 } or { Delay: > 0 };
            Assert.True(
                finding is null || (late && finding.What.EndsWith("belongs into the queue and is not there", StringComparison.Ordinal)),
                    $"seed {seed}: {finding}");
        }
    }

    /// <summary>Messages that come late or again find what they rest on in the journal, when it is not kept any more.</summary>
    [Fact]
    public void However_little_is_kept_the_verification_is_the_same()
    {
        for (var seed = 1UL; seed <= 15; seed++)
        {
            var path = _journals.PathOf($"seed-{seed}.db");
            FailureJournal.Write(path, "test", PlanDrawing.Draw(seed), null);
            using var journal = ReviewedJournal.Open(path);
            var whole = Verifier.Run(journal, null, null, null, CancellationToken.None);
            var little = Verifier.Run(journal, null, null, null, 1, CancellationToken.None);

            Assert.Equal(whole.Findings.FirstOrDefault(), little.Findings.FirstOrDefault());
            Assert.Equal((whole.Events, whole.StateHash), (little.Events, little.StateHash));
        }
    }

    [Theory]
    [InlineData("fill-twice", Finding.Input, "account/")]
    [InlineData("command-twice", Finding.Decision, "account/")]
    [InlineData("forced-close-twice", Finding.Input, "account/")]
    [InlineData("take-over-twice", Finding.Input, "account/")]
    [InlineData("support-window-forgotten", Finding.Decision, "account/")]
    [InlineData("close-more-than-asked", Finding.Decision, "account/")]
    [InlineData("liquidate-healthy", Finding.Decision, "account/")]
    [InlineData("fee-rounded-down", Finding.Decision, "account/")]
    [InlineData("adl-price-rounded", Finding.Decision, "account/")]
    [InlineData("rank-on-retry", Finding.Queue, "deleveraging/")]
    [InlineData("pay-shortfall-short", Finding.Decision, "liquidation/main")]
    [InlineData("fee-credited-twice", Finding.Decision, "liquidation/main")]
    public void The_first_decision_of_a_planted_bug_is_named(string name, string check, string stream)
    {
        var bug = PlantedBugs.Find(name)!;
        var found = Simulator.Run(new SimulatorSettings(1, bug.Within, null, 2, bug, StopAtFailure: true)).Failures.First();
        var plan = PlanDrawing.Draw(found.Seed);

        var finding = Assert.Single(Verify(plan, bug).Findings);

        Assert.Equal(check, finding.Check);
        Assert.StartsWith(stream, finding.Event.ToString(), StringComparison.Ordinal);

        // All before it is as it is without the bug; what is wrong begins there.
        var (with, without) = (Events(plan, bug), Events(plan, null));
        var first = Enumerable.Range(0, with.Count).First(i => i >= without.Count || with[i].ToString() != without[i].ToString());
        Assert.True(finding.Ordering is null || finding.Ordering > first,
            $"{finding.Event} (row {finding.Ordering}) comes before anything is otherwise, at row {first + 1}");
    }

    private Verification Verify(SimulationPlan plan, PlantedBug? bug)
    {
        var path = _journals.PathOf($"seed-{plan.Seed}.db");
        FailureJournal.Write(path, "test", plan, bug);
        using var journal = ReviewedJournal.Open(path);
        return Verifier.Run(journal, null, null, null, CancellationToken.None);
    }

    private static List<RecordedEvent> Events(SimulationPlan plan, PlantedBug? bug)
    {
        var events = new List<RecordedEvent>();
        Simulation.Run(plan, bug, null, events.Add);
        return events;
    }
}
