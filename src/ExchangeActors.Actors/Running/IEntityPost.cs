using Akka.Actor;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Running;

/// <summary>What takes an entity's messages to where they go, in whatever host it lives.</summary>
internal interface IEntityPost
{
    /// <summary>Instruments and venue.</summary>
    ExchangeRules Rules { get; }

    /// <summary>The latest exchange time.</summary>
    ExchangeClock Clock { get; }

    /// <summary>Sends a message to the entity that it names.</summary>
    void Send(Envelope envelope);

    /// <summary>Answers whoever asked, if anybody did; null when the message is of a kind that has no answer.</summary>
    void Answer(IActorRef sender, Message? answer);
}
