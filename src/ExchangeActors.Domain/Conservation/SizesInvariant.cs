using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Simulation;

namespace ExchangeActors.Domain.Conservation;

/// <summary>Every contract has two sides. While messages are under way the clearing matches the sides of what changes hands; the sums hold at rest.</summary>
internal sealed class SizesInvariant : IInvariant
{
    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state)
    {
        var sums = new Dictionary<MarketId, decimal>();
        foreach (var account in state.Accounts.Values)
        {
            foreach (var (market, position) in account.Positions)
            {
                sums[market] = sums.GetValueOrDefault(market) + position.Size.Value;
            }
        }

        var worst = sums.OrderBy(pair => pair.Key).FirstOrDefault(pair => pair.Value != 0m);
        return InvariantResult.Of(Invariants.SizesName, worst.Value, $"{worst.Key}") with { OnlyAtRest = true };
    }

    /// <inheritdoc/>
    public InvariantResult? After(ExchangeState state, IReadOnlyCollection<EntityRef> changed) => null;
}
