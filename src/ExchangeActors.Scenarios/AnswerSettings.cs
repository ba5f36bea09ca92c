using System.Collections.Immutable;

namespace ExchangeActors.Scenarios;

/// <summary>
/// How prices and books answer what is traded. The figures are those of a study of Binance's USD-M perpetuals, 2020 to 2026
/// (min66633/liquidation-cascade-research), unless it is said that they are assumed.
/// </summary>
/// <param name="PassThrough">
/// The share of the perpetual's own displacement that arbitrage carries into the index, in [0, 1]. 0.5 is assumed.
/// </param>
/// <param name="BookExponent">κ: cumulative depth within distance u is B·u^κ; median 1.161 (R² 0.99), &gt; 0.</param>
/// <param name="RefillHalfLifeSeconds">Half of the depth that was withdrawn is back after it, seconds. 300 is assumed.</param>
/// <param name="OppositeDepth">
/// The side that a move runs away from keeps at least this share of its depth: asks in crashes have 63 % of what is normal.
/// </param>
/// <param name="CollapseScatter">
/// 0: depth collapses by the median of the observed factors; 1: by factors that scatter as observed (median and 90th percentile), drawn
/// by seed, market and five minutes.
/// </param>
/// <param name="ImpactScale">Multiplies the displacement; 0 for prices that do not answer.</param>
/// <param name="PermanentShare">
/// The share of the volume's impact that stays, in [0, 1]. 0.375: of a median further fall of 100 bp a median of 57 bp is back after 15
/// minutes, and 0.43 of the displacement is left by 0.43^κ of the volume.
/// </param>
/// <param name="ImpactHalfLifeSeconds">
/// Of the rest, seconds. 90: after 5 minutes 51 bp are back, so 0.49^κ = 0.437 of the volume counts, a tenth of what is not permanent.
/// </param>
/// <param name="LiquidationWeight">
/// What a liquidation's notional counts for against ordinary taker flow. 1.18: Y of the square-root law is 1.26 on destroyed open interest,
/// 1.07 otherwise.
/// </param>
/// <param name="Volatilities">
/// Of a day, by market, in the order of the scenario's: the collapse goes by |z| of five minutes. 0.04 is assumed.
/// </param>
/// <param name="Walk">Daily volatility of a random walk, by seed, that is laid over the given path; 0 for the path as given.</param>
/// <param name="WalkScatter">
/// Standard deviation of the logarithm of the walk's volatility, drawn by seed and market for the run: volatility clusters. 0 for none.
/// </param>
public sealed record AnswerSettings(
    decimal PassThrough,
    decimal BookExponent,
    decimal RefillHalfLifeSeconds,
    decimal OppositeDepth,
    decimal CollapseScatter,
    decimal ImpactScale,
    decimal PermanentShare,
    decimal ImpactHalfLifeSeconds,
    decimal LiquidationWeight,
    ImmutableArray<decimal> Volatilities,
    decimal Walk,
    decimal WalkScatter);
