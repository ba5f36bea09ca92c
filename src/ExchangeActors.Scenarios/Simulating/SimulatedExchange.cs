using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Simulation;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>
/// A runtime on which everything goes wrong that the seed says: its network delays, reorders, duplicates and loses, its journal fails and is slow, and its entities crash
/// between any two deliveries. It holds no rule. What is owed is sent again.
/// </summary>
internal sealed class SimulatedExchange
{
    private const int TriesOfACommand = 200;
    private const int DeliveriesAtMost = 100_000;
    private const int EventsKept = 200;

    private readonly EntityDeciders _deciders;
    private readonly Coverage _coverage;
    private readonly VirtualNetwork _network;
    private readonly LocalChecks _checks = new();
    private readonly Invariants _invariants;
    private readonly Dictionary<EntityRef, List<DomainEvent>> _journal = [];
    private readonly Dictionary<MarketId, RiskIndex> _indexes = [];
    private readonly Dictionary<EntityRef, long> _numbers = [];
    private readonly Dictionary<EntityRef, long> _busyUntil = [];
    private readonly Queue<RecordedEvent> _last = new();
    private FaultMix? _faults;
    private long _deliveries;

    public SimulatedExchange(ExchangeRules rules, EntityDeciders deciders, Coverage coverage)
    {
        Rules = rules;
        _deciders = deciders;
        _coverage = coverage;
        _network = new VirtualNetwork(coverage);
        _invariants = new Invariants(rules);
        foreach (var market in rules.Instruments.Keys)
        {
            _indexes[market] = new RiskIndex(market, rules);
        }
    }

    public ExchangeRules Rules { get; }

    public ExchangeState State { get; } = new();

    /// <summary>Exchange time, ms since 1970.</summary>
    public long NowMs { get; set; } = 1_760_130_000_000;

    public long Events { get; private set; }

    /// <summary>Draws the faults of the act under way.</summary>
    public Chance Chance { get; private set; } = new(0, 0);

    public IEnumerable<RecordedEvent> LastEvents => _last;

    public MarkBoard Marks => State.Markets.Values.Aggregate(
        MarkBoard.Empty, (board, market) => market.Quote is { } quote ? board.With(market.Id, quote) : board);

    /// <summary>From now on these faults happen; null for none.</summary>
    public void Under(FaultMix? faults, Chance chance) => (_faults, Chance) = (faults, chance);

    /// <summary>Sends a command as a client does: with a number of its own, again until it hears an answer.</summary>
    public Message Ask(EntityRef to, Func<CommandId, Message> command)
    {
        NowMs += 1000;
        var number = _numbers[to] = _numbers.GetValueOrDefault(to) + 1;
        var id = new CommandId("client", number);
        var source = new EntityRef(EntityKind.Outside, id.Source);
        var envelope = new Envelope(to, source, command(id), new EventRef(source, number), null, new Moment(NowMs));
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
                var answer = reply ?? throw new BrokenException("every command is answered", $"{to} said nothing to {envelope.Body}");
                _checks.Heard(to, unheard, answer);
                if (answer is CommandRefused refused)
                {
                    _coverage.Code(refused.Code);
                }

                return answer;
            }

            unheard = reply ?? unheard;
        }

        throw new BrokenException("a journal that fails now and then answers in the end", to.ToString());
    }

    /// <summary>Delivers so many messages, or fewer when none is left.</summary>
    public void Run(int deliveries = int.MaxValue)
    {
        for (var i = 0; i < deliveries && _network.Next() is var (envelope, due); i++)
        {
            _deliveries = Math.Max(_deliveries + 1, due);
            if (i > DeliveriesAtMost)
            {
                throw new BrokenException("the exchange comes to rest", $"after {i} deliveries {_network.Count + 1} messages are under way, the next from {envelope.From} to {envelope.To}: {envelope.Body}");
            }

            if (_busyUntil.TryGetValue(envelope.To, out var until) && until > _deliveries)
            {
                _network.Postpone(envelope, until);
                continue;
            }

            Deliver(envelope);
            CrashNowAndThen();
        }
    }

    /// <summary>Everything stops and starts: what was under way is lost, states are folded again, what is owed is sent again.</summary>
    public void CrashAll()
    {
        _network.Clear();
        foreach (var market in Rules.Instruments.Keys)
        {
            _indexes[market] = new RiskIndex(market, Rules);
        }

        foreach (var entity in _journal.Keys.Order().ToList())
        {
            _coverage.Point(entity.Kind, "crash of everything");
            Recover(entity);
        }
    }

    /// <summary>Sends again what an entity owes, as its timer does.</summary>
    public void Resend(EntityRef entity)
    {
        foreach (var owed in _deciders.SendsAgain(entity.Kind) ? OutboxOf(entity).Messages.Values : [])
        {
            Send(entity, owed.To, owed.Body, owed.Cause, _deliveries);
        }
    }

    /// <summary>Sends again what a random entity owes.</summary>
    public void ResendOne()
    {
        var owing = State.Outstanding().Select(pair => pair.Entity).ToList();
        if (owing.Count > 0)
        {
            Resend(owing[Chance.Below(owing.Count)]);
        }
    }

    /// <summary>Without further faults: sends again until nothing is owed, then checks everything.</summary>
    public void Settle()
    {
        var (faults, chance) = (_faults, Chance);
        Under(null, chance);
        Run();
        if (faults is null or { LosesMessages: false, Reorder: 0 } && Rests())
        {
            // Where nothing got lost, the bands that the indexes hold must do without being asked for again.
            NobodyIsOverlooked();
        }

        for (var round = 0; round == 0 || (State.Outstanding().Any() && !Rests()); round++)
        {
            if (round == 60)
            {
                var (entity, outbox) = State.Outstanding().First();
                throw new BrokenException("nothing is left under way", $"{entity} still owes {outbox.Messages.Values.First().Body}");
            }

            CrashAll();
            Run();
            NowMs += 600_000;
            Ask(EntityRef.Liquidation(Rules.Pool), id => new Tick(id, new Moment(NowMs)));
            Run();
        }

        foreach (var result in _invariants.Check(State))
        {
            if (!result.Holds)
            {
                throw new BrokenException(result.Name, $"off by {result.Error}; {result.Detail}");
            }
        }

        NobodyIsOverlooked();
        Under(faults, chance);
    }

    /// <summary>What must hold also while messages are under way.</summary>
    public void CheckRunning()
    {
        foreach (var result in _invariants.Check(State))
        {
            if (!result.Holds && (result.Name.StartsWith("the fund", StringComparison.Ordinal) || result.Name.StartsWith("ADL", StringComparison.Ordinal)
                || result.Name.StartsWith("a command", StringComparison.Ordinal) || result.Name.StartsWith("nobody", StringComparison.Ordinal)))
            {
                throw new BrokenException(result.Name, $"off by {result.Error}; {result.Detail}");
            }
        }
    }

    private bool Rests() => _invariants.Check(State).Single(result => result.Name == "nothing is left under way").Holds;

    /// <summary>Bands are only hints, but a missed one would leave a broken margin alone for ever.</summary>
    private void NobodyIsOverlooked()
    {
        var marks = Marks;
        foreach (var account in State.Accounts.Values.OrderBy(account => account.Id))
        {
            var decision = Deciders.Account.Decide(account, new CheckMargin(marks), Rules);
            if (decision.Events.FirstOrDefault(found => found is LiquidationStarted or AccountFrozen or MarginCallIssued) is { } missed)
            {
                throw new BrokenException("nobody is overlooked whose margin broke at the newest marks", $"{account.Id}: {missed}");
            }
        }
    }

    private (Message? Reply, bool Heard) Deliver(Envelope envelope)
    {
        var id = envelope.To.Id;
        switch (envelope.To.Kind)
        {
            case EntityKind.Account:
                return Deliver(envelope, _deciders.Account, State.Account(new AccountId(id)), after => State.Accounts[after.Id] = after);
            case EntityKind.Market:
                return Deliver(envelope, _deciders.Market, State.Market(new MarketId(id)), after => State.Markets[after.Id] = after);
            case EntityKind.Liquidation:
                return Deliver(envelope, _deciders.Liquidation, State.Pool(id), after => State.Pools[after.Pool] = after);
            case EntityKind.Deleveraging:
                return Deliver(envelope, _deciders.Deleveraging, State.Coordinator(new MarketId(id)), after => State.Coordinators[after.Market] = after);
            default:
                foreach (var outgoing in _indexes[new MarketId(id)].Handle(envelope.Body))
                {
                    Send(envelope.To, outgoing.To, outgoing.Body, envelope.CausedBy.Sequence, _deliveries);
                }

                return (null, true);
        }
    }

    private (Message? Reply, bool Heard) Deliver<TState>(Envelope envelope, Decider<TState> decider, TState before, Action<TState> store)
        where TState : class
    {
        var decision = decider.Decide(before, envelope.Body, Rules);
        var (failsBefore, failsAfter, slow) = (Happens(_faults?.FailBeforeStore), Happens(_faults?.FailAfterStore), Happens(_faults?.SlowJournal));
        var at = _deliveries;
        var after = before;
        if (decision.Events.Count > 0)
        {
            if (failsBefore)
            {
                _coverage.Point(envelope.To.Kind, "fail before store");
                return (null, false);
            }

            after = decision.Events.Aggregate(before, decider.Evolve);
            store(after);
            Record(envelope, decision.Events, decider.Version(before));
            if (failsAfter)
            {
                _coverage.Point(envelope.To.Kind, "fail after store");
                Recover(envelope.To);
                return (decision.Reply, false);
            }

            if (slow)
            {
                _coverage.Point(envelope.To.Kind, "slow journal");
                at = _busyUntil[envelope.To] = _deliveries + Chance.Between(1, 40);
            }
        }

        var version = decider.Version(after);
        foreach (var owed in decider.Outbox(after).Since(decider.Outbox(before)))
        {
            Send(envelope.To, owed.To, owed.Body, owed.Cause, at);
        }

        foreach (var outgoing in decider.Announce(before, after, Rules).Concat(decision.Sends))
        {
            Send(envelope.To, outgoing.To, outgoing.Body, version, at);
        }

        return (decision.Reply, true);
    }

    private bool Happens(int? share) => share is { } permille && Chance.Permille(permille);

    private void Record(Envelope envelope, IReadOnlyList<DomainEvent> events, long version)
    {
        if (!_journal.TryGetValue(envelope.To, out var stream))
        {
            _journal[envelope.To] = stream = [];
        }

        foreach (var @event in events)
        {
            var recorded = new RecordedEvent(new EventRef(envelope.To, ++version), envelope.CausedBy, envelope.Correlation, envelope.At, @event);
            stream.Add(@event);
            Events++;
            _last.Enqueue(recorded);
            if (_last.Count > EventsKept)
            {
                _last.Dequeue();
            }

            _coverage.Event(@event);
            if (CodeOf(@event) is { } code)
            {
                _coverage.Code(code);
            }

            _checks.Observe(recorded);
            _invariants.Observe(recorded);
        }
    }

    private static string? CodeOf(DomainEvent @event) => @event switch
    {
        ForceCloseDeclined e => e.Code,
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
            var entities = _journal.Keys.Concat(Rules.Instruments.Keys.Select(EntityRef.RiskIndex)).Order().ToList();
            var entity = entities[Chance.Below(entities.Count)];
            if (Chance.Below(2) == 0)
            {
                _network.LoseTo(entity);
            }

            _coverage.Point(entity.Kind, "crash");
            Recover(entity);
        }
    }

    /// <summary>Folds an entity from its own events, or rebuilds a read model from what the others announce.</summary>
    private void Recover(EntityRef entity)
    {
        _busyUntil.Remove(entity);
        switch (entity.Kind)
        {
            case EntityKind.Account:
                Announce(entity, _deciders.Account, Fold(entity, _deciders.Account, State.Account(new AccountId(entity.Id)), (state, writer) => state.WriteTo(writer), after => State.Accounts[after.Id] = after));
                break;
            case EntityKind.Market:
                Announce(entity, _deciders.Market, Fold(entity, _deciders.Market, State.Market(new MarketId(entity.Id)), (state, writer) => state.WriteTo(writer), after => State.Markets[after.Id] = after));
                break;
            case EntityKind.Liquidation:
                Announce(entity, _deciders.Liquidation, Fold(entity, _deciders.Liquidation, State.Pool(entity.Id), (state, writer) => state.WriteTo(writer), after => State.Pools[after.Pool] = after));
                break;
            case EntityKind.Deleveraging:
                Announce(entity, _deciders.Deleveraging, Fold(entity, _deciders.Deleveraging, State.Coordinator(new MarketId(entity.Id)), (state, writer) => state.WriteTo(writer), after => State.Coordinators[after.Market] = after));
                break;
            default:
                Rebuild(new MarketId(entity.Id));
                return;
        }

        Resend(entity);
    }

    private TState Fold<TState>(EntityRef entity, Decider<TState> decider, TState live, Action<TState, CanonicalWriter> write, Action<TState> store)
        where TState : class
    {
        var folded = _journal.GetValueOrDefault(entity, []).Aggregate(decider.New(entity.Id), decider.Evolve);
        using var left = new CanonicalWriter();
        using var right = new CanonicalWriter();
        write(live, left);
        write(folded, right);
        if (left.Finish() != right.Finish())
        {
            throw new BrokenException("folding the journal gives the live state", entity.ToString());
        }

        store(folded);
        return folded;
    }

    private void Announce<TState>(EntityRef entity, Decider<TState> decider, TState state)
        where TState : class
    {
        foreach (var outgoing in decider.Announce(decider.New(entity.Id), state, Rules))
        {
            Send(entity, outgoing.To, outgoing.Body, decider.Version(state), _deliveries);
        }
    }

    private void Rebuild(MarketId market)
    {
        _indexes[market] = new RiskIndex(market, Rules);
        var index = EntityRef.RiskIndex(market);
        foreach (var other in State.Markets.Values.OrderBy(other => other.Id))
        {
            if (other.Quote is { } quote)
            {
                Send(EntityRef.Market(other.Id), index, new MarkMoved(other.Id, quote, false), other.Version, _deliveries);
            }
        }

        foreach (var account in State.Accounts.Values.OrderBy(account => account.Id))
        {
            foreach (var outgoing in _deciders.Account.Announce(Account.New(account.Id), account, Rules).Where(outgoing => outgoing.To == index))
            {
                Send(EntityRef.Account(account.Id), index, outgoing.Body, account.Version, _deliveries);
            }
        }
    }

    private Outbox OutboxOf(EntityRef entity) => entity.Kind switch
    {
        EntityKind.Account => _deciders.Account.Outbox(State.Account(new AccountId(entity.Id))),
        EntityKind.Market => _deciders.Market.Outbox(State.Market(new MarketId(entity.Id))),
        EntityKind.Liquidation => _deciders.Liquidation.Outbox(State.Pool(entity.Id)),
        _ => _deciders.Deleveraging.Outbox(State.Coordinator(new MarketId(entity.Id))),
    };

    private void Send(EntityRef from, EntityRef to, Message body, long cause, long at) =>
        _network.Send(new Envelope(to, from, body, new EventRef(from, cause), body.Correlation, new Moment(NowMs)), at, _faults, Chance);
}
