using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.Journal.Reading;

/// <summary>A row with its event, which was not compared with its stream's history.</summary>
internal readonly record struct DecodedRow(StoredRow Row, JournaledEvent Event);

/// <summary>Makes events of rows and compares them with their streams' history; what is wrong is thrown with its place.</summary>
/// <param name="place">The journal's, as it may be shown.</param>
/// <param name="doubt">Why damage need not be damage: a clause; null when there is no reason to doubt.</param>
internal sealed class RowCheck(string place, Func<string?> doubt)
{
    private const string Restore = "restore the journal from a copy";
    private const string Copy = "copy it again while no run writes it, or with sqlite3 JOURNAL \".backup COPY\"";

    /// <summary>What to do about damage.</summary>
    public string Remedy => doubt() is null ? Restore : Copy;

    /// <summary>What to do about damage that may have come with the copy.</summary>
    public static string RemedyOfCopy => Copy;

    /// <summary>The event of a row that says the same of it.</summary>
    /// <exception cref="JournalException">Corrupt or WrongVersion.</exception>
    public DecodedRow Decode(StoredRow row)
    {
        try
        {
            if (!row.IsOurs)
            {
                throw Damaged("the row was written by another program or marked as deleted", row.Stream);
            }

            if (row.Manifest is null || row.Message is null)
            {
                throw Damaged("the row has values of the wrong type", row.Stream);
            }

            var stored = EventCodec.Decode(row.Manifest, row.Message);
            if (EventCodec.Oddity(stored.Recorded) is { } odd)
            {
                throw Damaged(odd, row.Stream);
            }

            return stored.Recorded.Id.Sequence == row.Sequence ? new DecodedRow(row, stored)
                : throw Damaged($"the row holds event {stored.Recorded.Id}", row.Stream);
        }
        catch (Exception exception) when (exception is JournalException or InvalidCastException or InvalidOperationException)
        {
            throw At(row, exception);
        }
    }

    /// <summary>The event, which is its stream's next one; the stream's chain is gone on with.</summary>
    /// <param name="decoded">The row.</param>
    /// <param name="chains">By the names of streams.</param>
    /// <exception cref="JournalException">Corrupt.</exception>
    public JournalRow Verify(in DecodedRow decoded, Dictionary<string, HashChain> chains)
    {
        var (row, stored) = decoded;
        try
        {
            if (!chains.TryGetValue(row.Stream, out var chain))
            {
                chain = HashChain.Start(EntityRef.Parse(row.Stream) ?? throw Damaged("the row does not name a stream", row.Stream));
            }

            chains[row.Stream] = chain.Verify(stored);
            return new JournalRow(row.Ordering, stored);
        }
        catch (JournalException exception)
        {
            throw At(row, exception);
        }
    }

    /// <summary>The row with all that its event refers to.</summary>
    /// <exception cref="JournalException">Corrupt.</exception>
    public DecodedRow Linked(in DecodedRow decoded, QueueLinks links)
    {
        try
        {
            return decoded with { Event = links.Linked(decoded.Event) };
        }
        catch (JournalException exception)
        {
            throw At(decoded.Row, exception);
        }
    }

    /// <summary>What is wrong with a row, with its place.</summary>
    public JournalException At(in StoredRow row, Exception exception)
    {
        var known = exception as JournalException;
        return new JournalException(
            known?.Fault ?? JournalFault.Corrupt,
            known is null ? Doubted("the row has values of the wrong type") : known.Fault == JournalFault.Corrupt ? Doubted(known.What)
                : known.What,
            $"{place}: {row.Stream}#{row.Sequence} (row {row.Ordering})",
            doubt() is null ? known?.Remedy ?? Restore : Remedy,
            exception)
        {
            // Where events are missing the chain names the first of them.
            Event = known?.Event ?? (EntityRef.Parse(row.Stream) is { } stream ? new EventRef(stream, row.Sequence) : null),
            Row = row.Ordering,
        };
    }

    /// <summary>Damage that is not one row's.</summary>
    public JournalException Damaged(string what, string where) => new(JournalFault.Corrupt, Doubted(what), where, Remedy);

    /// <summary>What is wrong, with why it need not be damage.</summary>
    public string Doubted(string what) =>
        doubt() is { } reason && !what.EndsWith(reason, StringComparison.Ordinal) ? $"{what}: {reason}" : what;
}
