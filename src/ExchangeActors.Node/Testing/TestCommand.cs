using System.CommandLine;

namespace ExchangeActors.Node.Testing;

/// <summary>The command line of <c>exchange test</c>.</summary>
public static class TestCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("file")
        {
            Description = "Scenarios whose \"then\" says what must come of them: names, e.g. first-adl, or files.",
            Arity = ArgumentArity.OneOrMore,
        };
        var set = new Option<string[]>(
            "--set")
        {
            Description = "Changes a value of every scenario or (profile.…) of its venue: path=value. May be repeated.",
            AllowMultipleArgumentsPerToken = false
        };
        var seed = SeedOption.Create();
        var junit = new Option<string?>("--junit") { Description = "Writes the results as JUnit XML into this file." };
        var command = new Command(
            "test", "Runs scenarios and compares what comes of them with their \"then\".") { files, set, seed, junit };
        command.SetAction((parsed, cancellation) =>
            TestVerb.Run(parsed.GetValue(files)!, parsed.GetValue(set).With(parsed.GetValue(seed)), parsed.GetValue(junit), cancellation));
        return command;
    }
}
