using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>
/// Bulk: PnL^w·L^(1−w) (VENUES.md, bulk), PnL the ratio s·(m − e)/e, L = notional ÷ equity of all that the same margin backs. Without
/// profit the score is 0.
/// </summary>
/// <param name="Weight">w in [0, 1].</param>
public sealed record BulkRanking(decimal Weight) : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "bulk";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input)
    {
        var leverage = input.EffectiveLeverage;
        var score = input.PnlRatio > 0m && leverage > 0m ? Powers.Power(input.PnlRatio, Weight) * Powers.Power(leverage, 1m - Weight) : 0m;
        return new RankingScore(input.PnlRatio, leverage, score);
    }
}
