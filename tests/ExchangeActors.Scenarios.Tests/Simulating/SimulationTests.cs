using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Simulating;

namespace ExchangeActors.Scenarios.Tests.Simulating;

/// <summary>The simulator finds nothing in the exchange, and everything that is planted.</summary>
public sealed class SimulationTests
{
    private const ulong DeclinesForOverlap = 9673;

    public static TheoryData<string> Bugs => [.. PlantedBugs.All.Select(bug => bug.Name)];

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var (one, other) = (Simulation.Run(PlanDrawing.Draw(seed)), Simulation.Run(PlanDrawing.Draw(seed)));
            Assert.Equal((one.Hash, one.Events, one.Acts), (other.Hash, other.Events, other.Acts));
        }
    }

    [Fact]
    public void What_a_seed_gives_does_not_depend_on_how_many_run_at_once()
    {
        var (one, four) = (Simulator.Run(new SimulatorSettings(1, 40, null, 1)), Simulator.Run(new SimulatorSettings(1, 40, null, 4)));
        Assert.Equal(one.Results.Select(result => result.Hash), four.Results.Select(result => result.Hash));
        Assert.Equal(40, one.Results.Select(result => result.Hash).Distinct().Count());
    }

    [Fact]
    public void Hundreds_of_seeds_hold_and_reach_every_event_policy_code_and_recovery_point()
    {
        var report = Simulator.Run(new SimulatorSettings(1, 3_000, null, 2));
        // One of ten thousand gets there.
        Assert.Null(Simulation.Run(PlanDrawing.Draw(DeclinesForOverlap), null, report.Coverage).Failure);
        Assert.Empty(report.Failures.Select(failure => $"seed {failure.Seed}: {failure.Failure}"));
        Assert.Empty(Unreached(report.Coverage.Events));
        Assert.Empty(Unreached(report.Coverage.Policies));
        Assert.Empty(Unreached(report.Coverage.RecoveryPoints));
        Assert.Equal(Coverage.Unreachable.Keys.Order(), Unreached(report.Coverage.Codes).Order());
        Assert.Equal(Coverage.CodesKnown.Order(), report.Coverage.Codes.Keys.Order());
    }

    [Fact]
    public void Worlds_under_every_shipped_venue_hold()
    {
        foreach (var file in Directory.EnumerateFiles(ShippedFiles.Folder("venues"), "*.json")
            .Where(file => !file.EndsWith(".schema.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var spec = VenueProfileLoader.Describe(file).Spec;
            for (var seed = 1UL; seed <= 12; seed++)
            {
                var drawn = PlanDrawing.Draw(seed);
                var result = Simulation.Run(drawn with { Venue = spec with { Limits = drawn.Venue.Limits } });
                Assert.True(result.Failure is null, $"{Path.GetFileName(file)}, seed {seed}: {result.Failure}");
            }
        }
    }

    [Fact]
    public void Seeds_that_once_broke_hold()
    {
        // 4520: a place of the queue that the guard had no room for came up again when another declined: no wrong order. 325: a backstop
        // that never spends was asked again for ever. 230, 741, 879: an account's next liquidation overtook the lost answer of its last.
        foreach (var seed in new ulong[] { 41, 160, 198, 230, 325, 741, 879, 4520 })
        {
            Assert.Null(Simulation.Run(PlanDrawing.Draw(seed)).Failure);
        }
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found_within_its_seeds_by_a_check_that_looks_at_it(string name)
    {
        var bug = PlantedBugs.Find(name)!;
        var report = Simulator.Run(new SimulatorSettings(1, bug.Within, null, 2, bug, StopAtFailure: true));
        var found = report.Failures.First();
        Assert.Contains(found.Failure!.Check, bug.FoundBy);
        Assert.Null(Simulation.Run(PlanDrawing.Draw(found.Seed)).Failure);
    }

    [Fact]
    public void A_failing_seed_shrinks_and_its_file_repeats_it()
    {
        var bug = PlantedBugs.Find("command-twice")!;
        var found = Simulator.Run(new SimulatorSettings(1, bug.Within, null, 1, bug, StopAtFailure: true)).Failures.First();

        var (plan, result) = Shrinking.Shrink(PlanDrawing.Draw(found.Seed), found.Failure!.Check, bug);

        Assert.Equal(found.Failure.Check, result.Failure!.Check);
        Assert.InRange(plan.Acts.Length, 1, 3);
        Assert.Contains(plan.Acts, act => act.Kind == ActKind.Deposit);
        Assert.Equal(["duplicate"], plan.Faults.On);
        var folder = Directory.CreateTempSubdirectory("exchange-simulate-").FullName;
        try
        {
            var (again, planted) = FailureFile.Read(FailureFile.Write(folder, "test", plan, result, bug));
            Assert.Equal(result.Hash, Simulation.Run(again, planted).Hash);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_journal_of_a_failure_has_its_events_and_the_rules_without_the_bug()
    {
        var bug = PlantedBugs.Find("fold-forgets-a-fee")!;
        var found = Simulator.Run(new SimulatorSettings(1, bug.Within, null, 1, bug, StopAtFailure: true)).Failures.First();
        var plan = PlanDrawing.Draw(found.Seed);
        var folder = Directory.CreateTempSubdirectory("exchange-simulate-").FullName;
        try
        {
            var path = Path.Combine(folder, "failure.db");
            FailureJournal.Write(path, "test", plan, bug);
            FailureJournal.Write(path, "test", plan, bug);

            using var journal = JournalReader.Open(path);
            var rows = journal.ReadAll().ToList();
            Assert.Equal(found.Events, rows.Count);
            Assert.Equal(found.LastEvents.Select(recorded => recorded.Id),
                rows.TakeLast(found.LastEvents.Length).Select(row => row.Recorded.Id));
            Assert.All(rows.Where(row => row.Recorded.CausedBy.Stream.Kind == EntityKind.Outside && row.Stored.BeginsDecision), row =>
                Assert.NotNull(row.Stored.ReadInput()));
            Assert.Equal(($"seed-{plan.Seed}-fold-forgets-a-fee", (long)plan.Seed), (journal.Header.Scenario, journal.Header.Seed));
            Assert.Equal((plan.Venue.Name, plan.FundFloor), (journal.Header.Rules!.Venue.Name, journal.Header.Rules.FundFloor));
            Assert.Equal(plan.Venue.Policies.Select(policy => policy.Value.Policy),
                journal.Header.Rules.Venue.Policies.Select(policy => policy.Value.Policy));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Where_nothing_is_lost_and_nothing_overtakes_everything_ends_without_being_sent_again()
    {
        // The bug sends nothing again: a calm world does not notice, since nothing has to be.
        var silent = PlantedBugs.Find("account-owes-nothing")!;
        var calm = Enumerable.Range(1, 200).Select(seed => PlanDrawing.Draw((ulong)seed))
            .Where(plan => plan.Faults is { LosesMessages: false, Reorder: 0 }).ToList();

        Assert.True(calm.Count > 10, $"{calm.Count} calm worlds");
        Assert.All(calm, plan => Assert.Null(Simulation.Run(plan, silent).Failure));
        // A world in which a confirmation is forgotten does, and by itself.
        var forgets = PlantedBugs.Find("notice-not-confirmed")!;
        Assert.Contains(calm, plan => Simulation.Run(plan, forgets).Failure?.Check == Check.Calm);
    }

    [Fact]
    public void Money_is_missed_with_the_event_that_loses_it_though_messages_are_under_way()
    {
        var bug = PlantedBugs.Find("fold-forgets-a-fee")!;
        var result = Simulator.Run(new SimulatorSettings(1, bug.Within, null, 1, bug, StopAtFailure: true)).Failures.First();

        Assert.Equal(Check.Money, result.Failure!.Check);
        Assert.Contains("between two entities", result.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal("FillApplied", result.LastEvents[^1].Event.GetType().Name);
        // As in the runtimes an event belongs to what the decision's events before it began.
        var rested = result.LastEvents.Where(recorded => recorded.Event is OrderRested).ToList();
        Assert.NotEmpty(rested);
        Assert.All(rested, recorded => Assert.Equal(((OrderRested)recorded.Event).Order.Id.Value, recorded.Correlation));
    }

    [Fact]
    public void A_file_from_a_version_that_drew_another_world_is_refused()
    {
        var plan = PlanDrawing.Draw(1);
        var folder = Directory.CreateTempSubdirectory("exchange-simulate-").FullName;
        try
        {
            var result = Simulation.Run(plan) with { Failure = new SimulationFailure(Check.Rest, "none", 1) };
            var path = FailureFile.Write(folder, "test", plan with { Fund = plan.Fund + plan.Fund }, result);
            Assert.Contains("other \"fund\" from seed 1", Assert.Throws<System.Text.Json.JsonException>(() => FailureFile.Read(path))
                .Message, StringComparison.Ordinal);
            Assert.Equal(plan.Seed, FailureFile.Read(FailureFile.Write(folder, "test", plan, result)).Plan.Seed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Unreached(IReadOnlyDictionary<string, long> counts) =>
        counts.Where(pair => pair.Value == 0).Select(pair => pair.Key);
}
