using ExchangeActors.Journal;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>A journal as a file, with the same events, bytes and hashes.</summary>
public static class JournalCopy
{
    /// <summary>Writes it; each event is behind its cause, and those of a decision lie together, whatever their places were.</summary>
    /// <param name="place">The journal: a database or a file.</param>
    /// <param name="path">The new file.</param>
    /// <exception cref="JournalException">The journal is damaged, or the file cannot be written.</exception>
    public static void Write(string place, string path)
    {
        using var journal = ReviewedJournal.Open(place);
        using var writer = JournalWriter.Create(path, journal.Header);
        foreach (var placed in WholeDecisions.Of(journal, CancellationToken.None))
        {
            writer.Append(placed.Stored.Stored);
        }

        writer.Complete();
    }
}
