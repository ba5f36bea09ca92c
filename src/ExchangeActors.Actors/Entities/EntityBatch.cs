using Akka.Actor;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Chain;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Entities;

/// <summary>A message that waits to be decided, and who hears the answer.</summary>
internal readonly record struct Waiting(Envelope Envelope, IActorRef Sender);

/// <summary>A message that could not be decided, and why.</summary>
internal sealed record Undecided(Waiting Waiting, Exception Fault);

/// <summary>A message with what it led to.</summary>
internal readonly record struct Decided(Waiting Waiting, EntityStep Step);

/// <summary>
/// Messages that were decided one after the other on the evolving state, with the events of all of them, to be persisted together. Nothing
/// of it may leave the entity before that.
/// </summary>
internal sealed class EntityBatch<TState>
    where TState : class
{
    private EntityBatch(TState before, HashChain chain) => (After, Chain) = (before, chain);

    /// <summary>The state once the events are durable.</summary>
    public TState After { get; private set; }

    /// <summary>The chain once the events are durable.</summary>
    public HashChain Chain { get; private set; }

    /// <summary>The messages in order.</summary>
    public List<Decided> Decided { get; } = [];

    /// <summary>The events in order, sealed.</summary>
    public List<JournaledEvent> Events { get; } = [];

    /// <summary>The message behind them that could not be decided, taken off the queue too; null when all could.</summary>
    public Undecided? Failed { get; private set; }

    /// <summary>
    /// Decides waiting messages in order, within the limits, and takes them off the queue. Where entities are put into quarantine it ends
    /// with the first message that cannot be decided; elsewhere that is thrown.
    /// </summary>
    public static EntityBatch<TState> Decide(
        Decider<TState> decider, ExchangeRules rules, TState state, HashChain chain, Queue<Waiting> waiting, ExchangeSystemOptions limits)
    {
        var batch = new EntityBatch<TState>(state, chain);
        while (batch.Failed is null && batch.Decided.Count < limits.CommandsPerBatch && batch.Events.Count < limits.EventsPerBatch
            && waiting.TryDequeue(out var next))
        {
            batch.Take(decider, rules, next, limits.Quarantines);
        }

        return batch;
    }

    private void Take(Decider<TState> decider, ExchangeRules rules, Waiting waiting, bool quarantines)
    {
        Exception? fault = null;
        var step = quarantines
            ? EntityStep.Try(decider, After, waiting.Envelope, rules, out fault)
            : EntityStep.Take(decider, After, waiting.Envelope, rules);
        if (step is null)
        {
            Failed = new Undecided(waiting, fault!);
            return;
        }

        After = (TState)step.After;
        foreach (var recorded in step.Events)
        {
            var journaled = Chain.Seal(recorded);
            Chain = Chain.After(journaled);
            Events.Add(journaled);
        }

        Decided.Add(new Decided(waiting, step));
    }
}
