using System.CommandLine;

namespace ExchangeActors.Node.Markets;

/// <summary>The command line of <c>exchange market</c>.</summary>
public static class MarketCommand
{
    private const int RunsByDefault = 120;
    private const int MostRuns = 100_000;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Argument<string?>("scenario")
        {
            Description = "The scenario's file, e.g. config/scenarios/market-check.json.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var runs = new Option<int>("--runs")
        {
            Description = $"Runs; run i has the scenario's seed + i. Without it {RunsByDefault}.",
            DefaultValueFactory = _ => RunsByDefault,
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Changes a value of the scenario: path=value. May be repeated.",
            AllowMultipleArgumentsPerToken = false,
        };
        var parallel = new Option<int?>("--parallel")
        {
            Description = "Runs at once. Without it as many as there are processors; the figures do not depend on it.",
        };
        var json = new Option<bool>("--json") { Description = "The figures as JSON." };
        var check = new Command(
            "check", "Holds what a scenario's market does after liquidations against what is published of real ones; 1 when it is not "
                + "alike.")
        {
            scenario, runs, set, parallel, json,
        };
        check.SetAction((parsed, cancellation) =>
        {
            var options = new MarketCheckOptions(
                parsed.GetValue(scenario),
                parsed.GetValue(runs),
                parsed.GetValue(set) ?? [],
                parsed.GetValue(parallel),
                parsed.GetValue(json));
            return Problem(options) is { } problem
                ? Task.FromResult(Attempt.Fail($"market check: {problem}\nsee exchange market check --help", ExitCode.WrongInput))
                : MarketVerb.Check(options, cancellation);
        });
        return new Command("market", "Checks a market that answers.") { check };
    }

    private static string? Problem(MarketCheckOptions options) =>
        options.Scenario is null ? "name a scenario, e.g. config/scenarios/market-check.json"
        : options.Runs is < 1 or > MostRuns ? $"--runs must be 1 to {MostRuns}"
        : options.Parallel is < 1 ? "--parallel must be at least 1"
        : null;
}
