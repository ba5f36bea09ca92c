using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Actors.Tests.Fixtures;

/// <summary>What becomes of a write.</summary>
public enum Fault
{
    /// <summary>It succeeds.</summary>
    None,

    /// <summary>It fails and nothing is stored.</summary>
    FailBeforeStoring,

    /// <summary>Everything is stored, and yet it is reported as failed.</summary>
    FailAfterStoring,

    /// <summary>It is refused and nothing is stored.</summary>
    Reject,
}

/// <summary>A journal in memory that fails as planned.</summary>
public sealed class FaultyJournal : MemoryJournal
{
    private readonly FaultPlan _plan;

    public FaultyJournal()
    {
        _plan = Context.System.Settings.Setup.Get<FaultPlan>().Value;
        foreach (var seed in _plan.Seeds)
        {
            Add(new Persistent(seed, seed.Recorded.Id.Sequence, seed.Recorded.Id.Stream.ToString()));
        }
    }

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max,
            Action<IPersistentRepresentation> recoveryCallback)
    {
        _plan.LatestReplayFrom = fromSequenceNr;
        return base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);
    }

    protected override bool AroundReceive(Receive receive, object message) =>
        (message is WriteMessages && _plan.LosesNext()) || base.AroundReceive(receive, message);

    protected override async Task<IImmutableList<Exception?>?> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        var fault = _plan.Next();
        if (fault is Fault.None or Fault.FailAfterStoring)
        {
            await base.WriteMessagesAsync(writes, cancellationToken);
        }

        await _plan.Gate;
        return fault switch
        {
            Fault.None => null,
            Fault.Reject => writes.Select(_ => (Exception?)new InvalidDataException("rejected as planned")).ToImmutableList(),
            _ => throw new IOException("failed as planned"),
        };
    }
}

/// <summary>Which writes fail, and how.</summary>
/// <param name="at">By the number of the write, from 1.</param>
public sealed class FaultPlan(Func<int, Fault> at) : Setup
{
    private int _writes;
    private int _asked;

    /// <summary>Writes so far.</summary>
    public int Writes => _writes;

    /// <summary>Which writes never reach the journal and are never answered, by their number from 1.</summary>
    public Func<int, bool> Loses { get; init; } = _ => false;

    /// <summary>From where the latest replay began.</summary>
    public long LatestReplayFrom { get; set; }

    /// <summary>Writes end only when this has ended.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>Events that the journal holds from the start.</summary>
    public ImmutableArray<JournaledEvent> Seeds { get; init; } = [];

    /// <summary>The events of which the start is told; the journal may hold others.</summary>
    public ImmutableArray<RecordedEvent> History { get; init; } = [];

    /// <summary>The store.</summary>
    public JournalStore Store => new("memory", Configuration, [this], () => History);

    private static Config Configuration { get; } = ConfigurationFactory.ParseString($$"""
        akka.persistence {
          journal.plugin = "akka.persistence.journal.faulty"
          journal.faulty {
            class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
            plugin-dispatcher = "akka.actor.default-dispatcher"
          }
          snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        }
        """).WithFallback(JournalProfile.SerializationOnly());

    internal bool LosesNext() => Loses(Interlocked.Increment(ref _asked));

    internal Fault Next() => at(Interlocked.Increment(ref _writes));
}
