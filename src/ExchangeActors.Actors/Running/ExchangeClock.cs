using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Actors.Running;

/// <summary>The latest exchange time that an input brought: the time of what is sent again. Thread-safe.</summary>
internal sealed class ExchangeClock(Moment start)
{
    private long _latest = start.UnixMs;

    /// <summary>The latest moment.</summary>
    public Moment Now => new(Interlocked.Read(ref _latest));

    /// <summary>An input came at this moment.</summary>
    public void Advance(Moment at)
    {
        var latest = Interlocked.Read(ref _latest);
        while (at.UnixMs > latest)
        {
            var seen = Interlocked.CompareExchange(ref _latest, at.UnixMs, latest);
            if (seen == latest)
            {
                return;
            }

            latest = seen;
        }
    }
}
