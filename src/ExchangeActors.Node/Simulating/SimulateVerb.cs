using System.Text.Json;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Simulating;

namespace ExchangeActors.Node.Simulating;

/// <summary><c>exchange simulate</c>: runs seeds, shrinks what fails, and says what was reached.</summary>
public static class SimulateVerb
{
    private const int FailuresShrunk = 10;

    /// <summary>Simulates; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(SimulateOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Attempt.Run(
            () => Task.Run(
                () => options.Repeat is { } file ? Repeat(file, options) : options.Plant is { } plant
                    ? Plant(plant, options, cancellation) : Seeds(options, cancellation), cancellation),
            cancellation);
    }

    private static SimulatorSettings Settings(SimulateOptions options) => new(
        options.Seed, options.Seeds, options.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            options.Parallel ?? Environment.ProcessorCount);

    private static int Seeds(SimulateOptions options, CancellationToken cancellation)
    {
        var report = Simulator.Run(Settings(options), new SimulateProgress(), cancellation);
        var failures = report.Failures.Take(FailuresShrunk).Select(failure => Shrunk(failure, null, options)).ToList();
        if (options.Json)
        {
            Console.Out.WriteLine(ReportJson.Write(SimulateTables.Json(report, failures)));
        }
        else
        {
            SimulateTables.Write(report, failures);
        }

        return report.Failures.Any() ? Attempt.Fail($"{report.Failures.Count()} of {report.Results.Count} seeds failed; see the report",
            ExitCode.CheckFailed) : ExitCode.Fine;
    }

    private static int Plant(string plant, SimulateOptions options, CancellationToken cancellation)
    {
        var bugs = plant == "all" ? PlantedBugs.All : [PlantedBugs.Find(plant)!];
        var found = new List<PlantedBugReport>();
        foreach (var bug in bugs)
        {
            var settings = Settings(options) with { Bug = bug, StopAtFailure = true, Seeds = bug.Within };
            var report = Simulator.Run(settings, cancellation: cancellation);
            var first = report.Failures.FirstOrDefault();
            var within = first is null ? (int?)null : (int)(first.Seed - options.Seed) + 1;
            var shrunk = first is null || options.Out is null ? null : Shrunk(first, bug, options);
            found.Add(new PlantedBugReport(bug.Name, bug.Description, bug.Within, bug.FoundBy, within, first?.Failure, shrunk?.File,
                shrunk?.Journal));
            if (!options.Json)
            {
                SimulateTables.Write(found[^1]);
            }
        }

        if (options.Json)
        {
            Console.Out.WriteLine(ReportJson.Write(new { Version = ProgramVersion.Text, Planted = found }));
        }

        return found.All(bug => bug.IsFound) ? ExitCode.Fine
            : Attempt.Fail("a planted bug was not found within its seeds, or not by a check that looks at it", ExitCode.CheckFailed);
    }

    private static int Repeat(string file, SimulateOptions options)
    {
        try
        {
            var (plan, bug) = FailureFile.Read(file);
            var result = Simulation.Run(plan, bug);
            var failure = result.Failure is null ? null : new ShrunkFailure(result, plan, file, null);
            if (options.Json)
            {
                Console.Out.WriteLine(
                    ReportJson.Write(
                        new { Version = ProgramVersion.Text, result.Seed, result.Acts, result.Events, result.Hash, result.Failure }));
            }
            else if (failure is not null)
            {
                SimulateTables.Write(failure);
            }
            else
            {
                Console.Out.WriteLine(
                    $"seed {plan.Seed}: {result.Acts} acts, {result.Events} events, everything held, state {result.Hash}");
            }

            return failure is null ? ExitCode.Fine : ExitCode.CheckFailed;
        }
        catch (JsonException fault)
        {
            throw new InputException(
                new InputProblem(file, 0, string.Empty, fault.Message, "name a file that exchange simulate --out has written"));
        }
    }

    private static ShrunkFailure Shrunk(SimulationResult failure, PlantedBug? bug, SimulateOptions options)
    {
        if (options.Out is null)
        {
            return new ShrunkFailure(failure, null, null, null);
        }

        Console.Error.WriteLine($"shrinking seed {failure.Seed}");
        var (plan, result) = Shrinking.Shrink(PlanDrawing.Draw(failure.Seed), failure.Failure!.Check, bug);
        var file = FailureFile.Write(options.Out, ProgramVersion.Text, plan, result, bug);
        var journal = Path.ChangeExtension(file, ".db");
        FailureJournal.Write(journal, ProgramVersion.Text, plan, bug);
        return new ShrunkFailure(failure, plan, file, journal);
    }
}
