using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Allocation;

/// <summary>
/// Spreads a budget by weight under caps: x = min(cap, τ·weight) with τ such that the sum is the budget (the algorithm of "Capped Pro-Rata
/// Water-Filling", Chitra, arXiv 2512.01112 v3); then in whole units, the remainder one unit each by largest fraction, ties by rank.
/// </summary>
internal static class WaterFilling
{
    private const decimal GreatestLevel = 10_000_000_000_000_000_000_000_000_000m;
    private const decimal GreatestWeight = 1_000_000m;
    private const decimal LeastWeight = 0.000_001m;

    /// <summary>Beyond this leverage all weigh alike: times any profit it fits into a decimal.</summary>
    public const decimal GreatestLeverage = 1_000_000m;

    /// <summary>
    /// What each gets. Those without weight get nothing while others have room; when nobody with room has weight, nothing more is spread.
    /// </summary>
    public static ImmutableArray<decimal> Spread(IReadOnlyList<decimal> caps, IReadOnlyList<decimal> weights, decimal budget, decimal unit)
    {
        var exact = Exact(caps, weights, Math.Min(budget, caps.Sum()));
        var taken = ImmutableArray.CreateBuilder<decimal>(caps.Count);
        var rest = Math.Min(budget, exact.Sum());
        var order = new List<int>();
        for (var i = 0; i < caps.Count; i++)
        {
            // A cap that is reached is taken whole, also when it is no whole number of units.
            var whole = exact[i] >= caps[i] ? caps[i] : Math.Min(caps[i], Rounding.Down(exact[i], unit));
            taken.Add(whole);
            rest -= whole;
            if (whole < exact[i])
            {
                order.Add(i);
            }
        }

        var open = budget - taken.Sum();
        order.Sort((a, b) => (exact[b] - taken[b]) != (exact[a] - taken[a]) ? (exact[b] - taken[b]).CompareTo(exact[a] - taken[a])
            : a.CompareTo(b));
        foreach (var i in order)
        {
            var more = Math.Min(unit, caps[i] - taken[i]);
            // The division above may have lost the last digits of a unit; what is left of the budget is owed to the last who missed it.
            if (rest < more - (unit / 1_000_000m))
            {
                break;
            }

            more = Math.Min(more, open);
            taken[i] += more;
            open -= more;
            rest -= more;
        }

        return taken.MoveToImmutable();
    }

    private static decimal[] Exact(IReadOnlyList<decimal> caps, IReadOnlyList<decimal> written, decimal budget)
    {
        var weights = Scaled(written);
        var exact = new decimal[caps.Count];
        var order = Enumerable.Range(0, caps.Count).Where(i => caps[i] > 0m && weights[i] > 0m).ToList();
        decimal[] levels = [.. caps.Select((cap, i) => weights[i] > 0m ? Proportion.Ratio(cap, weights[i], GreatestLevel) : 0m)];
        order.Sort((a, b) => levels[a] != levels[b] ? levels[a].CompareTo(levels[b]) : a.CompareTo(b));
        var left = budget;
        var weight = order.Sum(i => weights[i]);
        for (var k = 0; k < order.Count; k++)
        {
            var i = order[k];
            if (caps[i] <= Proportion.Of(left, weights[i], weight))
            {
                exact[i] = caps[i];
                left -= caps[i];
                weight -= weights[i];
                continue;
            }

            foreach (var j in order.Skip(k))
            {
                exact[j] = Math.Min(caps[j], Proportion.Of(left, weights[j], weight));
            }

            break;
        }

        return exact;
    }

    /// <summary>Only the ratio of weights counts; powers of leverage times profit could be so large that their products overflow.</summary>
    private static IReadOnlyList<decimal> Scaled(IReadOnlyList<decimal> weights)
    {
        var greatest = weights.DefaultIfEmpty().Max();
        return greatest <= GreatestWeight ? weights
            : [.. weights.Select(weight => weight > 0m ? Math.Max(LeastWeight, weight / greatest * GreatestWeight) : 0m)];
    }
}
