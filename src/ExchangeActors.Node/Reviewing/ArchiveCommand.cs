using System.CommandLine;

namespace ExchangeActors.Node.Reviewing;

/// <summary>The command lines of <c>exchange review JOURNAL archive</c> and <c>join</c>.</summary>
public static class ArchiveCommand
{
    /// <summary>Moves old events out of a journal.</summary>
    public static Command Archive(Argument<string?> journal, Option<bool> json)
    {
        var output = Output("The archive's file: a journal of its own, with a checkpoint beside it. There must be none of that name.");
        var command = new Command(
            "archive",
            "Moves the events up to the last snapshot of the whole state into a journal of their own. The rest begins with those states, "
                + "verifies against them, names the archive's root, and a run goes on with it.")
        {
            output,
        };
        command.SetAction((parsed, cancellation) => parsed.GetValue(journal) is { Length: > 0 } path
            ? ArchiveVerb.Archive(path, parsed.GetValue(output)!, parsed.GetValue(json), cancellation)
            : Task.FromResult(Unnamed("archive")));
        return command;
    }

    /// <summary>Puts them together again.</summary>
    public static Command Join(Argument<string?> journal, Option<bool> json)
    {
        var archive = new Argument<string>("archive") { Description = "The archive that the journal names." };
        var output = Output("The whole journal's file. There must be none of that name.");
        var command = new Command("join", "Puts an archive and the journal that it was moved out of together again, into a new journal.")
        {
            archive, output,
        };
        command.SetAction((parsed, cancellation) => parsed.GetValue(journal) is { Length: > 0 } path
            ? ArchiveVerb.Join(path, parsed.GetValue(archive)!, parsed.GetValue(output)!, parsed.GetValue(json), cancellation)
            : Task.FromResult(Unnamed("join")));
        return command;
    }

    private static Option<string> Output(string description) => new("--output") { Description = description, Required = true };

    private static int Unnamed(string verb) => Attempt.Fail(
        $"review {verb}: name the journal, e.g. exchange review journals/run.db {verb}\nsee exchange review {verb} --help",
        ExitCode.WrongInput);
}
