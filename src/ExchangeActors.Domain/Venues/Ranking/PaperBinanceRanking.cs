namespace ExchangeActors.Domain.Venues.Ranking;

/// <summary>
/// The "paper queue" for Binance: l·m/p_ref with the position's own bankruptcy price as reference, l = mark notional ÷ collateral (Chitra,
/// arXiv 2512.01112 v3). It differs from the venue's documentation, which is
/// <see cref="BinanceRanking"/>. Without a bankruptcy price above zero the score is the leverage.
/// </summary>
public sealed record PaperBinanceRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "paper-binance";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input)
    {
        var leverage = CollateralLeverage(input);
        return new RankingScore(input.PnlRatio, leverage, input.BankruptcyPrice is { } reference ? Math.Min(RankingScore.Greatest,
            leverage * Math.Min(1_000_000m, RankingScore.Ratio(input.Mark, reference))) : leverage);
    }

    /// <summary>Mark notional of the position ÷ wallet or isolated margin.</summary>
    internal static decimal CollateralLeverage(in RankingInput input) =>
        input.Balance > 0m ? Math.Min(1_000_000m, RankingScore.Ratio(Math.Abs(input.Size) * input.Mark, input.Balance)) : 1_000_000m;
}
