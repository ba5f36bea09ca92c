using Akka.Actor;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// Sees to it that nobody who owes something stays asleep: the cluster's leader reminds every market, ADL coordinator, pool and monitor
/// from time to time, which starts those that a lost node took with it; the monitors wake their accounts.
/// </summary>
internal sealed class Keeper(ClusterPost post, ExchangeSystemOptions options) : UntypedActor, IWithTimers
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(ResendDue), ResendDue.Instance, options.ResendAfter);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is not ResendDue)
        {
            Unhandled(message);
            return;
        }

        if (_cluster.State.RoleLeader(ClusterSettings.EngineRole) != _cluster.SelfAddress)
        {
            return;
        }

        foreach (var market in post.Rules.Instruments.Keys)
        {
            post.Remind(EntityRef.Market(market));
            post.Remind(EntityRef.Deleveraging(market));
        }

        post.Remind(EntityRef.Liquidation(post.Rules.Pool));
        for (var monitor = 0; monitor < EntityShards.Accounts; monitor++)
        {
            post.Remind(EntityShards.Monitor(monitor));
        }
    }
}
