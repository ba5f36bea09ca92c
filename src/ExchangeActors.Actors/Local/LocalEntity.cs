using Akka.Actor;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Venues;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Local;

/// <summary>One entity: takes one message at a time from the sequencer and tells it what came of it. It alone changes its state.</summary>
/// <param name="decider">Of its kind.</param>
/// <param name="state">Its state at the start.</param>
/// <param name="all">Where its newest state is looked up by others.</param>
/// <param name="rules">Instruments and venue.</param>
/// <param name="quarantines">True when a message that cannot be decided is told to the sequencer; false when it is an end.</param>
internal sealed class LocalEntity(IEntityDecider decider, object state, ExchangeState all, ExchangeRules rules, bool quarantines)
    : UntypedActor
{
    private object _state = state;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is not Envelope envelope)
        {
            Unhandled(message);
            return;
        }

        Exception? fault = null;
        var step = quarantines
            ? EntityStep.Try(decider, _state, envelope, rules, out fault)
            : EntityStep.Take(decider, _state, envelope, rules);
        if (step is null)
        {
            Sender.Tell(new NotDecided(envelope, fault!), Self);
            return;
        }

        if (step.Events.Count > 0)
        {
            _state = step.After;
            decider.Store(all, _state);
        }

        Sender.Tell(new Stepped(envelope.To, step), Self);
    }
}
