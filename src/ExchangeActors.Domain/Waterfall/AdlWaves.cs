using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Waterfall;

/// <summary>Splits forced closes into waves.</summary>
public static class AdlWaves
{
    /// <summary>A longer time without a forced close begins a new wave, where ticks are no longer (Chitra, arXiv 2512.01112 v3: 5,000
    /// ms).</summary>
    public const long LongestGapMs = 5_000;

    /// <summary>The gap of a run whose prices come every so many milliseconds: never shorter than a tick, since nothing happens between
    /// two.</summary>
    public static long GapOf(long tickMs) => Math.Max(LongestGapMs, tickMs);

    /// <summary>The waves, each in order; none is empty.</summary>
    /// <param name="closings">Forced closes in order of time.</param>
    /// <param name="at">Exchange time of one.</param>
    /// <param name="gapMs">A longer time without one begins a new wave, milliseconds.</param>
    public static ImmutableArray<ImmutableArray<T>> Split<T>(IEnumerable<T> closings, Func<T, Moment> at, long gapMs = LongestGapMs)
    {
        ArgumentNullException.ThrowIfNull(closings);
        ArgumentNullException.ThrowIfNull(at);
        var waves = ImmutableArray.CreateBuilder<ImmutableArray<T>>();
        var wave = ImmutableArray.CreateBuilder<T>();
        foreach (var closing in closings)
        {
            if (wave.Count > 0 && at(closing).UnixMs - at(wave[^1]).UnixMs > gapMs)
            {
                waves.Add(wave.DrainToImmutable());
            }

            wave.Add(closing);
        }

        if (wave.Count > 0)
        {
            waves.Add(wave.DrainToImmutable());
        }

        return waves.DrainToImmutable();
    }
}
