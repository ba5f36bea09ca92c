using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Scenarios.Simulating;

/// <summary>
/// The events of a failing run as a journal, to be reviewed. Its header has the rules of the world without the planted bug: so a
/// verification names the first decision that they do not give. An exchange cannot go on with it.
/// </summary>
public static class FailureJournal
{
    /// <summary>Runs the plan again and writes its events; an older journal of that name is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="version">Of the program.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="bug">The planted bug; null for none.</param>
    /// <exception cref="JournalException">The file cannot be written.</exception>
    public static void Write(string path, string version, SimulationPlan plan, PlantedBug? bug = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        File.Delete(path);
        var seed = plan.Seed.ToString(CultureInfo.InvariantCulture);
        var spec = plan.RulesSpec;
        var header = new JournalHeader(
            bug is null ? $"seed-{seed}" : $"seed-{seed}-{bug.Name}", $"seed {seed}", plan.Venue.Name, JournaledRules.HashOf(spec),
                unchecked((long)plan.Seed), version, "{}", spec);
        // Written when the run is over: what goes wrong with the file is none of the run's failures.
        var events = new List<RecordedEvent>();
        Simulation.Run(plan, bug, null, events.Add);
        using var writer = JournalWriter.Create(path, header);
        foreach (var recorded in events)
        {
            writer.Append(recorded);
        }

        writer.Complete();
    }
}
