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
        ManifestEntry.Of<CommandNotTaken, Wire.CommandNotTaken>(
            "command.command-not-taken.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<ListQuarantine, Wire.ListQuarantine>("quarantine.list.1", _ => new(), _ => new()),
        ManifestEntry.Of<Quarantine, Wire.Quarantine>(
            "quarantine.entities.1", source => source.ToWire(), wire => wire.ToDomain()),
        ManifestEntry.Of<RetryQuarantined, Wire.RetryQuarantined>("quarantine.retry.1", _ => new(), _ => new()),
        ManifestEntry.Of<QuarantineRetried, Wire.QuarantineRetried>(
            "quarantine.retried.1", source => source.ToWire(), wire => wire.ToDomain()),
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

    public static Wire.CommandNotTaken ToWire(this CommandNotTaken source) => new()
    {
        Id = source.Id.ToWire(),
        Code = source.Code,
        Detail = source.Detail,
    };

    public static CommandNotTaken ToDomain(this Wire.CommandNotTaken wire) => new(wire.Id.Required().ToDomain(), wire.Code, wire.Detail);

    public static Wire.Quarantine ToWire(this Quarantine source)
    {
        var wire = new Wire.Quarantine();
        wire.Entities.AddRange(source.Entities.Select(ToWire));
        return wire;
    }

    public static Quarantine ToDomain(this Wire.Quarantine wire) => new([.. wire.Entities.Select(ToDomain)]);

    public static Wire.QuarantineRetried ToWire(this QuarantineRetried source) => new()
    {
        Was = source.Was,
        Still = source.Still?.ToWire(),
    };

    public static QuarantineRetried ToDomain(this Wire.QuarantineRetried wire) => new(wire.Was, wire.Still?.ToDomain());

    private static Wire.QuarantinedEntity ToWire(this QuarantinedEntity source) => new()
    {
        Entity = source.Entity.ToWire(),
        Message = source.Message,
        CausedBy = source.CausedBy.ToWire(),
        Why = source.Why,
        At = source.At.UnixMs,
        Waiting = source.Waiting,
    };

    private static QuarantinedEntity ToDomain(this Wire.QuarantinedEntity wire) => new(
        wire.Entity.Required().ToDomain(),
        wire.Message,
        wire.CausedBy.Required().ToDomain(),
        wire.Why,
        new Moment(wire.At),
        wire.Waiting);
}
