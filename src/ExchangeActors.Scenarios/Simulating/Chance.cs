using ExchangeActors.Scenarios.Draws;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Whole numbers from a portable stream: the same seed and stream give the same draws on every machine.</summary>
internal sealed class Chance(ulong seed, ulong stream)
{
    private RandomStream _stream = new(seed, stream);

    /// <summary>Uniform in [0, <paramref name="bound"/>).</summary>
    public int Below(int bound) => (int)(_stream.Bits() % (ulong)bound);

    /// <summary>Uniform in [from, to].</summary>
    public int Between(int from, int to) => from + Below(to - from + 1);

    /// <summary>
    /// True in so many of a thousand cases. It always draws, so that switching one fault off leaves the others where they were.
    /// </summary>
    public bool Permille(int share) => Below(1000) < share;

    /// <summary>One of them.</summary>
    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];
}
