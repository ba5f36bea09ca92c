namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>The largest unrealised PnL first. Stands for a keeper's choice (GMX v2), who gains most by it.</summary>
public sealed record LargestPnlRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "largest-pnl";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input) => new(input.PnlRatio, input.EffectiveLeverage, input.UnrealisedPnl);
}
