using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Conservation;

/// <summary>The insurance fund never goes below its floor, unless the venue lets it.</summary>
internal sealed class FundInvariant(ExchangeRules rules) : IInvariant
{
    private decimal _lowest;

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        if (recorded.Event is InsuranceFundDebited e && !rules.Profile.Backstop.MayOverdraw)
        {
            _lowest = Math.Min(_lowest, e.Balance.Value - rules.FundFloor.Value);
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state) =>
        InvariantResult.Of(Invariants.FundName, -_lowest, $"lowest is {_lowest} below the floor {rules.FundFloor}");

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => _lowest < 0m ? Check(state) : null;
}
