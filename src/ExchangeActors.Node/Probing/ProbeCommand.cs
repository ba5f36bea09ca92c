using System.CommandLine;
using ExchangeActors.Scenarios.Probing;
using ExchangeActors.Scenarios.Probing.Attacks;

namespace ExchangeActors.Node.Probing;

/// <summary>The command line of <c>exchange probe</c>.</summary>
public static class ProbeCommand
{
    private const int MostParts = 1_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Argument<string?>("scenario")
        {
            Description = "A scenario: its name (see exchange scenarios), e.g. oct-10-2025, or its file.",
        };
        var venue = new Option<string?>(
            "--venue")
        {
            Description =
                "A venue profile, by name under config/venues or as a file that ends in .json, instead of the scenario's."
        };
        var account = new Option<string?>("--account") { Description = "The account to probe. Without it those that ADL took most from." };
        var top = new Option<int>("--top") { Description = "How many of those.", DefaultValueFactory = _ => ProbeSettings.Default.Top };
        var parts = new Option<int>("--parts")
        {
            Description = "Into how many parts accounts are split, besides two.",
            DefaultValueFactory = _ => ProbeSettings.Default.Parts
        };
        var set = new Option<string[]>(
            "--set")
        {
            Description = "Changes a value of the scenario or (profile.…) of the venue: path=value. May be repeated.",
            AllowMultipleArgumentsPerToken = false
        };
        var attacks = new Option<string?>(
            "--attacks")
        {
            Description =
                $"Attacks instead of probes: names, separated by commas, or all. There are "
                    + $"{string.Join(", ", AttackCatalog.All.Select(attack => attack.Name))}.",
            Arity = ArgumentArity.ZeroOrOne
        };
        var venues = new Option<string?>(
            "--venues")
        {
            Description =
                "With --attacks: profiles, separated by commas: names under config/venues, or files that end in .json. Without it all "
                    + "under config/venues."
        };
        var stake = new Option<decimal>("--stake")
        {
            Description = "With --attacks: what the attackers pay in, quote.",
            DefaultValueFactory = _ => AttackSettings.Default.Stake
        };
        var move = new Option<decimal>("--move")
        {
            Description = "With --attacks: how far the price gaps, a fraction of the mark.",
            DefaultValueFactory = _ => AttackSettings.Default.Move
        };
        var crowd = new Option<int>("--crowd")
        {
            Description = "With --attacks: the most small accounts that the attackers open.",
            DefaultValueFactory = _ => AttackSettings.Default.Crowd
        };
        var seed = SeedOption.Create();
        var parallel = new Option<int?>(
            "--parallel")
        { Description = "Runs at once. Without it as many as there are processors; the figures do not depend on it." };
        var json = new Option<bool>("--json") { Description = "The report as JSON." };
        var command = new Command(
            "probe", "Probes whether traders gain by arranging their accounts otherwise (split, margin moved, more or less leverage), or "
                + "with --attacks whether an owner of several accounts gains at others' cost.")
        {
            scenario, venue, account, top, parts, attacks, venues, stake, move, crowd, set, seed, parallel, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new ProbeOptions(
                parsed.GetValue(scenario),
                parsed.GetValue(venue),
                parsed.GetValue(account),
                parsed.GetValue(top),
                parsed.GetValue(parts),
                parsed.GetValue(set).With(parsed.GetValue(seed)),
                parsed.GetValue(parallel),
                parsed.GetValue(json));
            if (parsed.GetResult(attacks) is not null)
            {
                var attack = new AttackOptions(
                    options.Scenario, parsed.GetValue(attacks), parsed.GetValue(venues) ?? options.Venue, parsed.GetValue(stake),
                        parsed.GetValue(move), parsed.GetValue(crowd), options.Settings,
                    options.Parallel, options.Json);
                return AttackVerb.Problem(attack) is { } fault
                    ? Task.FromResult(Attempt.Fail($"probe: {fault}\nsee exchange probe --help", ExitCode.WrongInput))
                    : AttackVerb.Run(attack, cancellation);
            }

            var idle = new Option[] { venues, stake, move, crowd }.FirstOrDefault(
                option => parsed.GetResult(option) is { Implicit: false });
            return (idle is null ? Problem(options) : $"{idle.Name} has no effect without --attacks") is { } problem
                ? Task.FromResult(Attempt.Fail($"probe: {problem}\nsee exchange probe --help", ExitCode.WrongInput))
                : ProbeVerb.Run(options, cancellation);
        });
        return command;
    }

    private static string? Problem(ProbeOptions options) =>
        options.Top < 1 ? "--top must be at least 1"
        : options.Parts is < 2 or > MostParts ? $"--parts must be from 2 to {MostParts}"
        : options.Parallel is < 1 ? "--parallel must be at least 1"
        : null;
}
