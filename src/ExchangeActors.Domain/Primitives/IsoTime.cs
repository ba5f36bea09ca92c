using System.Globalization;

namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// Reads times as ISO 8601 writes them: <c>2025-10-10</c>, <c>2025-10-10T21:20</c>, with seconds, with a fraction of up to nine digits,
/// with <c>Z</c> or an
/// offset (<c>+02:00</c>); UTC when there is none. A blank in place of the T is taken too (RFC 3339). Nothing else is: day and month are
/// not guessed.
/// </summary>
public static class IsoTime
{
    private const int FractionDigits = 7;

    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The moment, cut to milliseconds; false when the text is no such time.</summary>
    public static bool TryParse(string text, out Moment moment)
    {
        ArgumentNullException.ThrowIfNull(text);
        moment = default;
        var trimmed = text.Trim();
        if (trimmed.Length > 10 && trimmed[10] == ' ')
        {
            trimmed = $"{trimmed[..10]}T{trimmed[11..]}";
        }

        var (shortened, culture) = (Shortened(trimmed), CultureInfo.InvariantCulture);
        if (!DateTimeOffset.TryParseExact(shortened, Formats, culture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return false;
        }

        moment = new Moment(time.ToUnixTimeMilliseconds());
        return true;
    }

    /// <summary>A fraction without the digits that .NET does not hold: nanoseconds are common in market data.</summary>
    private static string Shortened(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
        {
            return text;
        }

        var end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        var digits = end - point - 1;
        return digits is > FractionDigits and <= 9 ? string.Concat(text.AsSpan(0, point + 1 + FractionDigits), text.AsSpan(end)) : text;
    }
}
