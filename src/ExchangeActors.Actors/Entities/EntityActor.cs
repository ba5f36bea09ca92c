using Akka.Actor;
using Akka.Event;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Actors.Entities;

/// <summary>
/// An entity of the racing host, whose handle outlives it: there everybody in the process sees its newest durable state.
/// </summary>
internal sealed class EntityActor<TState> : PersistentEntity<TState>
    where TState : class
{
    private readonly ExchangeRuntime _runtime;
    private readonly EntityHandle<TState> _handle;
    private List<RecordedEvent>? _unpublished = [];

    public EntityActor(EntityRef self, Decider<TState> decider, ExchangeRuntime runtime, EntityHandle<TState> handle)
        : base(self, decider, runtime, runtime.Options, handle.TakeHead() is { } head ? (handle.State, head) : null) =>
        (_runtime, _handle) = (runtime, handle);

    /// <inheritdoc/>
    protected override void OnCommand(object message)
    {
        try
        {
            if (message is Wake)
            {
                ResendOnce();
                Finished(1);
                return;
            }

            base.OnCommand(message);
        }
        catch (Exception exception)
        {
            _handle.Fault ??= new EntityFault(exception, Transient: false);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        var failure = EntityFaults.OfRecovery(reason, Entity);
        Log.Error(reason, "{0}: recovery failed: {1}", Entity, failure.Cause.Message);
        _handle.Fault = failure;
    }

    /// <inheritdoc/>
    protected override void Read(RecordedEvent recorded)
    {
        if (recorded.Id.Sequence > _handle.Published)
        {
            _unpublished!.Add(recorded);
        }
    }

    /// <inheritdoc/>
    protected override void Restored()
    {
        _handle.State = State;
        _handle.Durable = Chain;
        _handle.Published = Math.Max(_handle.Published, Chain.Sequence);
        _runtime.Events.Publish([.. _unpublished!]);
        _unpublished = null;
    }

    /// <inheritdoc/>
    protected override void Stored(EntityBatch<TState> batch)
    {
        _handle.State = State;
        _handle.Durable = Chain;
        _handle.Published = Chain.Sequence;
        _handle.Failures = 0;
        _runtime.Events.Publish([.. batch.Events.Select(persisted => persisted.Recorded)]);
    }

    /// <inheritdoc/>
    protected override void Finished(int messages)
    {
        _handle.Owing = Sending.Owes(State);
        _handle.Finish(messages);
    }

    /// <inheritdoc/>
    protected override void Failed(EntityFault fault, IEnumerable<IActorRef> asked)
    {
        _handle.Fault = fault;
        foreach (var sender in asked)
        {
            sender.Tell(NotPersisted.Instance, ActorRefs.NoSender);
        }
    }
}
