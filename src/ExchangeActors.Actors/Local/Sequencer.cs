using Akka.Actor;
using Akka.Event;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Local;

/// <summary>
/// Gives every message its place in one order and hands them, one after the other, to the entities, as the one queue of
/// <see cref="InMemoryExchange"/> does: so the same inputs give the same events. Events go to the writer in that order; nothing here waits
/// for their being stored, only answers do. All entities are its children and share its one thread.
/// </summary>
internal sealed class Sequencer : UntypedActor
{
    private readonly ExchangeRules _rules;
    private readonly ExchangeState _all;
    private readonly OrderedWriter _writer;
    private readonly InFlight _inFlight;
    private readonly FailureSignal _failure;
    private readonly Queue<Input> _inputs = new();
    private readonly LocalQuarantine _quarantine = new();
    private readonly Dictionary<EntityRef, TaskCompletionSource<QuarantineRetried>> _retries = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ExchangeSystemOptions _options;
    private Queue<Envelope> _messages = new();
    private readonly Dictionary<EntityRef, IActorRef> _entities = [];
    private readonly IActorRef _monitors;
    private TaskCompletionSource<Message?>? _asker;
    private MarkBoard _marks;
    private bool _busy;
    private bool _held;

    public Sequencer(
        ExchangeRules rules,
        ExchangeState all,
        RiskMonitors monitors,
        OrderedWriter writer,
        InFlight inFlight,
        FailureSignal failure,
        ExchangeSystemOptions options,
        bool held)
    {
        _options = options;
        _rules = rules;
        _all = all;
        _writer = writer;
        _inFlight = inFlight;
        _failure = failure;
        _held = held;
        _marks = FrontDoor.Newest(MarkBoard.Empty, all.Markets.Values);
        _monitors = Context.ActorOf(Props.Create(() => new LocalMonitors(monitors)).WithDispatcher(LocalExchange.Dispatcher), "risk");
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        try
        {
            Handle(message);
        }
        catch (Exception exception)
        {
            // A sequencer that was started again would have forgotten what is under way.
            _failure.Fail(exception);
            Context.Stop(Self);
        }
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        // An entity that cannot take a message cannot be trusted with the next; nothing of it was written.
        _failure.Fail(exception);
        return Directive.Stop;
    });

    private void Handle(object message)
    {
        switch (message)
        {
            case Stepped stepped:
                Take(stepped.Step);
                Retried(stepped.Entity, null);
                break;
            case NotDecided failed:
                Failed(failed);
                break;
            case AskQuarantine ask:
                ask.Answer.TrySetResult(_quarantine.All);
                break;
            case RetryEntity retry:
                Retry(retry);
                break;
            case Hinted hinted:
                Enqueue(hinted.Sends);
                Done();
                break;
            case Input input:
                _inputs.Enqueue(input);
                break;
            case Begin begin:
                Queue(begin.Messages);
                break;
            case Hold hold:
                _held = hold.On;
                break;
            case WriterCaughtUp:
                break;
            default:
                Unhandled(message);
                return;
        }

        while (!_busy && DeliverNext())
        {
            // What is for an entity in quarantine is set aside.
        }
    }

    /// <summary>Takes the next message; false when there is none to be taken now.</summary>
    private bool DeliverNext()
    {
        if (_failure.HasFailed || _writer.IsFull)
        {
            return false;
        }

        // What is under way comes first: however much comes in, liquidations go on.
        if (!_held && _messages.TryDequeue(out var envelope))
        {
            Deliver(envelope);
        }
        else if (_inputs.TryDequeue(out var input))
        {
            _asker = input.Answer;
            var source = new EntityRef(EntityKind.Outside, input.Id.Source);
            var message = FrontDoor.WithMarks(input.Message, _marks, _all.Pools.Values, _rules, input.At);
            Deliver(new Envelope(input.To, source, message, new EventRef(source, input.Id.Number), message.Correlation, input.At));
        }
        else
        {
            return false;
        }

        return true;
    }

    private void Deliver(Envelope envelope)
    {
        if (_quarantine[envelope.To] is { } quarantined)
        {
            if (_asker is null)
            {
                _quarantine.Keep(envelope);
            }
            else
            {
                Answer(quarantined.Answer(envelope));
            }

            _inFlight.Remove();
            return;
        }

        _busy = true;
        (envelope.To.Kind == EntityKind.RiskMonitor ? _monitors : Entity(envelope.To)).Tell(envelope, Self);
    }

    private IActorRef Entity(EntityRef address)
    {
        if (!_entities.TryGetValue(address, out var entity))
        {
            var decider = _options.Deciders[address.Kind]!;
            var (state, all, rules, quarantines) = (decider.StateOf(_all, address.Id), _all, _rules, _options.Quarantines);
            entity = _entities[address] = Context.ActorOf(
                Props.Create(() => new LocalEntity(decider, state, all, rules, quarantines)).WithDispatcher(LocalExchange.Dispatcher),
                Uri.EscapeDataString(address.ToString()));
        }

        return entity;
    }

    /// <summary>
    /// An entity failed at a message. A command from outside is given back, and the entity goes on: it is as it was. Of what another entity
    /// sends nothing may be left out, so everything else waits behind it.
    /// </summary>
    private void Failed(NotDecided failed)
    {
        var (envelope, fault) = failed;
        if (_asker is not null)
        {
            _log.Error(fault, "{0} could not decide {1} of {2}; nothing was done", envelope.To, envelope.Body.GetType().Name,
                envelope.CausedBy);
            Answer(CommandNotTaken.CannotDecide(envelope, fault));
        }
        else
        {
            var quarantined = _quarantine.Enter(envelope, fault);
            _log.Error(fault, "{0} could not decide {1} from {2} and is in quarantine", envelope.To, quarantined.Message,
                envelope.CausedBy);
            Retried(envelope.To, quarantined);
        }

        Done();
    }

    private void Retry(RetryEntity retry)
    {
        if (_retries.TryGetValue(retry.Entity, out var pending))
        {
            // The same outcome.
            pending.Task.ContinueWith(
                outcome => retry.Answer.TrySetResult(outcome.Result),
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            return;
        }

        var waited = _quarantine.Leave(retry.Entity);
        if (waited.Count == 0)
        {
            retry.Answer.TrySetResult(new QuarantineRetried(false, null));
            return;
        }

        // They were sent before anything that is on its way to the entity now.
        _inFlight.Add(waited.Count);
        _messages = new Queue<Envelope>([.. waited, .. _messages]);
        _retries[retry.Entity] = retry.Answer;
    }

    /// <summary>An entity that was let go on has decided the message, or failed again.</summary>
    private void Retried(EntityRef entity, QuarantinedEntity? still)
    {
        if (_retries.Remove(entity, out var answer))
        {
            answer.TrySetResult(new QuarantineRetried(true, still));
        }
    }

    /// <summary>A command was not taken: nothing of it has to be stored first.</summary>
    private void Answer(CommandNotTaken answer)
    {
        _asker!.TrySetResult(answer);
        _asker = null;
    }

    private void Take(EntityStep step)
    {
        Enqueue(step.Sends);
        if (step.After is Market market)
        {
            _marks = FrontDoor.Newest(_marks, [market]);
        }

        if (step.Events.Count > 0 || _asker is not null)
        {
            // What is written counts as under way before this message ceases to.
            _writer.Append(step.Events, _asker, step.Reply);
        }

        _asker = null;
        Done();
    }

    private void Enqueue(IReadOnlyList<Envelope> envelopes)
    {
        _inFlight.Add(envelopes.Count);
        Queue(envelopes);
    }

    /// <summary>What counts as under way already.</summary>
    private void Queue(IReadOnlyList<Envelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            _messages.Enqueue(envelope);
        }
    }

    private void Done()
    {
        _busy = false;
        _inFlight.Remove();
    }
}
