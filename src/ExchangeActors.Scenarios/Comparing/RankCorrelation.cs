namespace ExchangeActors.Scenarios.Comparing;

/// <summary>
/// How alike two rankings of the same accounts are: 1 the same order, −1 the reverse, near 0 unrelated. Rankings are total orders, so there
/// are no ties.
/// </summary>
public static class RankCorrelation
{
    /// <summary>
    /// Spearman's rho: 1 − 6·Σd² ÷ (n·(n² − 1)), d the difference of an account's two places. 1 for fewer than two accounts.
    /// </summary>
    /// <param name="first">The place of each account in one ranking.</param>
    /// <param name="second">The place of the same accounts in the other.</param>
    public static decimal Spearman(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var n = (decimal)first.Count;
        var squares = 0m;
        for (var i = 0; i < first.Count; i++)
        {
            var distance = (decimal)(first[i] - second[i]);
            squares += distance * distance;
        }

        return n < 2m ? 1m : 1m - (6m * squares / (n * ((n * n) - 1m)));
    }

    /// <summary>Kendall's tau: (concordant − discordant pairs) ÷ all pairs, in O(n log n). 1 for fewer than two accounts.</summary>
    /// <param name="first">The place of each account in one ranking, 0 to n − 1.</param>
    /// <param name="second">The place of the same accounts in the other.</param>
    public static decimal Kendall(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count < 2)
        {
            return 1m;
        }

        var inFirstOrder = new int[first.Count];
        for (var i = 0; i < first.Count; i++)
        {
            inFirstOrder[first[i]] = second[i];
        }

        var pairs = (decimal)first.Count * (first.Count - 1) / 2m;
        return 1m - (2m * Inversions(inFirstOrder, new int[first.Count], 0, first.Count) / pairs);
    }

    /// <summary>Pairs out of order, by merge sort.</summary>
    private static long Inversions(int[] values, int[] room, int from, int to)
    {
        if (to - from < 2)
        {
            return 0;
        }

        var middle = (from + to) / 2;
        var inversions = Inversions(values, room, from, middle) + Inversions(values, room, middle, to);
        var (left, right) = (from, middle);
        for (var at = from; at < to; at++)
        {
            if (right == to || (left < middle && values[left] <= values[right]))
            {
                room[at] = values[left++];
            }
            else
            {
                inversions += middle - left;
                room[at] = values[right++];
            }
        }

        Array.Copy(room, from, values, from, to - from);
        return inversions;
    }
}
