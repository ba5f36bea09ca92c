using System.Threading.Channels;
using ExchangeActors.Journal;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Node.Service;

/// <summary>
/// The file beside the journal that holds keys and the commands that came in by HTTP. Changes of many callers are made in one transaction,
/// and told when that is on disk.
/// </summary>
internal sealed class ServiceStore : IAsyncDisposable
{
    private const int MostTogether = 2_000;

    // Raised when the tables below change.
    private const long Format = 2;
    private const long OldestFormat = 1;

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS api_key (
          id TEXT NOT NULL PRIMARY KEY, hash BLOB NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, accounts TEXT NOT NULL,
          created INTEGER NOT NULL, expires INTEGER, revoked INTEGER);
        CREATE TABLE IF NOT EXISTS command (
          number INTEGER PRIMARY KEY AUTOINCREMENT, caller TEXT NOT NULL, idempotency_key TEXT NOT NULL, target TEXT NOT NULL, makes TEXT,
          request BLOB NOT NULL, at INTEGER NOT NULL, status INTEGER, answer TEXT, UNIQUE (caller, idempotency_key));
        CREATE INDEX IF NOT EXISTS command_unanswered ON command (number) WHERE status IS NULL;
        CREATE TABLE IF NOT EXISTS store (id TEXT NOT NULL);
        INSERT INTO store (id) SELECT lower(hex(randomblob(6))) WHERE NOT EXISTS (SELECT 1 FROM store);
        """;

    private readonly SqliteConnection _connection;
    private readonly Channel<Pending> _changes = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;

    private ServiceStore(SqliteConnection connection, string id)
    {
        (_connection, Id) = (connection, id);
        _writing = Task.Run(Write);
    }

    /// <summary>Tells this store from all others: the numbers of its commands are its own.</summary>
    public string Id { get; }

    /// <summary>Opens the file, new if there is none.</summary>
    /// <exception cref="JournalException">It cannot be used.</exception>
    public static ServiceStore Open(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            try
            {
                connection.Open();
                Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000;");
                Require(connection, path);
                Execute(connection, Tables);
                Execute(connection, $"PRAGMA user_version = {Format};");
                using var command = connection.CreateCommand();
                command.CommandText = "SELECT id FROM store;";
                return new ServiceStore(connection, (string)command.ExecuteScalar()!);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                JournalFault.NotWritable, $"the file of keys and commands cannot be used ({fault.Message})", path,
                    "name another --data folder", fault);
        }
    }

    /// <summary>Makes a change with others in one transaction; completes when it is on disk.</summary>
    /// <param name="change">What to do; its result is given back.</param>
    public Task<T> Change<T>(Func<SqliteConnection, T> change)
    {
        var made = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        T result = default!;
        var taken = _changes.Writer.TryWrite(new Pending(
            connection => result = change(connection), () => made.TrySetResult(result), fault => made.TrySetException(fault)));
        return taken ? made.Task : throw new ObjectDisposedException(nameof(ServiceStore));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        await _writing;
        await _connection.DisposeAsync();
    }

    private static void Require(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version;";
        if ((long)command.ExecuteScalar()! is var format and not 0 and (< OldestFormat or > Format))
        {
            throw new JournalException(
                JournalFault.WrongVersion, $"the file of keys and commands has format {format}, this version knows {Format}", path,
                "use the version that wrote it, or another --data folder");
        }
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private async Task Write()
    {
        var together = new List<Pending>();
        while (await _changes.Reader.WaitToReadAsync())
        {
            while (together.Count < MostTogether && _changes.Reader.TryRead(out var change))
            {
                together.Add(change);
            }

            Make(together);
            together.Clear();
        }
    }

    private void Make(List<Pending> together)
    {
        try
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var change in together)
            {
                change.Make(_connection);
            }

            transaction.Commit();
        }
#pragma warning disable CA1031 // Whoever asked is told; the next transaction may succeed.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            together.ForEach(change => change.Failed(fault));
            return;
        }

        together.ForEach(change => change.Done());
    }

    private sealed record Pending(Action<SqliteConnection> Make, Action Done, Action<Exception> Failed);
}
