using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using ExchangeActors.Journal;
using ExchangeActors.Journal.PostgreSql;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Node.Service;

/// <summary>
/// Keys of callers and the commands that came in by HTTP, beside the journal: in a file where that is one, in tables of the database where
/// that is in one, which all gateways share. Changes of many callers are made in one transaction, and told when that is on disk.
/// </summary>
internal sealed class ServiceStore : IAsyncDisposable
{
    private const int MostTogether = 2_000;

    // A transaction of another gateway may stand in the way of this one's, and a server that is started again comes back. Callers wait for
    // less than a request's patience.
    private const int Attempts = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // Raised when the tables of a file change.
    private const long Format = 3;
    private const long OldestFormat = 1;

    private const string Tables = $"""
        CREATE TABLE IF NOT EXISTS {ServiceTables.Keys} (
          id TEXT NOT NULL PRIMARY KEY, hash BLOB NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, accounts TEXT NOT NULL,
          created INTEGER NOT NULL, expires INTEGER, revoked INTEGER);
        CREATE TABLE IF NOT EXISTS {ServiceTables.Commands} (
          number INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, caller TEXT NOT NULL, idempotency_key TEXT NOT NULL,
          target TEXT NOT NULL, makes TEXT, request BLOB NOT NULL, at INTEGER NOT NULL, requests INTEGER NOT NULL DEFAULT 1,
          status INTEGER, answer TEXT, UNIQUE (caller, idempotency_key));
        CREATE INDEX IF NOT EXISTS {ServiceTables.Commands}_unanswered ON {ServiceTables.Commands} (number) WHERE status IS NULL;
        """;

    // Formats 1 and 2 had the commands of one source, and other names.
    private const string Renamed = $"""
        ALTER TABLE api_key RENAME TO {ServiceTables.Keys};
        ALTER TABLE command RENAME TO {ServiceTables.Commands};
        DROP INDEX IF EXISTS command_unanswered;
        ALTER TABLE {ServiceTables.Commands} ADD COLUMN source TEXT NOT NULL DEFAULT 'api';
        ALTER TABLE {ServiceTables.Commands} ADD COLUMN requests INTEGER NOT NULL DEFAULT 1;
        """;

    private readonly Func<DbConnection> _open;
    private readonly Channel<Pending> _changes = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;
    private DbConnection? _connection;

    private ServiceStore(Func<DbConnection> open)
    {
        (_open, _connection) = (open, open());
        _writing = Task.Run(Write);
    }

    /// <summary>Opens the store of a journal.</summary>
    /// <param name="journal">Where the journal is.</param>
    /// <param name="file">The file that it is in where the journal is one.</param>
    /// <exception cref="JournalException">It cannot be used.</exception>
    public static ServiceStore Of(string journal, string file) => JournalPlace.IsDatabase(journal)
        ? new ServiceStore(() => ServiceTables.Open(journal))
        : Open(file);

    /// <summary>Opens a file, new if there is none.</summary>
    /// <exception cref="JournalException">It cannot be used.</exception>
    public static ServiceStore Open(string path) => new(() => OpenFile(path));

    private static SqliteConnection OpenFile(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            try
            {
                connection.Open();
                Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000;");
                using var transaction = connection.BeginTransaction();
                if (FormatOf(connection, path) is > 0 and < Format)
                {
                    Execute(connection, Renamed);
                }

                Execute(connection, Tables);
                Execute(connection, $"PRAGMA user_version = {Format};");
                transaction.Commit();
                return connection;
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
    /// <param name="change">What to do, perhaps more than once; its last result is given back.</param>
    /// <exception cref="JournalException">The file or the server failed: it may have been made, or not.</exception>
    public Task<T> Change<T>(Func<DbConnection, T> change)
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
        Close();
    }

    private static long FormatOf(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version;";
        var format = (long)command.ExecuteScalar()!;
        return format is 0 or (>= OldestFormat and <= Format)
            ? format
            : throw new JournalException(
                JournalFault.WrongVersion, $"the file of keys and commands has format {format}, this version knows {Format}", path,
                "use the version that wrote it, or another --data folder");
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
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

            if (await Make(together) is { } fault)
            {
                await Fail(together, fault);
            }

            together.Clear();
        }
    }

    /// <summary>One change that cannot be made must not stop those that were to be made with it.</summary>
    private async Task Fail(List<Pending> together, Exception fault)
    {
        if (together.Count == 1 || MayPass(fault))
        {
            together.ForEach(change => change.Failed(fault is DbException ? JournalException.From(fault, "keys and commands") : fault));
            return;
        }

        foreach (var change in together)
        {
            if (await Make([change]) is { } own)
            {
                await Fail([change], own);
            }
        }
    }

    /// <summary>Makes changes in one transaction; what stood in the way, if they were not made.</summary>
    private async Task<Exception?> Make(List<Pending> together)
    {
        var began = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Commit(together);
                together.ForEach(change => change.Done());
                return null;
            }
#pragma warning disable CA1031 // Whoever asked is told; the next transaction may succeed.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Close();
                if (attempt == Attempts || Stopwatch.GetElapsedTime(began) > Patience || !MayPass(fault))
                {
                    return fault;
                }
            }

            await Task.Delay(Pause * attempt);
        }
    }

    private static bool MayPass(Exception fault) =>
        fault is DbException { IsTransient: true } or JournalException { Fault: JournalFault.Failed };

    private void Commit(List<Pending> together)
    {
        _connection ??= _open();
        using var transaction = _connection.BeginTransaction();
        foreach (var change in together)
        {
            change.Make(_connection);
        }

        transaction.Commit();
    }

    private sealed record Pending(Action<DbConnection> Make, Action Done, Action<Exception> Failed);
}

/// <summary>Shorter ways to write a statement.</summary>
internal static class ServiceStatements
{
    /// <summary>A statement, with values for its parameters: null for NULL.</summary>
    public static DbCommand Statement(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
