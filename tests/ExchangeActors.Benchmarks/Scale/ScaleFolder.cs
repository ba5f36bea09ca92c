using Microsoft.Data.Sqlite;

namespace ExchangeActors.Benchmarks.Scale;

/// <summary>A temporary folder that goes with its files.</summary>
internal sealed class ScaleFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("exchange-scale-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
