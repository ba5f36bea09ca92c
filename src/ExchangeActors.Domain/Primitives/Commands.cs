using System.Collections.Immutable;

namespace ExchangeActors.Domain.Primitives;

/// <summary>The command took effect (now, or when it was first sent).</summary>
public sealed record CommandAccepted(CommandId Id) : Message;

/// <summary>The command had no effect.</summary>
/// <param name="Id">The command.</param>
/// <param name="Code">The reason, e.g. <c>insufficient-margin</c>.</param>
/// <param name="Detail">The figures, for a person.</param>
public sealed record CommandRefused(CommandId Id, string Code, string Detail) : Message;

/// <summary>What became of the last command of a source.</summary>
/// <param name="Number">The command's number.</param>
/// <param name="RefusalCode">Null when it took effect.</param>
/// <param name="Detail">The figures of a refusal.</param>
public sealed record CommandOutcome(long Number, string? RefusalCode, string? Detail);

/// <summary>The last command of every source and its outcome, so that a command takes effect at most once and a retry hears what happened.</summary>
public sealed record CommandLog(ImmutableSortedDictionary<string, CommandOutcome> Sources)
{
    /// <summary>No command yet.</summary>
    public static CommandLog Empty { get; } = new(ImmutableSortedDictionary.Create<string, CommandOutcome>(StringComparer.Ordinal));

    /// <summary>The answer to a command that was seen before; null for a new one.</summary>
    public Message? Replay(CommandId id)
    {
        if (!Sources.TryGetValue(id.Source, out var last) || id.Number > last.Number)
        {
            return null;
        }

        if (id.Number < last.Number)
        {
            return new CommandRefused(id, "command-number-passed", $"{id.Source} has sent command {last.Number} since; the outcome of {id.Number} is in the journal");
        }

        return last.RefusalCode is null ? new CommandAccepted(id) : new CommandRefused(id, last.RefusalCode, last.Detail ?? string.Empty);
    }

    /// <summary>The log after the command took effect.</summary>
    public CommandLog Accept(CommandId id) => new(Sources.SetItem(id.Source, new CommandOutcome(id.Number, null, null)));

    /// <summary>The log after the command was refused.</summary>
    public CommandLog Refuse(CommandId id, string code, string detail) => new(Sources.SetItem(id.Source, new CommandOutcome(id.Number, code, detail)));

    /// <summary>Feeds the log into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Sources.Count);
        foreach (var (source, outcome) in Sources)
        {
            writer.Write(source).Write(outcome.Number).Write(outcome.RefusalCode).Write(outcome.Detail);
        }
    }
}
