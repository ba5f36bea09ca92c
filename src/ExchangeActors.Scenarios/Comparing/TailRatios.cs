namespace ExchangeActors.Scenarios.Comparing;

/// <summary>
/// How large the largest winner still is, measured by what others lost (Chitra, arXiv 2512.01112 v3: profitability to solvency ratio and
/// profitability to maximum loss ratio). The paper's text divides by θ·D and θ·Δ, its code by what is left after ADL; here the denominators
/// are D and Δ themselves, so that profiles with different severities share them.
/// </summary>
public static class TailRatios
{
    /// <summary>υ: the largest profit left, max (w − x)⁺ over winners; 0 for nobody.</summary>
    /// <param name="winners">Profit w before ADL and what was taken of it, x.</param>
    public static decimal LargestWinner(IEnumerable<(decimal Profit, decimal Taken)> winners) =>
        winners.Select(winner => Math.Max(0m, winner.Profit - winner.Taken)).DefaultIfEmpty().Max();

    /// <summary>PTSR = υ ÷ D, D the total deficit; null without a deficit.</summary>
    public static decimal? Ptsr(decimal largestWinner, decimal totalDeficit) => totalDeficit > 0m ? largestWinner / totalDeficit : null;

    /// <summary>PMR = υ ÷ Δ, Δ the largest single deficit; null without a deficit.</summary>
    public static decimal? Pmr(decimal largestWinner, decimal largestDeficit) =>
        largestDeficit > 0m ? largestWinner / largestDeficit : null;
}
