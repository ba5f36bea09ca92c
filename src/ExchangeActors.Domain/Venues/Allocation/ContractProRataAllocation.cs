using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues.Allocation;

/// <summary>
/// By position size, in whole lots, the remainder one lot each by largest fraction (Chitra, arXiv 2512.01112 v3).
/// </summary>
public sealed record ContractProRataAllocation : IAllocationPolicy
{
    /// <inheritdoc/>
    public string Name => "contract-pro-rata";

    /// <inheritdoc/>
    public ImmutableArray<decimal> Allocate(IReadOnlyList<Claim> claims, decimal budget, decimal unit) =>
        WaterFilling.Spread([.. claims.Select(claim => claim.Capacity)], [.. claims.Select(claim => claim.Size)], budget, unit);
}
