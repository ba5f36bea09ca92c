using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Allocation;

/// <summary>
/// Pro-rata under a cap on each haircut, h = min(η, β), by water-filling (Chitra, arXiv 2512.01112 v3). Without a cap it equals
/// <c>pro-rata</c>.
/// </summary>
/// <param name="MaxHaircut">β: the largest part of a position or profit that may be taken, in (0, 1].</param>
public sealed record CappedProRataAllocation(decimal MaxHaircut) : IAllocationPolicy
{
    /// <inheritdoc/>
    public string Name => "capped-pro-rata";

    /// <inheritdoc/>
    public ImmutableArray<decimal> Allocate(IReadOnlyList<Claim> claims, decimal budget, decimal unit) =>
        WaterFilling.Spread(
            [.. claims.Select(claim => MaxHaircut == 1m ? claim.Capacity : Rounding.Down(claim.Capacity * MaxHaircut, unit))],
                [.. claims.Select(claim => claim.Pnl)], budget, unit);
}
