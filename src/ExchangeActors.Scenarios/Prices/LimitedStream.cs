using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>What a file of market data holds, up to a limit: a small gzip can expand without end.</summary>
/// <param name="content">The content, expanded; disposed with this.</param>
/// <param name="most">The most bytes that it may give.</param>
/// <param name="exceeded">What is wrong when it would give more.</param>
internal sealed class LimitedStream(Stream content, long most, InputProblem exceeded) : Stream
{
    /// <summary>A gzip may expand to this much, whatever its length.</summary>
    public const long FreeBytes = 16L << 20;

    private long _given;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = content.Read(buffer);
        _given += read;
        return _given <= most ? read : throw new InputException(exceeded);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
