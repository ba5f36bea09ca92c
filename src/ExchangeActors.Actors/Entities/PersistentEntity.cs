using System.Diagnostics;
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
internal abstract class PersistentEntity<TState> : UntypedPersistentActor
    where TState : class
{
    private readonly IEntityPost _post;
    private readonly ExchangeSystemOptions _options;
    private readonly EntitySnapshots _snapshots;
    private readonly Queue<Waiting> _waiting = new();
    private EntityBatch<TState>? _persisting;
    private int _unconfirmed;
    private long _began;
    private bool _decideScheduled;
    private bool _hasResent;
    private (QuarantinedEntity Entity, Waiting Failed)? _quarantined;
    private long _resendBefore;

    /// <summary>An entity that reads its history from the journal; with a head it begins with a state that is known.</summary>
    protected PersistentEntity(
        EntityRef entity, Decider<TState> decider, IEntityPost post, ExchangeSystemOptions options, (TState State, HashChain Head)? known)
    {
        (Entity, Decider, _post, _options) = (entity, decider, post, options);
        Sending = new EntitySender<TState>(entity, decider, post);
        (State, Chain) = known ?? (decider.New(entity.Id), HashChain.Start(entity));
        Recovery = known is null ? Recovery.Default : Recovery.None;
        _snapshots = new EntitySnapshots(options.SnapshotEvery, State);
        if (known is not null)
        {
            _snapshots.Recovered(Chain.Sequence);
        }

        PersistenceId = entity.ToString();
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <inheritdoc/>
    public override Recovery Recovery { get; }

    /// <summary>Its address.</summary>
    protected EntityRef Entity { get; }

    /// <summary>How its kind decides and folds.</summary>
    protected Decider<TState> Decider { get; }

    /// <summary>Its newest durable state.</summary>
    protected TState State { get; private set; }

    /// <summary>The end of its stream.</summary>
    protected HashChain Chain { get; private set; }

    /// <summary>Takes its messages to where they go.</summary>
    protected EntitySender<TState> Sending { get; }

    /// <summary>True while nothing waits to be decided.</summary>
    protected bool IsIdle => _waiting.Count == 0 && _persisting is null && _quarantined is null;

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: EntitySnapshot snapshot }:
                Chain = snapshot.Chain;
                State = (TState)snapshot.State;
                _snapshots.Recovered(snapshot.Chain.Sequence);
                break;
            case JournaledEvent journaled:
                Chain = Chain.Verify(journaled);
                State = Decider.Evolve(State, journaled.Recorded.Event);
                Read(journaled.Recorded);
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
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Envelope { Body: RiskHeard heard }:
                Sending.Heard(heard);
                Finished(1);
                break;
            case Envelope { Body: RetryQuarantined }:
                Retry();
                Finished(1);
                break;
            case Envelope envelope when _quarantined is { } quarantined:
                TurnAway(quarantined.Entity, envelope, Sender);
                Finished(1);
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
                Sending.Resend(State, _resendBefore);
                _resendBefore = Decider.Outbox(State).Next;
                break;
            case StopEntities:
                Context.Stop(Self);
                break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failed:
                Log.Warning(failed.Cause, "{0}: the snapshot at #{1} was not saved; recovery takes longer", Entity,
                    failed.Metadata.SequenceNr);
                break;
            case DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Log.Warning(
            cause, "{0}: the write of #{1} failed, and whether it took place is unknown; the entity starts again from the journal",
                Entity, sequenceNr);
        Lose(cause);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Log.Warning(cause, "{0}: the journal rejected #{1}; the entity starts again from the journal", Entity, sequenceNr);
        Lose(cause);

        // A rejection leaves the actor running with a state that waits for a callback that never comes.
        throw new JournalException(JournalFault.Failed, "the journal rejected an event", $"{Entity}#{sequenceNr}", "see the log", cause);
    }

    /// <summary>Sends what is owed now, unless that was done since it was last asked for.</summary>
    protected void ResendOnce()
    {
        if (!_hasResent)
        {
            Sending.Resend(State, long.MaxValue);
        }

        _hasResent = false;
    }

    /// <summary>An event was read in recovery.</summary>
    protected virtual void Read(RecordedEvent recorded)
    {
    }

    /// <summary>The whole history was read; nothing was sent yet.</summary>
    protected abstract void Restored();

    /// <summary>What is handed to the journal for a batch: its events, in order.</summary>
    protected virtual IEnumerable<object> ToStore(EntityBatch<TState> batch) => batch.Events;

    /// <summary>A batch is durable; nothing of it was sent yet.</summary>
    protected abstract void Stored(EntityBatch<TState> batch);

    /// <summary>So many messages are worked off; what follows from them was sent.</summary>
    protected abstract void Finished(int messages);

    /// <summary>It is in quarantine from now on, or, with null, goes on.</summary>
    protected virtual void Quarantined(QuarantinedEntity? now)
    {
    }

    /// <summary>A write failed; whoever waits for its answer hears nothing of it.</summary>
    protected abstract void Failed(EntityFault fault, IEnumerable<IActorRef> asked);

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
        var batch = EntityBatch<TState>.Decide(Decider, _post.Rules, State, Chain, _waiting, _options);
        if (batch.Events.Count == 0)
        {
            Complete(batch);
            return;
        }

        _persisting = batch;
        (_unconfirmed, _began) = (batch.Events.Count, Stopwatch.GetTimestamp());
        PersistAll(ToStore(batch), Persisted);
    }

    private void Persisted(object stored)
    {
        if (--_unconfirmed > 0)
        {
            return;
        }

        var batch = _persisting!;
        _persisting = null;
        State = batch.After;
        Chain = batch.Chain;
        _options.OnWritten?.Invoke(batch.Events.Count, Stopwatch.GetElapsedTime(_began));
        Stored(batch);
        Complete(batch);
        if (_snapshots.IsDue(Chain.Sequence))
        {
            SaveSnapshot(new EntitySnapshot(Chain, State));
        }
    }

    private void Complete(EntityBatch<TState> batch)
    {
        Sending.Send(batch);
        Finished(batch.Decided.Count);
        if (batch.Failed is { } failed)
        {
            Failed(failed);
        }

        if (_waiting.Count > 0)
        {
            ScheduleDecide();
        }
    }

    /// <summary>
    /// A command from outside is given back, and the entity goes on: it is as it was. Of what another entity sends nothing may be left out:
    /// it takes nothing until that can be decided. Senders send again what they owe, so nothing need be kept here.
    /// </summary>
    private void Failed(Undecided failed)
    {
        var ((envelope, sender), fault) = (failed.Waiting, failed.Fault);
        if (envelope.From.Kind == EntityKind.Outside)
        {
            Log.Error(fault, "{0} could not decide {1} of {2}; nothing was done", Entity, envelope.Body.GetType().Name, envelope.CausedBy);
            _post.Answer(sender, CommandNotTaken.CannotDecide(envelope, fault));
        }
        else
        {
            var quarantined = QuarantinedEntity.Of(envelope, fault);
            Log.Error(fault, "{0} could not decide {1} from {2} and is in quarantine", Entity, quarantined.Message, envelope.CausedBy);
            _quarantined = (quarantined, failed.Waiting);
            Quarantined(quarantined);
            while (_waiting.TryDequeue(out var next))
            {
                TurnAway(quarantined, next.Envelope, next.Sender);
                Finished(1);
            }
        }

        Finished(1);
    }

    private void TurnAway(QuarantinedEntity quarantined, Envelope envelope, IActorRef sender)
    {
        if (envelope.From.Kind == EntityKind.Outside)
        {
            _post.Answer(sender, quarantined.Answer(envelope));
        }
    }

    private void Retry()
    {
        if (_quarantined is not { } quarantined)
        {
            _post.Answer(Sender, new QuarantineRetried(false, null));
            return;
        }

        // Only whether it can be decided; it is, once it comes to its turn.
        if (EntityStep.Try(Decider, State, quarantined.Failed.Envelope, _post.Rules, out var fault) is null)
        {
            var still = QuarantinedEntity.Of(quarantined.Failed.Envelope, fault!);
            _quarantined = (still, quarantined.Failed);
            Quarantined(still);
            _post.Answer(Sender, new QuarantineRetried(true, still));
            return;
        }

        _quarantined = null;
        Quarantined(null);
        _waiting.Enqueue(quarantined.Failed);
        ScheduleDecide();
        _post.Answer(Sender, new QuarantineRetried(true, null));
    }

    private void Recovered()
    {
        if (LastSequenceNr != Chain.Sequence)
        {
            throw new JournalException(
                JournalFault.Corrupt, $"the journal's last event is #{LastSequenceNr} but #{Chain.Sequence} was read last",
                    PersistenceId, "restore the journal from a copy");
        }

        Restored();
        if (Chain.Sequence > 0 && Recovery != Recovery.None)
        {
            // Of what a failed actor has persisted last the read models may not have heard.
            Sending.Announce(State);
        }

        Sending.Resend(State, long.MaxValue);
        _hasResent = true;
        Finished(0);
    }

    private void Lose(Exception cause)
    {
        var known = JournalException.From(cause, Entity.ToString());
        var asked = _persisting?.Decided.Select(decided => decided.Waiting.Sender).Where(sender => !sender.IsNobody()).ToList() ?? [];
        _persisting = null;
        Failed(new EntityFault(known, Transient: known.Fault == JournalFault.Failed), asked);
    }
}
