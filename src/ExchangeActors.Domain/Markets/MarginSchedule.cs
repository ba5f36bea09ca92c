using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Markets;

/// <summary>
/// Tiered margin, continuous at the tiers' edges: MM = N·rate(tier) − amount(tier), amount(k) = amount(k−1) + floor(k)·(rate(k) −
/// rate(k−1)) (VENUES.md, building blocks). Exact, not rounded.
/// </summary>
public static class MarginSchedule
{
    private const decimal GreatestNotional = 10_000_000_000_000_000_000_000_000_000m;

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

    /// <summary>
    /// The largest notional whose maintenance margin is at most <paramref name="margin"/> (≥ 0): the schedule read backwards.
    /// </summary>
    public static Money LargestNotional(Instrument instrument, Money margin)
    {
        var amount = 0m;
        var rate = 0m;
        var largest = 0m;
        foreach (var tier in instrument.Tiers)
        {
            // The margin rises with the notional, so the last tier whose floor the margin still covers is the one.
            if (rate > 0m && (tier.Floor.Value * rate) - amount > margin.Value)
            {
                break;
            }

            amount += tier.Floor.Value * (tier.MaintenanceMarginRate - rate);
            rate = tier.MaintenanceMarginRate;
            largest = Proportion.Ratio(margin.Value + amount, rate, GreatestNotional);
        }

        return new Money(largest);
    }

    /// <summary>The floor of the tier that a notional falls into; 0 in the first tier.</summary>
    public static Money TierFloor(Instrument instrument, Money notional)
    {
        var floor = Money.Zero;
        foreach (var tier in instrument.Tiers)
        {
            if (tier.Floor >= notional)
            {
                break;
            }

            floor = tier.Floor;
        }

        return floor;
    }
}
