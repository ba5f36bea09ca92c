using ExchangeActors.Journal.Reading;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>What a file of market data holds, up to a limit: a small archive can expand without end.</summary>
/// <param name="content">The content, expanded; disposed with this.</param>
/// <param name="most">The most bytes that it may give.</param>
/// <param name="exceeded">What is wrong when it would give more.</param>
internal sealed class LimitedStream(Stream content, long most, InputProblem exceeded) : ForwardStream(content)
{
    /// <summary>Compressed data may expand to this much, whatever its length.</summary>
    public const long FreeBytes = 16L << 20;

    private long _given;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = Source.Read(buffer);
        _given += read;
        return _given <= most ? read : throw new InputException(exceeded);
    }
}
