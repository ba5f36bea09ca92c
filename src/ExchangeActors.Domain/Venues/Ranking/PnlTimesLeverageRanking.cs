namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>
/// PnL%·L, PnL% = PnL ÷ wallet (or isolated margin), L = notional ÷ equity (Bybit; the form with wallet and equity is that of psyto/openhl,
/// crates/liquidation). Losers get PnL%/L. Without wallet or equity the score is the lowest.
/// </summary>
public sealed record PnlTimesLeverageRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "pnl-percent-times-leverage";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input)
    {
        if (input.Balance <= 0m || input.Equity <= 0m)
        {
            return new RankingScore(input.PnlRatio, RankingScore.Greatest, -RankingScore.Greatest);
        }

        var percent = RankingScore.Ratio(input.UnrealisedPnl, input.Balance);
        var leverage = RankingScore.Ratio(Math.Abs(input.Size) * input.Mark, input.Equity);
        return new RankingScore(percent, leverage, percent >= 0m ? percent * leverage : RankingScore.Ratio(percent, leverage));
    }
}
