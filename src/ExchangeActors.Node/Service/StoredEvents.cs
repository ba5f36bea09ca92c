using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Node.Service;

/// <summary>
/// Events that are not in memory any more, read from the journal as one listener comes through them. Places are counted, in the order in
/// which the exchange's events became known: the numbers of a database can have holes, and those of several writers are in another order.
/// So there the first place is looked up from the first event on, and those behind it are not.
/// </summary>
/// <param name="host">The journal.</param>
internal sealed class StoredEvents(ExchangeHost host)
{
    private (long Place, long Number)? _last;
    private (long Place, JournalPosition Position)? _followed;

    /// <summary>Where the journal begins when older events are in an archive; null when it has all.</summary>
    public static JournalBase? BeginsWith(ExchangeHost host)
    {
        if (host.OpensTail)
        {
            return null;
        }

        using var reader = host.OpenReader();
        return reader.Base;
    }

    /// <summary>Events behind a place, at most so many.</summary>
    public IReadOnlyList<PlacedEvent> After(long place, int most) =>
        host.OpensTail ? AfterOfSeveral(place, most) : AfterOfOne(place, most);

    private List<PlacedEvent> AfterOfOne(long place, int most)
    {
        using var reader = host.OpenReader();
        var rows = reader.PlacesAreGapless ? reader.ReadRange(place + 1, place + most)
            : _last is var (known, number) && known == place ? reader.ReadRange(number + 1, long.MaxValue)
            : reader.ReadRange(1, long.MaxValue).Skip((int)place);
        var events = new List<PlacedEvent>();
        foreach (var row in rows.Take(most))
        {
            events.Add(new PlacedEvent(reader.PlacesAreGapless ? row.Ordering : place + 1 + events.Count, row.Recorded));
            _last = (place + events.Count, row.Ordering);
        }

        return events;
    }

    private List<PlacedEvent> AfterOfSeveral(long place, int most)
    {
        var (from, position) = _followed is var (known, there) && known <= place ? (known, there) : (0L, null);
        using var tail = host.OpenTail(position);
        var events = new List<PlacedEvent>();
        while (events.Count < most && tail.Next(most) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                from++;
                if (from > place)
                {
                    events.Add(new PlacedEvent(from, row.Recorded));
                }
            }

            _followed = (from, tail.Position);
        }

        return events;
    }
}
