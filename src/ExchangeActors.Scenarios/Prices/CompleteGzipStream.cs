using System.IO.Compression;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>
/// Decompresses gzip and throws <see cref="InvalidDataException"/> when the data ends early. .NET's <see cref="GZipStream"/> takes a
/// truncated file for a complete one; so this stream appends one more gzip member with a known content to the file: it comes out at the
/// end, whole, exactly when everything before it was complete. Files of several members stay readable.
/// </summary>
internal sealed class CompleteGzipStream : ForwardStream
{
    private static readonly byte[] Seal = "ExchangeActors: the file ends here."u8.ToArray();
    private static readonly byte[] SealMember = Compress(Seal);

    private readonly byte[] _held = new byte[Seal.Length];
    private int _heldCount;
    private bool _ended;

    /// <summary>Reads from (and disposes) the compressed stream.</summary>
    public CompleteGzipStream(Stream compressed)
        : base(new GZipStream(new Sealed(compressed), CompressionMode.Decompress))
    {
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended && buffer.Length > 0)
        {
            var scratch = new byte[_heldCount + buffer.Length];
            _held.AsSpan(0, _heldCount).CopyTo(scratch);
            var read = Source.Read(scratch.AsSpan(_heldCount));
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
    private sealed class Sealed(Stream file) : ForwardStream(file)
    {
        private readonly MemoryStream _seal = new(SealMember, writable: false);

        public override int Read(Span<byte> buffer)
        {
            var read = Source.Read(buffer);
            return read > 0 ? read : _seal.Read(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            _seal.Dispose();
            base.Dispose(disposing);
        }
    }
}
