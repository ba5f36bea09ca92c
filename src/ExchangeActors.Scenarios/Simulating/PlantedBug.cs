using System.Collections.Immutable;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>A bug that is put around the real deciders, to see whether the simulator finds it.</summary>
public sealed class PlantedBug
{
    internal PlantedBug(string name, string description, int within, ImmutableArray<string> foundBy, Func<SimulatedParts,
        SimulatedParts> plant) =>
        (Name, Description, Within, FoundBy, Plant) = (name, description, within, foundBy, plant);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What is wrong.</summary>
    public string Description { get; }

    /// <summary>Within so many seeds, from 1, it must be found.</summary>
    public int Within { get; }

    /// <summary>The checks that may find it: those that look at what is wrong. Another that fails first would be a coincidence.</summary>
    public ImmutableArray<string> FoundBy { get; }

    internal Func<SimulatedParts, SimulatedParts> Plant { get; }
}
