using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues;

/// <summary>
/// What can be taken from one place in the queue, and what it is weighed by. In a deleveraging the capacity is contracts; in a haircut it
/// is profit.
/// </summary>
/// <param name="Capacity">The most that can be taken, ≥ 0.</param>
/// <param name="Pnl">Positive unrealised PnL, ≥ 0.</param>
/// <param name="Size">Position size, unsigned.</param>
/// <param name="Leverage">Notional ÷ equity.</param>
/// <param name="Score">In the queue.</param>
public readonly record struct Claim(decimal Capacity, decimal Pnl, decimal Size, decimal Leverage, decimal Score);

/// <summary>How what is to be taken is spread over the ranked queue.</summary>
public interface IAllocationPolicy : IPolicy
{
    /// <summary>
    /// Set where nobody is ranked and closed: the whole side shrinks together, and each position settles when it is touched.
    /// </summary>
    LazyAllocation? Lazy => null;

    /// <summary>True where a place is touched only once those before it have given all they can: nobody behind the last that is needed
    /// has to be looked at.</summary>
    bool TakesInOrder => false;

    /// <summary>
    /// What is taken from each place, in whole units, at most its capacity, in sum at most the budget; what cannot be placed is left. Best
    /// rank first.
    /// </summary>
    ImmutableArray<decimal> Allocate(IReadOnlyList<Claim> claims, decimal budget, decimal unit);
}

/// <summary>The terms of an allocation that shrinks a whole side at once.</summary>
/// <param name="Scale">Where a side's A starts.</param>
/// <param name="Least">Below this A nothing is opened on the side.</param>
/// <param name="TouchesPerSweep">Positions of a shrunk side that the risk monitors have looked at per sweep, so that all are settled
/// after a while whether or not anything else touches them.</param>
public sealed record LazyAllocation(long Scale, long Least, int TouchesPerSweep);
