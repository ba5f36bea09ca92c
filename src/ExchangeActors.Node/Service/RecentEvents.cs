using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Node.Service;

/// <summary>A stored event and its place in the journal.</summary>
/// <param name="place">From 1.</param>
/// <param name="recorded">The event.</param>
internal sealed class PlacedEvent(long place, RecordedEvent recorded)
{
    private string? _text;

    /// <summary>Its place in the journal, from 1.</summary>
    public long Place => place;

    /// <summary>The event.</summary>
    public RecordedEvent Recorded => recorded;

    /// <summary>How it is written to listeners: once, however many there are.</summary>
    public string TextOf(Func<PlacedEvent, string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return _text ??= write(this);
    }
}

/// <summary>The newest events, by place.</summary>
internal sealed class RecentEvents
{
    /// <summary>How many: whole queues of an ADL are among them, so not as many as memory would hold of small ones.</summary>
    public const int Kept = 4_096;

    private readonly PlacedEvent?[] _ring = new PlacedEvent?[Kept];
    private long _before;
    private long _last;

    /// <summary>Forgets all; the next event is the one behind a place.</summary>
    public void Clear(long place = 0)
    {
        Array.Clear(_ring);
        (_before, _last) = (place, place);
    }

    /// <summary>Adds the next event.</summary>
    public void Add(RecordedEvent recorded)
    {
        _last++;
        _ring[_last % Kept] = new PlacedEvent(_last, recorded);
    }

    /// <summary>The newest of them, at most so many, in order.</summary>
    public IReadOnlyList<PlacedEvent> Newest(int most) =>
        After(Math.Max(_before, _last - Math.Min(most, Kept)), most)!;

    /// <summary>Events behind a place, at most so many; null when they are not kept any more.</summary>
    public IReadOnlyList<PlacedEvent>? After(long place, int most)
    {
        if (place >= _last)
        {
            return [];
        }

        if (place < _before || _last - place > Kept)
        {
            return null;
        }

        var events = new PlacedEvent[Math.Min(most, _last - place)];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = _ring[(place + 1 + i) % Kept]!;
        }

        return events;
    }
}
