using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Conservation;

/// <summary>Every contract has two sides. While messages are under way the clearing matches the sides of what changes hands; the sums
/// hold at rest. A side that was shrunk counts with what its positions have not settled
/// yet, or settled beyond it by rounding to lots.</summary>
internal sealed class SizesInvariant : IInvariant
{
    private readonly Dictionary<MarketId, decimal> _unsettled = [];

    /// <inheritdoc/>
    public void Observe(RecordedEvent recorded)
    {
        switch (recorded.Event)
        {
            case SideShrunk e: Add(e.Deleveraging.Market, e.Side * e.Quantity.Value); break;
            case SideSettled e: Add(e.Market, e.Delta.Value); break;
            default: break;
        }
    }

    /// <inheritdoc/>
    public InvariantResult Check(ExchangeState state)
    {
        var sums = _unsettled.ToDictionary(pair => pair.Key, pair => -pair.Value);
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

    private void Add(MarketId market, decimal delta) => _unsettled[market] = _unsettled.GetValueOrDefault(market) + delta;
}
