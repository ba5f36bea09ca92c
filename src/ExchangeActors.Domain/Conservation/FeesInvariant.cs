using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>
/// Trading fees: what accounts have paid is what markets have collected. While messages are under way, with the fees of fills that are on
/// their way.
/// </summary>
internal sealed class FeesInvariant(Clearing clearing) : IInvariant
{
    private readonly Dictionary<EntityRef, decimal> _fees = [];
    private decimal _sum;

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) => InvariantResult.Of(
        Invariants.FeesName,
        state.Accounts.Values.Sum(account => account.FeesPaid.Value) - state.Markets.Values.Sum(market => market.FeesCollected.Value),
        "a fill was lost or applied twice") with
    { OnlyAtRest = true };

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed)
    {
        foreach (var entity in changed)
        {
            var fees = entity.Kind switch
            {
                EntityKind.Account => state.Account(new AccountId(entity.Id)).FeesPaid.Value,
                EntityKind.Market => -state.Market(new MarketId(entity.Id)).FeesCollected.Value,
                _ => 0m,
            };
            _sum += fees - _fees.GetValueOrDefault(entity);
            _fees[entity] = fees;
        }

        return InvariantResult.Of(Invariants.FeesName, _sum + clearing.Fees, "a fill was lost or applied twice").IfBroken();
    }
}
