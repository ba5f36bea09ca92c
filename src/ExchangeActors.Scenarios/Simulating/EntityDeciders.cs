using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Simulation;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>The deciders that a simulated exchange runs: the real ones, or with a planted bug around one of them.</summary>
internal sealed record EntityDeciders(Decider<Account> Account, Decider<Market> Market, Decider<LiquidationPool> Liquidation, Decider<DeleveragingCoordinator> Deleveraging)
{
    /// <summary>Whether entities of a kind send again what they owe.</summary>
    public Func<EntityKind, bool> SendsAgain { get; init; } = _ => true;

    /// <summary>Those of the runtimes.</summary>
    public static EntityDeciders Real { get; } = new(Deciders.Account, Deciders.Market, Deciders.Liquidation, Deciders.Deleveraging);
}
