using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Answering.Checking;

/// <summary>What a market did after forced selling had begun.</summary>
/// <param name="Fall">The largest further fall within the hour, logarithm, ≥ 0.</param>
/// <param name="VolumeInDepths">Taker volume of the hour over the depth within 1 % on the bid at its beginning.</param>
/// <param name="Rebounds">
/// Price over that at the end of the heaviest minute of forced selling, logarithms, after the minutes of
/// <see cref="PublishedMarket.Rebound"/>.
/// </param>
/// <param name="Slippage">
/// What a market sale pays in the book after that minute, mean over the mid as a fraction, by the sizes of
/// <see cref="PublishedMarket.Slippage"/>; null where the book is not deep enough.
/// </param>
public sealed record LiquidationEpisode(
    double Fall, double VolumeInDepths, ImmutableArray<double> Rebounds, ImmutableArray<double?> Slippage);
