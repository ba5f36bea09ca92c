using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Comparing;

/// <summary>Forced closes that belong together.</summary>
/// <param name="End">Time of the last of them.</param>
/// <param name="Closings">In order.</param>
public sealed record AdlWave(Moment End, ImmutableArray<ForcedClosing> Closings)
{
    /// <summary>A longer time without a forced close begins a new wave (Chitra, arXiv 2512.01112 v3: 5,000 ms).</summary>
    public const long LongestGapMs = 5_000;

    /// <summary>Splits forced closes, which come in order of time, into waves.</summary>
    public static ImmutableArray<AdlWave> Of(IEnumerable<ForcedClosing> closings)
    {
        ArgumentNullException.ThrowIfNull(closings);
        var waves = ImmutableArray.CreateBuilder<AdlWave>();
        var wave = ImmutableArray.CreateBuilder<ForcedClosing>();
        foreach (var closing in closings)
        {
            if (wave.Count > 0 && closing.At.UnixMs - wave[^1].At.UnixMs > LongestGapMs)
            {
                waves.Add(new AdlWave(wave[^1].At, wave.DrainToImmutable()));
            }

            wave.Add(closing);
        }

        if (wave.Count > 0)
        {
            waves.Add(new AdlWave(wave[^1].At, wave.DrainToImmutable()));
        }

        return waves.DrainToImmutable();
    }
}
