using System.Globalization;
using System.Runtime.InteropServices;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Journal.Reading;

/// <summary>
/// Gives the rows of a journal that several write so that each comes after its stream's row before it and after its cause, whatever their
/// places say. Writers store an event before they send what follows from it, so that places have that order by themselves; a row that
/// lies before what it follows from is held until that was given, with the rest of the decision that it belongs to, since nothing leaves an
/// entity before its whole decision is stored. All others go through as they come. What will never come is damage, and found at once: who
/// waits asks for it.
/// </summary>
/// <param name="find">The row of an event, wherever it lies; null when there is none.</param>
/// <param name="check">Tells what is wrong.</param>
/// <param name="heads">Where the streams end before the first row.</param>
/// <param name="most">The most rows that are held.</param>
internal sealed class CausalOrder(
    Func<EventRef, DecodedRow?> find, RowCheck check, IEnumerable<HashChain>? heads = null, int most = CausalOrder.MostHeld)
{
    /// <summary>The most rows that are held: some 200 MB.</summary>
    public const int MostHeld = 200_000;

    private readonly Dictionary<EntityRef, long> _taken = (heads ?? []).ToDictionary(head => head.Stream, head => head.Sequence);
    private readonly Dictionary<EventRef, List<DecodedRow>> _waiting = [];
    private readonly Queue<DecodedRow> _free = new();
    private int _held;

    /// <summary>The rows in causal order.</summary>
    /// <exception cref="JournalException">Corrupt: a row's cause is not there, or rows wait for each other. A row without its stream's
    /// row before it is given, for whoever follows the chains.</exception>
    public IEnumerable<DecodedRow> Of(IEnumerable<DecodedRow> rows)
    {
        foreach (var row in rows)
        {
            if (Missing(row) is { } first && IsToCome(row, first))
            {
                Hold(row, first);
                continue;
            }

            yield return row;
            if (_held == 0)
            {
                Take(row);
                continue;
            }

            for (Free(row); _free.TryDequeue(out var next);)
            {
                if ((Missing(next) ?? RestOfCause(next)) is { } another)
                {
                    Hold(next, another);
                    continue;
                }

                yield return next;
                Free(next);
            }
        }

        if (_held > 0)
        {
            var (awaited, waiting) = _waiting.MinBy(pair => pair.Value[0].Row.Ordering);
            throw check.At(waiting[0].Row, check.Damaged($"it follows from {awaited}, which follows from it", waiting[0].Row.Stream));
        }
    }

    private void Take(in DecodedRow row)
    {
        var id = row.Event.Recorded.Id;
        CollectionsMarshal.GetValueRefOrAddDefault(_taken, id.Stream, out _) = id.Sequence;
    }

    private void Free(in DecodedRow row)
    {
        Take(row);
        if (_waiting.Remove(row.Event.Recorded.Id, out var waiting))
        {
            _held -= waiting.Count;
            waiting.ForEach(_free.Enqueue);
        }
    }

    /// <summary>What has to be given before a row and was not; null for nothing, and for a row that no order makes right.</summary>
    private EventRef? Missing(in DecodedRow row)
    {
        var (id, cause) = (row.Event.Recorded.Id, row.Event.Recorded.CausedBy);
        return id.Sequence > 1 && _taken.GetValueOrDefault(id.Stream) < id.Sequence - 1 ? id with { Sequence = id.Sequence - 1 }
            : cause.Stream.Kind != EntityKind.Outside && _taken.GetValueOrDefault(cause.Stream) < cause.Sequence ? cause
            : null;
    }

    /// <summary>For a row that was held: the next event of the decision that its cause belongs to, when that was not given.</summary>
    private EventRef? RestOfCause(in DecodedRow row)
    {
        var cause = row.Event.Recorded.CausedBy;
        if (cause.Stream.Kind == EntityKind.Outside || cause.Stream == row.Event.Recorded.Id.Stream)
        {
            return null;
        }

        // Sequences that were given need no look: what is asked is only whether the decision ends with the last of them.
        var next = cause with { Sequence = _taken[cause.Stream] + 1 };
        for (var sequence = cause.Sequence + 1; sequence < next.Sequence; sequence++)
        {
            if (find(cause with { Sequence = sequence }) is { Event.BeginsDecision: true })
            {
                return null;
            }
        }

        return find(next) is { Event.BeginsDecision: false } ? next : null;
    }

    /// <summary>Whether a row is to be held for what it misses; false for one that no chain goes on with, which is found there.</summary>
    private bool IsToCome(in DecodedRow row, EventRef awaited)
    {
        var id = row.Event.Recorded.Id;
        if (row.Row.Stream != id.Stream.ToString())
        {
            return false;
        }

        var isBefore = awaited.Stream == id.Stream && awaited.Sequence < id.Sequence;
        if (awaited.Stream == id.Stream && !isBefore)
        {
            throw check.At(row.Row, check.Damaged($"its cause, {awaited}, is no event before it", row.Row.Stream));
        }

        return find(awaited) is not null
            || (isBefore ? false : throw check.At(row.Row, check.Damaged($"its cause, {awaited}, is not there", row.Row.Stream)));
    }

    private void Hold(in DecodedRow row, EventRef awaited)
    {
        if (_held == most)
        {
            throw check.At(row.Row, check.Damaged(
                string.Create(CultureInfo.InvariantCulture, $"{most} events lie before what they follow from, {awaited} of this one"),
                row.Row.Stream));
        }

        (CollectionsMarshal.GetValueRefOrAddDefault(_waiting, awaited, out _) ??= []).Add(row);
        _held++;
    }
}
