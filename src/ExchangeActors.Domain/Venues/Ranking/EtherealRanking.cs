namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>
/// Ethereal: leverage, highest first; then unrealised PnL, highest first; then balance, lowest first (VENUES.md, ethereal). Leverage is the
/// effective one: notional ÷ equity of all that the same margin backs.
/// </summary>
public sealed record EtherealRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "ethereal";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input) =>
        new(input.PnlRatio, input.EffectiveLeverage, input.EffectiveLeverage, input.UnrealisedPnl, -input.Balance);
}
