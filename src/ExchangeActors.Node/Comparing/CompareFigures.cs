using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Scenarios.Comparing;
using ExchangeActors.Web.Reports.Comparing;

namespace ExchangeActors.Node.Comparing;

/// <summary>What the page of a comparison shows: what its tables show, and all figures as CSV.</summary>
internal static class CompareFigures
{
    /// <summary>The figures.</summary>
    public static ComparisonFigures Of(ComparisonReport report) => new(
        Identifier.Plain(report.Scenario),
        Identifier.Plain(ComparisonSheets.Subject(report)),
        report.InvariantsHold,
        [.. report.Venues.Select(venue => new ClosedUnder(venue.Venue, venue.AdlNotional))],
        [.. ComparisonSheets.Of(report)],
        ComparisonSheets.Words,
        [.. ComparisonSheets.Meanings(report).Select(word => new GlossaryWord(word.Heading, word.Measure, word.Meaning))],
        Csv(report));

    private static string Csv(ComparisonReport report)
    {
        using var csv = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        ComparisonCsv.Write(report, csv);
        return csv.ToString();
    }
}
