using System.CommandLine;
using ExchangeActors.Node.Running;

namespace ExchangeActors.Node.Testing;

/// <summary>The command line of <c>exchange test</c>.</summary>
public static class TestCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Scenarios whose \"then\" says what must come of them, e.g. config/scenarios/first-adl.json.", Arity = ArgumentArity.ZeroOrMore };
        var set = new Option<string[]>("--set") { Description = "Changes a value of every scenario or (profile.…) of its venue: path=value. May be repeated.", AllowMultipleArgumentsPerToken = false };
        var junit = new Option<string?>("--junit") { Description = "Writes the results as JUnit XML into this file." };
        var command = new Command("test", "Runs scenarios and compares what comes of them with their \"then\".") { files, set, junit };
        command.SetAction((parsed, cancellation) => parsed.GetValue(files) is { Length: > 0 } named
            ? TestVerb.Run(named, parsed.GetValue(set) ?? [], parsed.GetValue(junit), cancellation)
            : Task.FromResult(RunVerb.Fail("test: name a scenario, e.g. config/scenarios/first-adl.json\nsee exchange test --help", ExitCode.WrongInput)));
        return command;
    }
}
