using Akka.Actor;
using Akka.Cluster;
using ExchangeActors.Actors.Running;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// Ends the node of a gateway in whose cluster no engine is left. When all engines have left and begin a cluster anew, which they do among
/// themselves, the gateway would stay alone in the old one for good; a node that has ended joins again by its contacts.
/// </summary>
internal sealed class ForsakenGateway : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
        LookLater();
    }

    /// <inheritdoc/>
    protected override void PostStop() => _cluster.Unsubscribe(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberRemoved { Member: var removed } when removed.HasRole(ClusterSettings.EngineRole):
                // Looked at later: what the cluster is known to be may be older than the event.
                LookLater();
                break;
            case Forsaken when !AnyEngine():
                // Not awaited: it ends this actor too.
                _ = CoordinatedShutdown.Get(Context.System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
                break;
            default:
                break;
        }
    }

    private void LookLater() => Timers.StartSingleTimer(nameof(Forsaken), Forsaken.Instance, Patience);

    private bool AnyEngine() => _cluster.State.Members.Any(member => member.HasRole(ClusterSettings.EngineRole));

    private sealed record Forsaken : LocalMessage
    {
        public static readonly Forsaken Instance = new();
    }
}
