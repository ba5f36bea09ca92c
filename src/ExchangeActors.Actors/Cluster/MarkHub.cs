using Akka.Actor;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// A node's place for marks: a mark comes to each node once, and from there to the monitors that live on it; one that starts hears the
/// newest of every market at once. What is lost on the way comes again when the market is reminded, or with its next mark.
/// </summary>
internal sealed class MarkHub : UntypedActor
{
    /// <summary>Its name, on every node that has entities.</summary>
    public const string Name = "marks";

    private readonly Dictionary<MarketId, Envelope> _newest = [];
    private readonly HashSet<IActorRef> _monitors = [];

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Envelope { Body: MarkMoved moved } envelope:
                if (!_newest.TryGetValue(moved.Market, out var known) || ((MarkMoved)known.Body).Quote.Version < moved.Quote.Version)
                {
                    _newest[moved.Market] = envelope;
                }

                foreach (var monitor in _monitors)
                {
                    monitor.Tell(envelope, ActorRefs.NoSender);
                }

                break;
            case MonitorIsHere:
                _monitors.Add(Sender);
                Context.WatchWith(Sender, new MonitorHasGone(Sender));
                foreach (var newest in _newest.Values)
                {
                    Sender.Tell(newest, ActorRefs.NoSender);
                }

                break;
            case MonitorHasGone gone:
                _monitors.Remove(gone.Monitor);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private sealed record MonitorHasGone(IActorRef Monitor) : LocalMessage;
}

/// <summary>A monitor tells its node's hub that it wants the marks.</summary>
internal sealed record MonitorIsHere : LocalMessage
{
    public static MonitorIsHere Instance { get; } = new();
}
