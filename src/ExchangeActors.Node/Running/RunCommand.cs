using System.CommandLine;
using ExchangeActors.Journal;

namespace ExchangeActors.Node.Running;

/// <summary>The command line of <c>exchange run</c>.</summary>
public static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Argument<string?>("scenario")
        {
            Description =
                "A scenario: its name (see exchange scenarios), e.g. oct-10-2025, or its file. Without it first-adl, the smallest.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var journal = new Option<string?>(
            "--journal")
        {
            Description =
                "The journal: a SQLite file, or a PostgreSQL database (\"Host=…;Database=…;Username=…\" or postgres://…; the password "
                    + "better in PGPASSWORD or PGPASSFILE). Without it a new file under journals/."
        };
        var venue = new Option<string?>(
            "--venue")
        {
            Description =
                "A venue profile under config/venues (see exchange venues), or the path of one ending in .json, instead of the "
                    + "scenario's."
        };
        var set = new Option<string[]>(
            "--set")
        {
            Description = "Changes a value of the scenario or (profile.…) of the venue: path=value. May be repeated.",
            AllowMultipleArgumentsPerToken = false
        };
        var seed = SeedOption.Create();
        var inMemory = new Option<bool>("--in-memory") { Description = "Stores nothing; deterministic and much faster." };
        var resume = new Option<bool>("--resume") { Description = "Goes on with an interrupted run on its journal." };
        var json = new Option<bool>("--json") { Description = "The report as JSON." };
        var limit = new Option<int?>(
            "--journal-limit-mb")
        {
            Description =
                "The most that the journal's file may take, in MiB; beyond it the run stops as on a full disk."
        };
        var key = new Option<string?>(
            "--checkpoint-key")
        { Description = "An EC private key in PEM, with which the checkpoint beside the journal is signed." };
        var command = new Command(
            "run",
            "Runs a scenario and reports the waterfall.") { scenario, journal, venue, set, seed, inMemory, resume, json, limit, key };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new RunOptions(
                parsed.GetValue(scenario),
                parsed.GetValue(journal),
                parsed.GetValue(venue),
                parsed.GetValue(set).With(parsed.GetValue(seed)),
                parsed.GetValue(inMemory),
                parsed.GetValue(resume),
                parsed.GetValue(json),
                parsed.GetValue(limit),
                parsed.GetValue(key));
            return Problem(options) is { } problem
                ? Task.FromResult(Attempt.Fail($"run: {problem}\nsee exchange run --help", ExitCode.WrongInput))
                : options is { Scenario: null, Resume: false } ? FirstRun.Run(options, cancellation)
                : RunVerb.Run(options, cancellation);
        });
        return command;
    }

    // Not a validator of the parser: reading an option there that could not be parsed throws.
    private static string? Problem(RunOptions options) =>
        options.InMemory && (
            options.Resume || options.Journal is not null || options.JournalLimitMegabytes is not null || options.CheckpointKey is not null)
            ? "--in-memory stores nothing; leave out --journal, --journal-limit-mb, --checkpoint-key and --resume, or --in-memory"
        : options is { JournalLimitMegabytes: not null, Journal: { } place } && JournalPlace.IsDatabase(place)
            ? "--journal-limit-mb limits a file; leave it out for a database"
        : options.JournalLimitMegabytes is <= 0 ? "--journal-limit-mb must be above 0"
        : string.IsNullOrWhiteSpace(options.Journal ?? "default") ? "--journal has no name; name a file"
        : null;
}
