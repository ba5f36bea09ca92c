using System.CommandLine;
using ExchangeActors.Node.Running;
using ExchangeActors.Scenarios.Probing;

namespace ExchangeActors.Node.Probing;

/// <summary>The command line of <c>exchange probe</c>.</summary>
public static class ProbeCommand
{
    private const int MostParts = 1_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Argument<string?>("scenario") { Description = "The scenario's file, e.g. config/scenarios/oct-10-2025.json.", Arity = ArgumentArity.ZeroOrOne };
        var venue = new Option<string?>("--venue") { Description = "A venue profile, by name under config/venues or as a file that ends in .json, instead of the scenario's." };
        var account = new Option<string?>("--account") { Description = "The account to probe. Without it those that ADL took most from." };
        var top = new Option<int>("--top") { Description = "How many of those.", DefaultValueFactory = _ => ProbeSettings.Default.Top };
        var parts = new Option<int>("--parts") { Description = "Into how many parts accounts are split, besides two.", DefaultValueFactory = _ => ProbeSettings.Default.Parts };
        var set = new Option<string[]>("--set") { Description = "Changes a value of the scenario or (profile.…) of the venue: path=value. May be repeated.", AllowMultipleArgumentsPerToken = false };
        var parallel = new Option<int?>("--parallel") { Description = "Runs at once. Without it as many as there are processors; the figures do not depend on it." };
        var json = new Option<bool>("--json") { Description = "The report as JSON." };
        var command = new Command("probe", "Probes whether traders gain by arranging their accounts otherwise: split, margin moved, more or less leverage.")
        {
            scenario, venue, account, top, parts, set, parallel, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new ProbeOptions(
                parsed.GetValue(scenario),
                parsed.GetValue(venue),
                parsed.GetValue(account),
                parsed.GetValue(top),
                parsed.GetValue(parts),
                parsed.GetValue(set) ?? [],
                parsed.GetValue(parallel),
                parsed.GetValue(json));
            return Problem(options) is { } problem
                ? Task.FromResult(RunVerb.Fail($"probe: {problem}\nsee exchange probe --help", ExitCode.WrongInput))
                : ProbeVerb.Run(options, cancellation);
        });
        return command;
    }

    private static string? Problem(ProbeOptions options) =>
        options.Scenario is null ? "name a scenario, e.g. config/scenarios/oct-10-2025.json"
        : options.Top < 1 ? "--top must be at least 1"
        : options.Parts is < 2 or > MostParts ? $"--parts must be from 2 to {MostParts}"
        : options.Parallel is < 1 ? "--parallel must be at least 1"
        : null;
}
