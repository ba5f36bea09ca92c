using System.Globalization;
using System.Text;

namespace ExchangeActors.Review.Wording;

/// <summary>
/// Characters that are not seen: they could make an id look like another, or turn a line around. They are written as their code.
/// </summary>
public static class Unseen
{
    /// <summary>True for control characters, directions of writing and joiners, separators of lines and paragraphs.</summary>
    public static bool Is(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>How one is written: <c>\u{202E}</c>.</summary>
    public static string Code(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");

    /// <summary>A text in which every character is seen.</summary>
    public static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text.EnumerateRunes().Any(Is)
            ? string.Concat(text.EnumerateRunes().Select(rune => Is(rune) ? Code(rune) : rune.ToString()))
            : text;
    }
}
