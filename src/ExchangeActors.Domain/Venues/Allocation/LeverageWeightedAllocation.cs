using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues.Allocation;

/// <summary>
/// By leverage × PnL, h = min(1, τ·l) (Chitra, arXiv 2512.01112 v3, leveraged pro-rata). The formula as printed there does not add up to
/// the budget; this is the reading that does.
/// </summary>
public sealed record LeverageWeightedAllocation : IAllocationPolicy
{
    /// <inheritdoc/>
    public string Name => "leverage-weighted";

    /// <inheritdoc/>
    public ImmutableArray<decimal> Allocate(IReadOnlyList<Claim> claims, decimal budget, decimal unit) =>
        WaterFilling.Spread([.. claims.Select(claim => claim.Capacity)], [.. claims.Select(claim =>
            Math.Min(WaterFilling.GreatestLeverage, claim.Leverage) * claim.Pnl)], budget, unit);
}
