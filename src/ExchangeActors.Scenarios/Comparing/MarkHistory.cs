using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>The marks of a run, by market and time. Not safe for concurrent use while it is fed.</summary>
public sealed class MarkHistory
{
    private readonly Dictionary<MarketId, List<(long Ms, decimal Mark)>> _marks = [];

    /// <summary>Time of the newest mark of any market.</summary>
    public Moment End { get; private set; }

    /// <summary>Adds a mark; times of a market do not go back. Of several at one time the last counts.</summary>
    public void Add(MarketId market, Moment at, decimal mark)
    {
        if (!_marks.TryGetValue(market, out var marks))
        {
            _marks[market] = marks = [];
        }

        if (marks.Count > 0 && marks[^1].Ms == at.UnixMs)
        {
            marks[^1] = (at.UnixMs, mark);
        }
        else
        {
            marks.Add((at.UnixMs, mark));
        }

        End = at > End ? at : End;
    }

    /// <summary>The market's mark at a time, the newest at or before it; null before the first.</summary>
    public decimal? At(MarketId market, Moment at)
    {
        if (!_marks.TryGetValue(market, out var marks))
        {
            return null;
        }

        var (low, high) = (0, marks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (marks[middle].Ms <= at.UnixMs)
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

    /// <summary>The market's newest mark; null when it has none.</summary>
    public decimal? Newest(MarketId market) => _marks.TryGetValue(market, out var marks) ? marks[^1].Mark : null;
}
