using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Actors.Tests.Fixtures;

/// <summary>What must not depend on the order in which messages arrive: money, positions, orders, liquidations.</summary>
internal static class Outcome
{
    public static string Of(ExchangeState state) => string.Join('\n',
    [
        .. state.Accounts.Values.OrderBy(account => account.Id).Select(account =>
            $"{account.Id} {account.Status} {account.Wallet} "
                + $"{string.Join(',', account.Positions.Select(pair => $"{pair.Key} {pair.Value.Size} {pair.Value.Cost}"))} "
                + $"{account.Orders.Count}"),
        .. state.Pools.Values.Select(pool => $"{pool.Pool} {pool.Balance} {pool.Deficit} {pool.Cases.Count}"),
    ]);

    /// <summary>The outcome of the same steps on the in-memory runtime.</summary>
    public static string OfInMemory(ExchangeRules rules, IEnumerable<Step> steps)
    {
        var memory = new InMemoryExchange(rules);
        foreach (var step in steps)
        {
            memory.Submit(step.To, step.Id, step.Message, step.At);
            Assert.True(memory.Run(1_000_000));
        }

        return Of(memory.State);
    }
}
