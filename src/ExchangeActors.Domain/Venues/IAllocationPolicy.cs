using System.Collections.Immutable;

namespace ExchangeActors.Domain.Venues;

/// <summary>What can be taken from one place in the queue, and what it is weighed by. In a deleveraging the capacity is contracts; in a haircut it is profit.</summary>
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
    /// What is taken from each place, in whole units, at most its capacity, in sum at most the budget; what cannot be placed is left. Best rank first.
    /// </summary>
    ImmutableArray<decimal> Allocate(IReadOnlyList<Claim> claims, decimal budget, decimal unit);
}
