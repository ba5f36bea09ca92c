using ExchangeActors.Actors.Local;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Memory;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Scenarios.Running;
using Serilog;

namespace ExchangeActors.Node.Running;

/// <summary>
/// Where a run goes on without the events before: a snapshot that the checkpoint beside the journal names, that agrees with both, and that
/// this build wrote. Of any other a line in the log says why it is not used.
/// </summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Rest">What the exchange begins with.</param>
/// <param name="Witness">Who has seen the events before.</param>
/// <param name="Memory">What the run remembers.</param>
internal sealed record SnapshotStart(StateSnapshot Snapshot, LocalRest Rest, RunWitness Witness, RunMemory Memory)
{
    /// <summary>Finds the snapshot; null when the run has to begin with the first event.</summary>
    /// <param name="companion">The path of the checkpoint without its ending.</param>
    /// <param name="checkpoint">The checkpoint; null for none.</param>
    /// <param name="key">The key that the run signs with, PEM: then the checkpoint must have been signed with it. Null for none.</param>
    /// <param name="journal">The journal.</param>
    /// <param name="rules">Instruments and venue.</param>
    /// <param name="log">The run's log.</param>
    public static SnapshotStart? Find(
        string companion, Checkpoint? checkpoint, string? key, IHeldJournal journal, ExchangeRules rules, ILogger log)
    {
        if (checkpoint?.Snapshot is not { } name)
        {
            return null;
        }

        var path = StateSnapshot.PathFor(companion, name.Events);
        if (key is not null && !checkpoint.IsSignedBy(key))
        {
            Refuse(path, "the checkpoint that names it is not signed with the run's key", log);
            return null;
        }

        if (SnapshotFile.Find(companion, checkpoint, MemoryCodec.Build, journal, (file, why) => Refuse(file, why, log)) is not { } snapshot)
        {
            return null;
        }

        try
        {
            var (witness, risk, memory) = RunWitness.Read(snapshot, rules, log);
            var rest = new LocalRest(snapshot.State(), risk, snapshot.Events, new JournalPosition(snapshot.Place, [.. snapshot.Heads]));
            log.Information("Going on from the snapshot {Snapshot} of {Events} events", path, snapshot.Events);
            return new SnapshotStart(snapshot, rest, witness, memory);
        }
        catch (FormatException fault)
        {
            Refuse(path, fault.Message, log);
            return null;
        }
    }

    /// <summary>Says that a snapshot is not used.</summary>
    public static void Refuse(string path, string why, ILogger log)
    {
        log.Information("The snapshot {Snapshot} is not used: {Why}; all inputs are executed again from the first", path, why);
        LiveLine.Say($"exchange: warning: {path}: {why}; it is not used, all inputs are executed again from the first");
    }
}
