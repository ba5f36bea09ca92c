using Akka.Actor;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Risk;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Risk;

/// <summary>The risk index of a market. It owns nothing: the start rebuilds it from the journal.</summary>
internal sealed class RiskIndexActor(RiskIndex index, ExchangeRuntime runtime) : UntypedActor
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
            foreach (var outgoing in index.Handle(envelope.Body))
            {
                // A read model has no events: what it sends is caused by what it heard.
                runtime.Send(
                    new Envelope(outgoing.To, envelope.To, outgoing.Body, envelope.CausedBy,
                        outgoing.Body.Correlation ?? envelope.Correlation, envelope.At));
            }
        }
#pragma warning disable CA1031 // Whatever it is, an index that missed a message is wrong from then on.
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
