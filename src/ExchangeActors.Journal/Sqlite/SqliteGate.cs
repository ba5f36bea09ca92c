using System.Data;
using System.Data.Common;
using System.Globalization;
using LinqToDB.Interceptors;

namespace ExchangeActors.Journal.Sqlite;

/// <summary>
/// Opens the connections of one SQLite file: one at a time for journal, snapshots and queries together, since SQLite has one writer and its
/// waiters sleep instead of queueing; and never on the caller's thread, since Microsoft.Data.Sqlite's asynchronous calls run synchronously
/// and nothing would queue behind a write, so that batches would never grow beyond one event.
/// </summary>
#pragma warning disable CA1001 // A SemaphoreSlim holds nothing to dispose of unless its wait handle is used; it lives to the end.
internal sealed class SqliteGate(SqliteOptions options) : ConnectionInterceptor
#pragma warning restore CA1001
{
    private const int PageBytes = 4096;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _openings;

    /// <summary>Connections opened so far, or tried to: each is one transaction of the plugins.</summary>
    public long Openings => Interlocked.Read(ref _openings);

    /// <inheritdoc/>
    public override void ConnectionOpening(ConnectionEventData eventData, DbConnection connection)
    {
        _gate.Wait();
        Open(connection);
    }

    /// <inheritdoc/>
    public override async Task ConnectionOpeningAsync(ConnectionEventData eventData, DbConnection connection,
        CancellationToken cancellationToken)
    {
        await Task.Yield();
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        Open(connection);
    }

    /// <summary>Sets the size limit, which SQLite keeps per connection.</summary>
    public static void Limit(DbConnection connection, SqliteOptions options)
    {
        if (options.MaximumBytes is { } bytes)
        {
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {Math.Max(1, bytes / PageBytes)};"));
        }
    }

    private static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants and a number.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    // Opened here, and not by the caller afterwards (for whom opening an open connection is nothing), so that the gate is free again when
    // opening fails.
    private void Open(DbConnection connection)
    {
        Interlocked.Increment(ref _openings);
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            Limit(connection, options);
        }
        catch
        {
            connection.Close();
            _gate.Release();
            throw;
        }

        connection.StateChange += ReleaseWhenClosed;
    }

    private void ReleaseWhenClosed(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState == ConnectionState.Closed && sender is DbConnection connection)
        {
            connection.StateChange -= ReleaseWhenClosed;
            _gate.Release();
        }
    }
}
