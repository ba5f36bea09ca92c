using System.Globalization;
using Npgsql;

namespace ExchangeActors.Journal.PostgreSql;

/// <summary>
/// Which process a journal in PostgreSQL belongs to, as the database knows it: every opening takes the next epoch, every session that
/// writes says which one is its own, and a trigger lets
/// it write only as long as that is the newest. It is checked in every transaction that writes, by the server; so a process that lost
/// its lock without noticing, because it was
/// frozen or cut off, writes nothing once another has the journal, however late it wakes. The processes of a cluster write under one
/// epoch, which is marked as shared: the first of them takes it, and it is theirs until a process takes the journal for itself.
/// </summary>
internal static class DatabaseFence
{
    /// <summary>The <c>SQLSTATE</c> of a write that was refused.</summary>
    public const string TakenOver = "EX001";

    /// <summary>What to do then.</summary>
    public const string Remedy = "this one has stopped and wrote nothing since; the journal is with the other one";

    // Next to the key of the lock. Writers share it until their transaction ends; who takes the next epoch waits for them.
    private const long Key = HeaderTable.ApplicationId + 1L;

    private const string Setting = "exchange.epoch";

    /// <summary>The table of epochs. Rows are only added, so that INSERT and SELECT are enough.</summary>
    public const string Table = "exchange_owner";

    /// <summary>Makes the table.</summary>
    public const string TableSql = $"""
        CREATE TABLE {Table} (
          epoch bigint NOT NULL PRIMARY KEY,
          taken timestamptz NOT NULL DEFAULT now(),
          shared boolean NOT NULL DEFAULT false)
        """;

    private static readonly string Triggers = string.Create(CultureInfo.InvariantCulture, $$"""
        CREATE OR REPLACE FUNCTION exchange_fence() RETURNS trigger LANGUAGE plpgsql AS $fence$
        BEGIN
          PERFORM pg_advisory_xact_lock_shared({{Key}});
          IF NULLIF(current_setting('{{Setting}}', true), '')::bigint IS DISTINCT FROM (SELECT max(epoch) FROM {{Table}}) THEN
            RAISE EXCEPTION 'another process took over' USING ERRCODE = '{{TakenOver}}';
          END IF;
          RETURN NULL;
        END $fence$;
        CREATE OR REPLACE TRIGGER exchange_fence BEFORE INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION exchange_fence();
        CREATE OR REPLACE TRIGGER exchange_fence BEFORE INSERT OR UPDATE ON snapshot FOR EACH STATEMENT EXECUTE FUNCTION exchange_fence();
        """);

    /// <summary>Makes what is not there yet: the trigger on both tables, in the caller's transaction.</summary>
    public static void Make(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT count(*) FROM pg_trigger
            WHERE tgname = 'exchange_fence' AND tgenabled <> 'D' AND tgrelid IN ('journal'::regclass, 'snapshot'::regclass)
            """;
        if ((long)command.ExecuteScalar()! == 2)
        {
            return;
        }

#pragma warning disable CA2100 // The text is constant.
        command.CommandText = Triggers;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Takes the next epoch, once no transaction of the one before is under way: from its commit on nobody else writes.</summary>
    public static long Take(NpgsqlConnection connection, bool shared)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({Key})");
        command.ExecuteNonQuery();
        command.CommandText =
            $"INSERT INTO {Table} (epoch, shared) SELECT COALESCE(max(epoch), 0) + 1, $1 FROM {Table} RETURNING epoch";
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter { Value = shared });
        var epoch = (long)command.ExecuteScalar()!;
        transaction.Commit();
        return epoch;
    }

    /// <summary>The newest epoch.</summary>
    public static long Newest(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT max(epoch) FROM {Table}";
        return command.ExecuteScalar() is long epoch ? epoch : 0;
    }

    /// <summary>The newest epoch when it is one that processes share; null when it is one process's, or there is none.</summary>
    public static long? NewestShared(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT epoch FROM {Table} WHERE shared AND epoch = (SELECT max(epoch) FROM {Table})";
        return (long?)command.ExecuteScalar();
    }

    /// <summary>The sessions of these settings write under an epoch.</summary>
    public static NpgsqlConnectionStringBuilder Under(NpgsqlConnectionStringBuilder settings, long epoch)
    {
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        own.Options = string.Create(CultureInfo.InvariantCulture, $"{own.Options} -c {Setting}={epoch}").Trim();
        return own;
    }
}
