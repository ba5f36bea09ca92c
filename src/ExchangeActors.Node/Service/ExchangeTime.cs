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

    /// <summary>
    /// The time of an input that is given now. Whoever gives it sees to it that inputs are given in the order of these times.
    /// </summary>
    /// <param name="told">What its sender says; where it is later already, it is that.</param>
    /// <param name="later">True: later than all before, unless the sender has said when.</param>
    public Moment Of(Moment? told, bool later)
    {
        lock (_gate)
        {
            var before = _newest;
            if (told is { } at)
            {
                Reach(at);
                return _newest;
            }

            return Now() > before || !later ? _newest : _newest = new Moment(before.UnixMs + 1);
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
