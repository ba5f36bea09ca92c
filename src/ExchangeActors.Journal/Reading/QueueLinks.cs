using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Codec;

namespace ExchangeActors.Journal.Reading;

/// <summary>
/// Puts queues that are recorded as what differs from an earlier event of their stream over that event's, so that whoever reads an event
/// has all candidates. Not safe for concurrent use.
/// </summary>
/// <param name="find">The queue that an event recorded whole; null when it is not there. It is asked for what was not read before.</param>
internal sealed class QueueLinks(Func<EventRef, ImmutableArray<Candidate>?> find)
{
    // The newest of both sides.
    private const int KeptEach = 2;

    private readonly Dictionary<EntityRef, List<(long Sequence, ImmutableArray<Candidate> Candidates)>> _whole = [];

    /// <summary>The event with all candidates of its queue; any other as it is.</summary>
    /// <exception cref="JournalException">Corrupt: the event that it differs from is not there, or they do not fit.</exception>
    public JournaledEvent Linked(JournaledEvent stored)
    {
        if (stored.Recorded.Event is not QueueRanked ranked)
        {
            return stored;
        }

        var id = stored.Recorded.Id;
        if (!_whole.TryGetValue(id.Stream, out var known))
        {
            _whole[id.Stream] = known = [];
        }

        if (ranked.Queue.IsWhole)
        {
            Keep(known, id.Sequence, ranked.Queue.Rows);
            return stored;
        }

        if (ranked.Queue.Base >= id.Sequence)
        {
            throw WireRules.Damaged($"its queue differs from event {ranked.Queue.Base}, which is not before it");
        }

        var at = known.FindIndex(one => one.Sequence == ranked.Queue.Base);
        if (at < 0)
        {
            Keep(known, ranked.Queue.Base, find(id with { Sequence = ranked.Queue.Base })
                ?? throw WireRules.Damaged($"its queue differs from event {ranked.Queue.Base}, which did not record one whole"));
            at = known.Count - 1;
        }

        try
        {
            return stored.With(ranked with { Queue = ranked.Queue.Over(known[at].Candidates) });
        }
        catch (InvalidOperationException exception)
        {
            throw WireRules.Damaged(exception.Message);
        }
    }

    /// <summary>The queue that a row's event recorded whole; null for any other.</summary>
    public static ImmutableArray<Candidate>? WholeIn(JournaledEvent? stored) =>
        stored?.Recorded.Event is QueueRanked { Queue: { IsWhole: true } queue } ? queue.Rows : null;

    private static void Keep(List<(long Sequence, ImmutableArray<Candidate> Candidates)> known, long sequence,
        ImmutableArray<Candidate> candidates)
    {
        if (known.Count == KeptEach)
        {
            known.RemoveAt(0);
        }

        known.Add((sequence, candidates));
    }
}
