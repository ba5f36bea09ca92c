using System.CommandLine;

namespace ExchangeActors.Node.Comparing;

/// <summary>The command line of <c>exchange compare</c>.</summary>
public static class CompareCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Argument<string?>("scenario")
        {
            Description = "A scenario: its name (see exchange scenarios), e.g. oct-10-2025, or its file.",
        };
        var venues = new Option<string?>(
            "--venues")
        {
            Description =
                "Profiles, separated by commas: names under config/venues, or files that end in .json. Without it all under "
                    + "config/venues. The first is the one that the others are compared with."
        };
        var horizons = new Option<string?>(
            "--horizons")
        {
            Description =
                "Seconds after the end of each wave of forced closes at which PnL forgone is valued, separated by commas. Without it "
                    + "0,60,300."
        };
        var set = new Option<string[]>(
            "--set")
        {
            Description = "Changes a value of the scenario or (profile.…) of every venue: path=value. May be repeated.",
            AllowMultipleArgumentsPerToken = false
        };
        var seed = SeedOption.Create();
        var parallel = new Option<int?>(
            "--parallel")
        { Description = "Runs at once. Without it as many as there are processors; the figures do not depend on it." };
        var json = new Option<bool>("--json") { Description = "The figures as JSON, with the definitions of the measures." };
        var csv = new Option<string?>(
            "--csv")
        {
            Description = "The figures as CSV, a line per venue, to a file, or to standard output when none is named.",
            Arity = ArgumentArity.ZeroOrOne
        };
        var html = new Option<string?>("--html")
        {
            Description = "The figures as a page, whole in one file; equal runs give equal bytes.",
            HelpName = "FILE.html",
        };
        var force = new Option<bool>("--force") { Description = "With --html: an earlier page is replaced." };
        var command = new Command(
            "compare", "Runs the same scenario under several venues' profiles and compares who is closed, what it costs them and who pays.")
        {
            scenario, venues, horizons, set, seed, parallel, json, csv, html, force,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new CompareOptions(
                parsed.GetValue(scenario),
                parsed.GetValue(venues),
                parsed.GetValue(horizons),
                parsed.GetValue(set).With(parsed.GetValue(seed)),
                parsed.GetValue(parallel),
                parsed.GetValue(json),
                parsed.GetResult(csv) is not null,
                parsed.GetValue(csv),
                parsed.GetValue(html),
                parsed.GetValue(force));
            return Problem(options) is { } problem
                ? Task.FromResult(Attempt.Fail($"compare: {problem}\nsee exchange compare --help", ExitCode.WrongInput))
                : CompareVerb.Run(options, cancellation);
        });
        return command;
    }

    private static string? Problem(CompareOptions options) =>
        options.Venues is { } venues && CompareVerb.List(venues).Count == 0 ? "--venues names nothing; name profiles, separated by commas"
        : options.Settings.FirstOrDefault(setting => setting.StartsWith("venue=", StringComparison.Ordinal)) is { } setting
            ? $"--set {setting} has no effect here; name the profile with --venues"
        : options.Horizons is { } horizons && CompareVerb.Seconds(horizons) is null
            ? $"--horizons \"{horizons}\" is not a list of seconds; write for example 0,60,300"
        : options.Parallel is < 1 ? "--parallel must be at least 1"
        : options is { Json: true, Csv: true, CsvFile: null } ? "--json and --csv both write to standard output; name a file for --csv"
        : options is { Csv: true, CsvFile: { } file } && string.IsNullOrWhiteSpace(file)
            ? "--csv has no name; name a file, or leave the name out"
        : options.Html is { } page && string.IsNullOrWhiteSpace(page) ? "--html has no name; name a file"
        : options is { Force: true, Html: null } ? "--force is for --html"
        : null;
}
