using System.Collections.Immutable;
using System.Diagnostics;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Scenarios.Reports;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>A scenario that was run in memory, with what was observed.</summary>
/// <param name="Report">The report of the run.</param>
/// <param name="Outcome">What the measures need.</param>
/// <param name="State">The final states.</param>
public sealed record ObservedRun(RunReport Report, VenueOutcomeObserver Outcome, ExchangeState State)
{
    /// <summary>Who stands behind the accounts, and what each paid in and took out.</summary>
    public required OwnerLedger Owners { get; init; }

    /// <summary>True when every invariant holds.</summary>
    public bool InvariantsHold => Report.Invariants.All(invariant => invariant.Holds);

    /// <summary>The invariants that do not hold.</summary>
    public ImmutableArray<string> BrokenInvariants =>
        [.. Report.Invariants.Where(invariant => !invariant.Holds).Select(invariant => $"{invariant.Name}: {invariant.Detail}")];

    /// <summary>Runs a scenario on the deterministic runtime; events pass through observers and are not kept.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="reshape">Changes the accounts before they are opened; null for none.</param>
    /// <param name="progress">Told after every tick.</param>
    /// <param name="cancellation">Stops between two inputs.</param>
    /// <param name="alongside">Shown every event as well; null for nobody.</param>
    public static async Task<ObservedRun> Of(
        Scenario scenario,
        Func<IEnumerable<OpeningAccount>, IEnumerable<OpeningAccount>>? reshape,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation,
        Action<RecordedEvent>? alongside = null)
    {
        var watch = Stopwatch.StartNew();
        var rules = ScenarioRules.Of(scenario);
        var observer = new WaterfallObserver { WaveGapMs = scenario.WaveGapMs };
        var invariants = new Invariants(rules);
        var outcome = new VenueOutcomeObserver();
        void Observe(RecordedEvent recorded)
        {
            observer.Observe(recorded);
            invariants.Observe(recorded);
            outcome.Observe(recorded);
            alongside?.Invoke(recorded);
        }

        await using var runtime = new InMemoryRuntime(rules, Observe);
        var state = await runtime.State(cancellation);
        var run = new ScenarioRun(scenario, runtime, reshape);
        await run.Run(new EveryTick(outcome, state, progress), cancellation);
        var report = RunReportBuilder.Build(scenario, runtime, null, observer, state, invariants.Check(state), run.Refused,
            watch.Elapsed, state.Hash());
        return new ObservedRun(report, outcome, state) { Owners = observer.Owners };
    }

    private sealed class EveryTick(VenueOutcomeObserver outcome, ExchangeState state, IProgress<RunProgress>? next) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            outcome.Look(state);
            next?.Report(value);
        }
    }
}
