using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Verifying;

/// <summary>How many events of a stream were read, and the newest of the times at which they came: a stream's events of one time take one
/// place.</summary>
internal sealed class StreamTimes
{
    /// <summary>The most times that are kept: what a tick sets off seldom reaches further back.</summary>
    public const int Most = 32;

    private readonly List<(long First, Moment At)> _newest = [];
    private int _oldest;

    /// <summary>Events read.</summary>
    public long Count { get; private set; }

    /// <summary>The next event's time.</summary>
    public void Add(Moment at)
    {
        Count++;
        if (_newest.Count > 0 && Newest(0).At == at)
        {
            return;
        }

        if (_newest.Count < Most)
        {
            _newest.Add((Count, at));
        }
        else
        {
            _newest[_oldest] = (Count, at);
            _oldest = (_oldest + 1) % Most;
        }
    }

    /// <summary>The time of an event, from 1; null when it is not kept any more.</summary>
    public Moment? Of(long sequence)
    {
        for (var back = 0; back < _newest.Count; back++)
        {
            if (Newest(back) is var (first, at) && first <= sequence)
            {
                return at;
            }
        }

        return null;
    }

    private (long First, Moment At) Newest(int back) => _newest[(_oldest + _newest.Count - 1 - back) % _newest.Count];
}
