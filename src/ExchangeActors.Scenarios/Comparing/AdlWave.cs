using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Waterfall;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>Forced closes that belong together.</summary>
/// <param name="End">Time of the last of them.</param>
/// <param name="Closings">In order.</param>
public sealed record AdlWave(Moment End, ImmutableArray<ForcedClosing> Closings)
{
    /// <summary>Splits forced closes, which come in order of time, into waves.</summary>
    public static ImmutableArray<AdlWave> Of(IEnumerable<ForcedClosing> closings, long gapMs = AdlWaves.LongestGapMs) =>
        [.. AdlWaves.Split(closings, closing => closing.At, gapMs).Select(wave => new AdlWave(wave[^1].At, wave))];
}
