using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Probing.Attacks;

/// <summary>Every attack that there is.</summary>
public static class AttackCatalog
{
    /// <summary>In the order of the report.</summary>
    public static ImmutableArray<IAttack> All { get; } =
        [new BothLegs(), new UnrealisedProfit(), new ThinBook(), new PulledWall(), new CrowdedQueue(), new OffMarket(closing: false),
            new OffMarket(closing: true)];
}
