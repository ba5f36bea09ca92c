using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Node.Comparing;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Probing.Attacks;

namespace ExchangeActors.Node.Probing;

/// <summary>
/// <c>exchange probe --attacks</c>: runs attacks under venues' rules, each beside the same run without it, and reports which pay.
/// </summary>
public static class AttackVerb
{
    private const decimal LeastStake = 100m;
    private const decimal MostStake = 1_000_000_000m;
    private const decimal MostMove = 0.49m;
    private const int MostCrowd = 100_000;

    /// <summary>Attacks; the result is an <see cref="ExitCode"/>.</summary>
    public static Task<int> Run(AttackOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Attempt.Run(() => Attack(options, cancellation), cancellation);
    }

    /// <summary>What is wrong with the options; null when nothing is.</summary>
    internal static string? Problem(AttackOptions options) =>
        options.Scenario is null ? "name a scenario as the stage, e.g. config/scenarios/attack-stage.json"
        : options.Attacks is { } named && Unknown(named) is { } unknown
            ? $"there is no attack \"{unknown}\"; there are: {string.Join(", ", AttackCatalog.All.Select(attack => attack.Name))}"
        : options.Venues is { } venues && CompareVerb.List(venues).Count == 0 ? "--venues names nothing; name profiles, separated by commas"
        : options.Settings.FirstOrDefault(setting => setting.StartsWith("venue=", StringComparison.Ordinal)) is { } setting
            ? $"--set {setting} has no effect here; name the profile with --venues"
        : options.Stake is < LeastStake or > MostStake ? $"--stake must be from {LeastStake} to {MostStake}"
        : options.Move is < 0.01m or > MostMove ? string.Create(CultureInfo.InvariantCulture, $"--move must be from 0.01 to {MostMove}")
        : options.Crowd is < 1 or > MostCrowd ? $"--crowd must be from 1 to {MostCrowd}"
        : options.Parallel is < 1 ? "--parallel must be at least 1"
        : null;

    private static string? Unknown(string named) => named == "all" ? null
        : CompareVerb.List(named) is { Count: > 0 } names ? names.FirstOrDefault(
            name => AttackCatalog.All.All(attack => attack.Name != name)) : string.Empty;

    private static async Task<int> Attack(AttackOptions options, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        ImmutableArray<IAttack> attacks = options.Attacks is null or "all"
            ? AttackCatalog.All
            : [.. CompareVerb.List(options.Attacks).Distinct().Select(name => AttackCatalog.All.Single(attack => attack.Name == name))];
        var stages = ScenarioLoader.LoadUnder(options.Scenario!, options.Venues is { } venues ? CompareVerb.List(venues) : null,
            options.Settings);
        var settings = new AttackSettings(options.Stake, options.Move, options.Crowd, options.Parallel ?? Environment.ProcessorCount);
        var report = await AttackRuns.Run(stages, attacks, settings, new ProbeVerb.Progress(), cancellation);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Runs} runs in {watch.Elapsed.TotalSeconds:N1} s"));
        if (options.Json)
        {
            Console.Out.WriteLine(ReportJson.Write(report));
        }
        else
        {
            AttackTables.Write(report);
        }

        return !report.BrokenInvariants.IsEmpty ? Attempt.Fail("an invariant does not hold; see the report", ExitCode.CheckFailed)
            : report.Idle.FirstOrDefault() is { } idle ? Attempt.Fail(
                $"{idle.Attack} under {idle.Venue} did not fire: {idle.Missing}", ExitCode.CheckFailed)
            : ExitCode.Fine;
    }
}
