using System.Security.Cryptography;
using ExchangeActors.Journal;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Opens market data, plain or gzip (told by its first two bytes), and fingerprints it.</summary>
internal static class DataFile
{
    /// <summary>Opens the file for reading text, no more of it than the limits allow.</summary>
    /// <param name="source">The file.</param>
    /// <param name="isGzip">True when it was compressed.</param>
    /// <exception cref="InputException">It is missing, no file, may not be read, is empty, or is longer than the limit.</exception>
    public static Stream Open(PriceSource source, out bool isGzip)
    {
        try
        {
            RequireFile(source);
            var file = new FileStream(source.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var first = file.ReadByte();
            var second = file.ReadByte();
            file.Position = 0;
            isGzip = (first == 0x1f && second == 0x8b) || (first < 0 && source.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase));
            if (first < 0 && isGzip)
            {
                // Some recorders compress nothing into nothing.
                return file;
            }

            if (first < 0)
            {
                file.Dispose();
                throw new InputException(new InputProblem(source.Shown, 0, string.Empty, "is empty", "fetch the file again"));
            }

            if (first == 'P' && second == 'K')
            {
                file.Dispose();
                throw new InputException(new InputProblem(source.Shown, 0, string.Empty, "is a ZIP archive", "take the CSV out of it, plain or as gzip"));
            }

            return isGzip ? Expanding(source, file) : new LimitedStream(file, source.Settings.FileBytes, TooLong(source));
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
            throw new InputException(new InputProblem(source.Shown, 0, string.Empty, "is a device or a pipe", "write the data into a file first"));
        }
    }

    private static LimitedStream Expanding(PriceSource source, FileStream file)
    {
        var byLength = Math.Max(LimitedStream.FreeBytes, file.Length * source.Settings.Expansion);
        var exceeded = byLength >= source.Settings.FileBytes ? TooLong(source) : new InputProblem(
            source.Shown,
            0,
            string.Empty,
            $"expands to more than {source.Settings.Expansion} times its {file.Length} bytes",
            "check where it is from; if it is right, raise prices.limits.expansion");
        return new LimitedStream(new CompleteGzipStream(file), Math.Min(byLength, source.Settings.FileBytes), exceeded);
    }

    private static InputProblem TooLong(PriceSource source) => new(
        source.Shown,
        0,
        string.Empty,
        $"holds more than {source.Settings.FileBytes >> 20} MiB",
        "cut out what the run needs, or raise prices.limits.fileMegabytes");
}
