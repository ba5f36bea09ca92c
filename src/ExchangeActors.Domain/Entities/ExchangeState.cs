using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Entities;

/// <summary>
/// The states of all entities, as folded from events or gathered from a runtime. Mutable: folding replaces an entity's immutable state.
/// </summary>
public sealed class ExchangeState
{
    /// <summary>Accounts.</summary>
    public Dictionary<AccountId, Account> Accounts { get; } = [];

    /// <summary>Markets.</summary>
    public Dictionary<MarketId, Market> Markets { get; } = [];

    /// <summary>Insurance pools by name.</summary>
    public Dictionary<string, LiquidationPool> Pools { get; } = [];

    /// <summary>ADL coordinators.</summary>
    public Dictionary<MarketId, DeleveragingCoordinator> Coordinators { get; } = [];

    /// <summary>The account, new if it has no event.</summary>
    public Account Account(AccountId id) => Accounts.TryGetValue(id, out var account) ? account : Domain.Accounts.Account.New(id);

    /// <summary>The market, new if it has no event.</summary>
    public Market Market(MarketId id) => Markets.TryGetValue(id, out var market) ? market : Domain.Markets.Market.New(id);

    /// <summary>The pool, new if it has no event.</summary>
    public LiquidationPool Pool(string name) => Pools.TryGetValue(name, out var pool) ? pool : LiquidationPool.New(name);

    /// <summary>The coordinator, new if it has no event.</summary>
    public DeleveragingCoordinator Coordinator(MarketId market) =>
        Coordinators.TryGetValue(market, out var coordinator) ? coordinator : DeleveragingCoordinator.New(market);

    /// <summary>Folds one event into the entity of a stream.</summary>
    /// <exception cref="UnknownEventException">The event does not belong to such a stream.</exception>
    public void Apply(EntityRef stream, DomainEvent @event)
    {
        var decider = Deciders.All[stream.Kind] ?? throw new UnknownEventException(@event);
        decider.Store(this, decider.Evolve(decider.StateOf(this, stream.Id), @event));
    }

    /// <summary>Events folded into a stream so far.</summary>
    public long VersionOf(EntityRef stream) => Deciders.All[stream.Kind] is { } decider
        ? decider.Version(decider.StateOf(this, stream.Id)) : 0;

    /// <summary>The same states in another collection, which later events do not change.</summary>
    public ExchangeState Copy()
    {
        var copy = new ExchangeState();
        Into(copy.Accounts, Accounts);
        Into(copy.Markets, Markets);
        Into(copy.Pools, Pools);
        Into(copy.Coordinators, Coordinators);
        return copy;
    }

    /// <summary>Every entity that owes something, with its outbox, in order of address.</summary>
    public IEnumerable<(EntityRef Entity, Outbox Outbox)> Outstanding() =>
        Accounts.Where(pair => !pair.Value.Outbox.IsEmpty).Select(pair => (EntityRef.Account(pair.Key), pair.Value.Outbox))
            .Concat(Markets.Where(pair => !pair.Value.Outbox.IsEmpty).Select(pair => (EntityRef.Market(pair.Key), pair.Value.Outbox)))
            .Concat(Pools.Where(pair => !pair.Value.Outbox.IsEmpty).Select(pair => (EntityRef.Liquidation(pair.Key), pair.Value.Outbox)))
            .Concat(Coordinators.Where(pair => !pair.Value.Outbox.IsEmpty)
                .Select(pair => (EntityRef.Deleveraging(pair.Key), pair.Value.Outbox)))
            .OrderBy(pair => pair.Item1);

    /// <summary>SHA-256 over the canonical form of every state, in order of address: equal states have equal hashes.</summary>
    public string Hash()
    {
        using var writer = new CanonicalWriter();
        foreach (var account in Accounts.Values.OrderBy(account => account.Id))
        {
            account.WriteTo(writer);
        }

        foreach (var market in Markets.Values.OrderBy(market => market.Id))
        {
            market.WriteTo(writer);
        }

        foreach (var pool in Pools.Values.OrderBy(pool => pool.Pool, StringComparer.Ordinal))
        {
            pool.WriteTo(writer);
        }

        foreach (var coordinator in Coordinators.Values.OrderBy(coordinator => coordinator.Market))
        {
            coordinator.WriteTo(writer);
        }

        return writer.Finish();
    }

    private static void Into<TKey, TState>(Dictionary<TKey, TState> copy, Dictionary<TKey, TState> states)
        where TKey : notnull
    {
        copy.EnsureCapacity(states.Count);
        foreach (var (key, state) in states)
        {
            copy.Add(key, state);
        }
    }
}
