using System.Collections.Immutable;
using Akka.Configuration;
using ExchangeActors.Actors.Racing;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Actors;

/// <summary>Limits, intervals and listeners of an <see cref="ExchangeSystem"/>.</summary>
public sealed record ExchangeSystemOptions
{
    /// <summary>Waiting messages that an entity decides and persists together, at most.</summary>
    public int CommandsPerBatch { get; init; } = 200;

    /// <summary>An entity takes no further message into a batch that has this many events.</summary>
    public int EventsPerBatch { get; init; } = 1_000;

    /// <summary>The local host stores about this many events in one transaction, at most.</summary>
    public int EventsPerWrite { get; init; } = 2_000;

    /// <summary>Risk monitors, each for a slice of the accounts; nothing depends on how many.</summary>
    public int Monitors { get; init; } = 1;

    /// <summary>An entity saves a snapshot after this many events; 0 for none.</summary>
    public int SnapshotEvery { get; init; } = 1_000;

    /// <summary>In a cluster an account that nobody has needed for so long, and that owes nothing, is put to rest.</summary>
    public TimeSpan PassivateAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What an entity owes for this long it sends again.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A command that is not answered for this long is sent again with the same id.</summary>
    public TimeSpan AskTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an entity whose persist or recovery failed waits before it starts again; doubled by every failure in a row.
    /// </summary>
    public TimeSpan RestartAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest such wait.</summary>
    public TimeSpan RestartAfterAtMost { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A write or a query that the journal does not answer for so long counts as failed.</summary>
    public TimeSpan JournalPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Failures in a row of one entity after which the exchange as a whole has failed.</summary>
    public int RestartLimit { get; init; } = 8;

    /// <summary>Messages that wait for an entity while it is down; those beyond are dropped, and their senders send them again.</summary>
    public int RestartBuffer { get; init; } = 10_000;

    /// <summary>
    /// How often in a row <see cref="ExchangeSystem.Quiesce"/> has debts sent again without any event following, before it gives up on
    /// them.
    /// </summary>
    public int QuiesceAttempts { get; init; } = 3;

    /// <summary>
    /// In a cluster, how long nothing may follow although somebody owes something, before waiting for rest is given up: longer than a
    /// failover.
    /// </summary>
    public TimeSpan RestPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a node may take until it is a member of the cluster that it was told to join. Waiting for contacts has no end.
    /// </summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the start waits for the journal to come up.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long disposing waits for persists that are under way.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Called for each event that this process persists, once it is durable: in order per stream, from one thread at a time. If it throws,
    /// the exchange fails.
    /// </summary>
    public Action<RecordedEvent>? OnEvent { get; init; }

    /// <summary>
    /// Called likewise for those events that became durable together, after <see cref="OnEvent"/>: whole decisions, none of them half.
    /// </summary>
    public Action<IReadOnlyList<RecordedEvent>>? OnStored { get; init; }

    /// <summary>
    /// Called from any thread after each write: of how many events, and how long it took until they were durable. For metrics.
    /// </summary>
    public Action<int, TimeSpan>? OnWritten { get; init; }

    /// <summary>Called at the start for each event that the journal held already, in its order.</summary>
    public Action<RecordedEvent>? OnHistory { get; init; }

    /// <summary>
    /// Puts every message between entities, and every answer, through the serializer, as if each entity were on a node of its own. For
    /// tests.
    /// </summary>
    public bool SerializeMessages { get; init; }

    /// <summary>
    /// Called from any thread for every message between entities when it is sent: after how long it arrives, once for each delivery; empty
    /// when it is lost on the way. Commands from outside pass without. For tests, which watch messages with it or make the network worse;
    /// null for a network without faults.
    /// </summary>
    public Func<Envelope, ImmutableArray<TimeSpan>>? Deliveries { get; init; }

    /// <summary>The wait before the next try after so many failures in a row before this one.</summary>
    internal TimeSpan WaitAfter(int failures) => TimeSpan.FromMilliseconds(
        Math.Min(RestartAfter.TotalMilliseconds * Math.Pow(2, failures), RestartAfterAtMost.TotalMilliseconds));

    /// <summary>
    /// What happens when an entity fails to decide a message of another one: true, it is put into quarantine and the others go on, which is
    /// for an exchange with an operator; false, the exchange fails, so that a run whose rules have a mistake does not end as if all were
    /// well.
    /// </summary>
    public bool Quarantines { get; init; }

    /// <summary>How entities decide: for tests, which plant mistakes.</summary>
    public DeciderSet Deciders { get; init; } = Domain.Entities.Deciders.All;

    /// <summary>Further settings for the actor system, before all others; null for none.</summary>
    public Config? Configuration { get; init; }
}
