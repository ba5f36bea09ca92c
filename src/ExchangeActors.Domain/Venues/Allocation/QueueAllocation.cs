using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues.Allocation;

/// <summary>Greedy by rank: each is taken as far as needed before the next is touched (VENUES.md: <c>queue</c>).</summary>
public sealed record QueueAllocation : IAllocationPolicy
{
    /// <inheritdoc/>
    public string Name => "queue";

    /// <inheritdoc/>
    public bool TakesInOrder => true;

    /// <inheritdoc/>
    public ImmutableArray<decimal> Allocate(IReadOnlyList<Claim> claims, decimal budget, decimal unit)
    {
        ArgumentNullException.ThrowIfNull(claims);
        var taken = ImmutableArray.CreateBuilder<decimal>(claims.Count);
        var rest = budget;
        foreach (var claim in claims)
        {
            var take = Math.Min(claim.Capacity, rest);
            taken.Add(take);
            rest -= take;
        }

        return taken.MoveToImmutable();
    }
}
