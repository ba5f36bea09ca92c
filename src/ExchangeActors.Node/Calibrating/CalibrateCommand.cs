using System.CommandLine;

namespace ExchangeActors.Node.Calibrating;

/// <summary>The command line of <c>exchange calibrate</c>.</summary>
public static class CalibrateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Argument<string?>("scenario")
        {
            Description = "The scenario's file, e.g. config/scenarios/stress-crash.json.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var targets = new Option<string?>("--targets")
        {
            Description =
                "A file that says which values are fitted, within which bounds, and which figures of a run's report they are to give.",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Changes a value of the scenario: path=value. May be repeated.",
            AllowMultipleArgumentsPerToken = false,
        };
        var parallel = new Option<int?>("--parallel")
        {
            Description = "Runs at once. Without it as many as there are processors; the fit does not depend on it.",
        };
        var json = new Option<bool>("--json") { Description = "The fit as JSON." };
        var command = new Command(
            "calibrate", "Fits values of a scenario to published figures; 1 when a figure stays outside of its tolerance.")
        {
            scenario, targets, set, parallel, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new CalibrateOptions(
                parsed.GetValue(scenario), parsed.GetValue(targets), parsed.GetValue(set) ?? [], parsed.GetValue(parallel),
                    parsed.GetValue(json));
            return Problem(options) is { } problem
                ? Task.FromResult(Attempt.Fail($"calibrate: {problem}\nsee exchange calibrate --help", ExitCode.WrongInput))
                : CalibrateVerb.Run(options, cancellation);
        });
        return command;
    }

    private static string? Problem(CalibrateOptions options) =>
        options.Scenario is null ? "name a scenario, e.g. config/scenarios/stress-crash.json"
        : string.IsNullOrWhiteSpace(options.Targets) ? "name the file of the targets with --targets"
        : options.Parallel is < 1 ? "--parallel must be at least 1"
        : null;
}
