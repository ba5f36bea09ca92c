using Akka.Actor;
using ExchangeActors.Actors.Running;
using ExchangeActors.Domain.Risk;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Risk;

/// <summary>The risk monitors. They own nothing: the start rebuilds them from the journal.</summary>
internal sealed class RiskMonitorActor(RiskMonitors monitors, ExchangeRuntime runtime) : UntypedActor, IWithTimers
{
    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(ResendDue), ResendDue.Instance, runtime.Options.ResendAfter);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Envelope envelope:
                Take(envelope);
                runtime.InFlight.Remove();
                break;
            case ResendDue:
                if (monitors.Reminder(runtime.Clock.Now) is { } reminder)
                {
                    Take(reminder);
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Take(Envelope envelope)
    {
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
    }
}
