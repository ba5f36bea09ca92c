namespace ExchangeActors.Domain.Venues.Hedging;

/// <summary>Every position is ranked by itself, as the venues do.</summary>
public sealed record IgnoredHedging : IHedgingPolicy
{
    /// <inheritdoc/>
    public string Name => "ignored";

    /// <inheritdoc/>
    public RankingScore Adjust(RankingScore score, in RankingInput input) => score;
}
