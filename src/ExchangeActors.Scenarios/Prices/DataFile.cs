using System.Security.Cryptography;
using ExchangeActors.Scenarios.Documents;

namespace ExchangeActors.Scenarios.Prices;

/// <summary>Opens market data, plain or gzip (told by its first two bytes), and fingerprints it.</summary>
internal static class DataFile
{
    /// <summary>Opens the file for reading text.</summary>
    /// <exception cref="InputException">It is missing, may not be read, or is empty.</exception>
    public static Stream Open(PriceSource source)
    {
        try
        {
            var file = new FileStream(source.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var first = file.ReadByte();
            var second = file.ReadByte();
            file.Position = 0;
            if (first < 0)
            {
                file.Dispose();
                throw new InputException(new InputProblem(source.Shown, 0, string.Empty, "is empty", "fetch the file again"));
            }

            return first == 0x1f && second == 0x8b ? new CompleteGzipStream(file) : file;
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
            using var file = File.OpenRead(source.Path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException(FileProblem.Of(source.Shown, source.Path, fault));
        }
    }
}
