namespace ExchangeActors.Scenarios.Comparing;

/// <summary>How unevenly a burden is spread.</summary>
public static class Concentration
{
    /// <summary>
    /// The Gini coefficient in [0, 1): Σᵢ (2i − n − 1)·xᵢ ÷ (n·Σ x), x ascending, i from 1. 0: all bear the same. Null when there is nobody
    /// or nothing to bear. The standard formula; the choice of it is ours, the paper names none.
    /// </summary>
    /// <param name="values">One value ≥ 0 for each who could have borne something.</param>
    public static decimal? Gini(IEnumerable<decimal> values)
    {
        var sorted = values.Order().ToList();
        var (weighted, total) = (0m, 0m);
        for (var i = 0; i < sorted.Count; i++)
        {
            weighted += ((2m * (i + 1)) - sorted.Count - 1) * sorted[i];
            total += sorted[i];
        }

        return total > 0m ? weighted / (sorted.Count * total) : null;
    }

    /// <summary>
    /// The largest haircut ÷ equity, of those with equity above zero, at most 1 (Chitra, arXiv 2512.01112 v3); null for nobody.
    /// </summary>
    public static decimal? LargestShare(IEnumerable<(decimal Haircut, decimal Equity)> burdens)
    {
        decimal? largest = null;
        foreach (var (haircut, equity) in burdens)
        {
            if (equity > 0m)
            {
                largest = Math.Max(largest ?? 0m, Math.Clamp(haircut / equity, 0m, 1m));
            }
        }

        return largest;
    }
}
