using System.Net;
using System.Text.Encodings.Web;
using CsCheck;

namespace ExchangeActors.Web.Tests;

/// <summary>Text of a page that is a file.</summary>
public sealed class PageEncoderTests
{
    private static readonly PageEncoder Encoder = new();

    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("<b>\"'&</b>", "&lt;b&gt;&quot;&#x27;&amp;&lt;/b&gt;")]
    [InlineData("− – ’ é 语", "− – ’ é 语")]
    [InlineData("😀", "&#x1F600;")]
    [InlineData("\u202Eevil", @"\u{202E}evil")]
    [InlineData("a\u200Bb\u0001\n\u2028", @"a\u{200B}b\u{1}\u{A}\u{2028}")]
    [InlineData("\U000E0041<", @"\u{E0041}&lt;")]
    public void What_is_not_seen_is_written_as_its_code_and_letters_of_all_scripts_stay(string text, string encoded) =>
        Assert.Equal(encoded, Encoder.Encode(text));

    [Fact]
    public void Nothing_becomes_markup_and_what_is_seen_is_read_again() => Gen.String[Gen.Char['\0', '\uFFFF'], 0, 40].Sample(text =>
    {
        var encoded = Encoder.Encode(text);
        Assert.True(encoded.AsSpan().IndexOfAny("<>\"'") < 0, encoded);
        Assert.Equal(HtmlEncoder.Default.Encode(Visible(text)), HtmlEncoder.Default.Encode(WebUtility.HtmlDecode(encoded)));
    });

    // Halves of surrogate pairs become the replacement character with every encoder.
    private static string Visible(string text) => string.Concat(text.EnumerateRunes().Select(
        rune => Review.Wording.Unseen.Is(rune) ? Review.Wording.Unseen.Code(rune) : rune.ToString()));
}
