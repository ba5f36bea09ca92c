using System.IO.Compression;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>
/// Decompresses gzip and throws <see cref="InvalidDataException"/> when the data ends early. .NET's <see cref="GZipStream"/> takes a truncated
/// file for a complete one; so this stream appends one more gzip member with a known content to the file: it comes out at the end, whole, exactly
/// when everything before it was complete. Files of several members stay readable.
/// </summary>
internal sealed class CompleteGzipStream : Stream
{
    private static readonly byte[] Seal = "ExchangeActors: the file ends here."u8.ToArray();
    private static readonly byte[] SealMember = Compress(Seal);

    private readonly GZipStream _gzip;
    private readonly byte[] _held = new byte[Seal.Length];
    private int _heldCount;
    private bool _ended;

    /// <summary>Reads from (and disposes) the compressed stream.</summary>
    public CompleteGzipStream(Stream compressed) => _gzip = new GZipStream(new Sealed(compressed), CompressionMode.Decompress);

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
        while (!_ended && buffer.Length > 0)
        {
            var scratch = new byte[_heldCount + buffer.Length];
            _held.AsSpan(0, _heldCount).CopyTo(scratch);
            var read = _gzip.Read(scratch.AsSpan(_heldCount));
            if (read == 0)
            {
                _ended = true;
                if (_heldCount != Seal.Length || !_held.AsSpan().SequenceEqual(Seal))
                {
                    throw new InvalidDataException("the compressed data ends early");
                }

                return 0;
            }

            var have = _heldCount + read;
            var free = Math.Max(0, have - Seal.Length);
            _heldCount = have - free;
            scratch.AsSpan(free, _heldCount).CopyTo(_held);
            if (free > 0)
            {
                scratch.AsSpan(0, free).CopyTo(buffer);
                return free;
            }
        }

        return 0;
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
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return target.ToArray();
    }

    /// <summary>The file's bytes, then the seal's.</summary>
    private sealed class Sealed(Stream file) : Stream
    {
        private readonly MemoryStream _seal = new(SealMember, writable: false);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = file.Read(buffer);
            return read > 0 ? read : _seal.Read(buffer);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
                _seal.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
