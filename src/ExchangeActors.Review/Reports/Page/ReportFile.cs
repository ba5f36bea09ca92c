using System.Text;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>Writes a page into a file that is there whole or not at all.</summary>
public static class ReportFile
{
    /// <summary>Refuses a place where no page may be written; before the journal is read, so that nobody waits for nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="force">Whether an existing file may be replaced.</param>
    /// <param name="journal">The journal's file, which is never replaced; null where there is none.</param>
    /// <exception cref="ReviewException">There is such a file, or it is the journal or a folder, or its folder is missing.</exception>
    public static void Check(string path, bool force, string? journal)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        if (journal is not null && full == Path.GetFullPath(journal))
        {
            throw new ReviewException($"{path} is the journal itself; name another file");
        }

        if (Directory.Exists(full))
        {
            throw new ReviewException($"{path} is a folder; name a file, e.g. {Path.Combine(path, "report.html")}");
        }

        if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder))
        {
            throw new ReviewException($"there is no folder {folder}; make it first");
        }

        if (File.Exists(full))
        {
            if (!force)
            {
                throw new ReviewException($"{path} exists already; name another file, or replace it with --force");
            }

            if (!IsPage(full))
            {
                throw new ReviewException($"{path} is no HTML page; --force replaces nothing else");
            }
        }
    }

    /// <summary>Writes the page and gives its size in bytes; on a fault nothing stays behind.</summary>
    /// <exception cref="IOException">It cannot be written, or a file has appeared there meanwhile.</exception>
    public static long Write(Incident incident, string path, bool force) =>
        Write(target => ReportPage.Write(incident, target), path, force);

    /// <summary>Writes a page and gives its size in bytes; on a fault nothing stays behind.</summary>
    /// <exception cref="IOException">It cannot be written, or a file has appeared there meanwhile.</exception>
    public static long Write(Action<TextWriter> page, string path, bool force)
    {
        ArgumentNullException.ThrowIfNull(page);
        var full = Path.GetFullPath(path);
        var unfinished = $"{full}.{Environment.ProcessId}.new";
        try
        {
            using (var writer = new StreamWriter(unfinished, append: false,
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
            { NewLine = "\n" })
            {
                page(writer);
            }

            File.Move(unfinished, full, overwrite: force);
            return new FileInfo(full).Length;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static bool IsPage(string path)
    {
        using var stream = File.OpenRead(path);
        var begin = new byte[ReportPage.Beginning.Length];
        var read = stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        return read == 0 || Encoding.UTF8.GetString(begin, 0, read).Equals(ReportPage.Beginning, StringComparison.OrdinalIgnoreCase);
    }
}
