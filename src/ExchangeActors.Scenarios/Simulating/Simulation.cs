using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>Runs one history on one world.</summary>
public static class Simulation
{
    private const ulong FaultStreams = 1_000;

    /// <summary>Runs it to its end or until something breaks.</summary>
    /// <param name="plan">The world and its history.</param>
    /// <param name="bug">A bug to plant; null for none.</param>
    /// <param name="coverage">Counts what is reached; null for none.</param>
    /// <param name="onEvent">Told every event as it is stored; null for nobody.</param>
    public static SimulationResult Run(SimulationPlan plan, PlantedBug? bug = null, Coverage? coverage = null,
        Action<RecordedEvent>? onEvent = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        coverage ??= new Coverage();
        coverage.Venue(plan.Venue);
        var exchange = new SimulatedExchange(plan.Rules(), bug?.Plant(SimulatedParts.Real) ?? SimulatedParts.Real, coverage, onEvent);
        var act = 0;
        try
        {
            var performer = new ActPerformer(plan, exchange);
            performer.Begin();
            exchange.Run();
            foreach (var next in plan.Acts)
            {
                act = next.Number;
                Do(plan, next, exchange, performer);
            }

            act++;
            exchange.Settle();
            exchange.CrashAtRest();
        }
        catch (BrokenException broken)
        {
            return Broken(plan, exchange, new SimulationFailure(broken.Check, broken.Detail, act));
        }
#pragma warning disable CA1031 // Whatever a decider or a fold throws is what the simulator looks for.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            return Broken(plan, exchange, new SimulationFailure(Check.Throws, $"{thrown.GetType().Name}: {thrown.Message}", act));
        }

        return new SimulationResult(plan.Seed, plan.Acts.Length, exchange.Events, exchange.State.Hash(), null, []);
    }

    private static void Do(SimulationPlan plan, SimulatedAct act, SimulatedExchange exchange, ActPerformer performer)
    {
        // A stream of its own for every act: acts before it can be left out and its faults stay.
        var chance = new Chance(plan.Seed, FaultStreams + (ulong)act.Number);
        exchange.Under(plan.Faults, chance);
        var (jumps, back, by) = (chance.Permille(plan.Faults.ClockJump), chance.Below(4) == 0, chance.Below(86_400_000));
        if (jumps)
        {
            exchange.NowMs += back ? -(by % 60_000) : by;
        }

        performer.Do(act);
        var (deliveries, resends) = (chance.Of(0, 3, 10, 30, 100, 300, int.MaxValue), chance.Below(3) == 0);
        exchange.Run(deliveries);
        if (resends && plan.Faults.LosesMessages)
        {
            exchange.ResendOne();
        }
    }

    private static SimulationResult Broken(SimulationPlan plan, SimulatedExchange exchange, SimulationFailure failure) =>
        new(plan.Seed, plan.Acts.Length, exchange.Events, exchange.State.Hash(), failure, [.. exchange.LastEvents]);
}
