namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>
/// BitMEX: PnL% &gt; 0: PnL%·L; PnL% &lt; 0: PnL%/L. PnL% = s·(m − e)/e; L = m/(s·(m − b)), b the candidate's own bankruptcy price
/// (VENUES.md, bitmex). A candidate that cannot lose all (no bankruptcy price above zero) has L = N/equity, which is below 1.
/// </summary>
public sealed record BitmexRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "bitmex";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input)
    {
        var distance = input.BankruptcyPrice is { } bankruptcy ? input.Side * (input.Mark - bankruptcy) : RankingScore.Ratio(input.Equity,
            Math.Abs(input.Size));
        var leverage = distance > 0m ? RankingScore.Ratio(input.Mark, distance) : RankingScore.Greatest;
        var pnlRatio = input.PnlRatio;
        return new RankingScore(pnlRatio, leverage, pnlRatio >= 0m ? pnlRatio * leverage : RankingScore.Ratio(pnlRatio, leverage));
    }
}
