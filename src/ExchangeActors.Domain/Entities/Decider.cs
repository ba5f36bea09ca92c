using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Entities;

/// <summary>One kind of entity as a runtime sees it: how to decide, fold, and find what is owed.</summary>
/// <param name="Kind">The kind of entity.</param>
/// <param name="New">The state before the first event, by id.</param>
/// <param name="Decide">Events, messages and the answer to a message, at an exchange time: that of the outside input at the head of the
/// chain.</param>
/// <param name="Evolve">Folds an event.</param>
/// <param name="Version">Events folded.</param>
/// <param name="Outbox">What the state owes.</param>
/// <param name="Announce">What read models are told when the state changed from the first to the second; from a new state after
/// recovery.</param>
/// <param name="StateOf">The entity's state among those of all; new if it has no event.</param>
/// <param name="Store">Puts a newer state in its place.</param>
/// <param name="WriteTo">Feeds a state into a hash.</param>
public sealed record Decider<TState>(
    EntityKind Kind,
    Func<string, TState> New,
    Func<TState, Message, ExchangeRules, Moment, Decision> Decide,
    Func<TState, DomainEvent, TState> Evolve,
    Func<TState, long> Version,
    Func<TState, Outbox> Outbox,
    Func<TState, TState, ExchangeRules, IReadOnlyList<Outgoing>> Announce,
    Func<ExchangeState, string, TState> StateOf,
    Action<ExchangeState, TState> Store,
    Action<TState, CanonicalWriter> WriteTo) : IEntityDecider
    where TState : class
{
    object IEntityDecider.New(string id) => New(id);

    object IEntityDecider.StateOf(ExchangeState all, string id) => StateOf(all, id);

    void IEntityDecider.Store(ExchangeState all, object state) => Store(all, (TState)state);

    Decision IEntityDecider.Decide(object state, Message message, ExchangeRules rules, Moment now) =>
        Decide((TState)state, message, rules, now);

    object IEntityDecider.Evolve(object state, DomainEvent @event) => Evolve((TState)state, @event);

    long IEntityDecider.Version(object state) => Version((TState)state);

    Outbox IEntityDecider.Outbox(object state) => Outbox((TState)state);

    IReadOnlyList<Outgoing> IEntityDecider.Announce(object before, object after, ExchangeRules rules) =>
        Announce((TState)before, (TState)after, rules);

    void IEntityDecider.WriteTo(object state, CanonicalWriter writer) => WriteTo((TState)state, writer);
}

/// <summary>The deciders that a runtime runs.</summary>
/// <param name="Account">Of accounts.</param>
/// <param name="Market">Of markets.</param>
/// <param name="Liquidation">Of insurance pools.</param>
/// <param name="Deleveraging">Of ADL coordinators.</param>
public sealed record DeciderSet(Decider<Account> Account, Decider<Market> Market, Decider<LiquidationPool> Liquidation,
    Decider<DeleveragingCoordinator> Deleveraging)
{
    /// <summary>The decider of a kind of entity; null for those that decide nothing (risk monitors, the outside).</summary>
    public IEntityDecider? this[EntityKind kind] => kind switch
    {
        EntityKind.Account => Account,
        EntityKind.Market => Market,
        EntityKind.Liquidation => Liquidation,
        EntityKind.Deleveraging => Deleveraging,
        _ => null,
    };
}

/// <summary>The four kinds of entity.</summary>
public static class Deciders
{
    /// <summary>Accounts announce their risk to their monitor.</summary>
    public static Decider<Account> Account { get; } = new(
        EntityKind.Account,
        id => Accounts.Account.New(new AccountId(id)),
        (state, message, rules, now) => state.Decide(message, rules, now),
        (state, @event) => state.Evolve(@event),
        state => state.Version,
        state => state.Outbox,
        (before, after, _) => after.Announce(before),
        (all, id) => all.Account(new AccountId(id)),
        (all, state) => all.Accounts[state.Id] = state,
        (state, writer) => state.WriteTo(writer));

    /// <summary>Markets announce their mark to the risk monitors; while running they do so as part of their decisions.</summary>
    public static Decider<Market> Market { get; } = new(
        EntityKind.Market,
        id => Markets.Market.New(new MarketId(id)),
        (state, message, rules, now) => state.Decide(message, rules.Profile.Limits.OrdersPerBook, now),
        (state, @event) => state.Evolve(@event),
        state => state.Version,
        state => state.Outbox,
        (before, after, _) => before.Version == 0 && after.Quote is { } quote
            ? [new Outgoing(EntityRef.RiskMonitors, new MarkMoved(after.Id, quote, false))]
            : [],
        (all, id) => all.Market(new MarketId(id)),
        (all, state) => all.Markets[state.Id] = state,
        (state, writer) => state.WriteTo(writer));

    /// <summary>Insurance pools.</summary>
    public static Decider<LiquidationPool> Liquidation { get; } = new(
        EntityKind.Liquidation,
        LiquidationPool.New,
        (state, message, rules, now) => state.Decide(message, rules, now),
        (state, @event) => state.Evolve(@event),
        state => state.Version,
        state => state.Outbox,
        (_, _, _) => [],
        (all, name) => all.Pool(name),
        (all, state) => all.Pools[state.Pool] = state,
        (state, writer) => state.WriteTo(writer));

    /// <summary>ADL coordinators.</summary>
    public static Decider<DeleveragingCoordinator> Deleveraging { get; } = new(
        EntityKind.Deleveraging,
        id => DeleveragingCoordinator.New(new MarketId(id)),
        (state, message, rules, _) => state.Decide(message, rules),
        (state, @event) => state.Evolve(@event),
        state => state.Version,
        state => state.Outbox,
        (_, _, _) => [],
        (all, id) => all.Coordinator(new MarketId(id)),
        (all, state) => all.Coordinators[state.Market] = state,
        (state, writer) => state.WriteTo(writer));

    /// <summary>The decider of an entity.</summary>
    /// <exception cref="ArgumentException">It is not the address of an entity.</exception>
    public static IEntityDecider Of(EntityRef entity) =>
        All[entity.Kind] ?? throw new ArgumentException($"{entity} is not the address of an entity.", nameof(entity));

    /// <summary>All four.</summary>
    public static DeciderSet All { get; } = new(Account, Market, Liquidation, Deleveraging);
}
