using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Risk;

/// <summary>
/// Tiered margin, continuous at the tiers' edges: MM = N·rate(tier) − amount(tier), amount(k) = amount(k−1) + floor(k)·(rate(k) − rate(k−1)) (VENUES.md, building blocks).
/// Exact, not rounded.
/// </summary>
public static class MarginSchedule
{
    /// <summary>Maintenance margin of a notional ≥ 0, quote.</summary>
    public static Money Maintenance(Instrument instrument, Money notional)
    {
        var (rate, amount) = MaintenanceTier(instrument, notional);
        return new Money((notional.Value * rate) - amount);
    }

    /// <summary>Initial margin of a notional ≥ 0, quote.</summary>
    public static Money Initial(Instrument instrument, Money notional)
    {
        var amount = 0m;
        var rate = 0m;
        foreach (var tier in instrument.Tiers)
        {
            if (tier.Floor > notional)
            {
                break;
            }

            amount += tier.Floor.Value * (tier.InitialMarginRate - rate);
            rate = tier.InitialMarginRate;
        }

        return new Money((notional.Value * rate) - amount);
    }

    /// <summary>Maintenance rate and amount of the tier that a notional falls into.</summary>
    public static (decimal Rate, decimal Amount) MaintenanceTier(Instrument instrument, Money notional)
    {
        var amount = 0m;
        var rate = 0m;
        foreach (var tier in instrument.Tiers)
        {
            if (tier.Floor > notional)
            {
                break;
            }

            amount += tier.Floor.Value * (tier.MaintenanceMarginRate - rate);
            rate = tier.MaintenanceMarginRate;
        }

        return (rate, amount);
    }
}
