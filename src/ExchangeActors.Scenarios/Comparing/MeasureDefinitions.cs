using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>What each measure means, in one sentence, for whoever reads the figures without the code.</summary>
public static class MeasureDefinitions
{
    /// <summary>By the name of the field.</summary>
    public static ImmutableSortedDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["needed"] = "B_needed = Σ |mark of the ranking − ADL price| · quantity over the forced closes",
        ["forgone"] = "Σ closed · (mark − ADL price), closed signed like the position, at the scenario's own mark so many seconds after "
            + "the end of each wave (a gap of more than 5,000 ms, or a tick where that is longer, or the scenario's waveGapMs, between "
                + "forced closes begins a new wave; at horizon 0 the mark that stood at its last forced close; beyond the end of the "
                    + "run its last mark); below zero: being closed was a gain",
        ["haircut"] = "H = the same, only of the accounts, per wave, that would have earned more",
        ["overshoot"] = "O = H − B_needed; numeraire: change of the winners' equity in quote currency (USD), horizon as named",
        ["overshootOfPnlTaken"] = "PnL taken − B_needed; numeraire: realised profit in quote currency, no horizon",
        ["totalDeficit"] =
            "D = Σ over accounts of the lowest negative equity when a liquidation of theirs began or when winners were asked for, or of "
                + "the sum of their shortfalls, whichever is larger",
        ["largestDeficit"] = "Δ = the largest deficit of one account",
        ["largestWinner"] = "υ = the largest unrealised profit of a trader's account at the end of the last tick with ADL",
        ["ptsr"] = "υ ÷ D (the denominator is the total deficit, not θ·D as in the paper's text)",
        ["pmr"] = "υ ÷ Δ (the denominator is the largest single loss, not θ·Δ as in the paper's text)",
        ["largestHaircutShare"] =
            "the largest haircut of an account in a wave (horizon 0) ÷ the equity behind its position when it was ranked, at most 1",
        ["giniOfHaircuts"] =
            "Gini coefficient (the standard formula, our choice) of haircuts at horizon 0 over every account that was in a recorded queue",
        ["giniOfNotional"] = "Gini coefficient of the notional closed, over the same accounts",
        ["hedgeBreaks"] = "accounts whose absolute net exposure over all markets grew by a forced close, at the marks then",
        ["indicatorAccuracy"] =
            "share of forced closes of accounts that the five-step indicator of the ranking that closed them showed all five lights",
        ["rankCorrelation"] =
            "the first queue of each of up to eight markets, as one venue's run recorded it, ranked by every venue's ranking and "
                + "hedging; mean over the queues",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
