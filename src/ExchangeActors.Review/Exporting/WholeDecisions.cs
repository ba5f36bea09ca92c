using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>An event as it is exported, and as the journal has it: another place, where places have gaps.</summary>
internal readonly record struct PlacedRow(JournalRow Row, JournalRow Stored);

/// <summary>
/// A journal's events in an order in which those of a decision lie together, with places without gaps, as a file has them. Where one
/// writer gives the places they do already. Where several
/// transactions draw them side by side, the rest of a decision is put behind its first events: what it brought about stands behind all
/// of them anyway, since nothing leaves an entity before
/// its transaction is committed.
/// </summary>
internal static class WholeDecisions
{
    /// <summary>How far apart the events of a decision may lie. Several transactions of hundreds of events each are far less.</summary>
    public const int Window = 50_000;

    /// <summary>The events in that order.</summary>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public static IEnumerable<PlacedRow> Of(ReviewedJournal journal, CancellationToken cancellation)
    {
        var rows = journal.ReadAll(cancellation);
        return journal.PlacesAreGapless ? rows.Select(row => new PlacedRow(row, row)) : Together(rows, Window);
    }

    internal static IEnumerable<PlacedRow> Together(IEnumerable<JournalRow> rows, int window)
    {
        var held = new Queue<List<JournalRow>>();
        var newest = new Dictionary<EntityRef, List<JournalRow>>();
        var (count, place) = (0, 0L);
        foreach (var row in rows)
        {
            var stream = row.Recorded.Id.Stream;
            if (!row.Stored.BeginsDecision && newest.TryGetValue(stream, out var decision))
            {
                decision.Add(row);
            }
            else
            {
                List<JournalRow> begun = [row];
                held.Enqueue(begun);
                newest[stream] = begun;
            }

            for (count++; count > window; count -= Forget(held.Dequeue(), newest))
            {
                foreach (var whole in held.Peek())
                {
                    yield return new PlacedRow(whole with { Ordering = ++place }, whole);
                }
            }
        }

        foreach (var whole in held.SelectMany(decision => decision))
        {
            yield return new PlacedRow(whole with { Ordering = ++place }, whole);
        }
    }

    private static int Forget(List<JournalRow> decision, Dictionary<EntityRef, List<JournalRow>> newest)
    {
        var stream = decision[0].Recorded.Id.Stream;
        if (newest.TryGetValue(stream, out var known) && ReferenceEquals(known, decision))
        {
            newest.Remove(stream);
        }

        return decision.Count;
    }
}
