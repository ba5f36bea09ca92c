using System.Diagnostics;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Reports;
using ExchangeActors.Scenarios.Running;

namespace ExchangeActors.Node.Running;

/// <summary><c>exchange run</c>: loads, runs, checks and reports.</summary>
public static class RunVerb
{
    /// <summary>Runs the scenario; the result is an <see cref="ExitCode"/>.</summary>
    public static async Task<int> Run(RunOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return options.InMemory ? await InMemory(options, cancellation) : await DurableRun.Run(options, cancellation);
        }
        catch (InputException fault)
        {
            return Attempt.Fail(fault.Message, ExitCode.WrongInput);
        }
        catch (JournalException fault)
        {
            // Another scenario, version or file is the user's choice of journal; what the machine does not give is infrastructure.
            var wrongInput = fault.Fault is JournalFault.Foreign or JournalFault.WrongVersion or JournalFault.WrongScenario
                or JournalFault.Missing or JournalFault.Exists;
            return Attempt.Fail(fault.Message, wrongInput ? ExitCode.WrongInput : ExitCode.Infrastructure);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Attempt.Fail(
                "interrupted" + (options.InMemory ? string.Empty
                    : "; go on with: exchange run --resume, and the --journal if you named one"), ExitCode.Interrupted);
        }
#pragma warning disable CA1031 // A user is told what happened, not shown a stack; a durable run has logged it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var isLogged = !options.InMemory && fault is not (IOException or UnauthorizedAccessException);
            return Attempt.Fail(
                Attempt.Told(fault) + (isLogged ? "\nthe details are in the log beside the journal" : string.Empty),
                ExitCode.Infrastructure);
        }
    }

    /// <summary>Checks a finished run, writes its report to standard output and says how it went.</summary>
    internal static async Task<int> Finish(
        RunOptions options,
        Scenario scenario,
        ScenarioRun run,
        IExchangeRuntime runtime,
        string? journal,
        WaterfallObserver observer,
        Invariants invariants,
        Func<string, InvariantResult>? compareWithFold,
        Stopwatch watch,
        CancellationToken cancellation)
    {
        var elapsed = watch.Elapsed;
        var state = await runtime.State(cancellation);
        var hash = state.Hash();
        var results = invariants.Check(state).ToList();
        if (compareWithFold is not null)
        {
            results.Add(compareWithFold(hash));
        }

        var report = RunReportBuilder.Build(scenario, runtime, journal, observer, state, results, run.Refused, elapsed, hash);
        if (options.Json)
        {
            Console.Out.WriteLine(ReportJson.Write(report));
        }
        else
        {
            ReportTables.Write(report);
        }

        return report.Invariants.All(invariant => invariant.Holds) ? ExitCode.Fine
            : Attempt.Fail("an invariant does not hold; see the report", ExitCode.CheckFailed);
    }

    private static async Task<int> InMemory(RunOptions options, CancellationToken cancellation)
    {
        var scenario = Load(options);
        var watch = Stopwatch.StartNew();
        var rules = ScenarioRules.Of(scenario);
        var observer = new WaterfallObserver { WaveGapMs = scenario.WaveGapMs };
        var invariants = new Invariants(rules);
        void Observe(RecordedEvent recorded)
        {
            observer.Observe(recorded);
            invariants.Observe(recorded);
        }

        await using var runtime = new InMemoryRuntime(rules, Observe, Settings.Monitors());
        var run = new ScenarioRun(scenario, runtime);
        using (var progress = RunProgressDisplay.Start(observer, runtime))
        {
            await run.Run(progress, cancellation);
        }

        return await Finish(options, scenario, run, runtime, null, observer, invariants, null, watch, cancellation);
    }

    /// <summary>Loads the scenario with the command line's changes.</summary>
    internal static Scenario Load(RunOptions options)
    {
        var scenario = ScenarioLoader.Load(options.Scenario!, options.Settings, options.Venue);
        Warn(scenario, options.Settings);
        return scenario;
    }

    /// <summary>Says on standard error what is odd about the market data, and which of the changes changes nothing.</summary>
    internal static void Warn(Scenario scenario, IReadOnlyList<string> settings)
    {
        if (scenario.Population is not { Accounts: > 0 } && settings.Any(setting => setting.Split('=')[0].Trim() == "seed"))
        {
            Console.Error.WriteLine(
                $"exchange: warning: the seed decides the population, and {Identifier.Plain(scenario.Name)} has none: "
                + "nothing depends on it");
        }

        foreach (var warning in scenario.Rejects.Warnings)
        {
            Console.Error.WriteLine($"exchange: warning: {Identifier.Plain(warning)}");
        }
    }
}
