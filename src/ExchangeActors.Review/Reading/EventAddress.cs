using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Reading;

/// <summary>
/// How a user names an event: by its place among all (<c>1234</c>) or by its stream and sequence in it (<c>account/alice#3</c>).
/// </summary>
public static class EventAddress
{
    /// <summary>The event of this name.</summary>
    /// <exception cref="ReviewException">It names nothing, or no event that the journal has.</exception>
    /// <exception cref="JournalException">The row is damaged.</exception>
    public static JournalRow Find(ReviewedJournal journal, string text)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(text);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ordering))
        {
            return journal.At(ordering) ?? throw new ReviewException($"there is no event {text}: the journal has {journal.Count}");
        }

        var id = Parse(text)
            ?? throw new ReviewException(
                $"\"{text}\" names no event; write its place among all (1234) or its stream and sequence (account/alice#3)");
        return journal.Find(id) ?? throw new ReviewException($"there is no event {id}");
    }

    /// <summary>Reads <c>stream#sequence</c>; null when it is something else.</summary>
    public static EventRef? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hash = text.LastIndexOf('#');
        return hash > 0 && EntityRef.Parse(text[..hash]) is { } stream
            && long.TryParse(text[(hash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new EventRef(stream, sequence)
            : null;
    }

    /// <summary>Reads <c>adl/&lt;market&gt;/&lt;n&gt;</c>; null when it is something else.</summary>
    public static DeleveragingId? ParseDeleveraging(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var last = text.LastIndexOf('/');
        return text.StartsWith("adl/", StringComparison.Ordinal) && last > 4
            && int.TryParse(text[(last + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new DeleveragingId(new MarketId(text[4..last]), number)
            : null;
    }
}
