using System.Globalization;
using ExchangeActors.Node.Running;
using ExchangeActors.Review.Exporting;
using ExchangeActors.Review.Reading;
using ExchangeActors.Scenarios.Loading;
using ExchangeActors.Scenarios.Testing;

namespace ExchangeActors.Node.Reviewing;

/// <summary>
/// <c>exchange review export --scenario</c>: makes a scenario of a journal and runs it to see whether the record comes out again.
/// </summary>
public static class ScenarioExportVerb
{
    private const int DifferencesListed = 20;

    /// <summary>Exports and runs; the result is an <see cref="ExitCode"/>. The file stays when it does not reproduce the record.</summary>
    /// <param name="journal">The journal's file.</param>
    /// <param name="output">The scenario's file; there must be none of that name.</param>
    /// <param name="json">The summary as JSON.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Task<int> Run(string journal, string output, bool json, CancellationToken cancellation) =>
        Attempt.Run(() => Export(journal, output, json, cancellation), cancellation);

    private static async Task<int> Export(string path, string output, bool json, CancellationToken cancellation)
    {
        var made = Write(path, output, cancellation);
        ScenarioTestResult result;
        try
        {
            result = await ScenarioTest.Run(ScenarioLoader.Load(output), cancellation);
        }
        catch (OperationCanceledException)
        {
            File.Delete(output);
            throw;
        }

        if (json)
        {
            Console.Out.WriteLine(
                ReportJson.Write(new { file = output, scenario = made, reproduces = result.Differences.IsEmpty, result.Differences }));
        }
        else
        {
            Lines.Say(string.Create(
                CultureInfo.InvariantCulture,
                    $"{output}: {made.Name}: {made.Markets:N0} markets, {made.Accounts:N0} accounts, {made.Ticks:N0} ticks, "
                        + $"{made.Orders:N0} orders; \"then\" is about {made.Expected:N0} accounts"));
        }

        if (made.Renamed > 0)
        {
            Console.Error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{made.Renamed:N0} accounts have names that scenarios reserve; in it trader-… is trader_…, and liquidity-… is "
                        + $"liquidity_…"));
        }

        if (made.LeftOut > 0)
        {
            Console.Error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{made.LeftOut:N0} inputs that were refused, and so changed nothing, are left out: a scenario cannot say them"));
        }

        if (result.Differences.IsEmpty)
        {
            LiveLine.Say($"it reproduces the record; again with: exchange test {output}");
            return ExitCode.Fine;
        }

        foreach (var difference in result.Differences.Take(DifferencesListed))
        {
            LiveLine.Say($"  {difference}");
        }

        var more = result.Differences.Length > DifferencesListed ? $" ({result.Differences.Length} differences)" : string.Empty;
        return Attempt.Fail(
            $"{output} was written, but run in memory it does not reproduce the record{more}: expected is what the journal has",
                ExitCode.CheckFailed);
    }

    private static ScenarioExportResult Write(string path, string output, CancellationToken cancellation)
    {
        using var journal = ReviewedJournal.Open(LatestJournal.Meant(path));
        journal.RequireWhole("a scenario");
        using var progress = new ReviewProgress("exporting", journal.Count);
        using var target = NewFile.Create(output);
        var result = ScenarioExport.Write(journal, BaseVenue(journal), target.Stream, progress, cancellation);
        target.Complete();
        return result;
    }

    /// <summary>A profile that has no file of its own is laid over another: none of that is left.</summary>
    private static string? BaseVenue(ReviewedJournal journal)
    {
        var shipped = VenueProfileLoader.List(out _).Select(profile => profile.Name).ToList();
        return shipped.Count == 0 || shipped.Contains(journal.Header.Rules?.Venue.Name ?? string.Empty, StringComparer.Ordinal) ? null
            : shipped[0];
    }
}
