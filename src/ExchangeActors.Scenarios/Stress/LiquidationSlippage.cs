using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Stress;

/// <summary>
/// What liquidations paid the book beyond the mark, order by order, and whose the open interest was. It is fed every event of a run.
/// </summary>
internal sealed class LiquidationSlippage
{
    private readonly Dictionary<MarketId, decimal> _marks = [];
    private readonly Dictionary<(LiquidationId Liquidation, MarketId Market), int> _sides = [];
    private readonly Dictionary<LiquidationId, MarketId> _markets = [];
    private readonly List<(decimal Cost, decimal Notional)> _orders = [];

    /// <summary>Takes notice of an event.</summary>
    public void Observe(RecordedEvent recorded)
    {
        switch (recorded.Event)
        {
            case MarkPriceUpdated e: _marks[new MarketId(recorded.Id.Stream.Id)] = e.Mark.Value; break;
            case LiquidationOpened e:
                foreach (var position in e.Positions)
                {
                    _sides[(e.Liquidation, position.Market)] = Math.Sign(position.Size.Value);
                }

                break;
            case LiquidationStepRequested e: _markets[e.Liquidation] = e.Market; break;
            case LiquidationStepFilled e when e.Filled.Value > 0m:
                var market = _markets[e.Liquidation];
                var atMark = _marks[market] * e.Filled.Value;

                // A long sells: below the mark is a cost. A short buys: above it is.
                _orders.Add((_sides[(e.Liquidation, market)] * (atMark - e.Notional.Value), atMark));
                break;
            default: break;
        }
    }

    /// <summary>
    /// The cost over the mark, quote, that this share of the orders did not exceed, and the mean of those beyond; 0 without orders.
    /// </summary>
    public (decimal Quantile, decimal TailMean) InQuote(decimal level)
    {
        if (_orders.Count == 0)
        {
            return (0m, 0m);
        }

        var sorted = _orders.Select(order => order.Cost).Order().ToList();
        var place = Math.Clamp((int)Math.Ceiling(level * sorted.Count) - 1, 0, sorted.Count - 1);
        var tail = sorted.Skip(place).ToList();
        return (sorted[place], tail.Sum() / tail.Count);
    }

    /// <summary>All of it over the notional at the marks, basis points; 0 without orders.</summary>
    public decimal MeanBps()
    {
        var notional = _orders.Sum(order => order.Notional);
        return notional == 0m ? 0m : 10_000m * _orders.Sum(order => order.Cost) / notional;
    }
}
