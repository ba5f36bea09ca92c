using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Node.Service;

/// <summary>The time of a node's exchange; it never goes back, whatever the machine's clock does.</summary>
/// <param name="source">Where it comes from.</param>
/// <param name="wall">The machine's clock.</param>
internal sealed class ExchangeTime(TimeSource source, TimeProvider wall)
{
    private readonly Lock _gate = new();
    private Moment _newest;

    /// <summary>Where it comes from.</summary>
    public TimeSource Source => source;

    /// <summary>The time of a command that comes in now.</summary>
    public Moment Now()
    {
        lock (_gate)
        {
            if (source == TimeSource.Wall)
            {
                var now = new Moment(wall.GetUtcNow().ToUnixTimeMilliseconds());
                _newest = now > _newest ? now : _newest;
            }

            return _newest;
        }
    }

    /// <summary>The time of a price that comes in now: later than any before it, since prices of one moment would have no order.</summary>
    public Moment Next()
    {
        lock (_gate)
        {
            var before = _newest;
            _newest = Now() > before ? _newest : new Moment(before.UnixMs + 1);
            return _newest;
        }
    }

    /// <summary>It is at least so late: the journal says so, or whoever feeds prices.</summary>
    public void Reach(Moment at)
    {
        lock (_gate)
        {
            _newest = at > _newest ? at : _newest;
        }
    }
}
