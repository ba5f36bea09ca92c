using Akka.Actor;
using ExchangeActors.Domain.Risk;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Local;

/// <summary>The risk index of a market. It owns nothing: the start rebuilds it from the states.</summary>
internal sealed class LocalRiskIndex(RiskIndex index) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is Envelope envelope)
        {
            Sender.Tell(new Hinted(envelope, index.Handle(envelope.Body)), Self);
        }
        else
        {
            Unhandled(message);
        }
    }
}
