using System.Globalization;

namespace ExchangeActors.Journal.Tests.Fixtures;

/// <summary>A directory that goes with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private static int _number;

    public TemporaryDirectory()
    {
        var name = string.Create(CultureInfo.InvariantCulture,
            $"exchange-journal-{Environment.ProcessId}-{Interlocked.Increment(ref _number)}");
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), name);
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string[] Names() =>
        [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
