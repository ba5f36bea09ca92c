using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Reads the fields of market data; null or a reason when a field cannot be used.</summary>
internal static class Fields
{
    private const long FirstMilliseconds = 100_000_000_000;            // as seconds: the year 5138
    private const long FirstMicroseconds = 100_000_000_000_000;        // as milliseconds: the year 5138
    private const long FirstBeyond = 100_000_000_000_000_000;

    /// <summary>A price: a finite decimal above 0.</summary>
    public static bool TryPrice(string text, string column, out decimal price, out string reason)
    {
        reason = string.Empty;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out price))
        {
            reason = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsFinite(number)
                ? $"{column} is {text.Trim()}, not a finite number"
                : $"{column} \"{text}\" is not a number";
            return false;
        }

        if (price <= 0m)
        {
            reason = $"{column} must be above 0, is {text.Trim()}";
            return false;
        }

        return true;
    }

    /// <summary>A whole number of seconds, milliseconds or microseconds since 1970, told apart by magnitude; microseconds are cut to milliseconds.</summary>
    public static bool TryEpoch(string text, out Moment moment)
    {
        moment = default;
        if (!long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) || number <= 0 || number >= FirstBeyond)
        {
            return false;
        }

        moment = new Moment(number < FirstMilliseconds ? number * 1000 : number < FirstMicroseconds ? number : number / 1000);
        return true;
    }

    /// <summary>An epoch number, or ISO 8601 (UTC when it names no offset).</summary>
    public static bool TryTime(string text, out Moment moment)
    {
        if (TryEpoch(text, out moment))
        {
            return true;
        }

        var iso = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && text.Contains('-', StringComparison.Ordinal);
        moment = new Moment(iso ? time.ToUnixTimeMilliseconds() : 0);
        return iso;
    }
}
