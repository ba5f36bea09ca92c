using System.IO.Compression;
using System.Text;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>
/// A temporary folder in which a test runs the program. At its end every process that still runs is killed and the folder removed.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly List<ExchangeProcess> _processes = [];

    /// <summary>The folder, which is the current one of the processes.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("exchange-node-").FullName;

    /// <summary>
    /// Events that the processes store in one transaction; few, so that a process can be killed in the middle of a cascade. Null for the
    /// default.
    /// </summary>
    public int? EventsPerWrite { get; set; }

    /// <summary>Events from one snapshot to the next, at least; few, so that a short run has some. Null for the default.</summary>
    public int? EventsPerSnapshot { get; set; }

    /// <summary>Risk monitors of the processes to come; null for the setting's default.</summary>
    public int? Monitors { get; set; }

    /// <summary>A scenario that is shipped with the program.</summary>
    public static string Shipped(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "config", "scenarios", name);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public static byte[] Gzip(string text)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }

    /// <summary>All files and folders in it, by relative path.</summary>
    public string[] Names() =>
        [.. Directory.EnumerateFileSystemEntries(Path, "*", SearchOption.AllDirectories)
            .Select(entry => System.IO.Path.GetRelativePath(Path, entry)).Order(StringComparer.Ordinal)];

    /// <summary>Starts <c>exchange</c>.</summary>
    public ExchangeProcess Start(params string[] arguments) => StartProgram(ExchangeProcess.Program, arguments);

    /// <summary>Runs <c>exchange</c> to its end.</summary>
    public Task<Finished> Run(params string[] arguments) => Start(arguments).End();

    /// <summary>Runs a shell script to its end; <c>$EXCHANGE</c> is the program.</summary>
    public Task<Finished> Shell(string script) => StartProgram("sh", ["-c", script]).End();

    /// <summary>Runs a bash script to its end.</summary>
    public Task<Finished> Script(string script) => StartProgram("bash", ["-c", script]).End();

    public void Dispose()
    {
        ExchangeProcess[] processes;
        lock (_processes)
        {
            processes = [.. _processes];
        }

        foreach (var process in processes)
        {
            process.Dispose();
        }

        Directory.Delete(Path, recursive: true);
    }

    /// <summary>Starts any program, with <c>$EXCHANGE</c> as the name of this one.</summary>
    public ExchangeProcess StartProgram(string file, string[] arguments)
    {
        var process = new ExchangeProcess(Path, file, arguments, EventsPerWrite, EventsPerSnapshot, Monitors);
        lock (_processes)
        {
            _processes.Add(process);
        }

        return process;
    }
}
