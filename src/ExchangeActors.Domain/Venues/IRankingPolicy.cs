using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Venues;

/// <summary>What a ranking policy knows of a counterparty.</summary>
/// <param name="Account">Its id.</param>
/// <param name="Size">Signed, not 0.</param>
/// <param name="Entry">Cost basis ÷ size.</param>
/// <param name="Mark">Mark price.</param>
/// <param name="PreviousMark">The mark before it; the same when there was none.</param>
/// <param name="Balance">Wallet, or isolated margin.</param>
/// <param name="Equity">Of what backs the position.</param>
/// <param name="MaintenanceMargin">Of what backs the position.</param>
/// <param name="Notional">Absolute, of everything that the same margin backs.</param>
/// <param name="NetExposure">Signed notional of all the account's positions, cross and isolated.</param>
/// <param name="BankruptcyPrice">Its own, unrounded; null when it has none above zero (it cannot lose all).</param>
public readonly record struct RankingInput(
    string Account,
    decimal Size,
    decimal Entry,
    decimal Mark,
    decimal PreviousMark,
    decimal Balance,
    decimal Equity,
    decimal MaintenanceMargin,
    decimal Notional,
    decimal NetExposure,
    decimal? BankruptcyPrice)
{
    /// <summary>+1 long, −1 short.</summary>
    public decimal Side => Size > 0m ? 1m : -1m;

    /// <summary>Unrealised PnL of the position.</summary>
    public decimal UnrealisedPnl => Size * (Mark - Entry);

    /// <summary>Unrealised PnL of everything that the same margin backs.</summary>
    public decimal TotalUnrealisedPnl => Equity - Balance;

    /// <summary>
    /// s·(m − e)/e. A position taken over below zero cost has no entry to compare with; its profit is measured against the mark.
    /// </summary>
    public decimal PnlRatio => RankingScore.Ratio(Side * (Mark - Entry), Entry > 0m ? Entry : Mark);

    /// <summary>
    /// The position's own notional N = q·m ÷ equity of what backs it; <see cref="RankingScore.Greatest"/> when there is no equity.
    /// </summary>
    public decimal OwnLeverage => Equity > 0m ? RankingScore.Ratio(Math.Abs(Size) * Mark, Equity) : RankingScore.Greatest;

    /// <summary>
    /// Notional of everything that the same margin backs ÷ its equity; <see cref="RankingScore.Greatest"/> when there is no equity.
    /// </summary>
    public decimal EffectiveLeverage => Equity > 0m ? RankingScore.Ratio(Notional, Equity) : RankingScore.Greatest;
}

/// <summary>A counterparty's score and the figures that made it.</summary>
/// <param name="PnlRatio">s·(m − e)/e.</param>
/// <param name="Leverage">As the policy defines it.</param>
/// <param name="Score">Highest first.</param>
/// <param name="Second">Highest first among equal scores.</param>
/// <param name="Third">Highest first among those equal in both.</param>
public readonly record struct RankingScore(decimal PnlRatio, decimal Leverage, decimal Score, decimal Second = 0m, decimal Third = 0m)
{
    /// <summary>Stands for infinity in a score.</summary>
    public const decimal Greatest = 1_000_000_000_000m;

    /// <summary>a ÷ b, within ±<see cref="Greatest"/>: the product of two of them still fits into a decimal.</summary>
    public static decimal Ratio(decimal a, decimal b) => Proportion.Ratio(a, b, Greatest);
}

/// <summary>How a five-step indicator counts the queue.</summary>
public enum IndicatorKind
{
    /// <summary>By the quantity up to and with an account (BitMEX).</summary>
    ByQuantity = 0,

    /// <summary>By the number of accounts up to and with it: quantiles (Binance).</summary>
    ByAccount = 1,
}

/// <summary>The order of the ADL queue: highest score first, then second, then third, ties by account id.</summary>
public interface IRankingPolicy : IPolicy
{
    /// <summary>How the venue's five-step indicator counts the queue.</summary>
    IndicatorKind Indicator => IndicatorKind.ByQuantity;

    /// <summary>The score.</summary>
    RankingScore Score(in RankingInput input);
}

/// <summary>Whether positions in other markets, which hedge the ranked one, count in the queue.</summary>
public interface IHedgingPolicy : IPolicy
{
    /// <summary>The score with the hedge taken into account.</summary>
    RankingScore Adjust(RankingScore score, in RankingInput input);
}
