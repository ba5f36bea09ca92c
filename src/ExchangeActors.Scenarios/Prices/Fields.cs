using System.Globalization;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Reads the fields of market data; null or a reason when a field cannot be used.</summary>
internal static class Fields
{
    private const long FirstSeconds = 100_000_000;                     // 3 March 1973: what is smaller may be a date like 20251010
    private const long FirstMilliseconds = 100_000_000_000;            // as seconds: the year 5138
    private const long FirstMicroseconds = 100_000_000_000_000;        // as milliseconds: the year 5138
    private const long FirstBeyond = 100_000_000_000_000_000;

    /// <summary>A price: a finite decimal above 0, divided by the units of the market in one of the symbol.</summary>
    public static bool TryPrice(string text, string column, decimal factor, out decimal price, out string reason)
    {
        reason = string.Empty;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out price))
        {
            reason = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsFinite(number)
                ? $"{column} is {Shown(text)}, not a finite number"
                : $"{column} \"{Shown(text)}\" is not a number";
            return false;
        }

        if (price <= 0m)
        {
            reason = $"{column} must be above 0, is {Shown(text)}";
            return false;
        }

        if (factor == 1m)
        {
            return true;
        }

        // A factor below 1 can lead beyond what a decimal holds, one above to nothing.
        if (factor < 1m && price > decimal.MaxValue * factor)
        {
            reason = $"{column} {Shown(text)} divided by the factor {factor} is beyond what a decimal holds";
            return false;
        }

        price /= factor;
        reason = price > 0m ? string.Empty : $"{column} {Shown(text)} divided by the factor {factor} is nothing";
        return price > 0m;
    }

    /// <summary>A rate of funding: a finite decimal between -1 and 1, per unit of notional.</summary>
    public static bool TryRate(string text, string column, out decimal rate, out string reason)
    {
        reason = string.Empty;
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out rate) && rate is >= -1m and <= 1m)
        {
            return true;
        }

        reason = $"{column} \"{Shown(text)}\" is not a rate between -1 and 1";
        return false;
    }

    /// <summary>A field as a message shows it: what is no market data at all is not copied out.</summary>
    public static string Shown(string text)
    {
        const int Longest = 40;
        var plain = string.Concat(text.Trim().Select(letter => char.IsControl(letter) ? '?' : letter));
        return plain.Length <= Longest ? plain : plain[..Longest] + "…";
    }

    /// <summary>
    /// A whole number of seconds, milliseconds or microseconds since 1970, told apart by magnitude; microseconds are cut to milliseconds.
    /// </summary>
    public static bool TryEpoch(string text, out Moment moment)
    {
        moment = default;
        if (!long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            || number is < FirstSeconds or >= FirstBeyond)
        {
            return false;
        }

        moment = new Moment(number < FirstMilliseconds ? number * 1000 : number < FirstMicroseconds ? number : number / 1000);
        return true;
    }

    /// <summary>An epoch number, or ISO 8601 (UTC when it names no offset).</summary>
    public static bool TryTime(string text, out Moment moment) => TryEpoch(text, out moment) || IsoTime.TryParse(text, out moment);
}
