using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Selection;

/// <summary>A place in a journal: an ordering, or an exchange time.</summary>
/// <param name="Ordering">The place among all events, from 1; null when it is a time.</param>
/// <param name="At">The time; null when it is an ordering.</param>
public readonly record struct Place(long? Ordering, Moment? At)
{
    /// <summary>Reads an ordering or a time in ISO 8601 (UTC unless it has an offset); null when the text is neither.</summary>
    public static Place? Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ordering) ? new Place(ordering, null)
        : IsoTime.TryParse(text, out var time) ? new Place(null, time)
        : null;

    /// <summary>True when the event stands before this place.</summary>
    public bool IsAfter(long ordering, Moment at) => Ordering is { } first ? ordering < first : at < At!.Value;

    /// <summary>True when the event stands behind this place.</summary>
    public bool IsBefore(long ordering, Moment at) => Ordering is { } last ? ordering > last : at > At!.Value;

    /// <inheritdoc/>
    public override string ToString() => Ordering?.ToString(CultureInfo.InvariantCulture) ?? At!.Value.ToString();
}
