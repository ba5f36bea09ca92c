using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Answering;

/// <summary>What takers bought less what they sold, quote.</summary>
/// <param name="Ordinary">Of orders of any kind.</param>
/// <param name="Liquidations">Of liquidations.</param>
public readonly record struct NetFlow(decimal Ordinary, decimal Liquidations);

/// <summary>
/// The takers' net flow by exchange time and market, from the events. It is kept by the time of the trade, not of its observation, so that
/// a run which goes on from a journal answers to what was traded before each tick, whatever it has read already. Safe for concurrent use.
/// </summary>
public sealed class TakerFlow
{
    private readonly SortedDictionary<long, Dictionary<MarketId, NetFlow>> _flows = [];

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        if (recorded.Event is not TradeExecuted trade)
        {
            return;
        }

        var market = new MarketId(recorded.Id.Stream.Id);
        var notional = trade.Quantity.Value * trade.Price.Value * (trade.TakerSide == Side.Buy ? 1m : -1m);
        lock (_flows)
        {
            if (!_flows.TryGetValue(recorded.At.UnixMs, out var flows))
            {
                _flows[recorded.At.UnixMs] = flows = [];
            }

            // Sums of decimals are exact at these sizes, so the order of the trades has no effect.
            var flow = flows.GetValueOrDefault(market);
            flows[market] = trade.Liquidation is null
                ? flow with { Ordinary = flow.Ordinary + notional }
                : flow with { Liquidations = flow.Liquidations + notional };
        }
    }

    /// <summary>The flow before a time that was not taken yet; it is forgotten.</summary>
    /// <param name="at">Exchange time; never falls from call to call.</param>
    public IReadOnlyDictionary<MarketId, NetFlow> TakeBefore(Moment at)
    {
        var sum = new Dictionary<MarketId, NetFlow>();
        lock (_flows)
        {
            while (_flows.Count > 0 && _flows.First() is { Key: var time, Value: var flows } && time < at.UnixMs)
            {
                _flows.Remove(time);
                foreach (var (market, flow) in flows)
                {
                    var before = sum.GetValueOrDefault(market);
                    sum[market] = new NetFlow(before.Ordinary + flow.Ordinary, before.Liquidations + flow.Liquidations);
                }
            }
        }

        return sum;
    }
}
