using System.Diagnostics;
using Npgsql;

namespace ExchangeActors.Journal;

/// <summary>
/// Keeps a journal in PostgreSQL to one process: an advisory lock of the database, held on a connection of its own. The server releases it when the connection ends, so also when the
/// process is killed; what such a process had under way may still be committed then, so the lock is had only once none of its writing sessions is left. Should the connection break while
/// the process goes on, another process still waits for its sessions; and the table's unique index of stream and sequence lets no two processes write the same event.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    /// <summary>The <c>application_name</c> of sessions that write a journal.</summary>
    public const string Writer = "exchange writer";

    // "EXJL", as in the header of a SQLite journal.
    private const long Key = HeaderTable.ApplicationId;
    private const int KeepAliveSeconds = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private DatabaseLock(NpgsqlConnection connection) => Connection = connection;

    /// <summary>The connection that has the lock.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Takes the lock, or fails.</summary>
    /// <exception cref="JournalException">Locked by another process; Missing or Failed.</exception>
    public static DatabaseLock Take(NpgsqlConnectionStringBuilder settings, string place)
    {
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, Multiplexing = false, Enlist = false, KeepAlive = KeepAliveSeconds, ApplicationName = "exchange lock" };
        var connection = new NpgsqlConnection(own.ConnectionString);
        try
        {
            connection.Open();
            if (!IsTrue(connection, $"SELECT pg_try_advisory_lock({Key})") || !WaitForWriters(connection))
            {
                throw new JournalException(JournalFault.Locked, "another process is running on this journal", place, "wait for its end, or choose another journal");
            }

            return new DatabaseLock(connection);
        }
        catch (Exception exception)
        {
            connection.Dispose();
            throw JournalException.From(exception, place);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Connection.Dispose();

    private static bool WaitForWriters(NpgsqlConnection connection)
    {
        var watch = Stopwatch.StartNew();
        while (IsTrue(connection, $"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = '{Writer}')"))
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
