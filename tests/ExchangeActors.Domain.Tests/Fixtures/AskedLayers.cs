using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Tests.Fixtures;

/// <summary>In which order the events say that a liquidation was offered to the layers, against the order of the profile.</summary>
public sealed class AskedLayers(LayerOrder order)
{
    private readonly Dictionary<LiquidationId, int> _last = [];

    /// <summary>Where a layer was asked that should have been asked before, or that the profile does not have.</summary>
    public List<string> Breaks { get; } = [];

    /// <summary>How often a layer was asked.</summary>
    public int Asked { get; private set; }

    public void Observe(IEnumerable<DomainEvent> events)
    {
        foreach (var @event in events)
        {
            switch (@event)
            {
                // A new try.
                case LiquidationStepBegun e:
                    if (e.First != order.First)
                    {
                        Breaks.Add($"{e} does not begin with {order.First}");
                    }

                    _last[e.Liquidation] = -1;
                    break;
                case LiquidationOpened e: _last[e.Liquidation] = -1; break;
                case LiquidationReviewed e: _last[e.Liquidation] = -1; break;
                case LiquidationStepPostponed e: _last[e.Liquidation] = -1; break;
                case LiquidationQueued e: _last[e.Liquidation] = -1; break;
                case LiquidationStepRefused e: _last[e.Liquidation] = -1; break;
                case LiquidationAwaitsFund e: _last[e.Liquidation] = order.Layers.IndexOf(e.After); break;
                case LiquidationStepRequested e: Ask(e.Liquidation, WaterfallLayer.Book, again: true); break;
                case DeleveragingRequested e: Ask(e.Liquidation, WaterfallLayer.Winners, again: false); break;
                // One participant after the other.
                case SupportOffered e: Ask(e.Liquidation, WaterfallLayer.Backstop, again: true); break;
                case SupportReturned { Unfilled.IsZero: true } e: _last[e.Liquidation] = -1; break;
                case PositionTakenOver e:
                    Ask(e.Liquidation, e.Layer, again: false);
                    // All of the piece is gone; the next begins anew.
                    _last[e.Liquidation] = -1;
                    break;
                case LiquidationStepFilled { Remaining.IsZero: true } e: _last[e.Liquidation] = -1; break;
                case DeleveragingReturned { Unfilled.IsZero: true } e: _last[e.Liquidation] = -1; break;
                default: break;
            }
        }
    }

    private void Ask(LiquidationId liquidation, WaterfallLayer layer, bool again)
    {
        Asked++;
        var (at, last) = (order.Layers.IndexOf(layer), _last[liquidation]);
        if (at < 0 || at < last || (at == last && !again))
        {
            Breaks.Add($"{liquidation}: {layer} was asked after {(last < 0 ? "nobody" : order.Layers[last])} in {order}");
        }

        _last[liquidation] = at;
    }
}
