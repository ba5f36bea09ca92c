using Akka.Actor;

namespace ExchangeActors.Actors.Running;

/// <summary>Between the runtime's actors of one process; never serialized, never answered to the outside.</summary>
internal abstract record LocalMessage : INoSerializationVerificationNeeded;

/// <summary>An entity to itself: decide what waits.</summary>
internal sealed record DecideWaiting : LocalMessage
{
    public static DecideWaiting Instance { get; } = new();
}

/// <summary>A supervisor to itself, by timer, and to its entities that owe: send again what is owed for long.</summary>
internal sealed record ResendDue : LocalMessage
{
    public static ResendDue Instance { get; } = new();
}

/// <summary>Starts an entity so that it finishes what it owes; to one that runs: send again what is owed now.</summary>
internal sealed record Wake(string Id) : LocalMessage;

/// <summary>A supervisor to itself: the wait after a failure is over.</summary>
internal sealed record RestartDue(string Id) : LocalMessage;

/// <summary>To a supervisor: send again what your entities owe now. Answered with <see cref="DebtsResent"/>.</summary>
internal sealed record ResendDebts : LocalMessage
{
    public static ResendDebts Instance { get; } = new();
}

/// <summary>The entities were told.</summary>
internal sealed record DebtsResent : LocalMessage
{
    public static DebtsResent Instance { get; } = new();
}

/// <summary>To a supervisor, which stops when its entities have; to an entity, which stops after the persist that is under way.</summary>
internal sealed record StopEntities : LocalMessage
{
    public static StopEntities Instance { get; } = new();
}

/// <summary>To whoever asked: the message was finished, and it is of a kind that has no answer.</summary>
internal sealed record Finished : LocalMessage
{
    public static Finished Instance { get; } = new();
}

/// <summary>To whoever asked: what became of the command is unknown; ask again with the same id.</summary>
internal sealed record NotPersisted : LocalMessage
{
    public static NotPersisted Instance { get; } = new();
}
