namespace ExchangeActors.Node.Service;

/// <summary>
/// Events that are not in memory any more, read from the journal as one listener comes through them. Places are counted: the numbers of a
/// database can have holes, so there the first place is looked up from the first event on, and those behind it are not.
/// </summary>
/// <param name="host">The journal.</param>
internal sealed class StoredEvents(ExchangeHost host)
{
    private (long Place, long Number)? _last;

    /// <summary>Events behind a place, at most so many.</summary>
    public IReadOnlyList<PlacedEvent> After(long place, int most)
    {
        using var reader = host.OpenReader();
        var rows = reader.PlacesAreGapless ? reader.ReadRange(place + 1, place + most)
            : _last is var (known, number) && known == place ? reader.ReadRange(number + 1, long.MaxValue)
            : reader.ReadRange(1, long.MaxValue).Skip((int)place);
        var events = new List<PlacedEvent>();
        foreach (var row in rows.Take(most))
        {
            events.Add(new PlacedEvent(place + 1 + events.Count, row.Recorded));
            _last = (place + events.Count, row.Ordering);
        }

        return events;
    }
}
