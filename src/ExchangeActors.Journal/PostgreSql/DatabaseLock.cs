using System.Diagnostics;
using Npgsql;

namespace ExchangeActors.Journal.PostgreSql;

/// <summary>
/// Keeps a journal in PostgreSQL to one process, or to those of one cluster, which hold it in shared mode: an advisory lock of the
/// database, held on a connection of its own. The server releases it
/// when the connection ends, so also when the process is killed; what such a process had under way may still be committed then, so the lock
/// is had only once none of its writing sessions is left (a cluster's first process waits for that, <see cref="RequireNoWriter"/>; those
/// after it write beside others). The connection is watched: when it
/// breaks, or the server ends it, the lock is taken again, and when another process has taken the journal meanwhile, <see cref="Lost"/>
/// says so. Between the two nothing can go wrong:
/// the <see cref="DatabaseFence"/> lets only the newest owner write.
/// </summary>
#pragma warning disable CA1001 // A cancellation source without a timer holds nothing; disposed of, it could not be cancelled twice.
internal sealed class DatabaseLock : IDisposable
#pragma warning restore CA1001
{
    /// <summary>The <c>application_name</c> of sessions that write a journal.</summary>
    public const string Writer = "exchange writer";

    // "EXJL", as in the header of a SQLite journal.
    private const long Key = HeaderTable.ApplicationId;
    private const int KeepAliveSeconds = 15;
    private const string OfWriters = $"datname = current_database() AND application_name = '{Writer}'";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly string _place;
    private readonly bool _shared;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watch = Task.CompletedTask;

    private DatabaseLock(NpgsqlConnection connection, NpgsqlConnectionStringBuilder settings, string place, bool shared)
    {
        Connection = connection;
        _settings = settings;
        _place = place;
        _shared = shared;
    }

    /// <summary>The connection that has the lock; only until <see cref="Watch"/>.</summary>
    public NpgsqlConnection Connection { get; private set; }

    /// <summary>Under which this process writes; 0 before <see cref="Watch"/>.</summary>
    public long Epoch { get; private set; }

    /// <summary>Faults when another process has the journal; completes when this one gave it back.</summary>
    public Task Lost => _lost.Task;

    /// <summary>Takes the lock, or fails after a few seconds.</summary>
    /// <param name="settings">The database.</param>
    /// <param name="place">Shown in errors.</param>
    /// <param name="shared">For one of several processes that share it; they exclude those that want it alone.</param>
    /// <exception cref="JournalException">Locked by another process; Missing or Failed.</exception>
    public static DatabaseLock Take(NpgsqlConnectionStringBuilder settings, string place, bool shared)
    {
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Pooling = false,
            Multiplexing = false,
            Enlist = false,
            KeepAlive = KeepAliveSeconds,
            ApplicationName = "exchange lock",

            // A lock is idle by nature.
            Options = $"{settings.Options} -c statement_timeout=0 -c idle_session_timeout=0".Trim(),
        };
        var connection = new NpgsqlConnection(own.ConnectionString);
        try
        {
            connection.Open();
            var held = new DatabaseLock(connection, own, place, shared);
            if (!Wait(connection, held.TryLock))
            {
                throw held.Locked();
            }

            if (!shared)
            {
                held.RequireNoWriter();
            }

            return held;
        }
        catch (Exception exception)
        {
            connection.Dispose();
            throw JournalException.From(exception, place);
        }
    }

    /// <summary>Waits a few seconds for the end of all sessions that write.</summary>
    /// <exception cref="JournalException">Locked: there are still some.</exception>
    public void RequireNoWriter()
    {
        if (!Wait(Connection, $"SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE {OfWriters})"))
        {
            throw Locked();
        }
    }

    /// <summary>Watches from now on; this process writes under that epoch.</summary>
    public void Watch(long epoch)
    {
        Epoch = epoch;
        _watch = Task.Run(WatchUntilTheEnd);
    }

    /// <summary>Fails when another process has the journal; a server that does not answer says nothing.</summary>
    /// <exception cref="JournalException">TakenOver.</exception>
    public void RequireHeld()
    {
        if (_lost.Task.IsFaulted || IsTakenOver())
        {
            throw TakenOver();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lost.TrySetResult();
        _end.Cancel();
        _watch.Wait();
        Connection.Dispose();
    }

    private string TryLock => $"SELECT pg_try_advisory_lock{(_shared ? "_shared" : string.Empty)}({Key})";

    private JournalException Locked()
    {
        if (_shared)
        {
            return new(JournalFault.Locked, "another process is running on this journal alone", _place,
                "end it before a cluster goes on with the journal, or choose another journal");
        }

        using var command = Connection.CreateCommand();
        command.CommandText = $"""
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND mode = 'ShareLock' AND classid = 0 AND objid = {Key} AND objsubid = 1
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;
        return (long)command.ExecuteScalar()! is > 0 and var processes
            ? new(JournalFault.Locked, $"a cluster is running on this journal ({processes} of its processes hold it)", _place,
                "stop the cluster, or choose another journal")
            : new(JournalFault.Locked, "another process is running on this journal", _place,
                "wait for its end, or choose another journal");
    }

    private JournalException TakenOver() =>
        new(JournalFault.TakenOver, "another process took over", _place, DatabaseFence.Remedy);

    private async Task WatchUntilTheEnd()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Look, _end.Token).ConfigureAwait(false);
                if (!await IsAlive().ConfigureAwait(false) && await TakeAgain().ConfigureAwait(false) is { } newest && newest != Epoch)
                {
                    _lost.TrySetException(TakenOver());
                    _ = _lost.Task.Exception;
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Given back.
        }
    }

    private async Task<bool> IsAlive()
    {
        try
        {
            using var command = Connection.CreateCommand();
            command.CommandText = "SELECT 1";
            await command.ExecuteScalarAsync(_end.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    /// <summary>Connects anew and takes the lock if it is free; the newest epoch, or null when the server does not answer. Whoever else
    /// has the lock may be this process's own session, which the server has not given up yet: the epoch tells.</summary>
    private async Task<long?> TakeAgain()
    {
        var connection = new NpgsqlConnection(_settings.ConnectionString);
        try
        {
            await connection.OpenAsync(_end.Token).ConfigureAwait(false);
            var isHeld = IsTrue(connection, TryLock);
            var newest = DatabaseFence.Newest(connection);
            if (isHeld && newest == Epoch)
            {
                await Connection.DisposeAsync().ConfigureAwait(false);
                (Connection, connection) = (connection, null);
            }

            return newest;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException or TimeoutException)
        {
            return null;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private bool IsTakenOver()
    {
        try
        {
            using var connection = new NpgsqlConnection(_settings.ConnectionString);
            connection.Open();
            return Epoch != 0 && DatabaseFence.Newest(connection) != Epoch;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private static bool Wait(NpgsqlConnection connection, string sql)
    {
        var watch = Stopwatch.StartNew();
        while (!IsTrue(connection, sql))
        {
            if (watch.Elapsed > Patience)
            {
                return false;
            }

            Thread.Sleep(Pause);
        }

        return true;
    }

    private static bool IsTrue(NpgsqlConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (bool)command.ExecuteScalar()!;
    }
}
