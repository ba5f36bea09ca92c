using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Web;

/// <summary>
/// Encodes text for HTML as the framework does, but leaves letters of all scripts as they are, and writes characters that are not seen as
/// their code, <c>\u{202E}</c>.
/// </summary>
internal sealed unsafe class PageEncoder : HtmlEncoder
{
    private static readonly HtmlEncoder Inner = Create(UnicodeRanges.All);

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => Math.Max(Inner.MaxOutputCharactersPerInputCharacter, @"\u{10FFFF}".Length);

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) =>
        Inner.WillEncode(unicodeScalar) || (Rune.TryCreate(unicodeScalar, out var rune) && Unseen.Is(rune));

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var encoded = Inner.FindFirstCharacterToEncode(text, textLength);
        var untouched = new ReadOnlySpan<char>(text, encoded < 0 ? textLength : encoded);
        for (var place = untouched.IndexOfAnyExceptInRange(' ', '~'); place >= 0 && place < untouched.Length; place++)
        {
            // A half of a pair is encoded by the framework, and so found above.
            if (Rune.TryCreate(untouched[place], out var rune) && Unseen.Is(rune))
            {
                return place;
            }
        }

        return encoded;
    }

    /// <inheritdoc/>
    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        if (!Rune.TryCreate(unicodeScalar, out var rune) || !Unseen.Is(rune))
        {
            return Inner.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
        }

        var code = Unseen.Code(rune);
        numberOfCharactersWritten = code.Length;
        return code.TryCopyTo(new Span<char>(buffer, bufferLength));
    }
}
