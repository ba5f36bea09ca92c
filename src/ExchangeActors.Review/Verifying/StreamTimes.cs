using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Verifying;

/// <summary>How many events of a stream were read, and the times of the newest of them.</summary>
internal sealed class StreamTimes
{
    /// <summary>The most times that are kept: what a tick sets off seldom reaches further back.</summary>
    public const int Most = 1_024;

    private readonly List<Moment> _newest = [];

    /// <summary>Events read.</summary>
    public long Count { get; private set; }

    /// <summary>The next event's time.</summary>
    public void Add(Moment at)
    {
        if (_newest.Count < Most)
        {
            _newest.Add(at);
        }
        else
        {
            _newest[(int)(Count % Most)] = at;
        }

        Count++;
    }

    /// <summary>The time of an event, from 1; null when it is not kept any more.</summary>
    public Moment? Of(long sequence) => sequence > Count - Most ? _newest[(int)((sequence - 1) % Most)] : null;
}
