using ExchangeActors.Scenarios.Simulating;

namespace ExchangeActors.Node.Simulating;

/// <summary>A failing seed, and the small plan, its file and its journal when they were written.</summary>
internal sealed record ShrunkFailure(SimulationResult Result, SimulationPlan? Plan, string? File, string? Journal);

/// <summary>What became of a planted bug.</summary>
internal sealed record PlantedBugReport(string Name, string Description, int Within, IReadOnlyList<string> FoundBy, int? Found,
    SimulationFailure? Failure, string? File, string? Journal)
{
    /// <summary>It was found, and by a check that looks at what is wrong.</summary>
    public bool IsFound => Failure is not null && FoundBy.Contains(Failure.Check);
}

/// <summary>What <c>exchange simulate</c> prints.</summary>
internal static class SimulateTables
{
    public static void Write(SimulatorReport report, IReadOnlyList<ShrunkFailure> failures)
    {
        var (seeds, failed) = (report.Results.Count, report.Failures.Count());
        Line($"{seeds:N0} seeds, {report.Events:N0} events, {report.Elapsed.TotalSeconds:N1} s, "
            + $"{seeds / Math.Max(0.001, report.Elapsed.TotalSeconds):N0} seeds/s, {failed:N0} failed");
        Reached("event types", report.Coverage.Events);
        Reached("refusal, decline and end codes", report.Coverage.Codes);
        Reached("policies", report.Coverage.Policies);
        Reached("recovery points", report.Coverage.RecoveryPoints);
        foreach (var failure in failures)
        {
            Write(failure);
        }

        if (failed > failures.Count)
        {
            Line($"and {failed - failures.Count:N0} more: seeds "
                + $"{string.Join(", ", report.Failures.Skip(failures.Count).Select(result => result.Seed))}");
        }
    }

    public static void Write(ShrunkFailure failure)
    {
        var (result, plan, file, journal) = failure;
        Line($"FAILED seed {result.Seed} at act {result.Failure!.Act} of {result.Acts}, exchange {ProgramVersion.Text}: "
            + $"{result.Failure.Check}: {result.Failure.Detail}");
        if (plan is not null && file is not null)
        {
            var faults = string.Join(", ", plan.Faults.On);
            Line($"  shrunk to {plan.Acts.Length} acts{(faults.Length == 0 ? " without faults" : $" with {faults}")}; again with: "
                + $"exchange simulate --repeat {file}");
        }
        else
        {
            Line($"  again with: exchange simulate --seeds 1 --seed {result.Seed}");
        }

        Look(journal);
    }

    public static void Write(PlantedBugReport bug)
    {
        Line($"{(bug.IsFound ? "found" : "NOT FOUND")} {bug.Name}: "
            + (bug.Found is { } seeds ? $"{seeds:N0} seeds of {bug.Within:N0} ({bug.Failure!.Check})" : $"in none of {bug.Within:N0} seeds")
            + (bug.File is null ? string.Empty : $"; {bug.File}"));
        Look(bug.Journal);
    }

    public static object Json(SimulatorReport report, IReadOnlyList<ShrunkFailure> failures) => new
    {
        Version = ProgramVersion.Text,
        Seeds = report.Results.Count,
        report.Events,
        Failed = report.Failures.Count(),
        ElapsedMs = (long)report.Elapsed.TotalMilliseconds,
        Results = report.Results.Select(result => new { result.Seed, result.Acts, result.Events, result.Hash, result.Failure }),
        Failures = failures.Select(failure => new { failure.Result.Seed, failure.Result.Failure, failure.File, failure.Journal }),
        Coverage = new
        {
            report.Coverage.Events,
            report.Coverage.Codes,
            report.Coverage.Policies,
            report.Coverage.RecoveryPoints,
            Coverage.Unreachable
        },
    };

    private static void Look(string? journal)
    {
        if (journal is not null)
        {
            Line($"  its events: exchange review {journal} verify (or timeline, why, state)");
        }
    }

    private static void Reached(string what, IReadOnlyDictionary<string, long> counts)
    {
        var unreached = counts.Where(pair => pair.Value == 0).Select(pair => pair.Key).ToList();
        Line($"{what}: {counts.Count - unreached.Count} of {counts.Count} "
            + $"reached{(unreached.Count == 0 ? string.Empty : $"; not {string.Join(", ", unreached)}")}");
        foreach (var name in unreached)
        {
            Line($"  {name,-56}{0,12:N0}  {Coverage.Unreachable.GetValueOrDefault(name, "not in these seeds")}");
        }

        foreach (var (name, count) in counts.Where(pair => pair.Value > 0))
        {
            Line($"  {name,-56}{count,12:N0}");
        }
    }

    private static void Line(string line) => Console.Out.WriteLine(line);
}
