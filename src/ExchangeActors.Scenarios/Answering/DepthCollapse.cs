using ExchangeActors.Scenarios.Draws;

namespace ExchangeActors.Scenarios.Answering;

/// <summary>
/// Makers that withdraw: by how much the depth within 1 % shrinks at once, by |z| of the five-minute move (median and 90th percentile of
/// the observed factors: min66633/liquidation-cascade-research). Each band of z stands at its middle, the one above 20 at 25; between
/// them the logarithm is interpolated, below 1 nothing is withdrawn, beyond the last it stays.
/// </summary>
internal static class DepthCollapse
{
    /// <summary>The 90th percentile of a standard normal number.</summary>
    private const double Ninetieth = 1.2815515655446004;

    private static readonly (double Z, double Median, double High)[] Observed =
    [
        (1.0, 1.0, 1.0), (3.0, 1.13, 1.48), (5.0, 1.23, 1.93), (7.0, 1.40, 2.94), (10.0, 1.75, 5.2), (16.0, 2.4, 8.0), (25.0, 6.1, 34.0),
    ];

    /// <summary>What is left of the depth, in (0, 1].</summary>
    /// <param name="z">|z| of the move.</param>
    /// <param name="deviate">A standard normal number: 0 the median, 1.28 the 90th percentile.</param>
    public static double Left(double z, double deviate)
    {
        var after = 1;
        while (after < Observed.Length - 1 && Observed[after].Z < z)
        {
            after++;
        }

        var (from, to) = (Observed[after - 1], Observed[after]);
        var weight = Math.Clamp((z - from.Z) / (to.Z - from.Z), 0.0, 1.0);
        var median = Between(from.Median, to.Median, weight);
        var spread = Between(from.High, to.High, weight) - median;
        return Math.Min(1.0, PortableMath.Exp(-(median + (spread * deviate / Ninetieth))));
    }

    private static double Between(double from, double to, double weight)
    {
        var (a, b) = (PortableMath.Log(from), PortableMath.Log(to));
        return a + ((b - a) * weight);
    }
}
