using System.Data;
using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using Npgsql;

namespace ExchangeActors.Journal.PostgreSql;

/// <summary>
/// A journal in a PostgreSQL database, read in one read-only transaction of isolation level REPEATABLE READ: everything that it tells is of
/// the moment when it was opened. Transactions that commit later stay unseen, also those whose events have earlier places than events that
/// are seen. An event is written after what caused it was committed, so causes are never missing, and of every stream a beginning is seen.
/// </summary>
internal sealed class PostgreSqlSource : IJournalSource
{
    private const int FirstRows = 100;
    private const int RowsPerFetch = 1_000;

    /// <summary>What <see cref="Row"/> reads, of the table <c>journal</c>.</summary>
    internal static readonly string Columns =
        $"ordering, persistence_id, sequence_number, (identifier = {ExchangeSerializer.Number} AND NOT deleted) IS TRUE, "
            + "manifest, message";

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private int _cursors;

    private PostgreSqlSource(NpgsqlConnectionStringBuilder settings, NpgsqlConnection connection, NpgsqlTransaction transaction,
        string place)
    {
        _settings = settings;
        _connection = connection;
        _transaction = transaction;
        Place = place;
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <inheritdoc/>
    public bool PlacesAreGapless => false;

    /// <inheritdoc/>
    public string? Doubt => null;

    /// <inheritdoc/>
    public string? Note => null;

    /// <inheritdoc/>
    public string? Damage() => null;

    /// <summary>Opens a database, read-only.</summary>
    /// <exception cref="JournalException">Missing, or Failed when the server does not answer.</exception>
    public static PostgreSqlSource Open(NpgsqlConnectionStringBuilder settings)
    {
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Pooling = false,
            Multiplexing = false,
            Enlist = false,
            ApplicationName = "exchange review",
            Options = $"{settings.Options} -c statement_timeout=0".Trim(),
        };
        return Open(own, JournalPlace.Shown(own), null);
    }

    /// <inheritdoc/>
    public JournalHeader ReadHeader() => Guarded(() => HeaderTable.Read(_connection, Place));

    /// <inheritdoc/>
    // Only files are archived.
    public JournalBase? Base() => null;

    /// <inheritdoc/>
    public long Last() => Has("journal") ? Scalar("SELECT COALESCE(MAX(ordering), 0) FROM journal") : 0;

    /// <inheritdoc/>
    public long Events(long last) => Has("journal") ? Scalar("SELECT COUNT(*) FROM journal WHERE ordering <= $1", last) : 0;

    /// <inheritdoc/>
    public long? Assigned() => null;

    /// <inheritdoc/>
    public ulong Horizon() => Guarded(() =>
    {
        using var command = Command("SELECT pg_snapshot_xmin(pg_current_snapshot())");
        return command.ExecuteScalar() is ulong horizon ? horizon : 0;
    });

    /// <inheritdoc/>
    public IEnumerable<StoredRow> All() => Rows(" ORDER BY ordering");

    /// <inheritdoc/>
    public IEnumerable<StoredRow> Stream(string stream) => Rows(" WHERE persistence_id = $1 ORDER BY sequence_number", stream);

    /// <inheritdoc/>
    public IEnumerable<StoredRow> Event(string stream, long sequence) =>
        Rows(" WHERE persistence_id = $1 AND sequence_number = $2", stream, sequence);

    /// <inheritdoc/>
    public IEnumerable<StoredRow> Events(IReadOnlyList<(string Stream, long Sequence)> events) => Rows(
        " WHERE (persistence_id, sequence_number) IN (SELECT * FROM unnest($1::text[], $2::bigint[]))",
        events.Select(one => one.Stream).ToArray(),
        events.Select(one => one.Sequence).ToArray());

    /// <inheritdoc/>
    public IEnumerable<StoredRow> Range(long first, long last) => Rows(" WHERE ordering BETWEEN $1 AND $2 ORDER BY ordering", first, last);

    /// <inheritdoc/>
    public IEnumerable<(string Stream, long Last)> Streams() => Has("journal")
        ? Query("SELECT persistence_id, MAX(sequence_number) FROM journal GROUP BY persistence_id ORDER BY persistence_id COLLATE \"C\"",
            row => (row.GetString(0), row.GetInt64(1)))
        : [];

    /// <inheritdoc/>
    public IEnumerable<SnapshotRow> Snapshots() => Has("snapshot")
        ? Query(
            "SELECT persistence_id, sequence_number, manifest, snapshot FROM snapshot ORDER BY persistence_id COLLATE \"C\", "
                + "sequence_number",
            row => new SnapshotRow(row.GetString(0), row.GetInt64(1), row.IsDBNull(2) ? string.Empty : row.GetString(2),
                row.IsDBNull(3) ? [] : row.GetFieldValue<byte[]>(3)))
        : [];

    /// <inheritdoc/>
    public EventRef? FirstGap()
    {
        const string sql = """
            SELECT persistence_id, expected FROM (
              SELECT persistence_id, sequence_number, ordering,
                1 + COALESCE(LAG(sequence_number) OVER (PARTITION BY persistence_id ORDER BY sequence_number), 0) AS expected
              FROM journal) AS steps
            WHERE sequence_number <> expected ORDER BY ordering LIMIT 1
            """;
        return Has("journal")
            ? Query(sql, row => EntityRef.Parse(row.GetString(0)) is { } stream ? new EventRef(stream, row.GetInt64(1)) : (EventRef?)null)
                .FirstOrDefault()
            : null;
    }

    /// <inheritdoc/>
    public IJournalSource Again() => Open(_settings, Place, Guarded(() =>
    {
        using var command = Command("SELECT pg_export_snapshot()");
        return (string)command.ExecuteScalar()!;
    }));

    /// <inheritdoc/>
    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    /// <summary>Tries a statement in the reader's transaction: one that changes anything fails. For tests.</summary>
    internal void Execute(string sql) => Guarded(() =>
    {
        using var command = Command(sql);
        return command.ExecuteNonQuery();
    });

    private static PostgreSqlSource Open(NpgsqlConnectionStringBuilder settings, string place, string? snapshot)
    {
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            var transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
            using var command = connection.CreateCommand();
            // A review may think, and read, for as long as it likes.
#pragma warning disable CA2100 // The text is constant but for a name that the server gave.
            command.CommandText = (snapshot is null ? string.Empty : $"SET TRANSACTION SNAPSHOT '{snapshot}'; ")
                + "SET TRANSACTION READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0; SELECT 1;";
#pragma warning restore CA2100
            command.ExecuteNonQuery();
            return new PostgreSqlSource(settings, connection, transaction, place);
        }
        catch (Exception exception)
        {
            connection.Dispose();
            throw JournalException.From(exception, place);
        }
    }

    private bool Has(string table) => Scalar("SELECT COUNT(to_regclass($1))", table) == 1;

    private IEnumerable<StoredRow> Rows(string condition, params object[] parameters) => Has("journal")
        ? Query(
            $"SELECT {Columns} FROM journal{condition}",
            Row,
            parameters)
        : [];

    /// <summary>The row of a result that begins with <see cref="Columns"/>.</summary>
    internal static StoredRow Row(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetBoolean(3), row.IsDBNull(4) ? null : row.GetString(4),
            row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5));

    private long Scalar(string sql, params object[] parameters) => Guarded(() =>
    {
        using var command = Command(sql, parameters);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    });

    // Through a cursor of the server: a connection has one result under way at a time, but enumerations may be nested, and one that is left
    // early must not have the rest sent.
    private IEnumerable<T> Query<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] parameters)
    {
        var cursor = string.Create(CultureInfo.InvariantCulture, $"rows{++_cursors}");
        var count = FirstRows;
        var rows = Guarded(() =>
        {
            using (var declare = Command($"DECLARE {cursor} NO SCROLL CURSOR FOR {sql}", parameters))
            {
                declare.ExecuteNonQuery();
            }

            return Fetch(cursor, count, read);
        });
        try
        {
            while (true)
            {
                foreach (var row in rows)
                {
                    yield return row;
                }

                if (rows.Count < count)
                {
                    yield break;
                }

                count = RowsPerFetch;
                rows = Guarded(() => Fetch(cursor, count, read));
            }
        }
        finally
        {
            Close(cursor);
        }
    }

    private List<T> Fetch<T>(string cursor, int count, Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>(count);
        using var command = Command(string.Create(CultureInfo.InvariantCulture, $"FETCH FORWARD {count} FROM {cursor}"));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private void Close(string cursor)
    {
        try
        {
            using var command = Command($"CLOSE {cursor}");
            command.ExecuteNonQuery();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // The transaction has failed or ended, and the cursor with it.
        }
    }

    private NpgsqlCommand Command(string sql, params object[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (NpgsqlException exception)
        {
            throw JournalException.From(exception, Place);
        }
    }
}
