using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Waterfall;

/// <summary>Splits forced closes into waves.</summary>
public static class AdlWaves
{
    /// <summary>A longer time without a forced close begins a new wave (Chitra, arXiv 2512.01112 v3: 5,000 ms).</summary>
    public const long LongestGapMs = 5_000;

    /// <summary>The waves, each in order; none is empty.</summary>
    /// <param name="closings">Forced closes in order of time.</param>
    /// <param name="at">Exchange time of one.</param>
    public static ImmutableArray<ImmutableArray<T>> Split<T>(IEnumerable<T> closings, Func<T, Moment> at)
    {
        ArgumentNullException.ThrowIfNull(closings);
        ArgumentNullException.ThrowIfNull(at);
        var waves = ImmutableArray.CreateBuilder<ImmutableArray<T>>();
        var wave = ImmutableArray.CreateBuilder<T>();
        foreach (var closing in closings)
        {
            if (wave.Count > 0 && at(closing).UnixMs - at(wave[^1]).UnixMs > LongestGapMs)
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
