using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Entities;

/// <summary>
/// One entity: decides the messages that wait for it together, persists their events in one write, and only then sends and answers. When a
/// write fails the actor stops and what it was doing is gone: nobody heard of it, and the senders send again.
/// </summary>
internal sealed class EntityActor<TState> : UntypedPersistentActor
    where TState : class
{
    private readonly EntityRef _self;
    private readonly Decider<TState> _decider;
    private readonly ExchangeRuntime _runtime;
    private readonly EntityHandle<TState> _handle;
    private readonly EntitySender<TState> _sender;
    private readonly EntitySnapshots _snapshots;
    private readonly Queue<Waiting> _waiting = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private TState _state;
    private HashChain _chain;
    private List<RecordedEvent>? _unpublished = [];
    private EntityBatch<TState>? _persisting;
    private int _unconfirmed;
    private bool _decideScheduled;
    private bool _hasResent;
    private long _resendBefore;

    public EntityActor(EntityRef self, Decider<TState> decider, ExchangeRuntime runtime, EntityHandle<TState> handle)
    {
        _self = self;
        _decider = decider;
        _runtime = runtime;
        _handle = handle;
        _sender = new EntitySender<TState>(self, decider, runtime);
        _snapshots = new EntitySnapshots(runtime.Options.SnapshotEvery, handle.State);
        if (handle.TakeHead() is { } head)
        {
            Recovery = Recovery.None;
            _state = handle.State;
            _chain = head;
            _snapshots.Recovered(head.Sequence);
        }
        else
        {
            Recovery = Recovery.Default;
            _state = decider.New(self.Id);
            _chain = HashChain.Start(self);
        }

        PersistenceId = self.ToString();
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <inheritdoc/>
    public override Recovery Recovery { get; }

    /// <inheritdoc/>
    protected override void OnCommand(object message)
    {
        try
        {
            Handle(message);
        }
        catch (Exception exception)
        {
            _handle.Fault ??= new EntityFault(exception, Transient: false);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: EntitySnapshot snapshot }:
                _chain = snapshot.Chain;
                _state = (TState)snapshot.State;
                _snapshots.Recovered(snapshot.Chain.Sequence);
                break;
            case JournaledEvent journaled:
                _chain = _chain.Verify(journaled);
                _state = _decider.Evolve(_state, journaled.Recorded.Event);
                if (journaled.Recorded.Id.Sequence > _handle.Published)
                {
                    _unpublished!.Add(journaled.Recorded);
                }

                break;
            case RecoveryCompleted:
                Recovered();
                break;
            default:
                throw new JournalException(JournalFault.Corrupt, $"there is a {message.GetType().Name} among the events", PersistenceId,
                    "restore the journal from a copy");
        }
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _log.Warning(
            cause, "{0}: the write of #{1} failed, and whether it took place is unknown; the entity starts again from the journal",
                _self, sequenceNr);
        Lose(cause);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _log.Warning(cause, "{0}: the journal rejected #{1}; the entity starts again from the journal", _self, sequenceNr);
        Lose(cause);

        // A rejection leaves the actor running with a state that waits for a callback that never comes.
        throw new JournalException(JournalFault.Failed, "the journal rejected an event", $"{_self}#{sequenceNr}", "see the log", cause);
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        var failure = EntityFaults.OfRecovery(reason, _self);
        _log.Error(reason, "{0}: recovery failed: {1}", _self, failure.Cause.Message);
        _handle.Fault = failure;
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case Envelope { Body: RiskHeard heard }:
                _sender.Heard(heard);
                _handle.Owing = _sender.Owes(_state);
                _handle.Finish(1);
                break;
            case Envelope envelope:
                _waiting.Enqueue(new Waiting(envelope, Sender));
                ScheduleDecide();
                break;
            case DecideWaiting:
                _decideScheduled = false;
                Decide();
                break;
            case ResendDue:
                // What was owed already at the last call is owed for long; what is younger is probably under way.
                _sender.Resend(_state, _resendBefore);
                _resendBefore = _decider.Outbox(_state).Next;
                break;
            case Wake:
                if (!_hasResent)
                {
                    _sender.Resend(_state, long.MaxValue);
                }

                _hasResent = false;
                _handle.Finish(1);
                break;
            case StopEntities:
                Context.Stop(Self);
                break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failed:
                _log.Warning(failed.Cause, "{0}: the snapshot at #{1} was not saved; recovery takes longer", _self,
                    failed.Metadata.SequenceNr);
                break;
            case DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // The message to oneself goes behind everything that waits in the mailbox: all of it is decided together.
    private void ScheduleDecide()
    {
        if (!_decideScheduled)
        {
            _decideScheduled = true;
            Self.Tell(DecideWaiting.Instance, ActorRefs.NoSender);
        }
    }

    private void Decide()
    {
        var batch = EntityBatch<TState>.Decide(_decider, _runtime.Rules, _state, _chain, _waiting, _runtime.Options);
        if (batch.Events.Count == 0)
        {
            Complete(batch);
            return;
        }

        _persisting = batch;
        _unconfirmed = batch.Events.Count;
        PersistAll(batch.Events, Persisted);
    }

    private void Persisted(JournaledEvent journaled)
    {
        if (--_unconfirmed > 0)
        {
            return;
        }

        var batch = _persisting!;
        _persisting = null;
        _state = batch.After;
        _chain = batch.Chain;
        _handle.State = _state;
        _handle.Durable = _chain;
        _handle.Published = _chain.Sequence;
        _handle.Failures = 0;
        _runtime.Events.Publish([.. batch.Events.Select(persisted => persisted.Recorded)]);
        Complete(batch);
        if (_snapshots.IsDue(_chain.Sequence))
        {
            SaveSnapshot(new EntitySnapshot(_chain, _state));
        }
    }

    private void Complete(EntityBatch<TState> batch)
    {
        _sender.Send(batch);
        _handle.Owing = _sender.Owes(_state);
        _handle.Finish(batch.Decided.Count);
        if (_waiting.Count > 0)
        {
            ScheduleDecide();
        }
    }

    private void Recovered()
    {
        if (LastSequenceNr != _chain.Sequence)
        {
            throw new JournalException(
                JournalFault.Corrupt, $"the journal's last event is #{LastSequenceNr} but #{_chain.Sequence} was read last",
                    PersistenceId, "restore the journal from a copy");
        }

        _handle.State = _state;
        _handle.Durable = _chain;
        _handle.Published = Math.Max(_handle.Published, _chain.Sequence);
        _runtime.Events.Publish([.. _unpublished!]);
        _unpublished = null;
        if (_chain.Sequence > 0 && Recovery != Recovery.None)
        {
            // Read models were rebuilt from the state of the start, but of what a failed actor has persisted last they may not have heard.
            _sender.Announce(_state);
        }

        _handle.Owing = _sender.Owes(_state);
        _sender.Resend(_state, long.MaxValue);
        _hasResent = true;
    }

    private void Lose(Exception cause)
    {
        var known = JournalException.From(cause, _self.ToString());
        _handle.Fault = new EntityFault(known, Transient: known.Fault == JournalFault.Failed);
        foreach (var decided in _persisting?.Decided ?? [])
        {
            if (!decided.Waiting.Sender.IsNobody())
            {
                decided.Waiting.Sender.Tell(NotPersisted.Instance, ActorRefs.NoSender);
            }
        }

        _persisting = null;
    }
}
