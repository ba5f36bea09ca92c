using System.Collections.Immutable;

namespace ExchangeActors.Domain.Primitives;

/// <summary>A command was not taken: nothing was decided, nothing is recorded, and the same command may be sent again.</summary>
/// <param name="Id">The command.</param>
/// <param name="Code"><see cref="Quarantined"/> or <see cref="CannotBeDecided"/>.</param>
/// <param name="Detail">Why, for a person.</param>
public sealed record CommandNotTaken(CommandId Id, string Code, string Detail) : Message
{
    /// <summary>Its entity takes no messages until an operator lets it try again.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>Deciding it failed, which is a mistake in the program; the entity goes on with others.</summary>
    public const string CannotBeDecided = "cannot-be-decided";

    /// <summary>Deciding the command that an envelope carries failed.</summary>
    public static CommandNotTaken CannotDecide(Envelope command, Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return Of(command, CannotBeDecided, $"{fault.GetType().Name}: {fault.Message}");
    }

    internal static CommandNotTaken Of(Envelope command, string code, string detail)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new CommandNotTaken(new CommandId(command.From.Id, command.CausedBy.Sequence), code, detail);
    }
}

/// <summary>
/// An entity that failed to decide a message that was not a command from outside, and takes none until it can: what comes after might rest
/// on what this message would have changed.
/// </summary>
/// <param name="Entity">Which.</param>
/// <param name="Message">The kind of message.</param>
/// <param name="CausedBy">The event that the message follows from.</param>
/// <param name="Why">How deciding it failed.</param>
/// <param name="At">Exchange time of the message.</param>
/// <param name="Waiting">Messages that wait behind it; 0 where their senders send them again.</param>
public sealed record QuarantinedEntity(EntityRef Entity, string Message, EventRef CausedBy, string Why, Moment At, int Waiting)
{
    /// <summary>Of a message that could not be decided, with nothing behind it yet.</summary>
    public static QuarantinedEntity Of(Envelope envelope, Exception fault)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(fault);
        return new QuarantinedEntity(
            envelope.To, envelope.Body.GetType().Name, envelope.CausedBy, $"{fault.GetType().Name}: {fault.Message}", envelope.At, 0);
    }

    /// <summary>What a command to it is answered.</summary>
    public CommandNotTaken Answer(Envelope command) => CommandNotTaken.Of(
        command,
        CommandNotTaken.Quarantined,
        $"{Entity} could not decide {Message} from {CausedBy} and takes nothing until an operator lets it try again; nothing was done now");
}

/// <summary>Asks a node which of its entities are in quarantine.</summary>
public sealed record ListQuarantine : Message;

/// <summary>The entities of a node that are in quarantine.</summary>
/// <param name="Entities">By address.</param>
public sealed record Quarantine(ImmutableArray<QuarantinedEntity> Entities) : Message;

/// <summary>To an entity in quarantine: it tries again to decide the message that it failed at.</summary>
public sealed record RetryQuarantined : Message;

/// <summary>What came of it.</summary>
/// <param name="Was">False when the entity was not in quarantine.</param>
/// <param name="Still">Why it stays there; null when it goes on.</param>
public sealed record QuarantineRetried(bool Was, QuarantinedEntity? Still) : Message;
