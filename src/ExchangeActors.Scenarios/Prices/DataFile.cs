using System.Security.Cryptography;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Opens market data, plain, as gzip or as a ZIP archive of one file (told by its first bytes), and fingerprints it.</summary>
internal static class DataFile
{
    /// <summary>Opens the file for reading text, no more of it than the limits allow.</summary>
    /// <param name="source">The file.</param>
    /// <param name="isCompressed">True when it was compressed.</param>
    /// <exception cref="InputException">It is missing, no file, may not be read, is empty, or is longer than the limit.</exception>
    public static Stream Open(PriceSource source, out bool isCompressed)
    {
        try
        {
            RequireFile(source);
            var file = new FileStream(source.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var first = new byte[4];
            var begin = first.AsSpan(0, file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false));
            file.Position = 0;
            var isZip = ZippedFile.Begins(begin);
            isCompressed = isZip || begin is [0x1f, 0x8b, ..]
                || (begin.IsEmpty && source.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase));
            if (begin.IsEmpty && isCompressed)
            {
                // Some recorders compress nothing into nothing.
                return file;
            }

            if (begin.IsEmpty)
            {
                file.Dispose();
                throw new InputException(new InputProblem(source.Shown, 0, string.Empty, "is empty", "fetch the file again"));
            }

            var length = file.Length;
            return !isCompressed ? new LimitedStream(file, source.Settings.FileBytes, TooLong(source))
                : Expanding(source, length, isZip ? ZippedFile.Open(file, source.Shown) : new CompleteGzipStream(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException(FileProblem.Of(source.Shown, source.Path, fault));
        }
    }

    /// <summary>SHA-256 of the file's bytes, lower-case hexadecimal.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static string Fingerprint(PriceSource source)
    {
        try
        {
            RequireFile(source);
            using var file = File.OpenRead(source.Path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException(FileProblem.Of(source.Shown, source.Path, fault));
        }
    }

    private static void RequireFile(PriceSource source)
    {
        if (File.Exists(source.Path) && !DiskFile.IsRegular(source.Path))
        {
            throw new InputException(
                new InputProblem(source.Shown, 0, string.Empty, "is a device or a pipe", "write the data into a file first"));
        }
    }

    private static LimitedStream Expanding(PriceSource source, long length, Stream expanded)
    {
        var byLength = Math.Max(LimitedStream.FreeBytes, length * source.Settings.Expansion);
        var exceeded = byLength >= source.Settings.FileBytes ? TooLong(source) : new InputProblem(
            source.Shown,
            0,
            string.Empty,
            $"expands to more than {source.Settings.Expansion} times its {length} bytes",
            "check where it is from; if it is right, raise prices.limits.expansion");
        return new LimitedStream(expanded, Math.Min(byLength, source.Settings.FileBytes), exceeded);
    }

    private static InputProblem TooLong(PriceSource source) => new(
        source.Shown,
        0,
        string.Empty,
        $"holds more than {source.Settings.FileBytes >> 20} MiB",
        "cut out what the run needs, or raise prices.limits.fileMegabytes");
}
