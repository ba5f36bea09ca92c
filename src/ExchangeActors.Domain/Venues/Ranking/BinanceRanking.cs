namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>
/// Binance: P·R, P = max(0, U)/max(1, W), R = MM/(W + U), 0 if W + U ≤ 0; U, W and MM of everything that the same margin backs (VENUES.md,
/// binance; Aevo ranks likewise).
/// </summary>
public sealed record BinanceRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "binance";

    /// <inheritdoc/>
    public IndicatorKind Indicator => IndicatorKind.ByAccount;

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input)
    {
        var profit = Math.Max(0m, input.TotalUnrealisedPnl) / Math.Max(1m, input.Balance);
        var ratio = input.Equity > 0m ? RankingScore.Ratio(input.MaintenanceMargin, input.Equity) : 0m;
        return new RankingScore(input.PnlRatio, ratio, Math.Min(RankingScore.Greatest, profit) * Math.Min(RankingScore.Greatest, ratio));
    }
}
