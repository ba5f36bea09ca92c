using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>
/// A runtime on which everything goes wrong that the seed says: its network delays, reorders, duplicates and loses, its journal fails and
/// is slow, and its entities crash between any two deliveries. What waits for an entity may be decided together and stored in one write,
/// which may be torn between decisions. It holds no rule. What is owed is sent again. After every decision everything is checked that must
/// hold while messages are under way.
/// </summary>
internal sealed class SimulatedExchange
{
    private const int TriesOfACommand = 200;
    private const int DeliveriesAtMost = 100_000;
    private const int EventsKept = 200;
    private const int DecidedTogetherAtMost = 6;
    private const int RoundsToRest = 60;

    // Of a healed network: after so many sweeps of the monitors nobody is below maintenance margin and not in liquidation.
    private const int SweepsToLiveness = 3;

    private readonly SimulatedParts _parts;
    private readonly Coverage _coverage;
    private readonly Action<RecordedEvent>? _onEvent;
    private readonly VirtualNetwork _network;
    private readonly LocalChecks _checks = new();
    private readonly SnapshotCheck _snapshots = new();
    private readonly Invariants _invariants;
    private readonly Dictionary<EntityRef, List<DomainEvent>> _journal = [];
    private readonly Announcements _announcements = new();
    private RiskMonitors _monitors;
    private MonitorSurroundings? _aroundMonitors;
    private readonly Dictionary<EntityRef, long> _numbers = [];
    private readonly Dictionary<EntityRef, long> _busyUntil = [];
    private readonly Dictionary<EntityRef, Queue<Envelope>> _mailboxes = [];
    private readonly Queue<RecordedEvent> _last = new();
    private FaultMix? _faults;
    private long _deliveries;

    public SimulatedExchange(ExchangeRules rules, SimulatedParts parts, Coverage coverage, Action<RecordedEvent>? onEvent = null)
    {
        _onEvent = onEvent;
        Rules = rules;
        _parts = parts;
        _coverage = coverage;
        _network = new VirtualNetwork(coverage);
        _invariants = new Invariants(rules);
        _monitors = NewMonitors();
    }

    public ExchangeRules Rules { get; }

    public ExchangeState State { get; } = new();

    /// <summary>Exchange time, ms since 1970.</summary>
    public long NowMs { get; set; } = 1_760_130_000_000;

    public long Events { get; private set; }

    /// <summary>Draws the faults of the act under way.</summary>
    public Chance Chance { get; private set; } = new(0, 0);

    public IEnumerable<RecordedEvent> LastEvents => _last;

    public MarkBoard Marks => FrontDoor.Newest(MarkBoard.Empty, State.Markets.Values);

    /// <summary>From now on these faults happen; null for none.</summary>
    public void Under(FaultMix? faults, Chance chance) => (_faults, Chance) = (faults, chance);

    /// <summary>
    /// Sends a command as a client does, through the front door: with a number of its own, again until it hears an answer.
    /// </summary>
    /// <param name="to">The receiver.</param>
    /// <param name="command">Makes the command.</param>
    /// <param name="asGiven">With the marks that it brings, as if there were no door: the entity refuses by itself what it cannot
    /// decide.</param>
    public Message Ask(EntityRef to, Func<CommandId, Message> command, bool asGiven = false)
    {
        NowMs += 1000;
        var number = _numbers[to] = _numbers.GetValueOrDefault(to) + 1;
        var id = new CommandId("client", number);
        var source = new EntityRef(EntityKind.Outside, id.Source);
        var message = asGiven ? command(id) : FrontDoor.WithMarks(command(id), Marks, State.Pools.Values, Rules, new Moment(NowMs));
        var envelope = new Envelope(to, source, message, new EventRef(source, number), null, new Moment(NowMs));
        _checks.Sent(to, id);
        if (_faults is { } faults && Chance.Permille(faults.Duplicate))
        {
            _network.Postpone(envelope, _deliveries + Chance.Below(80));
        }

        Message? unheard = null;
        for (var tries = 0; tries < TriesOfACommand; tries++)
        {
            var (reply, heard) = Deliver(envelope);
            if (heard)
            {
                var answer = reply ?? throw new BrokenException(Check.Answered, $"{to} said nothing to {envelope.Body}");
                _checks.Heard(to, unheard, answer);
                if (answer is CommandRefused refused)
                {
                    _coverage.Code(refused.Code);
                }

                return answer;
            }

            unheard = reply ?? unheard;
        }

        throw new BrokenException(Check.AnsweredInTheEnd, to.ToString());
    }

    /// <summary>Delivers so many messages, or fewer when none is left.</summary>
    public void Run(int deliveries = int.MaxValue)
    {
        for (var i = 0; i < deliveries && _network.Next() is var (envelope, due); i++)
        {
            _deliveries = Math.Max(_deliveries + 1, due);
            if (i > DeliveriesAtMost)
            {
                throw new BrokenException(
                    Check.Ends,
                        $"after {i} deliveries {_network.Count + 1} messages are under way, the next from {envelope.From} to "
                            + $"{envelope.To}: {envelope.Body}");
            }

            if (Arrive(envelope))
            {
                CrashNowAndThen();
            }
        }
    }

    /// <summary>Everything stops and starts: what was under way is lost, states are folded again, what is owed is sent again.</summary>
    public void CrashAll()
    {
        _network.Clear();
        _mailboxes.Clear();
        foreach (var announced in _announcements.Open.ToList())
        {
            _announcements.Forget(((AccountRisk)announced.Body).Account);
        }

        _coverage.Point(EntityKind.RiskMonitor, "crash of everything");
        _monitors = NewMonitors();

        foreach (var entity in _journal.Keys.Order().ToList())
        {
            _coverage.Point(entity.Kind, "crash of everything");
            Recover(entity);
        }
    }

    /// <summary>
    /// Sends again what an entity owes, what an account has announced and its monitor has not heard, and a market's mark, as their timers
    /// do.
    /// </summary>
    public void Resend(EntityRef entity)
    {
        if (entity.Kind == EntityKind.Account && _announcements.Of(new AccountId(entity.Id)) is { } announced
            && _parts.RepeatsAnnouncements)
        {
            Send(announced with { At = new Moment(NowMs) }, _deliveries);
        }
        else if (entity.Kind == EntityKind.Market)
        {
            Tell(_parts.Deciders.Market, entity, State.Market(new MarketId(entity.Id)));
        }

        if (!_parts.SendsAgain(entity.Kind))
        {
            return;
        }

        var decider = _parts.Deciders[entity.Kind]!;
        foreach (var owed in decider.Outbox(decider.StateOf(State, entity.Id)).Messages.Values)
        {
            Send(entity, owed.To, owed.Body, owed.Cause);
        }
    }

    /// <summary>Sends again what a random entity owes.</summary>
    public void ResendOne()
    {
        var owing = Owing().ToList();
        if (owing.Count > 0)
        {
            Resend(owing[Chance.Below(owing.Count)]);
        }

        Sweep();
    }

    /// <summary>
    /// Without further faults: where nothing got lost or overtook, everything that was begun ends by itself; else what is owed, what was
    /// announced and the marks are sent again, and the monitors sweep: within a few sweeps nobody is overlooked any more, and in the end
    /// everything rests. Then everything is checked.
    /// </summary>
    public void Settle()
    {
        var (faults, chance) = (_faults, Chance);
        Under(null, chance);
        Run();
        if (faults is null or { LosesMessages: false, Reorder: 0 })
        {
            RestsByItself();
        }
        else
        {
            for (var sweep = 0; sweep < SweepsToLiveness; sweep++)
            {
                SendAgain();
            }

            RestChecks.NobodyIsOverlooked(State, Marks, Rules, new Moment(NowMs));
            SendAgainUntilRest();
        }

        CheckAtRest();
        Under(faults, chance);
    }

    /// <summary>At rest everything crashes: nothing may come of it, and what is folded is what was there.</summary>
    public void CrashAtRest()
    {
        Under(null, Chance);
        CrashAll();
        Run();
        CheckAtRest();
    }

    private void RestsByItself()
    {
        RequireRest(Check.Calm);
        RestChecks.NobodyIsOverlooked(State, Marks, Rules, new Moment(NowMs));
        PassTime();
        RequireRest(Check.Calm);
    }

    private void SendAgainUntilRest()
    {
        for (var round = 0; round == 0 || !Invariants.Rest(State).Holds; round++)
        {
            if (round == RoundsToRest)
            {
                RequireRest(Check.Rest);
            }

            SendAgain();
            PassTime();
        }
    }

    /// <summary>What timers do in a while: everything is sent again, and the monitors sweep.</summary>
    private void SendAgain()
    {
        foreach (var entity in Owing().Concat(State.Markets.Keys.Select(EntityRef.Market)).ToList())
        {
            Resend(entity);
        }

        Run();
        Sweep();
        Run();
    }

    private IEnumerable<EntityRef> Owing() => State.Outstanding().Select(pair => pair.Entity)
        .Concat(_announcements.Open.Select(announced => announced.From)).Distinct().Order();

    /// <summary>The timer of the monitors.</summary>
    private void Sweep()
    {
        if (_monitors.Reminder(new Moment(NowMs)) is { } reminder)
        {
            Send(reminder, _deliveries);
        }
    }

    private void PassTime()
    {
        NowMs += 600_000;
        Ask(EntityRef.Liquidation(Rules.Pool), id => new Tick(id, new Moment(NowMs)));
        Run();
    }

    private void RequireRest(string check)
    {
        var rest = Invariants.Rest(State);
        if (!rest.Holds)
        {
            var owed = State.Outstanding().Select(pair => $"; {pair.Entity} still owes {pair.Outbox.Messages.Values.First().Body}")
                .FirstOrDefault();
            throw new BrokenException(check, $"{rest.Error} open; {rest.Detail}{owed}");
        }
    }

    private void CheckAtRest()
    {
        foreach (var result in _invariants.Check(State))
        {
            Require(result);
        }

        SnapshotCheck.Require(_parts.Deciders, _journal.Keys, State);
        RestChecks.NobodyIsOverlooked(State, Marks, Rules, new Moment(NowMs));
        RestChecks.MonitorsKnowWhatIs(State, _monitors);
        NothingPlaysPingPong();
    }

    /// <summary>
    /// Where nothing is under way a sweep leads to nothing but itself: what is asked for nothing is not asked again and again.
    /// </summary>
    private void NothingPlaysPingPong()
    {
        var events = Events;
        Sweep();
        var deliveries = 0;
        for (; deliveries <= State.Accounts.Count + 1 && _network.Next() is var (envelope, due); deliveries++)
        {
            _deliveries = Math.Max(_deliveries + 1, due);
            Arrive(envelope);
        }

        if (Events > events || _network.Count > 0)
        {
            throw new BrokenException(
                Check.Ends, $"at rest a sweep led to {Events - events} events and more than {deliveries} messages");
        }
    }

    private static void Require(InvariantResult? result)
    {
        if (result is { Holds: false })
        {
            throw new BrokenException(result.Name, $"off by {result.Error}; {result.Detail}");
        }
    }

    /// <summary>A message reaches the entity's mailbox, and is decided unless the entity is busy.</summary>
    private bool Arrive(Envelope envelope)
    {
        var entity = envelope.To;
        if (_parts.Deciders[entity.Kind] is not { } decider || envelope.Body is RiskHeard)
        {
            Deliver(envelope);
            return true;
        }

        var mailbox = _mailboxes.GetValueOrDefault(entity);
        if (envelope.Body is not MailboxDue)
        {
            mailbox ??= _mailboxes[entity] = new Queue<Envelope>();
            mailbox.Enqueue(envelope);
        }

        if (mailbox is null || mailbox.Count == 0 || IsBusy(entity))
        {
            return false;
        }

        // What came while it was busy is decided together.
        var first = mailbox.Dequeue();
        var others = new List<Envelope>();
        for (var most = mailbox.Count == 0 ? 0 : Chance.Below(DecidedTogetherAtMost); others.Count < most
            && mailbox.TryDequeue(out var next);)
        {
            others.Add(next);
        }

        if (mailbox.Count > 0)
        {
            Wake(entity, _deliveries);
        }

        Deliver(decider, first, others);
        return true;
    }

    /// <summary>Whether an entity takes no message now: its journal is slow, or it begins to gather what it will decide together.</summary>
    private bool IsBusy(EntityRef entity)
    {
        if (_busyUntil.TryGetValue(entity, out var until))
        {
            return until > _deliveries || !_busyUntil.Remove(entity);
        }

        var gathers = Happens(_faults?.Batch);
        if (gathers)
        {
            Busy(entity, Chance.Between(1, 20));
        }

        return gathers;
    }

    private void Busy(EntityRef entity, int deliveries) => Wake(entity, _busyUntil[entity] = _deliveries + deliveries);

    private void Wake(EntityRef entity, long at) => _network.Postpone(
        new Envelope(entity, entity, MailboxDue.Instance, default, null, default), at);

    private (Message? Reply, bool Heard) Deliver(Envelope envelope)
    {
        if (envelope.Body is RiskHeard heard)
        {
            _announcements.Heard(heard);
            return (null, true);
        }

        if (_parts.Deciders[envelope.To.Kind] is { } decider)
        {
            // A client's command is decided at once, whatever waits.
            return Deliver(decider, envelope, []);
        }

        foreach (var send in _aroundMonitors?.Invoke(_monitors, envelope) ?? _monitors.Handle(envelope))
        {
            Send(send, _deliveries);
        }

        return (null, true);
    }

    /// <summary>
    /// Decides a message, and with it others that wait for the entity; the events of all are one write. Gives the answer to the first.
    /// </summary>
    private (Message? Reply, bool Heard) Deliver(IEntityDecider decider, Envelope first, IReadOnlyList<Envelope> others)
    {
        var before = decider.StateOf(State, first.To.Id);
        var decided = new List<EntityStep>(1 + others.Count);
        var after = before;
        var events = 0;
        foreach (var envelope in (IEnumerable<Envelope>)[first, .. others])
        {
            var step = EntityStep.Take(decider, after, envelope, Rules);
            decided.Add(step);
            after = step.After;
            events += step.Events.Count;
        }

        var write = events == 0 ? Write.Fine : Draw(decided, events);
        var at = _deliveries;
        if (write.Slow > 0)
        {
            _coverage.Point(first.To.Kind, "slow journal");
            Busy(first.To, write.Slow);
            at += write.Slow;
        }

        if (write.Stored is { } stored)
        {
            _coverage.Point(first.To.Kind, stored == 0 ? "fail before store" : stored == events ? "fail after store" : "torn write");
            Store(decider, first.To, decided, stored);
            if (stored > 0)
            {
                Recover(first.To);
            }

            return (stored >= decided[0].Events.Count && decided[0].Events.Count > 0 ? decided[0].Reply : null, false);
        }

        if (events > 0)
        {
            Store(decider, first.To, decided, events);
        }

        foreach (var sent in decided.SelectMany(step => step.Sends))
        {
            Send(sent, at);
        }

        return (decided[0].Reply, true);
    }

    /// <summary>What becomes of a write; every draw is made whatever comes of the others.</summary>
    private Write Draw(List<EntityStep> decided, int events)
    {
        var (failsBefore, failsAfter, slow, torn) = (Happens(_faults?.FailBeforeStore), Happens(_faults?.FailAfterStore),
            Happens(_faults?.SlowJournal), Happens(_faults?.TearWrite));
        if (failsBefore || failsAfter)
        {
            return new Write(failsBefore ? 0 : events, 0);
        }

        // Where a write may be cut: behind a decision that leaves others behind it.
        var cuts = new List<int>();
        for (var (i, stored) = (0, 0); torn && i < decided.Count; i++)
        {
            if (!_parts.DecisionsAreAtomic)
            {
                cuts.AddRange(Enumerable.Range(stored + 1, Math.Max(0, decided[i].Events.Count - 1)));
            }

            stored += decided[i].Events.Count;
            if (stored > 0 && stored < events && decided[i].Events.Count > 0)
            {
                cuts.Add(stored);
            }
        }

        return cuts.Count > 0 ? new Write(cuts[Chance.Below(cuts.Count)], 0) : slow ? new Write(null, Chance.Between(1, 40)) : Write.Fine;
    }

    private bool Happens(int? share) => share is { } permille && Chance.Permille(permille);

    /// <summary>Stores the first so many events of what was decided together, and checks what must hold after them.</summary>
    private void Store(IEntityDecider decider, EntityRef entity, List<EntityStep> decided, int events)
    {
        if (!_journal.TryGetValue(entity, out var stream))
        {
            _journal[entity] = stream = [];
        }

        foreach (var step in decided)
        {
            var kept = Math.Min(events, step.Events.Count);
            events -= kept;
            var state = kept == step.Events.Count ? step.After
                : step.Events.Take(kept).Aggregate(step.Before, (folded, recorded) => decider.Evolve(folded, recorded.Event));
            decider.Store(State, state);
            foreach (var recorded in step.Events.Take(kept))
            {
                Record(stream, recorded);
            }

            if (kept > 0)
            {
                Require(_invariants.CheckAfter(State, entity));
                _snapshots.After(decider, entity, state);
            }

            if (kept < step.Events.Count)
            {
                return;
            }
        }
    }

    private void Record(List<DomainEvent> stream, RecordedEvent recorded)
    {
        stream.Add(recorded.Event);
        Events++;
        // Before anything is checked: the event at which a check fails is told too.
        _onEvent?.Invoke(recorded);
        _last.Enqueue(recorded);
        if (_last.Count > EventsKept)
        {
            _last.Dequeue();
        }

        _coverage.Event(recorded.Event);
        if (CodeOf(recorded.Event) is { } code)
        {
            _coverage.Code(code);
        }

        _checks.Observe(recorded);
        _invariants.Observe(recorded);
    }

    private static string? CodeOf(DomainEvent @event) => @event switch
    {
        ForceCloseDeclined e => e.Code,
        SupportDeclined e => e.Code,
        LiquidationStepRefused e => e.Code,
        DeleveragingCompleted e => e.Reason,
        LossSharingEnded e => e.Reason,
        _ => null,
    };

    private void CrashNowAndThen()
    {
        var (one, all) = (Happens(_faults?.CrashEntity), Happens(_faults?.CrashAll));
        if (all)
        {
            CrashAll();
        }
        else if (one)
        {
            var entities = _journal.Keys.Append(EntityRef.RiskMonitors).Order().ToList();
            var entity = entities[Chance.Below(entities.Count)];
            if (Chance.Below(2) == 0)
            {
                _network.LoseTo(entity);
                _mailboxes.Remove(entity);
            }

            _coverage.Point(entity.Kind, "crash");
            Recover(entity);
        }
    }

    /// <summary>Folds an entity from its own events, or rebuilds a read model from what the others announce.</summary>
    private void Recover(EntityRef entity)
    {
        _busyUntil.Remove(entity);
        if (entity.Kind == EntityKind.Account)
        {
            _announcements.Forget(new AccountId(entity.Id));
        }

        if (_parts.Deciders[entity.Kind] is not { } decider)
        {
            Rebuild();
            return;
        }

        var folded = _journal.GetValueOrDefault(entity, []).Aggregate(decider.New(entity.Id), decider.Evolve);
        using var left = new CanonicalWriter();
        using var right = new CanonicalWriter();
        decider.WriteTo(decider.StateOf(State, entity.Id), left);
        decider.WriteTo(folded, right);
        if (left.Finish() != right.Finish())
        {
            throw new BrokenException(Check.Fold, entity.ToString());
        }

        decider.Store(State, folded);
        Tell(decider, entity, folded);
        Resend(entity);
    }

    private RiskMonitors NewMonitors()
    {
        _aroundMonitors = _parts.AroundMonitors?.Invoke();
        return new RiskMonitors(Rules, acknowledges: true, look: _parts.Look);
    }

    private void Rebuild()
    {
        _monitors = NewMonitors();
        foreach (var other in State.Markets.Values.OrderBy(other => other.Id))
        {
            Tell(_parts.Deciders.Market, EntityRef.Market(other.Id), other);
        }

        foreach (var account in State.Accounts.Values.OrderBy(account => account.Id))
        {
            Tell(_parts.Deciders.Account, EntityRef.Account(account.Id), account);
        }
    }

    /// <summary>Tells the read models what an entity that starts announces.</summary>
    private void Tell(IEntityDecider decider, EntityRef entity, object state)
    {
        foreach (var (to, body) in decider.Announce(decider.New(entity.Id), state, Rules))
        {
            Send(entity, to, body, decider.Version(state));
        }
    }

    private void Send(EntityRef from, EntityRef to, Message body, long cause) =>
        Send(new Envelope(to, from, body, new EventRef(from, cause), body.Correlation, new Moment(NowMs)), _deliveries);

    private void Send(Envelope sent, long at)
    {
        _announcements.Note(sent);
        _network.Send(sent, at, _faults, Chance);
    }

    /// <summary>An entity that was busy looks into its mailbox.</summary>
    private sealed record MailboxDue : Message
    {
        public static MailboxDue Instance { get; } = new();
    }

    /// <summary>
    /// What becomes of a write: when it fails, how many of its events are stored all the same; and for how many deliveries it keeps the
    /// entity busy.
    /// </summary>
    private readonly record struct Write(int? Stored, int Slow)
    {
        public static Write Fine => new(null, 0);
    }
}
