using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Journal.Codec;

/// <summary>Command messages to and from their wire form.</summary>
internal static class CommandMessagesMapping
{
    /// <summary>Their manifests, append-only: an entry is never changed or removed, a new shape gets the next version.</summary>
    public static IReadOnlyList<ManifestEntry> Manifests { get; } =
    [
        ManifestEntry.Of<CommandAccepted, Wire.CommandAccepted>(
            "command.command-accepted.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<CommandRefused, Wire.CommandRefused>(
            "command.command-refused.1", source => source.ToWire(), wire => wire.ToDomain()),
    ];

    public static Wire.CommandAccepted ToWire(this CommandAccepted source) => new() { Id = source.Id.ToWire() };

    public static CommandAccepted ToDomain(this Wire.CommandAccepted wire) => new(wire.Id.Required().ToDomain());

    public static Wire.CommandRefused ToWire(this CommandRefused source) => new()
    {
        Id = source.Id.ToWire(),
        Code = source.Code,
        Detail = source.Detail,
    };

    public static CommandRefused ToDomain(this Wire.CommandRefused wire) => new(wire.Id.Required().ToDomain(), wire.Code, wire.Detail);
}
