using System.Collections.Immutable;

namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// Divides an amount in proportion to weights by largest remainder (Hamilton's method): each gets the whole units of its exact share; the
/// units left over go one each to the largest
/// remainders, ties by place; what is less than a unit goes to the next in that order. In sum it is the amount to the last digit, and
/// each part is within one unit of its exact share.
/// </summary>
public static class LargestRemainder
{
    /// <summary>The parts, in the order of the weights; all 0 when no weight is above 0.</summary>
    /// <param name="amount">≥ 0.</param>
    /// <param name="weights">≥ 0.</param>
    /// <param name="unit">&gt; 0.</param>
    /// <param name="caps">The most that each can get, not below its exact share; null for no bound.</param>
    public static ImmutableArray<decimal> Divide(decimal amount, IReadOnlyList<decimal> weights, decimal unit,
        IReadOnlyList<decimal>? caps = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var total = weights.Sum();
        var parts = new decimal[weights.Count];
        if (total <= 0m)
        {
            return [.. parts];
        }

        var rest = amount;
        var remainders = new (decimal Remainder, int Place)[weights.Count];
        for (var i = 0; i < weights.Count; i++)
        {
            // A quotient has 28 digits: one that was rounded up to a whole unit must not take what is not there.
            var share = Math.Min(rest, Proportion.Of(amount, weights[i], total));
            parts[i] = Rounding.Down(share, unit);
            remainders[i] = (share - parts[i], i);
            rest -= parts[i];
        }

        Array.Sort(remainders, (a, b) => a.Remainder != b.Remainder ? b.Remainder.CompareTo(a.Remainder) : a.Place.CompareTo(b.Place));
        foreach (var (_, place) in remainders)
        {
            var more = Math.Min(rest, Math.Min(unit, caps is null ? unit : caps[place] - parts[place]));
            if (weights[place] > 0m && more > 0m)
            {
                parts[place] += more;
                rest -= more;
            }
        }

        return [.. parts];
    }
}
