using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Simulating.Exhaustive;

/// <summary>What a message leads to in a state of its receiver.</summary>
/// <param name="After">The state after it.</param>
/// <param name="Sent">Messages that leave, owed or only said.</param>
/// <param name="Events">What is stored.</param>
/// <param name="Cash">Quote that leaves the entity for another, or reaches it.</param>
/// <param name="Broken">A check that an event breaks; null when none.</param>
internal sealed record SagaStep(int After, int[] Sent, IReadOnlyList<DomainEvent> Events, decimal Cash,
    (string Check, string Detail)? Broken);

/// <summary>
/// The states of single entities and the messages between them by number, and what leads from one to another: each decided once, by the
/// real decider.
/// </summary>
internal sealed class SagaStates(SagaWorld world, SimulatedParts parts)
{
    private readonly List<(EntityRef Entity, object State, decimal Balance, int[] Owed)> _states = [];
    private readonly Dictionary<string, int> _stateNumbers = [];
    private readonly List<(EntityRef From, EntityRef To, Message Body)> _messages = [];
    private readonly Dictionary<string, int> _messageNumbers = [];
    private readonly Dictionary<(int State, int Message), SagaStep> _steps = [];

    /// <summary>The state behind a number.</summary>
    public object State(int number) => _states[number].State;

    /// <summary>Quote that an entity holds in a state, less what it brought.</summary>
    public decimal Balance(int number) => _states[number].Balance;

    /// <summary>What an entity sends again in a state.</summary>
    public int[] Owed(int number) => _states[number].Owed;

    /// <summary>The message behind a number.</summary>
    public (EntityRef From, EntityRef To, Message Body) Message(int number) => _messages[number];

    /// <summary>The number of a state.</summary>
    public int Number(EntityRef entity, object state)
    {
        var structure = entity + " " + Structure.Of(state);
        if (!_stateNumbers.TryGetValue(structure, out var number))
        {
            number = _stateNumbers[structure] = _states.Count;
            int[] owed = parts.SendsAgain(entity.Kind)
                ? [.. parts.Deciders[entity.Kind]!.Outbox(state).Messages.Values.Select(debt => Number(entity, debt.To, debt.Body))]
                : [];
            _states.Add((entity, state, Invariants.BalanceOf(state), owed));
        }

        return number;
    }

    /// <summary>The number of a message.</summary>
    public int Number(EntityRef from, EntityRef to, Message body)
    {
        var structure = $"{from} {to} {Structure.Of(body)}";
        if (!_messageNumbers.TryGetValue(structure, out var number))
        {
            number = _messageNumbers[structure] = _messages.Count;
            _messages.Add((from, to, body));
        }

        return number;
    }

    /// <summary>What a message leads to.</summary>
    public SagaStep Decide(int state, int message)
    {
        if (!_steps.TryGetValue((state, message), out var step))
        {
            step = _steps[(state, message)] = Decided(state, _messages[message].To, _messages[message].Body);
        }

        return step;
    }

    private SagaStep Decided(int state, EntityRef entity, Message message)
    {
        var decider = parts.Deciders[entity.Kind]!;
        var before = _states[state].State;
        var step = EntityStep.Take(decider, before, new Envelope(entity, entity, message, default, null, default), world.Rules);
        var clearing = new Clearing();
        foreach (var recorded in step.Events)
        {
            clearing.Observe(recorded);
        }

        // What accounts announce is nothing here: a ranking is made of the states.
        var sent = step.Sends.Where(send => send.Body is not AccountRisk);
        return new SagaStep(
            Number(entity, step.After), [.. sent.Select(send => Number(entity, send.To, send.Body))],
            [.. step.Events.Select(recorded => recorded.Event)], clearing.Cash,
            step.Events.Select(recorded => Break(before, recorded.Event)).FirstOrDefault(broken => broken is not null));
    }

    /// <summary>What a single event must keep in the state that it meets.</summary>
    private static (string Check, string Detail)? Break(object before, DomainEvent @event) => (before, @event) switch
    {
        (Account account, PositionForceClosed e) when account.Positions.GetValueOrDefault(e.Step.Deleveraging.Market)?.Size is var held
            && (held is not { } size || e.Quantity > size.Absolute || e.Quantity > e.Requested || size.ClosingSide() != e.Side) =>
            (Check.Queue, $"{account.Id}: {e.Step} took {e.Quantity} of {held}, {e.Requested} were asked for"),
        (Account account, LiquidationOrderPlaced e) when !IsPricedAndHeld(account, e) =>
            (Check.LiquidationOrder,
                $"{account.Id}: {e.Order.Id} would {e.Order.Side} {e.Order.Quantity} "
                + $"where {account.Positions.GetValueOrDefault(e.Market)?.Size} are held"),
        (DeleveragingCoordinator coordinator, QueueRanked e) when coordinator.Run is not { } run || run.Request.Id != e.Id || run.Round
            + 1 != e.Round =>
            (Check.RankedOnce, $"{e.Id}, round {e.Round} after {coordinator.Run?.Round}"),
        _ => null,
    };

    /// <summary>The order closes a part of what is held, on the side that its limit and bankruptcy price were made for.</summary>
    private static bool IsPricedAndHeld(Account account, LiquidationOrderPlaced e) =>
        account.Positions.GetValueOrDefault(e.Market)?.Size is { IsZero: false } held
        && e.Order.Side == held.ClosingSide()
        && e.Order.Quantity > Quantity.Zero
        && e.Order.Quantity <= held.Absolute
        && account.Liquidation!.Positions.Any(position => position.Market == e.Market && position.Size.Sign == held.Sign);
}
