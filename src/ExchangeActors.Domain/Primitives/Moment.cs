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

    /// <summary>True from the year 1 to the year 9999: what a calendar date can be written for.</summary>
    public bool IsInCalendar => UnixMs is >= -62_135_596_800_000 and <= 253_402_300_799_999;

    /// <summary>ISO 8601 in UTC, with milliseconds; outside of the calendar the milliseconds alone.</summary>
    public override string ToString() => !IsInCalendar
        ? System.FormattableString.Invariant($"{UnixMs} ms since 1970")
        : DateTimeOffset.FromUnixTimeMilliseconds(UnixMs).ToString(
            "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
