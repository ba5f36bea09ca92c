using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.InMemory;

/// <summary>
/// The deterministic runtime: one ordered queue of messages and one list of events, single-threaded. It moves messages and stores events
/// and has no rule of its own. The same inputs in the same order give the same events and the same state hash.
/// </summary>
public sealed class InMemoryExchange
{
    private readonly ExchangeRules _rules;
    private readonly Action<RecordedEvent>? _onEvent;
    private readonly Func<EntityRef, EntityRef, Message, bool>? _carries;
    private readonly Queue<Envelope> _queue = new();
    private MarkBoard _marks = MarkBoard.Empty;

    /// <summary>An exchange without events.</summary>
    /// <param name="rules">Instruments and venue.</param>
    /// <param name="onEvent">Called for every event once it is folded; null for none.</param>
    /// <param name="monitors">Risk monitors, from 1; nothing depends on how many.</param>
    public InMemoryExchange(ExchangeRules rules, Action<RecordedEvent>? onEvent = null, int monitors = 1)
        : this(rules, onEvent, new ExchangeState(), null, monitors)
    {
    }

    private InMemoryExchange(ExchangeRules rules, Action<RecordedEvent>? onEvent, ExchangeState state, Func<EntityRef, EntityRef,
        Message, bool>? carries, int monitors)
    {
        _rules = rules;
        _onEvent = onEvent;
        _carries = carries;
        State = state;
        Monitors = new RiskMonitors(rules, monitors);
        foreach (var market in state.Markets.Values)
        {
            Remember(market);
        }
    }

    /// <summary>The states of all entities.</summary>
    public ExchangeState State { get; }

    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Messages under way.</summary>
    public int Pending => _queue.Count;

    /// <summary>The risk monitors.</summary>
    public RiskMonitors Monitors { get; }

    /// <summary>
    /// The exchange after a crash: states folded from events, risk monitors rebuilt from them, and every outstanding message sent again.
    /// </summary>
    /// <param name="rules">Instruments and venue.</param>
    /// <param name="events">In the order of each stream.</param>
    /// <param name="now">Exchange time.</param>
    /// <param name="onEvent">Called for every event once it is folded; null for none.</param>
    /// <param name="carries">Whether a message (from, to, body) between entities arrives: a case in point is looked at apart from what else
    /// it would set off. Null carries all.</param>
    public static InMemoryExchange Recover(
        ExchangeRules rules, IEnumerable<RecordedEvent> events, Moment now, Action<RecordedEvent>? onEvent = null, Func<EntityRef,
            EntityRef, Message, bool>? carries = null)
    {
        var state = new ExchangeState();
        var count = 0L;
        foreach (var recorded in events)
        {
            state.Apply(recorded.Id.Stream, recorded.Event);
            count++;
        }

        return Resume(rules, state, count, now, onEvent, carries);
    }

    /// <summary>
    /// The exchange after a crash, of states that are folded already: risk monitors rebuilt from them, and every outstanding message sent
    /// again. The states are its own from now on.
    /// </summary>
    /// <param name="rules">Instruments and venue; they need not be those that the states came about under.</param>
    /// <param name="state">The states.</param>
    /// <param name="events">Events that they hold.</param>
    /// <param name="now">Exchange time.</param>
    /// <param name="onEvent">Called for every event once it is folded; null for none.</param>
    /// <param name="carries">As in <see cref="Recover"/>.</param>
    public static InMemoryExchange Resume(
        ExchangeRules rules, ExchangeState state, long events, Moment now, Action<RecordedEvent>? onEvent = null, Func<EntityRef,
            EntityRef, Message, bool>? carries = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        var exchange = new InMemoryExchange(rules, onEvent, state, carries, 1) { Events = events };
        foreach (var market in state.Markets.Values.OrderBy(market => market.Id))
        {
            foreach (var announcement in Deciders.Market.Announce(Market.New(market.Id), market, rules))
            {
                exchange.Enqueue(EntityRef.Market(market.Id), announcement.To, announcement.Body, market.Version, now);
            }
        }

        foreach (var account in state.Accounts.Values.Where(account => !account.Positions.IsEmpty).OrderBy(account => account.Id))
        {
            foreach (var announcement in account.Announce(Account.New(account.Id)))
            {
                exchange.Enqueue(EntityRef.Account(account.Id), announcement.To, announcement.Body, account.Version, now);
            }
        }

        foreach (var (entity, outbox) in state.Outstanding())
        {
            foreach (var owed in outbox.Messages.Values)
            {
                exchange.Enqueue(entity, owed.To, owed.Body, owed.Cause, now);
            }
        }

        return exchange;
    }

    /// <summary>
    /// Sends an outside input, on the exchange's own marks; <see cref="Run"/> works it off. Returns the answer, if the message has one.
    /// </summary>
    /// <param name="to">The receiver.</param>
    /// <param name="id">The command's id.</param>
    /// <param name="command">The command.</param>
    /// <param name="at">Exchange time.</param>
    /// <param name="origin">On whose behalf.</param>
    public Message? Submit(EntityRef to, CommandId id, Message command, Moment at, CommandOrigin origin = CommandOrigin.Operator)
    {
        if (FrontDoor.Refusal(to, id, command, at, origin) is { } refused)
        {
            return refused;
        }

        var message = FrontDoor.WithMarks(command, _marks, State.Pools.Values, _rules, at);
        var source = new EntityRef(EntityKind.Outside, id.Source);
        return Deliver(new Envelope(to, source, message, new EventRef(source, id.Number), message.Correlation, at));
    }

    /// <summary>
    /// Delivers messages until none is under way, or until <paramref name="limit"/> were delivered; true when none is left.
    /// </summary>
    public bool Run(long limit = long.MaxValue)
    {
        for (var delivered = 0L; delivered < limit; delivered++)
        {
            if (!_queue.TryDequeue(out var envelope))
            {
                return true;
            }

            if (_carries is null || _carries(envelope.From, envelope.To, envelope.Body))
            {
                Deliver(envelope);
            }
        }

        return _queue.Count == 0;
    }

    private void Remember(Market market) => _marks = FrontDoor.Newest(_marks, [market]);

    private Message? Deliver(Envelope envelope)
    {
        if (Deciders.All[envelope.To.Kind] is { } decider)
        {
            return Deliver(envelope, decider);
        }

        if (envelope.To.Kind != EntityKind.RiskMonitor)
        {
            throw new UnknownMessageException(envelope.Body);
        }

        Enqueue(Monitors.Handle(envelope));

        return null;
    }

    private Message? Deliver(Envelope envelope, IEntityDecider decider)
    {
        var step = EntityStep.Take(decider, decider.StateOf(State, envelope.To.Id), envelope, _rules);
        if (step.Events.Count > 0)
        {
            decider.Store(State, step.After);
            if (step.After is Market market)
            {
                Remember(market);
            }

            for (var i = 0; i < step.Events.Count; i++)
            {
                Events++;
                _onEvent?.Invoke(step.Events[i]);
            }
        }

        Enqueue(step.Sends);
        return step.Reply;
    }

    private void Enqueue(IReadOnlyList<Envelope> sends)
    {
        for (var i = 0; i < sends.Count; i++)
        {
            _queue.Enqueue(sends[i]);
        }
    }

    private void Enqueue(EntityRef from, EntityRef to, Message body, long cause, Moment at) =>
        _queue.Enqueue(new Envelope(to, from, body, new EventRef(from, cause), body.Correlation, at));
}
