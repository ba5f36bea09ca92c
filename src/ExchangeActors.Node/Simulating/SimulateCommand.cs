using System.CommandLine;
using System.Globalization;
using ExchangeActors.Node.Running;
using ExchangeActors.Scenarios.Simulating;

namespace ExchangeActors.Node.Simulating;

/// <summary>The command line of <c>exchange simulate</c>.</summary>
public static class SimulateCommand
{
    private const int SeedsByDefault = 1_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var seeds = new Option<int?>("--seeds") { Description = $"How many seeds. Without it {SeedsByDefault}, or with --minutes as many as fit." };
        var minutes = new Option<double?>("--minutes") { Description = "Begins no new seed after so many minutes." };
        var seed = new Option<ulong>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 1UL };
        var parallel = new Option<int?>("--parallel") { Description = "Seeds at once. Without it as many as there are processors; what a seed gives does not depend on it." };
        var plant = new Option<string?>("--plant") { Description = "Puts a bug around the deciders and reports within how many seeds it is found, of those that the bug states: a name, or \"all\"." };
        var repeat = new Option<string?>("--repeat") { Description = "Runs a failure again that --out has written." };
        var json = new Option<bool>("--json") { Description = "The report as JSON, with the state hash of every seed." };
        var folder = new Option<string?>("--out") { Description = "The folder where failing seeds are written, made as small as they get." };
        var command = new Command("simulate", "Looks for bugs: random worlds by seed, with crashes, lost, late and repeated messages and a failing journal, checked at every step.")
        {
            seeds, minutes, seed, parallel, plant, repeat, json, folder,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var limit = parsed.GetValue(minutes);
            var options = new SimulateOptions(
                parsed.GetValue(seeds) ?? (limit is null ? SeedsByDefault : int.MaxValue),
                limit,
                parsed.GetValue(seed),
                parsed.GetValue(parallel),
                parsed.GetValue(plant),
                parsed.GetValue(repeat),
                parsed.GetValue(json),
                parsed.GetValue(folder));
            return (options.Plant is not null && parsed.GetValue(seeds) is not null ? "--plant tries as many seeds as the bug states; leave --seeds out" : Problem(options)) is { } problem
                ? Task.FromResult(RunVerb.Fail($"simulate: {problem}\nsee exchange simulate --help", ExitCode.WrongInput))
                : SimulateVerb.Run(options, cancellation);
        });
        return command;
    }

    private static string? Problem(SimulateOptions options) =>
        options.Seeds < 1 ? "--seeds must be at least 1"
        : options.Minutes is <= 0d or > 10_000d or double.NaN ? "--minutes must be above 0 and at most 10000"
        : options.Parallel is < 1 ? "--parallel must be at least 1"
        : options.Repeat is not null && options.Plant is not null ? "--repeat knows the planted bug from its file; leave --plant out"
        : options.Plant is { } plant && plant != "all" && PlantedBugs.Find(plant) is null
            ? string.Create(CultureInfo.InvariantCulture, $"no bug \"{plant}\" can be planted; there are: all, {string.Join(", ", PlantedBugs.All.Select(bug => bug.Name))}")
            : null;
}
