namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Makes a failing plan smaller while it still breaks the same check: acts by halves and less, then faults one by one.</summary>
public static class Shrinking
{
    /// <summary>The smallest plan that was found, with what it gives.</summary>
    /// <param name="plan">A plan that fails.</param>
    /// <param name="check">The check that it breaks.</param>
    /// <param name="bug">The planted bug; null for none.</param>
    /// <param name="mostRuns">Runs to spend on it.</param>
    public static (SimulationPlan Plan, SimulationResult Result) Shrink(
        SimulationPlan plan, string check, PlantedBug? bug = null, int mostRuns = 500)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var runs = 0;
        var best = plan;
        bool Breaks(SimulationPlan smaller) => ++runs <= mostRuns && Simulation.Run(smaller, bug).Failure?.Check == check;

        for (var size = Math.Max(1, best.Acts.Length / 2); ; size /= 2)
        {
            for (var at = 0; at < best.Acts.Length;)
            {
                var without = best with { Acts = best.Acts.RemoveRange(at, Math.Min(size, best.Acts.Length - at)) };
                if (Breaks(without))
                {
                    best = without;
                }
                else
                {
                    at += size;
                }
            }

            if (size <= 1)
            {
                break;
            }
        }

        bool smallerMix;
        do
        {
            smallerMix = false;
            foreach (var mix in best.Faults.EachOff().ToList())
            {
                if (Breaks(best with { Faults = mix }))
                {
                    best = best with { Faults = mix };
                    smallerMix = true;
                    break;
                }
            }
        }
        while (smallerMix);

        return (best, Simulation.Run(best, bug));
    }
}
