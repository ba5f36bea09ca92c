using Akka.Actor;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Chain;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Entities;

/// <summary>A message that waits to be decided, and who hears the answer.</summary>
internal readonly record struct Waiting(Envelope Envelope, IActorRef Sender);

/// <summary>A message with what was decided about it, and the states around it.</summary>
internal readonly record struct Decided<TState>(Waiting Waiting, Decision Decision, TState Before, TState After);

/// <summary>
/// Messages that were decided one after the other on the evolving state, with the events of all of them, to be persisted together. Nothing
/// of it may leave the entity before that.
/// </summary>
internal sealed class EntityBatch<TState>
    where TState : class
{
    private EntityBatch(TState before, HashChain chain)
    {
        Before = before;
        After = before;
        Chain = chain;
    }

    /// <summary>The state before the batch.</summary>
    public TState Before { get; }

    /// <summary>The state once the events are durable.</summary>
    public TState After { get; private set; }

    /// <summary>The chain once the events are durable.</summary>
    public HashChain Chain { get; private set; }

    /// <summary>The messages in order.</summary>
    public List<Decided<TState>> Decided { get; } = [];

    /// <summary>The events in order, sealed.</summary>
    public List<JournaledEvent> Events { get; } = [];

    /// <summary>Decides waiting messages in order, within the limits, and takes them off the queue.</summary>
    public static EntityBatch<TState> Decide(
        Decider<TState> decider, ExchangeRules rules, TState state, HashChain chain, Queue<Waiting> waiting, ExchangeSystemOptions limits)
    {
        var batch = new EntityBatch<TState>(state, chain);
        while (batch.Decided.Count < limits.CommandsPerBatch && batch.Events.Count < limits.EventsPerBatch
            && waiting.TryDequeue(out var next))
        {
            batch.Take(decider, rules, next);
        }

        return batch;
    }

    private void Take(Decider<TState> decider, ExchangeRules rules, Waiting waiting)
    {
        var before = After;
        var envelope = waiting.Envelope;
        var decision = decider.Decide(before, envelope.Body, rules, envelope.At);
        After = decision.After as TState ?? decision.Events.Aggregate(before, decider.Evolve);

        foreach (var recorded in EntityStep.Recorded(decision, envelope, Chain.Sequence))
        {
            var journaled = Chain.Seal(recorded);
            Chain = Chain.After(journaled);
            Events.Add(journaled);
        }

        Decided.Add(new Decided<TState>(waiting, decision, before, After));
    }
}
