using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Deleveraging;

/// <summary>
/// The candidates of a ranking as an event records them: all of them, or how they differ from those that an earlier event of the same
/// stream recorded whole. At one mark a side is ranked for one bankrupt position after the other, and of thousands of candidates few have
/// changed in between.
/// </summary>
/// <param name="Base">Sequence of the event that recorded the queue whole from which this one differs; 0 for one that is whole.</param>
/// <param name="Rows">In order: all, or those that are new or have changed.</param>
/// <param name="Places">Of each of <paramref name="Rows"/> the place in this queue, from 0, ascending; empty for one that is whole.</param>
/// <param name="Gone">Places in the whole queue, from 0, ascending, of those who have changed or do not stand in this one.</param>
public sealed record CandidateQueue(
    long Base, ImmutableArray<Candidate> Rows, ImmutableArray<int> Places, ImmutableArray<int> Gone)
{
    // Both empty until they are known: they follow from the rows and the event that Base names.
    private ImmutableArray<Candidate> _whole;
    private ImmutableArray<Candidate> _all;

    // A copy that is made to change something: what was known of the other is not known of it.
    private CandidateQueue(CandidateQueue other) => (Base, Rows, Places, Gone) = (other.Base, other.Rows, other.Places, other.Gone);

    /// <summary>True when it needs no other event.</summary>
    public bool IsWhole => Base == 0;

    /// <summary>True when <see cref="All"/> can be asked.</summary>
    public bool IsKnown => IsWhole || !_whole.IsDefault;

    /// <summary>All candidates in order.</summary>
    /// <exception cref="InvalidOperationException">It differs from a queue that it was not put over.</exception>
    public ImmutableArray<Candidate> All
    {
        get
        {
            if (IsWhole)
            {
                return Rows;
            }

            if (_all.IsDefault)
            {
                _all = Merge(_whole.IsDefault ? throw new InvalidOperationException(
                    $"the candidates are recorded as what differs from event {Base} of the stream, which was not read") : _whole);
            }

            return _all;
        }
    }

    /// <summary>A queue with all its candidates.</summary>
    public static CandidateQueue Whole(ImmutableArray<Candidate> candidates) => new(0, candidates, [], []);

    /// <summary>
    /// The shorter record of a queue: what differs from a whole one, or all. The differences recorded from one whole queue never have more
    /// rows together than it has.
    /// </summary>
    public static CandidateQueue Of(ImmutableArray<Candidate> candidates, WholeQueue? whole)
    {
        if (whole is null)
        {
            return Whole(candidates);
        }

        var rows = ImmutableArray.CreateBuilder<Candidate>();
        var places = ImmutableArray.CreateBuilder<int>();
        var gone = ImmutableArray.CreateBuilder<int>();
        var (from, most) = (whole.Candidates, whole.Candidates.Length - whole.RowsSince);
        for (int before = 0, place = 0; before < from.Length || place < candidates.Length;)
        {
            // Both are in the one order of queues, so that this finds all that stand as they stood. In any other it finds some.
            var order = before == from.Length ? 1 : place == candidates.Length ? -1
                : from[before].Equals(candidates[place]) ? 0 : QueueOrder.BestFirst(from[before], candidates[place]) <= 0 ? -1 : 1;
            if (order == 0)
            {
                (before, place) = (before + 1, place + 1);
            }
            else if (order < 0)
            {
                gone.Add(before++);
            }
            else if (rows.Count == most)
            {
                return Whole(candidates);
            }
            else
            {
                rows.Add(candidates[place]);
                places.Add(place++);
            }
        }

        return new CandidateQueue(whole.Event, rows.ToImmutable(), places.ToImmutable(), gone.ToImmutable())
        {
            _whole = from,
            _all = candidates,
        };
    }

    /// <summary>The same with the queue from which it differs, so that <see cref="All"/> can be asked.</summary>
    /// <exception cref="InvalidOperationException">It names places that the two do not have.</exception>
    public CandidateQueue Over(ImmutableArray<Candidate> whole)
    {
        if (IsWhole)
        {
            return this;
        }

        var length = whole.Length - Gone.Length + Rows.Length;
        return Rows.Length == Places.Length && AreAscending(Places, length) && AreAscending(Gone, whole.Length)
            ? this with { _whole = whole }
            : throw new InvalidOperationException($"the candidates do not fit those of event {Base} of the stream");
    }

    /// <summary>The same places with other candidates; those of the queue from which it differs are changed too, where it is
    /// known.</summary>
    public CandidateQueue Select(Func<Candidate, Candidate> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with
        {
            Rows = [.. Rows.Select(change)],
            _whole = _whole.IsDefault ? default : [.. _whole.Select(change)],
        };
    }

    private static bool AreAscending(ImmutableArray<int> places, int below)
    {
        var last = -1;
        foreach (var place in places)
        {
            if (place <= last || place >= below)
            {
                return false;
            }

            last = place;
        }

        return true;
    }

    private ImmutableArray<Candidate> Merge(ImmutableArray<Candidate> whole)
    {
        var length = whole.Length - Gone.Length + Rows.Length;
        var all = ImmutableArray.CreateBuilder<Candidate>(length);
        for (int before = 0, row = 0, left = 0; all.Count < length;)
        {
            if (row < Rows.Length && Places[row] == all.Count)
            {
                all.Add(Rows[row++]);
            }
            else if (left < Gone.Length && Gone[left] == before)
            {
                (left, before) = (left + 1, before + 1);
            }
            else
            {
                all.Add(whole[before++]);
            }
        }

        return all.MoveToImmutable();
    }
}

/// <summary>The newest queue of a side that was recorded whole.</summary>
/// <param name="Event">Sequence of the event.</param>
/// <param name="MarkVersion">Of the market's mark that it was ranked at.</param>
/// <param name="Candidates">In order.</param>
/// <param name="RowsSince">Rows of the queues that were recorded as differences from it.</param>
public sealed record WholeQueue(long Event, long MarkVersion, ImmutableArray<Candidate> Candidates, int RowsSince)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Event).Write(MarkVersion).Each(Candidates, static (into, candidate) => candidate.WriteTo(into)).Write(RowsSince);
}
