namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>Ethereal: leverage, highest first; then unrealised PnL, highest first; then balance, lowest first (VENUES.md, ethereal). Leverage = notional ÷ equity.</summary>
public sealed record EtherealRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "ethereal";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input) =>
        new(input.PnlRatio, input.EffectiveLeverage, input.EffectiveLeverage, input.UnrealisedPnl, -input.Balance);
}
