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
    /// Each bearer's share of a loss, within one quote tick of its exact share; in sum the loss to the last digit, or as much of it as
    /// can be borne. The loss need be no whole number of ticks: then one
    /// share is none either. Bearers are in order of their ids, which breaks ties.
    /// </summary>
    ImmutableArray<Money> Shares(Money loss, IReadOnlyList<LossBearer> bearers, decimal quoteTick) => [.. bearers.Select(_ => Money.Zero)];
}
