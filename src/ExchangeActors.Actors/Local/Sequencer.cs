using Akka.Actor;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Simulation;
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
    private readonly Queue<Envelope> _messages = new();
    private readonly Dictionary<EntityRef, IActorRef> _entities = [];
    private readonly bool _holds;
    private TaskCompletionSource<Message?>? _asker;
    private MarkBoard _marks = MarkBoard.Empty;
    private bool _busy;
    private bool _held;

    public Sequencer(
        ExchangeRules rules,
        ExchangeState all,
        IReadOnlyDictionary<MarketId, RiskIndex> indexes,
        OrderedWriter writer,
        InFlight inFlight,
        FailureSignal failure,
        bool holds)
    {
        _rules = rules;
        _all = all;
        _writer = writer;
        _inFlight = inFlight;
        _failure = failure;
        _holds = _held = holds;
        foreach (var (market, index) in indexes)
        {
            var props = Props.Create(() => new LocalRiskIndex(index)).WithDispatcher(LocalExchange.Dispatcher);
            _entities.Add(EntityRef.RiskIndex(market), Context.ActorOf(props, Name("risk", market.Value)));
        }
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Stepped stepped:
                Take(stepped.Step);
                break;
            case Hinted hinted:
                Take(hinted);
                break;
            case Input input:
                _inputs.Enqueue(input);
                break;
            case Begin begin:
                foreach (var envelope in begin.Messages)
                {
                    Enqueue(envelope);
                }

                break;
            case Hold hold:
                _held = hold.On && _holds;
                break;
            case WriterCaughtUp:
                break;
            default:
                Unhandled(message);
                return;
        }

        if (!_busy)
        {
            DeliverNext();
        }
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        // An entity that cannot take a message cannot be trusted with the next; nothing of it was written.
        _failure.Fail(exception);
        return Directive.Stop;
    });

    private static string Name(string kind, string id) => kind + "-" + Uri.EscapeDataString(id);

    private void DeliverNext()
    {
        if (_failure.HasFailed || _writer.IsFull)
        {
            return;
        }

        if (_inputs.TryDequeue(out var input))
        {
            _asker = input.Answer;
            var source = new EntityRef(EntityKind.Outside, input.Id.Source);
            _marks = FrontDoor.Newest(_marks, _all.Markets.Values);
            var message = FrontDoor.WithMarks(input.Message, _marks, _all.Pools.Values, _rules, input.At);
            Deliver(new Envelope(input.To, source, message, new EventRef(source, input.Id.Number), message.Correlation, input.At));
        }
        else if (!_held && _messages.TryDequeue(out var envelope))
        {
            Deliver(envelope);
        }
    }

    private void Deliver(Envelope envelope)
    {
        _busy = true;
        if (!_entities.TryGetValue(envelope.To, out var entity))
        {
            var decider = Deciders.All[envelope.To.Kind] ?? throw new UnknownMessageException(envelope.Body);
            var (state, all, rules) = (decider.StateOf(_all, envelope.To.Id), _all, _rules);
            entity = Context.ActorOf(
                Props.Create(() => new LocalEntity(decider, state, all, rules)).WithDispatcher(LocalExchange.Dispatcher),
                Name(envelope.To.Kind.ToString(), envelope.To.Id));
            _entities.Add(envelope.To, entity);
        }

        entity.Tell(envelope, Self);
    }

    private void Take(EntityStep step)
    {
        foreach (var envelope in step.Sends)
        {
            Enqueue(envelope);
        }

        if (step.Events.Count > 0 || _asker is not null)
        {
            // What is written counts as under way before this message ceases to.
            _writer.Append(step.Events, _asker, step.Reply);
        }

        _asker = null;
        Done();
    }

    private void Take(Hinted hinted)
    {
        var cause = hinted.Cause;
        foreach (var send in hinted.Sends)
        {
            // A read model has no events: what it sends is caused by what it heard.
            Enqueue(new Envelope(send.To, cause.To, send.Body, cause.CausedBy, send.Body.Correlation ?? cause.Correlation, cause.At));
        }

        Done();
    }

    private void Enqueue(Envelope envelope)
    {
        _inFlight.Add();
        _messages.Enqueue(envelope);
    }

    private void Done()
    {
        _busy = false;
        _inFlight.Remove();
    }
}
