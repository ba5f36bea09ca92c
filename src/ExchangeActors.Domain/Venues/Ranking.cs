
namespace ExchangeActors.Domain.Venues;

/// <summary>What a ranking policy knows of a counterparty.</summary>
/// <param name="Size">Signed, not 0.</param>
/// <param name="Entry">Cost basis ÷ size.</param>
/// <param name="Mark">Mark price.</param>
/// <param name="Balance">Wallet, or isolated margin.</param>
/// <param name="Equity">Of what backs the position.</param>
/// <param name="MaintenanceMargin">Of what backs the position.</param>
/// <param name="BankruptcyPrice">Its own, unrounded; null when it has none above zero (it cannot lose all).</param>
public readonly record struct RankingInput(
    decimal Size, decimal Entry, decimal Mark, decimal Balance, decimal Equity, decimal MaintenanceMargin, decimal? BankruptcyPrice);

/// <summary>A counterparty's score and the figures that made it.</summary>
public readonly record struct RankingScore(decimal PnlRatio, decimal Leverage, decimal Score);

/// <summary>The order of the ADL queue: highest score first, ties by account id.</summary>
public interface IRankingPolicy : IPolicy
{
    /// <summary>The score.</summary>
    RankingScore Score(in RankingInput input);
}

/// <summary>
/// BitMEX: PnL% &gt; 0: PnL%·L; PnL% &lt; 0: PnL%/L. PnL% = s·(m − e)/e; L = m/(s·(m − b)), b the candidate's own bankruptcy price (VENUES.md, bitmex).
/// A candidate that cannot lose all (no bankruptcy price above zero) has L = N/equity, which is below 1.
/// </summary>
public sealed record BitmexRanking : IRankingPolicy
{
    /// <inheritdoc/>
    public string Name => "bitmex";

    /// <inheritdoc/>
    public RankingScore Score(in RankingInput input)
    {
        var side = input.Size > 0m ? 1m : -1m;
        // A position taken over below zero cost has no entry to compare with; its profit is measured against the mark.
        var basis = input.Entry > 0m ? input.Entry : input.Mark;
        var pnlRatio = side * (input.Mark - input.Entry) / basis;
        var distance = input.BankruptcyPrice is { } bankruptcy ? side * (input.Mark - bankruptcy) : input.Equity / Math.Abs(input.Size);
        var leverage = distance > 0m ? input.Mark / distance : decimal.MaxValue / 1_000_000_000_000m;
        return new RankingScore(pnlRatio, leverage, pnlRatio >= 0m ? pnlRatio * leverage : pnlRatio / leverage);
    }
}
