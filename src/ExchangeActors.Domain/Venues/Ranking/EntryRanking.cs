namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>Dango: the short with the highest entry, the long with the lowest (VENUES.md, dango). The score is −s·entry.</summary>
public sealed record EntryRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "entry";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input) => new(input.PnlRatio, input.EffectiveLeverage, -input.Side * input.Entry);
}
