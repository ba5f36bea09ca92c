using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues.Allocation;

/// <summary>
/// h = min(1, τ·λ·g(λ)) with g(λ) = λ^power and λ = notional ÷ equity: the more leveraged lose more (Chitra, arXiv 2512.01112 v3, RAP;
/// power 1 is its linear g).
/// </summary>
/// <param name="Power">Whole number ≥ 1.</param>
public sealed record RiskAwareProRataAllocation(int Power) : IAllocationPolicy
{
    /// <inheritdoc/>
    public string Name => "risk-aware-pro-rata";

    /// <inheritdoc/>
    public ImmutableArray<decimal> Allocate(IReadOnlyList<Claim> claims, decimal budget, decimal unit) =>
        WaterFilling.Spread([.. claims.Select(claim => claim.Capacity)], [.. claims.Select(claim => claim.Pnl * Weight(claim.Leverage))],
            budget, unit);

    private const decimal GreatestLeverage = 1_000m;

    private decimal Weight(decimal leverage)
    {
        // Beyond this leverage all weigh alike, and only the ratio of weights counts: so the powers stay in range.
        var capped = Math.Min(leverage, GreatestLeverage) / GreatestLeverage;
        var weight = capped;
        for (var i = 0; i < Power; i++)
        {
            weight *= capped;
        }

        return weight;
    }
}
