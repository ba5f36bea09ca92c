using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues.Allocation;

/// <summary>
/// Each winner loses the same share h = B/U of its PnL (Chitra, arXiv 2512.01112 v3). Contracts are taken in proportion to PnL, at most the
/// position; what that leaves is spread over the others.
/// </summary>
public sealed record ProRataAllocation : IAllocationPolicy
{
    /// <inheritdoc/>
    public string Name => "pro-rata";

    /// <inheritdoc/>
    public ImmutableArray<decimal> Allocate(IReadOnlyList<Claim> claims, decimal budget, decimal unit) =>
        WaterFilling.Spread([.. claims.Select(claim => claim.Capacity)], [.. claims.Select(claim => claim.Pnl)], budget, unit);
}
