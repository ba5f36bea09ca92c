namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>
/// The "paper queue" for Hyperliquid: l·m/p_ref with the last mark as reference, l = mark notional ÷ collateral, without the side (Chitra,
/// arXiv 2512.01112 v3). It differs from the venue's documentation, which is <see cref="HyperliquidRanking"/>.
/// </summary>
public sealed record PaperHyperliquidRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "paper-hyperliquid";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input)
    {
        var leverage = PaperBinanceRanking.CollateralLeverage(input);
        return new RankingScore(input.PnlRatio, leverage, leverage * RankingScore.Ratio(input.Mark, input.PreviousMark));
    }
}
