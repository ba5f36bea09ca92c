using System.Net;
using System.Text.RegularExpressions;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reports.Page;

namespace ExchangeActors.Review.Stories;

/// <summary>An event in a sentence of plain text: the one that the HTML report has for it.</summary>
public static partial class EventText
{
    /// <summary>The sentence, with amounts shortened; events that are no part of a cascade as their fields.</summary>
    public static string Of(JournalRow row) => Of(row.Recorded);

    /// <summary>The same of an event that need not be read from a journal.</summary>
    public static string Of(RecordedEvent recorded) =>
        WebUtility.HtmlDecode(Tags().Replace(EventSentence.Of(recorded).ToString(), string.Empty));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
