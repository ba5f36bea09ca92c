namespace ExchangeActors.Domain.Venues.Hedging;

/// <summary>
/// A position counts only as far as the account's net exposure has its sign: a score above zero is multiplied by min(1, max(0, s·X/N)), X
/// the signed notional of all the account's positions, N the position's. A leg that hedges others gets 0 and is closed last; the unadjusted
/// score orders those with equal ones. Exposures of all markets count alike (correlation 1).
/// </summary>
public sealed record HedgedLast : IHedgingPolicy
{
    /// <inheritdoc/>
    public string Name => "hedged-last";

    /// <inheritdoc/>
    public RankingScore Adjust(RankingScore score, in RankingInput input)
    {
        var notional = Math.Abs(input.Size) * input.Mark;
        var unhedged = notional > 0m ? Math.Clamp(RankingScore.Ratio(input.Side * input.NetExposure, notional), 0m, 1m) : 1m;
        return score.Score > 0m ? score with { Score = score.Score * unhedged, Second = score.Score, Third = score.Second } : score;
    }
}
