using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues.Allocation;

/// <summary>
/// Every position of the side, at once, in proportion to its size: the side's index A falls and its K takes the loss, in one event whatever
/// the number of positions (Percolator, aeyakovenko/percolator, specification v11–v12). Spread over a queue, as vectors and studies ask
/// for, it is <see cref="ContractProRataAllocation"/>.
/// </summary>
public sealed record LazyProRataAllocation(long Scale, long Least, int TouchesPerSweep) : IAllocationPolicy
{
    /// <inheritdoc/>
    public string Name => "lazy-pro-rata";

    /// <inheritdoc/>
    public LazyAllocation? Lazy => new(Scale, Least, TouchesPerSweep);

    /// <inheritdoc/>
    public ImmutableArray<decimal> Allocate(IReadOnlyList<Claim> claims, decimal budget, decimal unit) =>
        new ContractProRataAllocation().Allocate(claims, budget, unit);
}
