using System.Numerics;

namespace ExchangeActors.Scenarios.Draws;

/// <summary>
/// xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), seeded by SplitMix64 from a seed and a
/// stream's number: every account has a stream of its own, so account n is the same whatever the others drew. Integer arithmetic only, the
/// same on every machine.
/// </summary>
internal struct RandomStream
{
    private const double UnitOfDouble = 1.0 / (1UL << 53);
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>The stream of this number under this seed.</summary>
    public RandomStream(ulong seed, ulong stream)
    {
        var state = Mix(seed) ^ Mix(stream ^ 0xD1B54A32D192ED03UL);
        _a = Next(ref state);
        _b = Next(ref state);
        _c = Next(ref state);
        _d = Next(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Unit() => (Bits() >> 11) * UnitOfDouble;

    /// <summary>Uniform in [from, to).</summary>
    public double Between(double from, double to) => from + ((to - from) * Unit());

    /// <summary>A place of the list, with probability in proportion to its share.</summary>
    public int Pick(ReadOnlySpan<double> shares)
    {
        var sum = 0.0;
        foreach (var share in shares)
        {
            sum += share;
        }

        var left = Unit() * sum;
        for (var i = 0; i < shares.Length; i++)
        {
            left -= shares[i];
            if (left < 0.0 && shares[i] > 0.0)
            {
                return i;
            }
        }

        return shares.LastIndexOfAnyExcept(0.0);
    }

    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        return Finish(state);
    }

    private static ulong Mix(ulong value) => Finish(value + 0x9E3779B97F4A7C15UL);

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
