using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Simulation;

/// <summary>One kind of entity as a runtime sees it: how to decide, fold, and find what is owed.</summary>
/// <param name="Kind">The kind of entity.</param>
/// <param name="New">The state before the first event, by id.</param>
/// <param name="Decide">Events, messages and the answer to a message.</param>
/// <param name="Evolve">Folds an event.</param>
/// <param name="Version">Events folded.</param>
/// <param name="Outbox">What the state owes.</param>
/// <param name="Announce">What read models are told when the state changed from the first to the second; from a new state after recovery.</param>
public sealed record Decider<TState>(
    EntityKind Kind,
    Func<string, TState> New,
    Func<TState, Message, ExchangeRules, Decision> Decide,
    Func<TState, DomainEvent, TState> Evolve,
    Func<TState, long> Version,
    Func<TState, Outbox> Outbox,
    Func<TState, TState, ExchangeRules, IEnumerable<Outgoing>> Announce)
    where TState : class;

/// <summary>The four kinds of entity.</summary>
public static class Deciders
{
    /// <summary>Accounts announce their risk to the indexes of their markets.</summary>
    public static Decider<Account> Account { get; } = new(
        EntityKind.Account,
        id => Accounts.Account.New(new AccountId(id)),
        (state, message, rules) => state.Decide(message, rules),
        (state, @event) => state.Evolve(@event),
        state => state.Version,
        state => state.Outbox,
        (before, after, _) => after.Announce(before));

    /// <summary>Markets announce their mark to every risk index; while running they do so as part of their decisions.</summary>
    public static Decider<Market> Market { get; } = new(
        EntityKind.Market,
        id => Markets.Market.New(new MarketId(id)),
        (state, message, rules) => state.Decide(message, rules.Instruments.Keys, rules.Profile.Limits.OrdersPerBook),
        (state, @event) => state.Evolve(@event),
        state => state.Version,
        state => state.Outbox,
        (before, after, rules) => before.Version == 0 && after.Quote is { } quote
            ? rules.Instruments.Keys.Select(market => new Outgoing(EntityRef.RiskIndex(market), new MarkMoved(after.Id, quote, false)))
            : []);

    /// <summary>Insurance pools.</summary>
    public static Decider<LiquidationPool> Liquidation { get; } = new(
        EntityKind.Liquidation,
        LiquidationPool.New,
        (state, message, rules) => state.Decide(message, rules),
        (state, @event) => state.Evolve(@event),
        state => state.Version,
        state => state.Outbox,
        (_, _, _) => []);

    /// <summary>ADL coordinators.</summary>
    public static Decider<DeleveragingCoordinator> Deleveraging { get; } = new(
        EntityKind.Deleveraging,
        id => DeleveragingCoordinator.New(new MarketId(id)),
        (state, message, rules) => state.Decide(message, rules),
        (state, @event) => state.Evolve(@event),
        state => state.Version,
        state => state.Outbox,
        (_, _, _) => []);
}
