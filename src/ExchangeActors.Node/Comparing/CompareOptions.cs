namespace ExchangeActors.Node.Comparing;

/// <summary>What <c>exchange compare</c> was asked for.</summary>
/// <param name="Scenario">The scenario's file.</param>
/// <param name="Venues">Profiles, by name or file; null for all that are shipped.</param>
/// <param name="Horizons">Seconds after the end of a wave; null for the default ones.</param>
/// <param name="Settings"><c>path=value</c> overrides, in order.</param>
/// <param name="Parallel">Runs at once; null for as many as there are processors.</param>
/// <param name="Json">The report as JSON.</param>
/// <param name="Csv">The report as CSV.</param>
/// <param name="CsvFile">The file that it goes to; null for standard output.</param>
/// <param name="Html">The page to make; null for none.</param>
/// <param name="Force">Whether an earlier page may be replaced.</param>
public sealed record CompareOptions(
    string? Scenario, string? Venues, string? Horizons, IReadOnlyList<string> Settings, int? Parallel, bool Json, bool Csv, string? CsvFile,
    string? Html = null, bool Force = false);
