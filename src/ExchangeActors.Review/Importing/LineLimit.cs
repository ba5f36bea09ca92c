using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Importing;

/// <summary>Reads text whose lines are not longer than a limit: a line without end fills no memory.</summary>
/// <param name="content">The text; disposed with this.</param>
/// <param name="most">The most bytes of a line.</param>
/// <param name="exceeded">What is thrown at a longer one.</param>
internal sealed class LineLimit(Stream content, int most, Func<Exception> exceeded) : ForwardStream(content)
{
    private long _length;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = Source.Read(buffer);
        var text = buffer[..read];
        for (var end = text.IndexOf((byte)'\n'); end >= 0; end = text.IndexOf((byte)'\n'))
        {
            Grow(end);
            _length = 0;
            text = text[(end + 1)..];
        }

        Grow(text.Length);
        return read;
    }

    private void Grow(int bytes)
    {
        _length += bytes;
        if (_length > most)
        {
            throw exceeded();
        }
    }
}
