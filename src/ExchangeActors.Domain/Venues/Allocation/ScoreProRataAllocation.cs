using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues.Allocation;

/// <summary>
/// By score (Bulk; VENUES.md). Scores below zero have no weight.
/// </summary>
public sealed record ScoreProRataAllocation : IAllocationPolicy
{
    /// <inheritdoc/>
    public string Name => "score-pro-rata";

    /// <inheritdoc/>
    public ImmutableArray<decimal> Allocate(IReadOnlyList<Claim> claims, decimal budget, decimal unit) =>
        WaterFilling.Spread([.. claims.Select(claim => claim.Capacity)], [.. claims.Select(claim => Math.Max(0m, claim.Score))], budget,
            unit);
}
