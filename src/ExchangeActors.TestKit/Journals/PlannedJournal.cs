using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;
using ExchangeActors.Journal.Chain;

namespace ExchangeActors.TestKit.Journals;

/// <summary>
/// The journal plugin of a scenario in memory. It begins with what the scenario has stored before, and its writes fail as the scenario
/// plans.
/// </summary>
public sealed class PlannedJournal : MemoryJournal
{
    private readonly WritePlan _plan;

    /// <summary>Called by Akka.Persistence.</summary>
    public PlannedJournal()
    {
        _plan = Context.System.Settings.Setup.Get<WritePlan>().Value;
        foreach (var stored in _plan.Stored)
        {
            Add(new Persistent(stored, stored.Recorded.Id.Sequence, stored.Recorded.Id.Stream.ToString()));
        }
    }

    /// <inheritdoc/>
    protected override async Task<IImmutableList<Exception?>?> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        var fault = writes.Count == 0 ? WriteFault.None : _plan.Next(writes[0].PersistenceId, writes[0].LowestSequenceNr);
        if (fault == WriteFault.Delay)
        {
            await Task.Delay(_plan.Delay, cancellationToken);
        }

        if (fault is WriteFault.None or WriteFault.FailAfterStoring or WriteFault.Delay)
        {
            await base.WriteMessagesAsync(writes, cancellationToken);
            _plan.Store(writes.SelectMany(write => (IImmutableList<IPersistentRepresentation>)write.Payload)
                .Select(persistent => (JournaledEvent)persistent.Payload));
        }

        return fault switch
        {
            WriteFault.Reject => writes.Select(_ => (Exception?)new InvalidDataException("rejected as planned")).ToImmutableList(),
            WriteFault.FailBeforeStoring or WriteFault.FailAfterStoring => throw new IOException("failed as planned"),
            _ => null,
        };
    }
}
