using System.Globalization;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Exporting;

/// <summary>
/// A folder that appears whole or not at all: made beside its place, and moved there by <see cref="Complete"/>. Without that nothing stays
/// behind.
/// </summary>
public sealed class NewFolder : IDisposable
{
    private readonly string _path;
    private bool _complete;

    private NewFolder(string path)
    {
        _path = path;
        Unfinished = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.new";
        Directory.CreateDirectory(Unfinished);
    }

    /// <summary>Where the files are put.</summary>
    public string Unfinished { get; }

    /// <summary>Begins a folder; there must be nothing of that name.</summary>
    /// <exception cref="ReviewException">There is something, or no folder to put it in.</exception>
    /// <exception cref="IOException">The place cannot be written.</exception>
    public static NewFolder Create(string path)
    {
        var plain = Path.TrimEndingDirectorySeparator(path);
        if (File.Exists(plain) || Directory.Exists(plain))
        {
            throw new ReviewException($"{plain}: there is something of that name already; remove it, or choose another");
        }

        return Path.GetDirectoryName(Path.GetFullPath(plain)) is { } parent && Directory.Exists(parent)
            ? new NewFolder(plain)
            : throw new ReviewException($"{plain}: there is no folder to put it in; make {Path.GetDirectoryName(Path.GetFullPath(plain))}");
    }

    /// <summary>Everything is written and closed: the folder appears under its name.</summary>
    /// <exception cref="IOException">There is one of that name by now.</exception>
    public void Complete()
    {
        Directory.Move(Unfinished, _path);
        _complete = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_complete)
        {
            Directory.Delete(Unfinished, recursive: true);
        }
    }
}
