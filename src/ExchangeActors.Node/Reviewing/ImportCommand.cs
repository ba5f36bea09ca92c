using System.CommandLine;

namespace ExchangeActors.Node.Reviewing;

/// <summary>The command line of <c>exchange review JOURNAL import</c>.</summary>
public static class ImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Argument<string?> journal, Option<bool> json)
    {
        var file = new Argument<string>("file") { Description = "A file that \"exchange review export --format jsonl\" wrote." };
        var command = new Command(
            "import", "Makes the journal from exported JSON lines, with the same bytes and hashes; every line is checked against them. "
                + "There must be no file of the journal's name.") { file };
        command.SetAction((parsed, cancellation) => parsed.GetValue(journal) is { Length: > 0 } path
            ? ImportVerb.Run(parsed.GetValue(file)!, path, parsed.GetValue(json), cancellation)
            : Task.FromResult(
                Attempt.Fail(
                    "review import: name the journal to make, e.g. exchange review new.db import file.jsonl\nsee exchange review import "
                        + "--help", ExitCode.WrongInput)));
        return command;
    }
}
