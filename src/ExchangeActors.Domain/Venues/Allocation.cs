using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>How the quantity to be closed is spread over the ranked queue.</summary>
public interface IAllocationPolicy : IPolicy
{
    /// <summary>
    /// Unsigned quantity per place in the queue, at most each one's open quantity, whole lots, in sum at most <paramref name="needed"/>.
    /// </summary>
    ImmutableArray<Quantity> Allocate(IReadOnlyList<Quantity> open, Quantity needed);
}

/// <summary>Greedy by rank: each is closed as far as needed before the next is touched (VENUES.md: <c>queue</c>).</summary>
public sealed record QueueAllocation : IAllocationPolicy
{
    /// <inheritdoc/>
    public string Name => "queue";

    /// <inheritdoc/>
    public ImmutableArray<Quantity> Allocate(IReadOnlyList<Quantity> open, Quantity needed)
    {
        var taken = ImmutableArray.CreateBuilder<Quantity>(open.Count);
        var rest = needed;
        foreach (var quantity in open)
        {
            var take = Quantity.Min(quantity, rest);
            taken.Add(take);
            rest -= take;
        }

        return taken.MoveToImmutable();
    }
}
