using System.CommandLine;
using ExchangeActors.Node.Running;

namespace ExchangeActors.Node.Reviewing;

/// <summary>The command line of <c>exchange review import</c>.</summary>
public static class ImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A file that \"exchange review export --format jsonl\" wrote." };
        var journal = new Option<string?>("--journal") { Description = "The journal to make; there must be no file of that name. It appears whole or not at all." };
        var json = new Option<bool>("--json") { Description = "The summary as JSON." };
        var command = new Command("import", "Makes a journal from exported JSON lines, with the same bytes and hashes; every line is checked against them.") { file, journal, json };
        command.SetAction((parsed, cancellation) => parsed.GetValue(journal) is { Length: > 0 } path
            ? ImportVerb.Run(parsed.GetValue(file)!, path, parsed.GetValue(json), cancellation)
            : Task.FromResult(RunVerb.Fail("review import: name the journal to make with --journal\nsee exchange review import --help", ExitCode.WrongInput)));
        return command;
    }
}
