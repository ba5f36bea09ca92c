using System.Runtime.CompilerServices;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Review.Wording;

/// <summary>What a part of a sentence is.</summary>
public enum SentencePartKind
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>Who or what the sentence is about: an account, a market.</summary>
    Name,

    /// <summary>A reference as it is written on the command line, or an event's fields.</summary>
    Code,

    /// <summary>A number.</summary>
    Figure,
}

/// <summary>A part of a sentence.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What is read.</param>
/// <param name="Figure">The number; of a <see cref="SentencePartKind.Figure"/> only.</param>
public readonly record struct SentencePart(SentencePartKind Kind, string Text, Figure Figure = default)
{
    /// <summary>Who or what the sentence is about.</summary>
    public static SentencePart Name(string name) => new(SentencePartKind.Name, Unseen.Shown(name));

    /// <summary>A reference, or an event's fields.</summary>
    public static SentencePart Code<T>(T what) => new(SentencePartKind.Code, Unseen.Shown(what?.ToString() ?? string.Empty));
}

/// <summary>
/// A sentence, part by part: as text it is read on a terminal, and a page gives each part its element. It is written as an interpolated
/// string.
/// </summary>
[InterpolatedStringHandler]
public readonly struct Sentence
{
    private readonly List<SentencePart> _parts;

    /// <summary>For the compiler.</summary>
    public Sentence(int literalLength, int formattedCount) =>
        _parts = new List<SentencePart>((formattedCount * 2) + Math.Min(literalLength, 1));

    /// <summary>Its parts.</summary>
    public IReadOnlyList<SentencePart> Parts => _parts;

    public void AppendLiteral(string text) => Add(text);

    public void AppendFormatted(SentencePart part) => _parts.Add(part);

    public void AppendFormatted(Figure figure) => _parts.Add(new SentencePart(SentencePartKind.Figure, figure.Text, figure));

    public void AppendFormatted(decimal value) => Add(Canonical.Text(value));

    public void AppendFormatted<T>(T value) => Add(Unseen.Shown(value?.ToString() ?? string.Empty));

    /// <inheritdoc/>
    public override string ToString() => string.Concat(_parts.Select(part => part.Text));

    private void Add(string text) => _parts.Add(new SentencePart(SentencePartKind.Text, text));
}
