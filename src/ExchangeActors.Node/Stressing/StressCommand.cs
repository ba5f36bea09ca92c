using System.CommandLine;
using ExchangeActors.Node.Comparing;
using ExchangeActors.Scenarios.Stress;

namespace ExchangeActors.Node.Stressing;

/// <summary>The command line of <c>exchange stress</c>.</summary>
public static class StressCommand
{
    private const int RunsByDefault = 100;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var scenario = new Argument<string?>("scenario")
        {
            Description = "A scenario: its name (see exchange scenarios), e.g. stress-crash, or its file.",
        };
        var runs = new Option<int>("--runs")
        {
            Description = $"Runs, at each point of the grid and venue. Run i has the scenario's seed + i. Without it {RunsByDefault}.",
            DefaultValueFactory = _ => RunsByDefault,
        };
        var vary = new Option<string[]>("--vary")
        {
            Description = "Draws a value of the scenario or (profile.…) of the venue anew in every run: path=uniform(a,b), whole(a,b), "
                + "lognormal(m,s) or list(a|b|c). prices.shock raises every move of the prices to a power. "
                + "All markets at once, correlated: prices.moves=bootstrap(FILE,SECONDS), "
                + "prices.moves=factor(m,s,r), prices.shocks=factor(m,s,r). May be repeated.",
            AllowMultipleArgumentsPerToken = false,
        };
        var grid = new Option<string?>("--grid")
        {
            Description = "All runs at every combination: axis=value|value,axis=…; "
                + "an axis is shock, depth, fund or a path as --set has it.",
        };
        var fund = new Option<string?>("--fund")
        {
            Description = "Solves for the fund: \"solve:P(adl)<=0.05\" or \"solve:P(fund)<=0.01\" (fund exhausted); "
                + "confirmed by runs with it.",
        };
        var cover = new Option<int>("--cover")
        {
            Description = "1 or 2: all runs once more with so many of the largest owners (by their loss along the path) "
                + "at the limit of their margin.",
        };
        var reverse = new Option<string?>("--reverse")
        {
            Description = "fund or adl: the smallest shock that exhausts the fund, or that closes the first winner, in every run.",
        };
        var most = new Option<double>("--most")
        {
            Description = $"The greatest shock that --reverse tries. Without it {ReverseStress.GreatestByDefault}.",
            DefaultValueFactory = _ => ReverseStress.GreatestByDefault,
        };
        var venues = new Option<string?>("--venues")
        {
            Description = "Profiles, separated by commas, each with the same seeds; differences are to the first. "
                + "Without it the scenario's own.",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Changes a value of the scenario or (profile.…) of every venue: path=value. May be repeated.",
            AllowMultipleArgumentsPerToken = false,
        };
        var seed = SeedOption.Create();
        var parallel = new Option<int?>("--parallel")
        {
            Description = "Runs at once. Without it as many as there are processors; nothing in the report depends on it.",
        };
        var json = new Option<bool>("--json") { Description = "The report as JSON." };
        var csv = new Option<string?>("--csv")
        {
            Description = "The figures as CSV, to a file, or to standard output when none is named.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var page = new Option<string?>("--page")
        {
            Description = "The study as a page of HTML, whole in one file: curves, bands, heat map, worst runs.",
        };
        var parquet = new Option<string?>("--parquet") { Description = "Every run as a row of an Apache Parquet file." };
        var folder = new Option<string?>("--out")
        {
            Description = "The folder where every run is kept as a line of runs.csv, and the report.",
        };
        var resume = new Option<bool>("--resume") { Description = "Goes on with the study in --out; --runs may be raised." };
        var command = new Command(
            "stress", "Runs a scenario with many seeds and shocks, and says how often, how much and how large a fund, with intervals.")
        {
            scenario, runs, vary, grid, fund, cover, reverse, most, venues, set, seed, parallel, json, csv, page, parquet, folder, resume,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new StressOptions(
                parsed.GetValue(scenario),
                parsed.GetValue(runs),
                parsed.GetValue(vary) ?? [],
                parsed.GetValue(grid),
                parsed.GetValue(fund),
                parsed.GetValue(cover),
                parsed.GetValue(reverse),
                parsed.GetValue(most),
                parsed.GetValue(venues),
                parsed.GetValue(set).With(parsed.GetValue(seed)),
                parsed.GetValue(parallel),
                parsed.GetValue(json),
                parsed.GetResult(csv) is not null,
                parsed.GetValue(csv),
                parsed.GetValue(page),
                parsed.GetValue(parquet),
                parsed.GetValue(folder),
                parsed.GetValue(resume));
            return Problem(options) is { } problem
                ? Task.FromResult(Attempt.Fail($"stress: {problem}\nsee exchange stress --help", ExitCode.WrongInput))
                : StressVerb.Run(options, cancellation);
        });
        return command;
    }

    private static string? Problem(StressOptions options) =>
        options.Runs is < 1 || options.Runs > StressStudy.MostRuns ? $"--runs must be 1 to {StressStudy.MostRuns}"
        : options.Cover is < 0 or > 2 ? "--cover must be 1 or 2"
        : options.Reverse is { } what && !ReverseStress.Events.ContainsKey(what)
            ? $"--reverse \"{what}\" is not known; there are: {string.Join(", ", ReverseStress.Events.Keys)}"
        : options.Most is not (> 0.0 and <= 100.0) ? "--most must be above 0 and at most 100"
        : options.Parallel is < 1 ? "--parallel must be at least 1"
        : options.Venues is { } venues && CompareVerb.List(venues).Count == 0 ? "--venues names nothing; name profiles, separated by commas"
        : options.Settings.FirstOrDefault(setting => setting.StartsWith("venue=", StringComparison.Ordinal)) is { } setting
            ? $"--set {setting} has no effect here; name the profile with --venues"
        : options.Resume && options.Out is null ? "--resume goes on with a folder; name it with --out"
        : options.Out is { } folder && string.IsNullOrWhiteSpace(folder) ? "--out has no name; name a folder"
        : options.Page is { } page && string.IsNullOrWhiteSpace(page) ? "--page has no name; name a file"
        : options.Parquet is { } parquet && string.IsNullOrWhiteSpace(parquet) ? "--parquet has no name; name a file"
        : options is { Json: true, Csv: true, CsvFile: null } ? "--json and --csv both write to standard output; name a file for --csv"
        : options is { Csv: true, CsvFile: { } file } && string.IsNullOrWhiteSpace(file)
            ? "--csv has no name; name a file, or leave the name out"
        : null;
}
