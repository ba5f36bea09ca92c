namespace ExchangeActors.Domain.Primitives;

/// <summary>Exchange time in milliseconds since 1970-01-01 UTC. It comes with the input, never from a clock.</summary>
public readonly record struct Moment(long UnixMs) : IComparable<Moment>
{
    public static bool operator <(Moment a, Moment b) => a.UnixMs < b.UnixMs;

    public static bool operator >(Moment a, Moment b) => a.UnixMs > b.UnixMs;

    public static bool operator <=(Moment a, Moment b) => a.UnixMs <= b.UnixMs;

    public static bool operator >=(Moment a, Moment b) => a.UnixMs >= b.UnixMs;

    /// <summary>This moment moved by a number of milliseconds.</summary>
    public Moment PlusMs(long milliseconds) => new(UnixMs + milliseconds);

    /// <summary>Seconds from another moment to this one; below zero when this one is earlier.</summary>
    public decimal SecondsSince(Moment other) => (UnixMs - other.UnixMs) / 1000m;

    /// <inheritdoc/>
    public int CompareTo(Moment other) => UnixMs.CompareTo(other.UnixMs);

    /// <summary>ISO 8601 in UTC, with milliseconds.</summary>
    public override string ToString() =>
        DateTimeOffset.FromUnixTimeMilliseconds(UnixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
