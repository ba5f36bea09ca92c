using Akka.Actor;
using ExchangeActors.Domain.Risk;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Local;

/// <summary>The risk indexes of all markets. They own nothing: the start rebuilds them from the states.</summary>
internal sealed class LocalRiskIndexes(RiskIndexes indexes) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is Envelope envelope)
        {
            Sender.Tell(new Hinted(indexes.Handle(envelope)), Self);
        }
        else
        {
            Unhandled(message);
        }
    }
}
