using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using Npgsql;
using NpgsqlTypes;

namespace ExchangeActors.Journal.PostgreSql;

/// <summary>A row, and the transaction that wrote it.</summary>
internal readonly record struct WrittenRow(StoredRow Row, ulong Writer);

/// <summary>
/// The rows of a journal in PostgreSQL in the order of (transaction, place), through a connection that is opened anew when it was lost: all
/// SQL of a <see cref="Reading.JournalTail"/>.
/// </summary>
/// <param name="settings">The database.</param>
/// <param name="place">Shown in errors.</param>
internal sealed class DatabaseTail(NpgsqlConnectionStringBuilder settings, string place) : IDisposable
{
    private const int KeepAliveSeconds = 15;

    // Of one statement all parts see the same: the horizon is that of the rows. Below it every transaction has ended, so that nothing is
    // added there any more.
    private static readonly string Rows = $"""
        SELECT {PostgreSqlSource.Columns}, writer FROM journal
        WHERE (writer, ordering) > ($1, $2) AND writer < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY writer, ordering LIMIT $3
        """;

    private static readonly string OneRow =
        $"SELECT {PostgreSqlSource.Columns} FROM journal WHERE persistence_id = $1 AND sequence_number = $2";

    private readonly NpgsqlConnectionStringBuilder _settings = new(settings.ConnectionString)
    {
        Pooling = false,
        Multiplexing = false,
        Enlist = false,
        KeepAlive = KeepAliveSeconds,
        ApplicationName = "exchange tail",
        Options = $"{settings.Options} -c default_transaction_read_only=on -c statement_timeout=0 -c idle_session_timeout=0".Trim(),
    };

    private NpgsqlConnection? _connection;
    private string? _header;

    /// <summary>The header. It is read whenever the connection is opened, and has to stay the same.</summary>
    public JournalHeader ReadHeader() => Guarded(connection => HeaderTable.Read(connection, place));

    /// <summary>The rows behind one, of transactions below the horizon.</summary>
    /// <param name="writer">The transaction of the last row that was taken, or 0.</param>
    /// <param name="ordering">Its place.</param>
    /// <param name="most">At most so many.</param>
    /// <exception cref="JournalException">The server does not answer, or the journal is another one; the next call tries again.</exception>
    public IReadOnlyList<WrittenRow> Behind(ulong writer, long ordering, int most) => Guarded(connection =>
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = Rows;
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter { Value = writer, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter { Value = ordering });
        command.Parameters.Add(new NpgsqlParameter { Value = (long)most });
        using var reader = command.ExecuteReader();
        var rows = new List<WrittenRow>();
        while (reader.Read())
        {
            rows.Add(new WrittenRow(PostgreSqlSource.Row(reader), reader.GetFieldValue<ulong>(reader.FieldCount - 1)));
        }

        return rows;
    });

    /// <summary>The row of an event, of whatever transaction; null when there is none.</summary>
    /// <exception cref="JournalException">As of <see cref="Behind"/>.</exception>
    public StoredRow? Event(EventRef id) => Guarded<StoredRow?>(connection =>
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants.
        command.CommandText = OneRow;
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter { Value = id.Stream.ToString() });
        command.Parameters.Add(new NpgsqlParameter { Value = id.Sequence });
        using var reader = command.ExecuteReader();
        return reader.Read() ? PostgreSqlSource.Row(reader) : null;
    });

    /// <summary>The transaction that wrote the row at a place; null when there is none.</summary>
    /// <exception cref="JournalException">As of <see cref="Behind"/>.</exception>
    public ulong? WriterAt(long ordering) => Guarded(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT writer FROM journal WHERE ordering = $1";
        command.Parameters.Add(new NpgsqlParameter { Value = ordering });
        using var reader = command.ExecuteReader();
        return reader.Read() ? reader.GetFieldValue<ulong>(0) : (ulong?)null;
    });

    /// <summary>True when there are rows behind one, of whatever transactions.</summary>
    /// <param name="writer">The transaction of the last row that was taken, or 0.</param>
    /// <param name="ordering">Its place.</param>
    /// <exception cref="JournalException">As of <see cref="Behind"/>.</exception>
    public bool HasMore(ulong writer, long ordering) => Guarded(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT FROM journal WHERE (writer, ordering) > ($1, $2))";
        command.Parameters.Add(new NpgsqlParameter { Value = writer, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter { Value = ordering });
        return (bool)command.ExecuteScalar()!;
    });

    /// <inheritdoc/>
    public void Dispose() => _connection?.Dispose();

    private T Guarded<T>(Func<NpgsqlConnection, T> read)
    {
        try
        {
            return read(_connection ??= Connect());
        }
        catch (Exception exception) when (
            exception is NpgsqlException or InvalidOperationException or IOException or TimeoutException)
        {
            // Whatever it was, the next one begins anew.
            _connection?.Dispose();
            _connection = null;
            throw JournalException.From(exception, place);
        }
    }

    private NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(_settings.ConnectionString);
        try
        {
            connection.Open();
            var header = HeaderTable.Read(connection, place).Hash();
            if (header != (_header ??= header))
            {
                throw new JournalException(JournalFault.Foreign, "the database holds another journal now", place,
                    "open it anew: what was read does not belong to it");
            }

            var unfit = !DatabaseSchema.KnowsWriters(connection) ? "an earlier version made the tables: they do not say who wrote what"
                : DatabaseSchema.IsCarried(connection)
                    ? "the journal comes from another server, and its rows are not marked as this one's yet"
                : null;
            return unfit is null ? connection : throw new JournalException(JournalFault.WrongVersion, unfit, place,
                "go on with the journal once, or run \"exchange journal init\"");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
