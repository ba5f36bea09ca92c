using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>A holder who may have to bear a loss.</summary>
/// <param name="Account">The account.</param>
/// <param name="Size">Signed position in the market.</param>
/// <param name="UnrealisedPnl">Of the position.</param>
public sealed record LossBearer(AccountId Account, Quantity Size, Money UnrealisedPnl);

/// <summary>What becomes of what neither book, fund nor winners took, and of the loss that nobody paid.</summary>
public interface IResidual : IPolicy
{
    /// <summary>True when a position that nobody took stays open and is tried again later; false when the exchange takes it over.</summary>
    bool StaysOpen => false;

    /// <summary>True when unpaid shortfalls are shared by other accounts.</summary>
    bool IsShared => false;

    /// <summary>Part of every withdrawal that is kept while a deficit is booked, in [0, 1].</summary>
    decimal WithdrawalHaircut => 0m;

    /// <summary>
    /// Each bearer's share of a loss, in whole quote ticks; in sum at least the loss (rounded up), or all zero when nobody can bear it.
    /// </summary>
    ImmutableArray<Money> Shares(Money loss, IReadOnlyList<LossBearer> bearers, decimal quoteTick) => [.. bearers.Select(_ => Money.Zero)];
}
