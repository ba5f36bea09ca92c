using System.Collections.Immutable;

namespace ExchangeActors.Domain.Primitives;

/// <summary>The command took effect (now, or when it was first sent).</summary>
public sealed record CommandAccepted(CommandId Id) : Message;

/// <summary>The command had no effect.</summary>
/// <param name="Id">The command.</param>
/// <param name="Code">The reason, e.g. <c>insufficient-margin</c>.</param>
/// <param name="Detail">The figures, for a person.</param>
public sealed record CommandRefused(CommandId Id, string Code, string Detail) : Message;

/// <summary>What became of a command.</summary>
/// <param name="Number">The command's number.</param>
/// <param name="RefusalCode">Null when it took effect.</param>
/// <param name="Detail">The figures of a refusal.</param>
public sealed record CommandOutcome(long Number, string? RefusalCode, string? Detail);

/// <summary>The newest commands of one source.</summary>
/// <param name="Passed">The highest number whose outcome is not kept any more; 0 while all are.</param>
/// <param name="Outcomes">By number, rising, all above <paramref name="Passed"/>; at most <see cref="Window"/>.</param>
public sealed record SourceCommands(long Passed, ImmutableArray<CommandOutcome> Outcomes)
{
    /// <summary>Outcomes that are kept of one source.</summary>
    public const int Window = 64;

    /// <summary>No command yet.</summary>
    public static SourceCommands None { get; } = new(0, []);

    /// <summary>What became of a command; null when that is not known, or it was not seen.</summary>
    public CommandOutcome? this[long number]
    {
        get
        {
            var place = PlaceOf(number);
            return place < Outcomes.Length && Outcomes[place].Number == number ? Outcomes[place] : null;
        }
    }

    /// <summary>With one more outcome; the lowest number goes when there are more than the window holds.</summary>
    public SourceCommands With(CommandOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var place = PlaceOf(outcome.Number);
        var outcomes = place < Outcomes.Length && Outcomes[place].Number == outcome.Number
            ? Outcomes.SetItem(place, outcome)
            : Outcomes.Insert(place, outcome);
        return outcomes.Length <= Window ? this with { Outcomes = outcomes } : new SourceCommands(outcomes[0].Number, outcomes.RemoveAt(0));
    }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer.Write(Passed).Each(
        Outcomes, static (into, outcome) => into.Write(outcome.Number).Write(outcome.RefusalCode).Write(outcome.Detail));

    /// <summary>The place of the first outcome that is not below a number: nearly always at the end, where a source's next number
    /// belongs.</summary>
    private int PlaceOf(long number)
    {
        var place = Outcomes.Length;
        while (place > 0 && Outcomes[place - 1].Number >= number)
        {
            place--;
        }

        return place;
    }
}

/// <summary>
/// What became of the newest commands of every source, so that a command takes effect at most once and a retry hears what happened, also
/// when several gateways carry one source and its commands overtake each other. A number that is so old that its outcome is not kept is
/// refused.
/// </summary>
/// <param name="Sources">By source.</param>
public sealed record CommandLog(ImmutableSortedDictionary<string, SourceCommands> Sources)
{
    /// <summary>No command yet.</summary>
    public static CommandLog Empty { get; } = new(ImmutableSortedDictionary.Create<string, SourceCommands>(StringComparer.Ordinal));

    /// <summary>The answer to a command that was seen before, or may have been; null for a new one.</summary>
    public Message? Replay(CommandId id)
    {
        if (!Sources.TryGetValue(id.Source, out var source))
        {
            return null;
        }

        if (source[id.Number] is { } seen)
        {
            return seen.RefusalCode is { } code ? new CommandRefused(id, code, seen.Detail ?? string.Empty) : new CommandAccepted(id);
        }

        return id.Number > source.Passed
            ? null
            : new CommandRefused(
                id,
                "command-number-passed",
                $"{id.Source} has sent {SourceCommands.Window} commands with higher numbers; the outcome of {id.Number}, if it had "
                    + "one, is in the journal");
    }

    /// <summary>The log after the command took effect.</summary>
    public CommandLog Accept(CommandId id) => With(id.Source, new CommandOutcome(id.Number, null, null));

    /// <summary>The log after the command was refused.</summary>
    public CommandLog Refuse(CommandId id, string code, string detail) => With(id.Source, new CommandOutcome(id.Number, code, detail));

    /// <summary>Feeds the log into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) =>
        writer.Each(Sources, static (into, source) => source.Value.WriteTo(into.Write(source.Key)));

    private CommandLog With(string source, CommandOutcome outcome) =>
        new(Sources.SetItem(source, (Sources.GetValueOrDefault(source) ?? SourceCommands.None).With(outcome)));
}
