using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>The marks of a run, by market and time. Not safe for concurrent use while it is fed.</summary>
public sealed class MarkHistory
{
    private readonly Dictionary<MarketId, List<(long Ms, long Sequence, decimal Mark)>> _marks = [];

    /// <summary>Time of the newest mark of any market.</summary>
    public Moment End { get; private set; }

    /// <summary>Adds a mark; times of a market do not go back. Of several at one time the last counts.</summary>
    /// <param name="market">The market.</param>
    /// <param name="at">Exchange time.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="sequence">Its place among all events, from 1; 0 where only the time matters.</param>
    public void Add(MarketId market, Moment at, decimal mark, long sequence = 0)
    {
        if (!_marks.TryGetValue(market, out var marks))
        {
            _marks[market] = marks = [];
        }

        marks.Add((at.UnixMs, sequence, mark));
        End = at > End ? at : End;
    }

    /// <summary>The market's mark at a time, the newest at or before it; null before the first.</summary>
    public decimal? At(MarketId market, Moment at) => Newest(market, mark => mark.Ms <= at.UnixMs);

    /// <summary>
    /// The market's mark when an event took place: what came later at the same time does not count. Null before the first.
    /// </summary>
    public decimal? AtEvent(MarketId market, long sequence) => Newest(market, mark => mark.Sequence <= sequence);

    /// <summary>The market's newest mark; null when it has none.</summary>
    public decimal? Newest(MarketId market) => _marks.TryGetValue(market, out var marks) ? marks[^1].Mark : null;

    private decimal? Newest(MarketId market, Func<(long Ms, long Sequence, decimal Mark), bool> isInTime)
    {
        if (!_marks.TryGetValue(market, out var marks))
        {
            return null;
        }

        var (low, high) = (0, marks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isInTime(marks[middle]))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? null : marks[low - 1].Mark;
    }
}
