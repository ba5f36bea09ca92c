using System.Collections.Immutable;
using Akka.Actor;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using Envelope = ExchangeActors.Domain.Primitives.Envelope;

namespace ExchangeActors.Actors.Local;

/// <summary>A command from outside, and who waits for its answer.</summary>
internal sealed record Input(EntityRef To, CommandId Id, Message Message, Moment At, TaskCompletionSource<Message?> Answer)
    : INoSerializationVerificationNeeded;

/// <summary>
/// To the sequencer before its first message: what an exchange that starts again has to do first, which counts as under way already.
/// </summary>
internal sealed record Begin(IReadOnlyList<Envelope> Messages) : INoSerializationVerificationNeeded;

/// <summary>To the sequencer: messages between entities are worked off from now on, or wait.</summary>
internal sealed record Hold(bool On) : INoSerializationVerificationNeeded
{
    public static Hold Messages { get; } = new(true);

    public static Hold Nothing { get; } = new(false);
}

/// <summary>To the sequencer: the writer has caught up.</summary>
internal sealed record WriterCaughtUp : INoSerializationVerificationNeeded
{
    public static WriterCaughtUp Instance { get; } = new();
}

/// <summary>An entity to the sequencer: it has taken the message.</summary>
internal sealed record Stepped(EntityRef Entity, EntityStep Step) : INoSerializationVerificationNeeded;

/// <summary>The risk monitors to the sequencer: what they ask of others.</summary>
internal sealed record Hinted(IReadOnlyList<Envelope> Sends) : INoSerializationVerificationNeeded;

/// <summary>An entity to the sequencer: it failed to decide the message, and is as it was.</summary>
internal sealed record NotDecided(Envelope Envelope, Exception Fault) : INoSerializationVerificationNeeded;

/// <summary>To the sequencer: which entities are in quarantine.</summary>
internal sealed record AskQuarantine(TaskCompletionSource<ImmutableArray<QuarantinedEntity>> Answer) : INoSerializationVerificationNeeded;

/// <summary>To the sequencer: an entity in quarantine tries again.</summary>
internal sealed record RetryEntity(EntityRef Entity, TaskCompletionSource<QuarantineRetried> Answer) : INoSerializationVerificationNeeded;
