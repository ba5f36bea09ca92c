namespace ExchangeActors.Node.Stressing;

/// <summary>What <c>exchange stress</c> was asked for.</summary>
/// <param name="Scenario">The scenario's file.</param>
/// <param name="Runs">Runs at each point.</param>
/// <param name="Vary"><c>path=distribution</c>.</param>
/// <param name="Grid">Axes and values; null for none.</param>
/// <param name="Fund">What the fund is to be solved for; null for nothing.</param>
/// <param name="Cover">So many of the largest owners default in a second set of runs; 0 for none.</param>
/// <param name="Reverse"><c>fund</c> or <c>adl</c>: search for the smallest shock; null for none.</param>
/// <param name="Most">The greatest shock of that search.</param>
/// <param name="Venues">Profiles, by name or file; null for the scenario's own.</param>
/// <param name="Settings"><c>path=value</c> overrides, in order.</param>
/// <param name="Parallel">Runs at once; null for as many as there are processors.</param>
/// <param name="Json">The report as JSON.</param>
/// <param name="Csv">The report as CSV.</param>
/// <param name="CsvFile">The file that it goes to; null for standard output.</param>
/// <param name="Page">The file of the page; null for none.</param>
/// <param name="Parquet">The file of the runs as Parquet; null for none.</param>
/// <param name="Out">The folder where the runs are kept; null for nowhere.</param>
/// <param name="Resume">Go on with what is there.</param>
public sealed record StressOptions(
    string? Scenario,
    int Runs,
    IReadOnlyList<string> Vary,
    string? Grid,
    string? Fund,
    int Cover,
    string? Reverse,
    double Most,
    string? Venues,
    IReadOnlyList<string> Settings,
    int? Parallel,
    bool Json,
    bool Csv,
    string? CsvFile,
    string? Page,
    string? Parquet,
    string? Out,
    bool Resume);
