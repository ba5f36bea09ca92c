using System.CommandLine;
using System.Globalization;
using ExchangeActors.Scenarios.Simulating;
using ExchangeActors.Scenarios.Simulating.Exhaustive;

namespace ExchangeActors.Node.Simulating;

/// <summary>The command line of <c>exchange simulate</c>.</summary>
public static class SimulateCommand
{
    private const int SeedsByDefault = 1_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var seeds = new Option<int?>(
            "--seeds")
        { Description = $"How many seeds. Without it {SeedsByDefault}, or with --minutes as many as fit." };
        var minutes = new Option<double?>("--minutes") { Description = "Begins no new seed after so many minutes." };
        var seed = new Option<ulong>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 1UL };
        var parallel = new Option<int?>(
            "--parallel")
        {
            Description =
                "Seeds at once. Without it as many as there are processors; what a seed gives does not depend on it."
        };
        var plant = new Option<string?>(
            "--plant")
        {
            Description =
                "Puts a bug around the deciders and reports within how many seeds it is found, of those that the bug states: a name, or "
                    + "\"all\"."
        };
        var repeat = new Option<string?>("--repeat") { Description = "Runs a failure again that --out has written." };
        var json = new Option<bool>("--json") { Description = "The report as JSON, with the state hash of every seed." };
        var folder = new Option<string?>(
            "--out")
        {
            Description =
                "The folder where failing seeds are written, made as small as they get, each with a journal of its events for exchange "
                    + "review."
        };
        var exhaustive = new Option<bool>(
            "--exhaustive")
        {
            Description =
                "Instead of seeds: every order of messages, every crash and every duplicate of one ADL, within the bounds."
        };
        var counterparties = new Option<int>("--counterparties")
        {
            Description = "With --exhaustive: winners whom the ADL may close.",
            DefaultValueFactory = _ => SagaBounds.Full.Counterparties
        };
        var crashes = new Option<int>("--crashes")
        {
            Description = "With --exhaustive: crashes of any entity at any point.",
            DefaultValueFactory = _ => SagaBounds.Full.Crashes
        };
        var duplicates = new Option<int>("--duplicates")
        {
            Description = "With --exhaustive: messages that arrive twice.",
            DefaultValueFactory = _ => SagaBounds.Full.Duplicates
        };
        var inherits = new Option<decimal?>("--inherits")
        {
            Description = "With --exhaustive: instead of the ADL a vault, long 10, whose margin breaks while so many contracts "
                + "(below zero: short) are on their way to it.",
        };
        var command = new Command(
            "simulate",
                "Looks for bugs: random worlds by seed, with crashes, lost, late and repeated messages and a failing journal, checked "
                    + "after every event; or every way in which one ADL can go.")
        {
            seeds, minutes, seed, parallel, plant, repeat, json, folder, exhaustive, counterparties, crashes, duplicates, inherits,
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
            if (parsed.GetValue(exhaustive))
            {
                var bounds = new SagaBounds(
                    parsed.GetValue(counterparties), parsed.GetValue(crashes), parsed.GetValue(duplicates), parsed.GetValue(inherits));
                return Problem(bounds, options) is { } wrong ? Refuse(wrong) : ExhaustiveVerb.Run(bounds, options, cancellation);
            }

            return (options.Plant is not null && parsed.GetValue(seeds) is not null
                ? "--plant tries as many seeds as the bug states; leave --seeds out" : Problem(options)) is { } problem
                ? Refuse(problem)
                : SimulateVerb.Run(options, cancellation);
        });
        return command;
    }

    private static Task<int> Refuse(string problem) => Task.FromResult(
        Attempt.Fail($"simulate: {problem}\nsee exchange simulate --help", ExitCode.WrongInput));

    private static string? Problem(SagaBounds bounds, SimulateOptions options) =>
        bounds.Counterparties < 1 || bounds.Counterparties > SagaBounds.Most.Counterparties
            ? $"--counterparties must be 1 to {SagaBounds.Most.Counterparties}"
        : bounds.Crashes < 0 || bounds.Crashes > SagaBounds.Most.Crashes ? $"--crashes must be 0 to {SagaBounds.Most.Crashes}"
        : bounds.Duplicates < 0 || bounds.Duplicates > SagaBounds.Most.Duplicates
            ? $"--duplicates must be 0 to {SagaBounds.Most.Duplicates}"
        : bounds.Inherits is { } size && (size == 0m || Math.Abs(size) > SagaBounds.InheritsAtMost || size % 0.01m != 0m)
            ? $"--inherits must be whole lots of 0.01, not 0, at most {SagaBounds.InheritsAtMost} long or short"
        : options.Plant is "all" ? "--exhaustive takes one planted bug at a time"
        : options.Repeat is not null || options.Out is not null
            ? "--exhaustive has no seeds to repeat or to write; leave --repeat and --out out"
        : Problem(options);

    private static string? Problem(SimulateOptions options) =>
        options.Seeds < 1 ? "--seeds must be at least 1"
        : options.Minutes is <= 0d or > 10_000d or double.NaN ? "--minutes must be above 0 and at most 10000"
        : options.Parallel is < 1 ? "--parallel must be at least 1"
        : options.Repeat is not null && options.Plant is not null ? "--repeat knows the planted bug from its file; leave --plant out"
        : options.Plant is { } plant && plant != "all" && PlantedBugs.Find(plant) is null
            ? string.Create(
                CultureInfo.InvariantCulture,
                    $"no bug \"{plant}\" can be planted; there are: all, {string.Join(", ", PlantedBugs.All.Select(bug => bug.Name))}")
            : null;
}
