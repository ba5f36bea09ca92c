namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>
/// OKX and HTX: in profit PnL ratio ÷ margin ratio, in loss PnL ratio × margin ratio; margin ratio = equity/MM of what backs the position,
/// for cross the account's (VENUES.md, okx). Without equity a winner is first and a loser last.
/// </summary>
public sealed record OkxRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "okx";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input)
    {
        var pnlRatio = input.PnlRatio;
        if (input.Equity <= 0m || input.MaintenanceMargin <= 0m)
        {
            return new RankingScore(pnlRatio, RankingScore.Greatest, pnlRatio > 0m ? RankingScore.Greatest : -RankingScore.Greatest);
        }

        var marginRatio = RankingScore.Ratio(input.Equity, input.MaintenanceMargin);
        return new RankingScore(pnlRatio, RankingScore.Ratio(1m, marginRatio), pnlRatio >= 0m ? RankingScore.Ratio(pnlRatio, marginRatio)
            : pnlRatio * marginRatio);
    }
}
