using System.CommandLine;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Documents;
using ExchangeActors.Scenarios.Loading;

namespace ExchangeActors.Node.Starting;

/// <summary><c>exchange validate</c>: whether files can be used, without running anything.</summary>
public static class ValidateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("file")
        {
            Description = "Scenarios, venues, markets or vectors: files, or names of scenarios and venues.",
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "The result as JSON." };
        var command = new Command(
            "validate", "Reads files as the program would, and says what is wrong with them, all at once.") { files, json };
        command.SetAction((parsed, cancellation) =>
            Attempt.Run(() => Task.FromResult(Validate(parsed.GetValue(files)!, parsed.GetValue(json))), cancellation));
        return command;
    }

    private static int Validate(string[] files, bool json)
    {
        var results = files.Distinct(StringComparer.Ordinal).Select(Read).ToList();
        if (json)
        {
            Console.Out.WriteLine(ReportJson.Write(results));
        }

        foreach (var result in results.Where(result => !json && result.Problems.Count == 0))
        {
            Console.Out.WriteLine($"ok {Identifier.Plain($"{result.File}: {result.Kind} {result.Name}, {result.Holds}")}");
        }

        var problems = results.SelectMany(result => result.Problems).ToList();
        return problems.Count == 0 ? ExitCode.Fine : Attempt.Fail(
            $"{string.Join('\n', problems)}\n{results.Count(result => result.Problems.Count > 0)} of {results.Count} cannot be "
                + $"used", ExitCode.WrongInput);
    }

    private static Result Read(string file)
    {
        try
        {
            var read = FileCheck.Read(file);
            return new Result(read.File, read.Kind, read.Name, read.Holds, []);
        }
        catch (InputException fault)
        {
            return new Result(file, null, null, null, [.. fault.Problems.Select(problem => problem.ToString())]);
        }
    }

    private sealed record Result(string File, string? Kind, string? Name, string? Holds, IReadOnlyList<string> Problems);
}
