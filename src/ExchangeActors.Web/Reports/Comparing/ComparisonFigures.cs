using System.Collections.Immutable;

namespace ExchangeActors.Web.Reports.Comparing;

/// <summary>What the page of a comparison shows.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Subject">What was compared, in a line.</param>
/// <param name="InvariantsHold">Whether every invariant holds under every profile.</param>
/// <param name="Closed">What ADL closed under each profile, quote.</param>
/// <param name="Sheets">The tables.</param>
/// <param name="Words">What is said of the words that no glossary has.</param>
/// <param name="Glossary">Short headings and what they mean.</param>
/// <param name="Csv">All figures as CSV.</param>
public sealed record ComparisonFigures(
    string Scenario,
    string Subject,
    bool InvariantsHold,
    ImmutableArray<ClosedUnder> Closed,
    ImmutableArray<ComparisonSheet> Sheets,
    string Words,
    ImmutableArray<GlossaryWord> Glossary,
    string Csv)
{
    /// <summary>The most that was closed under a profile.</summary>
    public decimal MostClosed => Closed.Max(venue => venue.Notional);
}

/// <summary>What ADL closed under a profile.</summary>
/// <param name="Venue">The profile.</param>
/// <param name="Notional">At the ADL prices, quote.</param>
public sealed record ClosedUnder(string Venue, decimal Notional);

/// <summary>A heading that is short for something.</summary>
/// <param name="Heading">The heading.</param>
/// <param name="Measure">What JSON calls the same.</param>
/// <param name="Meaning">What it means.</param>
public sealed record GlossaryWord(string Heading, string Measure, string Meaning);
