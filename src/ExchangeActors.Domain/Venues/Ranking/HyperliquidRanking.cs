namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>
/// Hyperliquid: (m/e)^s·(N/equity), N = q·m the position's own notional, equity the account's. The documentation prints m/e without the
/// side, which would fall with profit for shorts (VENUES.md, hyperliquid).
/// </summary>
public sealed record HyperliquidRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "hyperliquid";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input)
    {
        // A position taken over below zero cost has no entry; it counts as entered at the mark.
        var move = input.Entry <= 0m ? 1m : input.Side > 0m ? RankingScore.Ratio(input.Mark, input.Entry)
            : RankingScore.Ratio(input.Entry, input.Mark);
        var leverage = input.OwnLeverage;
        return new RankingScore(input.PnlRatio, leverage, move * leverage);
    }
}
