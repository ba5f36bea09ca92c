using System.Text;
using ExchangeActors.Review.Reading;
using Microsoft.AspNetCore.Components;

namespace ExchangeActors.Web.Reports;

/// <summary>Writes a page into a file that is there whole or not at all.</summary>
public static class PageFile
{
    private const string Beginning = "<!DOCTYPE html>";

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

    /// <summary>Writes a page and gives its size in bytes; on a fault nothing stays behind.</summary>
    /// <param name="path">The file.</param>
    /// <param name="force">Whether an existing file may be replaced.</param>
    /// <param name="parameters">The page's parameters by name.</param>
    /// <exception cref="IOException">It cannot be written, or a file has appeared there meanwhile.</exception>
    public static async Task<long> Write<T>(string path, bool force, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        var full = Path.GetFullPath(path);
        var unfinished = $"{full}.{Environment.ProcessId}.new";
        try
        {
            await using (var writer = new StreamWriter(unfinished, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
            {
                await Write<T>(writer, parameters);
            }

            File.Move(unfinished, full, overwrite: force);
            return new FileInfo(full).Length;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Writes a page to what is open already.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="parameters">The page's parameters by name.</param>
    public static async Task Write<T>(TextWriter target, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        ArgumentNullException.ThrowIfNull(target);
        await PageRenderer.OfFiles.Write<T>(target, parameters);
        await target.WriteAsync('\n');
    }

    private static bool IsPage(string path)
    {
        using var stream = File.OpenRead(path);
        var begin = new byte[Beginning.Length];
        var read = stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
        return read == 0 || Encoding.UTF8.GetString(begin, 0, read).Equals(Beginning, StringComparison.OrdinalIgnoreCase);
    }
}
