using System.Globalization;
using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Web.Figures;

/// <summary>Values as the page writes them.</summary>
public static class Words
{
    private const int Digits = 6;

    /// <summary>Nothing to be shown.</summary>
    public const string None = "–";

    /// <summary>A value's name in words: <c>OnBook</c> as "on book".</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()).Replace('-', ' ');

    /// <summary>An amount of money with cents.</summary>
    public static string Amount(decimal? value) => value is { } amount ? Shown.Amount(amount) : None;

    /// <summary>A price or a quantity, all digits in groups.</summary>
    public static string Number(decimal? value) => value is { } number ? Shown.Grouped(number) : None;

    /// <summary>A count in groups.</summary>
    public static string Count(long value) => FigureText.Count(value);

    /// <summary>So many of them: "1 liquidation", "3 liquidations".</summary>
    public static string Counted(long value, string one) => FigureText.Counted(value, one);

    /// <summary>An exchange time for people, UTC: <c>2025-10-10 21:16:03.000</c>.</summary>
    public static string Time(string at)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.EndsWith('Z') ? at[..^1].Replace('T', ' ') : at;
    }

    /// <summary>A part of a whole, per cent.</summary>
    public static string Share(decimal part, decimal whole) =>
        whole == 0m ? None : (part / whole).ToString("P1", CultureInfo.InvariantCulture);

    /// <summary>A score or a quotient.</summary>
    public static string Ratio(decimal? value) => value is { } number ? Shown.Grouped(Shown.Rounded(number, Digits, Digits)) : None;

    /// <summary>How long ago: "12.5 s", "3 min", "2 h".</summary>
    public static string Age(decimal? seconds) => seconds switch
    {
        null => None,
        < 120m => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds.Value, 1):0.#} s"),
        < 7_200m => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds.Value / 60m):N0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds.Value / 3_600m):N0} h"),
    };

    /// <summary>A length of an SVG, per cent.</summary>
    public static string Percent(decimal part, decimal whole) =>
        (whole <= 0m ? 0m : Math.Clamp(100m * part / whole, 0m, 100m)).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>An address of a page's part: an id in a path.</summary>
    public static string Path(string id) => Uri.EscapeDataString(id);
}
