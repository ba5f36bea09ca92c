using System.Collections;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>
/// Finds what belongs to an incident: the chosen events, all events that they were caused by, and of every stream concerned its beginning
/// up to the last of those, to the end of that decision, so that hash chains and folds go from 1; and the listing of every market, since
/// decisions need the instruments. Not in it: other streams, what comes later, and the causes of events that are there only as a stream's
/// beginning.
/// </summary>
internal sealed class IncidentCut
{
    private readonly Dictionary<EntityRef, int> _numbers = [];
    private readonly List<StreamEvents> _streams = [];
    private readonly List<Entry> _entries = [default];
    private readonly List<(long Ordering, EventRef Cause)> _open = [];
    private readonly Stack<long> _work = [];

    /// <summary>Streams of the journal.</summary>
    public int Streams => _streams.Count;

    /// <summary>Streams in the cut.</summary>
    public int StreamsHeld { get; private set; }

    /// <summary>Of those, streams whose later events are not in it.</summary>
    public int StreamsCutShort { get; private set; }

    /// <summary>Events chosen.</summary>
    public long Chosen { get; private set; }

    /// <summary>Events that are there because a chosen one was caused by them.</summary>
    public long Causes { get; private set; }

    /// <summary>Takes the journal's next event.</summary>
    public void Add(JournalRow row, bool chosen)
    {
        var id = row.Recorded.Id;
        if (!_numbers.TryGetValue(id.Stream, out var number))
        {
            _numbers[id.Stream] = number = _streams.Count;
            _streams.Add(new StreamEvents(id.Stream.Kind == EntityKind.Market));
        }

        var stream = _streams[number];
        stream.Orderings.Add(row.Ordering);
        stream.Begins.Add(row.Stored.BeginsDecision);
        var cause = OrderingOf(row.Recorded.CausedBy);
        if (cause == 0 && row.Recorded.CausedBy.Stream.Kind != EntityKind.Outside)
        {
            _open.Add((row.Ordering, row.Recorded.CausedBy));
        }

        _entries.Add(new Entry(number, id.Sequence, cause));
        if (chosen)
        {
            Chosen++;
            Need(row.Ordering);
        }
    }

    /// <summary>Once all events were added: the orderings of those in the cut.</summary>
    public BitArray Complete()
    {
        foreach (var (ordering, cause) in _open)
        {
            _entries[(int)ordering] = _entries[(int)ordering] with { Cause = OrderingOf(cause) };
        }

        Causes = -Chosen;
        while (_work.TryPop(out var ordering))
        {
            Causes++;
            Need(_entries[(int)ordering].Cause);
        }

        var cut = new BitArray(_entries.Count);
        foreach (var stream in _streams)
        {
            var last = stream.EndOfDecision();
            StreamsHeld += last > 0 ? 1 : 0;
            StreamsCutShort += last > 0 && last < stream.Orderings.Count ? 1 : 0;
            for (var sequence = 0; sequence < last; sequence++)
            {
                cut[(int)stream.Orderings[sequence]] = true;
            }
        }

        return cut;
    }

    private void Need(long ordering)
    {
        if (ordering == 0 || _entries[(int)ordering].Needed)
        {
            return;
        }

        var entry = _entries[(int)ordering];
        _entries[(int)ordering] = entry with { Needed = true };
        _streams[entry.Stream].LastNeeded = Math.Max(_streams[entry.Stream].LastNeeded, entry.Sequence);
        _work.Push(ordering);
    }

    private long OrderingOf(EventRef id) =>
        _numbers.TryGetValue(id.Stream, out var number) && id.Sequence >= 1 && id.Sequence <= _streams[number].Orderings.Count
            ? _streams[number].Orderings[(int)id.Sequence - 1] : 0;

    private readonly record struct Entry(int Stream, long Sequence, long Cause, bool Needed = false);

    /// <summary>A stream's events by sequence.</summary>
    private sealed class StreamEvents(bool isMarket)
    {
        public List<long> Orderings { get; } = [];

        public List<bool> Begins { get; } = [];

        public long LastNeeded { get; set; }

        /// <summary>The last sequence that is needed, with the rest of its decision: it can only be taken again whole.</summary>
        public int EndOfDecision()
        {
            var last = (int)Math.Max(LastNeeded, isMarket ? 1 : 0);
            while (last > 0 && last < Orderings.Count && !Begins[last])
            {
                last++;
            }

            return last;
        }
    }
}
