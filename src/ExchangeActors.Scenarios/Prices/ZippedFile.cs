using System.IO.Compression;
using System.IO.Hashing;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>
/// The one file of a ZIP archive, as Binance gives its data. .NET's archive does not compare what it expands with the checksum that the
/// archive has; this does, so that a damaged file is not taken for prices.
/// </summary>
internal sealed class ZippedFile : ForwardStream
{
    /// <summary>The most entries that are looked through: folders and the like beside the file.</summary>
    public const int MostEntries = 1_000;

    // The record that ends an archive, and the longest comment in it, bytes.
    private const int EndOfDirectory = 22;
    private const int LongestComment = ushort.MaxValue;

    private readonly ZipArchive _archive;
    private readonly ZipArchiveEntry _entry;
    private readonly Crc32 _sum = new();
    private long _given;

    private ZippedFile(ZipArchive archive, ZipArchiveEntry entry)
        : base(entry.Open()) => (_archive, _entry) = (archive, entry);

    /// <summary>True for the first bytes of an archive: of a file in it, of an empty one, or of one that was split.</summary>
    public static bool Begins(ReadOnlySpan<byte> bytes) =>
        bytes is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] or [(byte)'P', (byte)'K', 7, 8, ..];

    /// <summary>Opens the file in the archive.</summary>
    /// <param name="archive">The archive's bytes; disposed with the result, or when there is none.</param>
    /// <param name="shown">The archive as the user wrote it.</param>
    /// <exception cref="InputException">There is no file in it, or more than one, or it cannot be read.</exception>
    public static ZippedFile Open(FileStream archive, string shown)
    {
        ZipArchive? opened = null;
        try
        {
            if (Entries(archive) > MostEntries)
            {
                throw Problem(shown, $"is a ZIP archive of more than {MostEntries} entries", "take out the one CSV that is meant");
            }

            opened = new ZipArchive(archive, ZipArchiveMode.Read);
            var files = opened.Entries.Where(IsFile).ToList();
            if (files is not [var file])
            {
                throw files.Count == 0
                    ? Problem(shown, "is a ZIP archive without a file", "fetch it again, or name the CSV")
                    : Problem(
                        shown,
                        $"is a ZIP archive of {files.Count} files, "
                            + string.Join(", ", files.Take(3).Select(entry => Nearest.Shown(entry.FullName)))
                            + (files.Count > 3 ? ", …" : string.Empty),
                        "take out the one that is meant");
            }

            return file.IsEncrypted ? throw Problem(shown, "is a ZIP archive with a password", "take the CSV out of it")
                : new ZippedFile(opened, file);
        }
        catch (InvalidDataException fault)
        {
            (opened as IDisposable ?? archive).Dispose();
            throw Problem(shown, $"is a truncated or damaged ZIP archive ({fault.Message.TrimEnd('.')})", "fetch the file again, whole");
        }
        catch
        {
            (opened as IDisposable ?? archive).Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = Source.Read(buffer);
        _sum.Append(buffer[..read]);
        _given += read;
        return read > 0 || buffer.IsEmpty || (_given == _entry.Length && _sum.GetCurrentHashAsUInt32() == _entry.Crc32)
            ? read
            : throw new InvalidDataException("what it expands to is not what its checksum says");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _archive.Dispose();
        }
    }

    // What macOS puts beside a file is none of the user's.
    private static bool IsFile(ZipArchiveEntry entry) =>
        entry.Name.Length > 0 && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) && entry.Name != ".DS_Store";

    /// <summary>Entries as the end of the archive counts them, before any is read; 65,535 where there may be more.</summary>
    private static int? Entries(FileStream archive)
    {
        var tail = new byte[Math.Min(archive.Length, EndOfDirectory + LongestComment)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        archive.Position = 0;
        ReadOnlySpan<byte> end = [(byte)'P', (byte)'K', 5, 6];
        var at = tail.AsSpan().LastIndexOf(end);
        return at >= 0 && at + EndOfDirectory <= tail.Length ? tail[at + 10] | (tail[at + 11] << 8) : null;
    }

    private static InputException Problem(string shown, string what, string remedy) =>
        new(new InputProblem(shown, 0, string.Empty, what, remedy));
}
