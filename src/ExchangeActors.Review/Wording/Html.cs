using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Wording;

/// <summary>
/// A piece of HTML. It is written as an interpolated string, <c>Html cell = $"&lt;td&gt;{account}&lt;/td&gt;"</c>: what stands in the
/// source is markup, and whatever is put in is text, safe in an element and in a quoted attribute, unless it is a piece of HTML itself.
/// There is no other way to make one, so nothing of a journal can become markup.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Html
{
    private readonly StringBuilder _text;

    /// <summary>For the compiler.</summary>
    public Html(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 8));

    /// <summary>Nothing.</summary>
    public static Html Empty => $"";

    /// <summary>A new line of the file.</summary>
    public static Html Line => $"\n";

    /// <summary>One after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces)
    {
        Html all = $"";
        foreach (var piece in pieces)
        {
            all._text.Append(piece._text);
        }

        return all;
    }

    /// <summary>The program's own style sheet or script, as it is.</summary>
    public static Html Asset(string text)
    {
        Html asset = $"";
        asset._text.Append(text);
        return asset;
    }

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Html piece) => _text.Append(piece._text);

    public void AppendFormatted(decimal value) => _text.Append(Canonical.Text(value));

    public void AppendFormatted(double value, string format) => _text.Append(value.ToString(format, CultureInfo.InvariantCulture));

    public void AppendFormatted<T>(T value) => Escape(value?.ToString() ?? string.Empty);

    /// <summary>Writes it.</summary>
    public void WriteTo(TextWriter target)
    {
        foreach (var chunk in _text.GetChunks())
        {
            target.Write(chunk.Span);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Escape(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),
                // What is not seen could make an id look like another, or turn the line around.
                _ when Rune.GetUnicodeCategory(
                    rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    => _text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}"),
                _ => _text.Append(rune.ToString()),
            };
        }
    }
}
