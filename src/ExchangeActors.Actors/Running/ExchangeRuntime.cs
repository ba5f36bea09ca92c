using Akka.Actor;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Running;

/// <summary>What the actors of one exchange share.</summary>
internal sealed class ExchangeRuntime(
    ExchangeRules rules, ExchangeSystemOptions options, ExchangeClock clock, FailureSignal failure) : IEntityPost
{
    /// <summary>Instruments and venue.</summary>
    public ExchangeRules Rules { get; } = rules;

    /// <summary>Limits and intervals.</summary>
    public ExchangeSystemOptions Options { get; } = options;

    /// <summary>The latest exchange time.</summary>
    public ExchangeClock Clock { get; } = clock;

    /// <summary>Failures that end the run.</summary>
    public FailureSignal Failure { get; } = failure;

    /// <summary>What is under way.</summary>
    public required InFlight InFlight { get; init; }

    /// <summary>Addresses to actors.</summary>
    public EntityRouter Router { get; } = new();

    /// <summary>Where persisted events go.</summary>
    public required EventCollector Events { get; init; }

    /// <summary>What messages go through on their way; null for nothing.</summary>
    public SerializedPassage? Passage { get; init; }

    /// <summary>Sends a message to the entity that it names; it is under way from now on.</summary>
    public void Send(Envelope envelope)
    {
        var receiver = Router[envelope.To];
        var passed = Passage?.Through(envelope) ?? envelope;
        if (Options.Deliveries is not { } deliveries || envelope.From.Kind == EntityKind.Outside)
        {
            Deliver(receiver, passed, TimeSpan.Zero);
            return;
        }

        foreach (var delay in deliveries(envelope))
        {
            Deliver(receiver, passed, delay);
        }
    }

    /// <summary>Sends a message as <see cref="Send"/> does and awaits what the entity says to it.</summary>
    public Task<object> Ask(Envelope envelope, CancellationToken cancellation)
    {
        var receiver = Router[envelope.To];
        var passed = Passage?.Through(envelope) ?? envelope;
        InFlight.Add();
        return receiver.Ask<object>(passed, Options.AskTimeout, cancellation);
    }

    /// <summary>Answers whoever asked, if anybody did.</summary>
    public void Answer(IActorRef sender, Message? answer)
    {
        if (!sender.IsNobody())
        {
            sender.Tell(answer is null ? Finished.Instance : Passage?.Through(answer) ?? answer, ActorRefs.NoSender);
        }
    }

    private void Deliver(IActorRef receiver, Envelope envelope, TimeSpan delay)
    {
        InFlight.Add();
        if (delay <= TimeSpan.Zero)
        {
            receiver.Tell(envelope, ActorRefs.NoSender);
            return;
        }

        Task.Delay(delay).ContinueWith(_ => receiver.Tell(envelope, ActorRefs.NoSender), CancellationToken.None,
            TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
