using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence.Journal;
using ExchangeActors.Actors.Entities;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Cluster;

/// <summary>
/// An entity in a shard. It reads its history by itself, says with the last event of each write whether it owes something or has positions
/// (<see cref="Standings"/>), sends again what it owes, and rests when nobody has needed it for long.
/// </summary>
internal sealed class ShardedEntity<TState> : PersistentEntity<TState>, IWithTimers
    where TState : class
{
    private readonly ClusterPost _post;
    private readonly ExchangeSystemOptions _options;

    public ShardedEntity(EntityRef self, Decider<TState> decider, ClusterPost post, ExchangeSystemOptions options)
        : base(self, decider, post, options, null)
    {
        (_post, _options) = (post, options);
        if (self.Kind == EntityKind.Account)
        {
            Context.SetReceiveTimeout(options.PassivateAfter);
        }
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Envelope { Body: Remind }:
                Sending.Announce(State);
                ResendOnce();
                Finished(0);
                break;
            case Envelope envelope:
                _post.Clock.Advance(envelope.At);
                base.OnCommand(envelope);
                break;
            case ReceiveTimeout:
                if (IsIdle && !Sending.Owes(State))
                {
                    Context.Parent.Tell(new Passivate(StopEntities.Instance));
                }

                break;
            default:
                base.OnCommand(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        Log.Error(reason, "{0}: recovery failed: {1}", Entity, EntityFaults.OfRecovery(reason, Entity).Cause.Message);
        _post.RemindLater(Entity, _options.RestartAfterAtMost);
    }

    /// <inheritdoc/>
    protected override void Read(RecordedEvent recorded) => _post.Clock.Advance(recorded.At);

    /// <inheritdoc/>
    protected override void Restored()
    {
    }

    /// <inheritdoc/>
    protected override IEnumerable<object> ToStore(EntityBatch<TState> batch)
    {
        var last = batch.Events[^1];
        var tags = Standings.Of(!Decider.Outbox(batch.After).IsEmpty, batch.After as Account);
        return batch.Events.Select(stored => ReferenceEquals(stored, last) && !tags.IsEmpty ? new Tagged(stored, tags) : (object)stored);
    }

    /// <inheritdoc/>
    protected override void Stored(EntityBatch<TState> batch)
    {
    }

    /// <inheritdoc/>
    protected override void Finished(int messages)
    {
        if (Sending.Owes(State) && !Timers.IsTimerActive(nameof(ResendDue)))
        {
            Timers.StartPeriodicTimer(nameof(ResendDue), ResendDue.Instance, _options.ResendAfter);
        }
        else if (!Sending.Owes(State))
        {
            Timers.Cancel(nameof(ResendDue));
        }
    }

    /// <inheritdoc/>
    protected override void Quarantined(QuarantinedEntity? now) => _post.Quarantine.Tell(new QuarantineChanged(now), Self);

    /// <inheritdoc/>
    protected override void Failed(EntityFault fault, IEnumerable<IActorRef> asked)
    {
        // Whoever asked asks again. Whether anybody does or not it starts again: what it owes it would owe for good otherwise.
        _post.RemindLater(Entity, _options.RestartAfterAtMost);
    }
}
