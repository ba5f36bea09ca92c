using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Simulating.Exhaustive;

/// <summary>
/// Explores every way in which an ADL, or the liquidation of a vault to which a position is on its way, can go, breadth first: each
/// message under way may be the next to arrive, whatever the order of sending; within the bounds any message may arrive twice, and any
/// entity may crash, between two deliveries (losing any of the messages that were under way to it) or after a decision was stored and
/// before anything was sent. A crashed entity sends again what it owes; the timers of the others do so once nothing is under way. The
/// risk monitor ranks with what all accounts have told it, or with what it knew at the start. Entities are the real deciders; states that
/// nothing tells apart are visited once.
/// </summary>
/// <remarks>
/// Left out: margin checks while the ADL runs, new marks and orders (the simulator has them), timers that send again while messages are
/// under way (a duplicate is the same thing) and crashes within a write (a decision is stored all or none).
/// </remarks>
public sealed class SagaChecker
{
    private readonly SagaBounds _bounds;
    private readonly SagaWorld _world;
    private readonly SagaStates _states;
    private readonly EntityRef[] _entities;
    private readonly Dictionary<EntityRef, int> _places = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<Node> _nodes = [];
    private readonly List<(int From, int To)> _edges = [];
    private readonly List<int> _terminal = [];
    private readonly Dictionary<string, int> _outcomes = [];
    private readonly Dictionary<string, int> _ranked = [];
    private SagaFailure? _failure;

    private SagaChecker(SagaBounds bounds, SimulatedParts parts)
    {
        _bounds = bounds;
        _world = new SagaWorld(bounds, parts.Deciders);
        _states = new SagaStates(_world, parts);
        // The monitors have no state of its own here and stands last.
        _entities = [.. _world.Entities.Where(entity => entity.Kind != EntityKind.RiskMonitor),
            .. _world.Entities.Where(entity => entity.Kind == EntityKind.RiskMonitor)];
        for (var i = 0; i < _entities.Length; i++)
        {
            _places[_entities[i]] = i;
        }
    }

    private int Stateful => _entities.Length - 1;

    /// <summary>Explores it all, or until something breaks.</summary>
    /// <param name="bounds">What to explore.</param>
    /// <param name="bug">A bug to plant; null for none.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="SagaTooLargeException">There are more states than are looked at.</exception>
    public static SagaReport Run(SagaBounds bounds, PlantedBug? bug = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        var watch = Stopwatch.StartNew();
        var checker = new SagaChecker(bounds, bug?.Plant(SimulatedParts.Real) ?? SimulatedParts.Real);
        checker.Explore(cancellation);
        return new SagaReport(
            bounds,
            checker._nodes.Count,
            checker._edges.Count,
            checker._terminal.Count,
            [.. checker._outcomes.Select(pair => new SagaOutcome(pair.Key, pair.Value)).OrderByDescending(outcome => outcome.States)
                .ThenBy(outcome => outcome.Text, StringComparer.Ordinal)],
            checker._failure,
            watch.Elapsed);
    }

    private void Explore(CancellationToken cancellation)
    {
        var decidersOf = _world.State;
        var start = _entities.Take(Stateful).Select(entity =>
            _states.Number(entity, Deciders.All[entity.Kind]!.StateOf(decidersOf, entity.Id))).ToArray();
        Reach(-1, default, start, [.. _world.UnderWay.Select(envelope => _states.Number(envelope.From, envelope.To, envelope.Body))],
            _bounds.Crashes, _bounds.Duplicates, 0m, null);
        for (var next = 0; next < _nodes.Count && _failure is null; next++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_nodes.Count > SagaBounds.StatesAtMost)
            {
                throw new SagaTooLargeException(_bounds);
            }

            try
            {
                Expand(next);
            }
#pragma warning disable CA1031 // Whatever a decider or a fold throws is what is looked for.
            catch (Exception thrown) when (thrown is not OperationCanceledException)
#pragma warning restore CA1031
            {
                Fail(next, null, Check.Throws, $"{thrown.GetType().Name}: {thrown.Message}");
            }
        }

        if (_failure is null)
        {
            EveryStateCanEnd();
        }
    }

    private void Expand(int number)
    {
        var node = _nodes[number];
        if (node.Messages.Length == 0)
        {
            Quiet(number, node);
        }

        for (var i = 0; i < node.Messages.Length && _failure is null; i++)
        {
            // Of equal messages one stands for all.
            if (i == 0 || node.Messages[i] != node.Messages[i - 1])
            {
                Deliver(number, node, i);
                if (node.Duplicates > 0)
                {
                    Reach(number, new Move(MoveKind.Duplicate, node.Messages[i]), node.States, [.. node.Messages, node.Messages[i]],
                        node.Crashes, node.Duplicates - 1, node.Cash, null);
                }
            }
        }

        for (var place = 0; node.Crashes > 0 && place < _entities.Length && _failure is null; place++)
        {
            Crash(number, node, place);
        }
    }

    /// <summary>Nothing is under way: the timers send again what is owed, or the saga is over.</summary>
    private void Quiet(int number, Node node)
    {
        int[] owed = [.. node.States.SelectMany(_states.Owed)];
        if (owed.Length > 0)
        {
            Reach(number, new Move(MoveKind.Timers), node.States, owed, node.Crashes, node.Duplicates, node.Cash, null);
            return;
        }

        _terminal.Add(number);
        var state = StateOf(node);
        var invariants = new Invariants(_world.Rules);
        foreach (var recorded in _world.Events.Concat(EventsTo(number)))
        {
            invariants.Observe(recorded);
        }

        foreach (var result in invariants.Check(state))
        {
            if (!result.Holds)
            {
                Fail(number, null, result.Name, $"off by {result.Error}; {result.Detail}");
                return;
            }
        }

        if (!state.Pool(_world.Rules.Pool).Cases.IsEmpty)
        {
            Fail(number, null, Check.Rest, $"{state.Pool(_world.Rules.Pool).Cases.Keys.First()} is open and nothing is under way");
            return;
        }

        var outcome = Outcome(state);
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
    }

    private void Deliver(int number, Node node, int at)
    {
        var message = node.Messages[at];
        var (_, to, body) = _states.Message(message);
        int[] left = [.. node.Messages[..at], .. node.Messages[(at + 1)..]];
        if (body is LookAtLiquidation look)
        {
            var asked = _world.Look(look, node.States.Select(_states.State).OfType<Market>().Single());
            Reach(
                number,
                new Move(MoveKind.Deliver, message),
                node.States,
                [.. left, _states.Number(to, asked.To, asked.Body)],
                node.Crashes,
                node.Duplicates,
                node.Cash,
                null);
            return;
        }

        if (to.Kind == EntityKind.RiskMonitor)
        {
            foreach (var (states, kind) in new[] { (node.States, MoveKind.RankNow), (_nodes[0].States, MoveKind.RankLate) })
            {
                Reach(number, new Move(kind, message), node.States, [.. left, Rank(message, (RankQueue)body, states)], node.Crashes,
                    node.Duplicates, node.Cash, null);
            }

            return;
        }

        var place = _places[to];
        var step = _states.Decide(node.States[place], message);
        int[] after = [.. node.States];
        after[place] = step.After;
        Reach(number, new Move(MoveKind.Deliver, message), after, [.. left, .. step.Sent], node.Crashes, node.Duplicates,
            node.Cash + step.Cash, step);
        if (node.Crashes > 0 && step.Events.Count > 0)
        {
            Reach(number, new Move(MoveKind.DeliverAndCrash, message), after, [.. left, .. _states.Owed(step.After)], node.Crashes - 1,
                node.Duplicates, node.Cash + step.Cash, step);
        }
    }

    /// <summary>An entity crashes and loses some of what was under way to it: each choice of what.</summary>
    private void Crash(int number, Node node, int place)
    {
        var entity = _entities[place];
        int[] to = [.. Enumerable.Range(0, node.Messages.Length).Where(i => _states.Message(node.Messages[i]).To == entity)];
        var owed = place < Stateful ? _states.Owed(node.States[place]) : [];
        for (var lost = 0; lost < 1 << to.Length && _failure is null; lost++)
        {
            int[] kept = [.. node.Messages.Where((_, i) => Array.IndexOf(to, i) is var bit && (bit < 0 || (lost & (1 << bit)) == 0))];
            if (lost > 0 || owed.Length > 0)
            {
                Reach(number, new Move(MoveKind.Crash, place, node.Messages.Length - kept.Length), node.States, [.. kept, .. owed],
                    node.Crashes - 1, node.Duplicates, node.Cash, null);
            }
        }
    }

    private int Rank(int message, RankQueue query, int[] states)
    {
        var key = $"{message} {string.Join(' ', states)}";
        if (!_ranked.TryGetValue(key, out var answer))
        {
            var all = states.Select(_states.State).ToList();
            var (_, monitors, _) = _states.Message(message);
            answer = _ranked[key] = _states.Number(monitors, EntityRef.Deleveraging(query.Deleveraging.Market),
                _world.Rank(query, all.OfType<Market>().Single(), all.OfType<Account>()));
        }

        return answer;
    }

    private void Reach(int from, Move how, int[] states, int[] messages, int crashes, int duplicates, decimal cash, SagaStep? step)
    {
        Array.Sort(messages);
        var key = Key(states, messages, crashes, duplicates, cash);
        if (!_numbers.TryGetValue(key, out var number))
        {
            number = _numbers[key] = _nodes.Count;
            _nodes.Add(new Node(from, how, states, messages, crashes, duplicates, cash, step));
            CheckState(number, step);
        }

        if (from >= 0)
        {
            _edges.Add((from, number));
        }
    }

    /// <summary>What must hold in every state, whatever is under way.</summary>
    private void CheckState(int number, SagaStep? step)
    {
        var node = _nodes[number];
        if (step?.Broken is { } broken)
        {
            Fail(number, step, broken.Check, broken.Detail);
        }

        var money = node.States.Sum(_states.Balance) + node.Cash;
        if (money != 0m)
        {
            Fail(number, step, Check.Money, $"off by {money}");
        }

        var closed = 0m;
        for (var i = 0; i < _world.Sizes.Length; i++)
        {
            var account = (Account)_states.State(node.States[i + 1]);
            closed += Math.Abs(_world.Sizes[i]) - account.Positions.Values.Sum(position => position.Size.Absolute.Value);
        }

        if (closed > _world.MostClosed)
        {
            Fail(number, step, Check.Queue, $"{closed} of {_world.MostClosed} are closed");
        }

        var fund = ((LiquidationPool)_states.State(node.States[_places[EntityRef.Liquidation(_world.Rules.Pool)]])).Balance;
        if (fund < _world.Rules.FundFloor)
        {
            Fail(number, step, Invariants.FundName, $"it has {fund}");
        }
    }

    /// <summary>From every state the end can be reached: nothing waits for ever.</summary>
    private void EveryStateCanEnd()
    {
        var before = _edges.ToLookup(edge => edge.To, edge => edge.From);
        var ends = new bool[_nodes.Count];
        var open = new Stack<int>(_terminal);
        while (open.TryPop(out var number))
        {
            if (!ends[number])
            {
                ends[number] = true;
                foreach (var earlier in before[number])
                {
                    open.Push(earlier);
                }
            }
        }

        var stuck = Array.IndexOf(ends, false);
        if (stuck >= 0)
        {
            Fail(stuck, null, Check.Rest, $"whatever follows; under way are {_nodes[stuck].Messages.Length} messages");
        }
    }

    private void Fail(int number, SagaStep? step, string check, string detail)
    {
        if (_failure is not null)
        {
            return;
        }

        var path = new List<string>();
        for (var at = number; at >= 0; at = _nodes[at].From)
        {
            path.Add(Text(_nodes[at].How));
        }

        path.Reverse();
        _failure = new SagaFailure(check, step is null ? detail
            : $"{detail}; {string.Join(", ", step.Events.Select(@event => @event.GetType().Name))}", [.. path]);
    }

    private IEnumerable<RecordedEvent> EventsTo(int number)
    {
        var steps = new Stack<(SagaStep Step, EntityRef Entity, long Version)>();
        for (var at = number; _nodes[at].From is >= 0 and var from; at = from)
        {
            if (_nodes[at].Step is { Events.Count: > 0 } step)
            {
                var place = Array.FindIndex(_nodes[at].States, state => state == step.After);
                var decider = Deciders.All[_entities[place].Kind]!;
                steps.Push((step, _entities[place], decider.Version(_states.State(_nodes[from].States[place]))));
            }
        }

        return steps.SelectMany(taken => taken.Step.Events.Select(
            (@event, i) => new RecordedEvent(new EventRef(taken.Entity, taken.Version + i + 1), default, null, default, @event)));
    }

    private ExchangeState StateOf(Node node)
    {
        var state = new ExchangeState();
        for (var i = 0; i < Stateful; i++)
        {
            Deciders.All[_entities[i].Kind]!.Store(state, _states.State(node.States[i]));
        }

        return state;
    }

    private string Outcome(ExchangeState state)
    {
        var pool = state.Pool(_world.Rules.Pool);
        var results = state.Coordinators.Values.SelectMany(coordinator => coordinator.Completed.Values)
            .Select(result => $"ADL closed {result.Closed}, left {result.Unfilled}: {result.Reason}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(", ", state.Accounts.Values.OrderBy(account => account.Id).Select(Holdings))}; fund {pool.Balance}, "
                + $"deficit {pool.Deficit}; {string.Join(", ", results)}");
    }

    private static string Holdings(Account account) =>
        $"{account.Id} has {account.Wallet}"
            + string.Concat(account.Positions.Select(pair => $" and {pair.Value.Size} {pair.Key}"))
            + (account.Status == AccountStatus.Active ? string.Empty : $" and is {account.Status}");

    private string Text(Move move)
    {
        switch (move.Kind)
        {
            case MoveKind.Begin: return _world.Begin;
            case MoveKind.Timers: return "timers: everything that is owed is sent again";
            case MoveKind.Crash:
                return $"{_entities[move.What]} "
                + $"crashes{(move.Lost == 0 ? string.Empty : $", and what was under way to it is lost: {move.Lost}")}";
            default:
                var (from, to, body) = _states.Message(move.What);
                return $"{body.GetType().Name} from {from} to {to}" + move.Kind switch
                {
                    MoveKind.Duplicate => " will arrive once more",
                    MoveKind.DeliverAndCrash => "; once that is stored, it crashes",
                    MoveKind.RankLate => "; it ranks with what it knew at the start",
                    _ => string.Empty,
                };
        }
    }

    private static string Key(int[] states, int[] messages, int crashes, int duplicates, decimal cash)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(cash / 1.000000000000000000000000000000000m, bits);
        var key = new char[(2 * (states.Length + messages.Length)) + 11];
        var at = 0;
        foreach (var number in states)
        {
            Add(key, ref at, number);
        }

        foreach (var number in messages)
        {
            Add(key, ref at, number);
        }

        foreach (var part in bits)
        {
            Add(key, ref at, part);
        }

        key[at++] = (char)states.Length;
        key[at++] = (char)crashes;
        key[at] = (char)duplicates;
        return new string(key);
    }

    private static void Add(char[] key, ref int at, int number)
    {
        key[at++] = (char)(number & 0xFFFF);
        key[at++] = (char)((uint)number >> 16);
    }

    private enum MoveKind
    {
        Begin,
        Deliver,
        DeliverAndCrash,
        RankNow,
        RankLate,
        Duplicate,
        Crash,
        Timers,
    }

    /// <summary>
    /// What leads from one state to the next: a message, or the place of an entity that crashes and how many messages it loses.
    /// </summary>
    private readonly record struct Move(MoveKind Kind, int What = 0, int Lost = 0);

    /// <summary>A state of the whole saga, and how it was reached first.</summary>
    private sealed record Node(int From, Move How, int[] States, int[] Messages, int Crashes, int Duplicates, decimal Cash, SagaStep? Step);
}
