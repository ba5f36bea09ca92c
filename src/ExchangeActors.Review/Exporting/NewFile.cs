using System.Globalization;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>
/// A file that appears whole or not at all: written beside its place, and moved there by <see cref="Complete"/>. Without that nothing stays
/// behind.
/// </summary>
public sealed class NewFile : IDisposable
{
    private readonly string _path;
    private readonly string _unfinished;
    private bool _complete;

    private NewFile(string path)
    {
        _path = path;
        _unfinished = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.new";
        Stream = new FileStream(_unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
    }

    /// <summary>What to write to.</summary>
    public FileStream Stream { get; }

    /// <summary>Begins a file; there must be none of that name.</summary>
    /// <exception cref="ReviewException">There is one.</exception>
    /// <exception cref="IOException">The place cannot be written.</exception>
    public static NewFile Create(string path) => File.Exists(path) || Directory.Exists(path)
        ? throw new ReviewException($"{path}: the file exists already; remove it, or choose another")
        : new NewFile(path);

    /// <summary>Everything is written: the file appears under its name. Returns its length.</summary>
    /// <exception cref="IOException">There is one of that name by now, or the disk is full.</exception>
    public long Complete()
    {
        Stream.Flush(flushToDisk: true);
        var length = Stream.Length;
        Stream.Dispose();
        File.Move(_unfinished, _path, overwrite: false);
        _complete = true;
        return length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_complete)
        {
            Stream.Dispose();
            File.Delete(_unfinished);
        }
    }
}
