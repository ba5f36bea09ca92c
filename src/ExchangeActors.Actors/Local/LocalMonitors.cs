using Akka.Actor;
using ExchangeActors.Domain.Risk;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Local;

/// <summary>The risk monitors. They own nothing: the start rebuilds them from the states.</summary>
internal sealed class LocalMonitors(RiskMonitors monitors) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is Envelope envelope)
        {
            Sender.Tell(new Hinted(monitors.Handle(envelope)), Self);
        }
        else
        {
            Unhandled(message);
        }
    }
}
