using System.Buffers;

namespace ExchangeActors.Domain.Primitives;

/// <summary>
/// What an id of an account, a market or an owner, and the name of a pool or a command's source, may be made of: 1 to
/// <see cref="Longest"/> ASCII letters, digits and <c>- _ . : @</c>, beginning with a letter, a digit, <c>_</c> or <c>@</c>.
/// Ids are keys of
/// a journal, names of files and of actors, columns of tables and words on a command line; what means something there (control characters,
/// spaces, quotes, slashes, formulas) is in none of them.
/// </summary>
public static class Identifier
{
    /// <summary>The most characters.</summary>
    public const int Longest = 100;

    /// <summary>The most characters of a market's id: accounts of the exchange's own are named after it.</summary>
    public const int LongestOfMarket = 64;

    /// <summary>What is said of an id that is none.</summary>
    public static string Rule { get; } = $"1 to {Longest} letters (a–z), digits and - _ . : @, beginning with a letter, a digit, _ or @";

    /// <summary>What is said of a market's id that is none.</summary>
    public static string MarketRule { get; } =
        $"1 to {LongestOfMarket} letters (a–z), digits and - _ : @, beginning with a letter, a digit, _ or @";

    private static readonly SearchValues<char> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:@");

    /// <summary>True for an id.</summary>
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= Longest } && id[0] is not ('-' or '.' or ':') && !id.AsSpan().ContainsAnyExcept(Letters);

    /// <summary>True for the id of a market: no dot, which separates the parts of a setting's path.</summary>
    public static bool IsValidMarket(string? id) =>
        IsValid(id) && id!.Length <= LongestOfMarket && !id.Contains('.', StringComparison.Ordinal);

    /// <summary>
    /// A text from outside as a message shows it, in one line: control characters, halves of surrogate pairs and what turns the direction
    /// of writing as their code, <c>\u001b</c>, and no more than so many characters.
    /// </summary>
    public static string Shown(string text, int most = Longest)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cut = text.Length <= most ? text : text[..most] + "…";
        return Plain(cut);
    }

    /// <summary>A text without anything that a terminal would act on: control characters and the like as their code.</summary>
    public static string Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && Enumerable.Range(0, text.Length).Any(place => IsUnprintable(text, place))
            ? string.Concat(Enumerable.Range(0, text.Length).Select(
                place => IsUnprintable(text, place) ? $"\\u{(int)text[place]:x4}" : text[place].ToString()))
            : text;
    }

    /// <summary>
    /// A text as a cell of a CSV file: one that a spreadsheet would take for a formula gets an apostrophe in front, which is no character
    /// of an id (an account's may begin with @).
    /// </summary>
    public static string Cell(string? text) => IsFormula(text) ? "'" + text : text ?? string.Empty;

    /// <summary>What stood in a cell that <see cref="Cell"/> wrote.</summary>
    public static string FromCell(string cell) => cell is ['\'', ..] && IsFormula(cell[1..]) ? cell[1..] : cell;

    private static bool IsFormula(string? text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..];

    private static bool IsUnprintable(string text, int place)
    {
        var letter = text[place];
        return char.IsControl(letter)
            || letter is (>= '\u200b' and <= '\u200f') or (>= '\u2028' and <= '\u202e') or (>= '\u2060' and <= '\u206f') or '\ufeff'
            || (char.IsHighSurrogate(letter) && (place + 1 == text.Length || !char.IsLowSurrogate(text[place + 1])))
            || (char.IsLowSurrogate(letter) && (place == 0 || !char.IsHighSurrogate(text[place - 1])));
    }
}
