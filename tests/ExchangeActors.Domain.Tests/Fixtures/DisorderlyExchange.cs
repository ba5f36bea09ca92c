using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.Fixtures;

/// <summary>In which order messages under way arrive.</summary>
public enum Arrival
{
    /// <summary>As they were sent.</summary>
    InOrder = 0,

    /// <summary>In order between any two entities, otherwise as chance will have it: what actors give.</summary>
    InOrderPerPair = 1,

    /// <summary>In any order.</summary>
    Any = 2,
}

/// <summary>
/// A runtime that does what networks do: it delivers messages late, twice, or not at all (a crash). It holds no rule, and is driven by a
/// seed, so that a failure can be repeated.
/// </summary>
public sealed class DisorderlyExchange
{
    private readonly Random _chance;
    private readonly Arrival _arrival;
    private readonly double _repeats;
    private readonly List<Envelope> _underWay = [];
    private readonly Dictionary<string, long> _numbers = [];
    private readonly Invariants _invariants;
    private RiskMonitors _monitors;
    private long _now = 1_760_130_000_000;

    public DisorderlyExchange(ExchangeRules rules, int seed, Arrival arrival = Arrival.InOrder, double repeats = 0d)
    {
        Rules = rules;
        _chance = new Random(seed);
        _arrival = arrival;
        _repeats = repeats;
        _invariants = new Invariants(rules);
        _monitors = new RiskMonitors(rules);
    }

    public ExchangeRules Rules { get; }

    public ExchangeState State { get; private set; } = new();

    public List<RecordedEvent> Events { get; } = [];

    public int UnderWay => _underWay.Count;

    /// <summary>Called after each delivery to an entity, with the state after it already in place.</summary>
    public Action<Envelope, EntityStep>? Delivered { get; set; }

    public MarkBoard Marks => State.Markets.Values.Aggregate(
        MarkBoard.Empty, (board, market) => market.Quote is { } quote ? board.With(market.Id, quote) : board);

    public Message Send(EntityRef to, Func<CommandId, Message> command)
    {
        _now += 1000;
        var number = _numbers[to.ToString()] = _numbers.GetValueOrDefault(to.ToString()) + 1;
        var id = new CommandId("test", number);
        var source = new EntityRef(EntityKind.Outside, "test");
        var envelope = new Envelope(to, source, command(id), new EventRef(source, number), null, new Moment(_now));
        var reply = Deliver(envelope);
        if (_chance.NextDouble() < _repeats)
        {
            _underWay.Add(envelope);
        }

        return reply ?? throw new InvalidOperationException("no answer");
    }

    /// <summary>What an entity would decide about a message now; nothing happens.</summary>
    public Decision Probe(EntityRef to, Message message) =>
        Deciders.All[to.Kind] is { } decider ? decider.Decide(decider.StateOf(State, to.Id), message, Rules, default)
            : throw new UnknownMessageException(message);

    /// <summary>Delivers so many messages, or fewer when none is left.</summary>
    public void Run(int deliveries = int.MaxValue)
    {
        for (var i = 0; i < deliveries && _underWay.Count > 0; i++)
        {
            Assert.True(i < 1_000_000, "the exchange does not come to rest");
            var next = Next();
            var envelope = _underWay[next];
            // A message that is delivered twice stays under way once; so it may also come a third time.
            if (_chance.NextDouble() >= _repeats)
            {
                _underWay.RemoveAt(next);
            }

            Deliver(envelope);
        }
    }

    /// <summary>Loses every message under way and every read model; what is owed is sent again.</summary>
    public void Crash()
    {
        _underWay.Clear();
        ForgetMonitors();
        var state = new ExchangeState();
        foreach (var recorded in Events)
        {
            state.Apply(recorded.Id.Stream, recorded.Event);
        }

        Assert.Equal(State.Hash(), state.Hash());
        State = state;
        foreach (var market in State.Markets.Values.OrderBy(market => market.Id))
        {
            Send(EntityRef.Market(market.Id), Deciders.Market.Announce(Market.New(market.Id), market, Rules), market.Version);
        }

        foreach (var account in State.Accounts.Values.OrderBy(account => account.Id))
        {
            Send(EntityRef.Account(account.Id), account.Announce(Account.New(account.Id)), account.Version);
        }

        foreach (var (entity, outbox) in State.Outstanding())
        {
            foreach (var owed in outbox.Messages.Values)
            {
                _underWay.Add(Wrap(entity, owed.To, owed.Body, owed.Cause));
            }
        }
    }

    /// <summary>Crashes and runs until nothing is owed any more: what a lost or overtaken message needs is that it is sent again.</summary>
    public void Settle()
    {
        Run();
        // A liquidation that waits for the price, and those behind it, may wait for ever; the invariant knows them.
        bool Rests() => _invariants.Check(State).Single(result => result.Name == "nothing is left under way").Holds;
        for (var i = 0; State.Outstanding().Any() && !(i > 0 && Rests()); i++)
        {
            Assert.True(i < 100, "something stays owed: " + State.Outstanding().First().Entity);
            Crash();
            Run();
            Send(EntityRef.Liquidation(Rules.Pool), id => new Tick(id, new Moment(_now)));
            Run();
        }
    }

    public void AssertInvariants()
    {
        foreach (var result in _invariants.Check(State))
        {
            Assert.True(result.Holds, $"{result.Name}: off by {result.Error}; {result.Detail}");
        }
    }

    private int Next()
    {
        if (_arrival == Arrival.InOrder)
        {
            return 0;
        }

        var chosen = _chance.Next(_underWay.Count);
        var envelope = _underWay[chosen];
        return _arrival == Arrival.Any ? chosen : _underWay.FindIndex(other => other.From == envelope.From && other.To == envelope.To);
    }

    private Message? Deliver(Envelope envelope)
    {
        if (Deciders.All[envelope.To.Kind] is not { } decider)
        {
            _underWay.AddRange(_monitors.Handle(envelope));
            return null;
        }

        var step = EntityStep.Take(decider, decider.StateOf(State, envelope.To.Id), envelope, Rules);
        if (step.Events.Count > 0)
        {
            decider.Store(State, step.After);
        }

        foreach (var recorded in step.Events)
        {
            Events.Add(recorded);
            _invariants.Observe(recorded);
        }

        _underWay.AddRange(step.Sends.Select(sent => sent with { At = new Moment(_now) }));
        Delivered?.Invoke(envelope, step);
        return step.Reply;
    }

    private void Send(EntityRef from, IEnumerable<Outgoing> messages, long cause)
    {
        foreach (var message in messages)
        {
            _underWay.Add(Wrap(from, message.To, message.Body, cause));
        }
    }

    private Envelope Wrap(EntityRef from, EntityRef to, Message body, long cause) =>
        new(to, from, body, new EventRef(from, cause), body.Correlation, new Moment(_now));

    private void ForgetMonitors() => _monitors = new RiskMonitors(Rules);
}
