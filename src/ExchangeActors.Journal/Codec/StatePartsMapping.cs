using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>What every state has: the outbox and the log of commands, to and from their wire form.</summary>
internal static class StatePartsMapping
{
    public static Wire.Outbox ToWire(this Outbox source) => new()
    {
        Next = source.Next,
        Messages =
        {
            source.Messages.Select(owed => new Wire.OwedMessage
            {
                Number = owed.Key,
                To = owed.Value.To.ToWire(),
                Cause = owed.Value.Cause,
                Manifest = MessageCodec.ManifestOf(owed.Value.Body),
                Body = MessageCodec.ToByteString(owed.Value.Body),
            }),
        },
    };

    public static Outbox ToDomain(this Wire.Outbox wire) => new(wire.Next, wire.Messages.ToSorted(
        owed => owed.Number,
        owed => new Owed(owed.To.Required().ToDomain(), OwedBody(owed), owed.Cause)));

    private static OwedMessage OwedBody(Wire.OwedMessage wire) => MessageCodec.FromByteString(wire.Manifest, wire.Body) is OwedMessage owed
        ? owed
        : throw WireRules.Damaged($"an outbox owes a {wire.Manifest}, which no state can owe");

    public static Wire.CommandLog ToWire(this CommandLog source) => new()
    {
        Sources =
        {
            source.Sources.Select(of => new Wire.SourceCommands
            {
                Source = of.Key,
                Passed = of.Value.Passed,
                Outcomes =
                {
                    of.Value.Outcomes.Select(outcome => new Wire.CommandOutcome
                    {
                        Number = outcome.Number,
                        RefusalCode = outcome.RefusalCode,
                        Detail = outcome.Detail,
                    }),
                },
            }),
        },
    };

    public static CommandLog ToDomain(this Wire.CommandLog wire) => new(wire.Sources.ToSorted(
        of => of.Source,
        of => new SourceCommands(
            of.Passed, [.. of.Outcomes.Select(outcome => new CommandOutcome(outcome.Number, outcome.RefusalCode, outcome.Detail))]),
        StringComparer.Ordinal));
}
