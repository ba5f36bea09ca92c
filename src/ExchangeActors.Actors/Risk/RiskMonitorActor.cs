using Akka.Actor;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Risk;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Risk;

/// <summary>The risk monitors. They own nothing: the start rebuilds them from the journal.</summary>
internal sealed class RiskMonitorActor(RiskMonitors monitors, ExchangeRuntime runtime) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is not Envelope envelope)
        {
            Unhandled(message);
            return;
        }

        try
        {
            foreach (var send in monitors.Handle(envelope))
            {
                runtime.Send(send);
            }
        }
#pragma warning disable CA1031 // Whatever it is, a monitor that missed a message is wrong from then on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            runtime.Failure.Fail(exception);
        }
        finally
        {
            runtime.InFlight.Remove();
        }
    }
}
