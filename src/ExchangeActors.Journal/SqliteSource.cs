using System.Globalization;
using ExchangeActors.Domain.Primitives;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal;

/// <summary>A journal in a SQLite file. Every enumeration sees the events that were there when it began.</summary>
internal sealed class SqliteSource : IJournalSource
{
    private static readonly string Columns =
        $"SELECT ordering, persistence_id, sequence_number, identifier IS {ExchangeSerializer.Number} AND deleted IS 0, manifest, message FROM journal";

    private readonly SqliteConnection _connection;

    private SqliteSource(SqliteConnection connection, string path)
    {
        _connection = connection;
        Place = path;
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <inheritdoc/>
    public bool PlacesAreGapless => true;

    /// <summary>Opens a file, read-only.</summary>
    /// <exception cref="JournalException">Missing, Foreign, Locked or Corrupt.</exception>
    public static SqliteSource Open(string path)
    {
        JournalFile.RequireFile(path);
        SqliteConnection? connection = null;
        try
        {
            var settings = new SqliteConnectionStringBuilder { DataSource = NameOf(path), Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 1 };
            connection = new SqliteConnection(settings.ConnectionString);
            connection.Open();
            return new SqliteSource(connection, path);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            throw JournalException.From(exception, path);
        }
    }

    /// <summary>
    /// A journal that a run has closed has all of its events in its one file. SQLite would make its files for shared reading beside it even so; told that nobody writes, it does not.
    /// While a run goes on, or was killed, the events that are only in the write-ahead log are read from there.
    /// </summary>
    private static string NameOf(string path)
    {
        var full = Path.GetFullPath(path);
        return IsInWriteAheadMode(full) && !File.Exists(full + "-wal") ? $"file:{Uri.EscapeDataString(full).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1" : full;
    }

    private static bool IsInWriteAheadMode(string path)
    {
        // "File format write version" of the header: https://www.sqlite.org/fileformat.html, 1.3.
        const int Version = 18;
        const int WriteAhead = 2;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[Version + 1];
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header[Version] == WriteAhead;
    }

    /// <inheritdoc/>
    public JournalHeader ReadHeader()
    {
        try
        {
            return HeaderTable.Read(_connection, Place);
        }
        catch (SqliteException exception)
        {
            throw JournalException.From(exception, Place);
        }
    }

    /// <inheritdoc/>
    public long Last() => Has("journal") ? Scalar("SELECT COALESCE(MAX(ordering), 0) FROM journal;") : 0;

    /// <inheritdoc/>
    public long Events(long last) => Has("journal") ? Scalar("SELECT COUNT(*) FROM journal WHERE ordering <= $last;", ("$last", last)) : 0;

    /// <inheritdoc/>
    // The table's key is AUTOINCREMENT and its only writer never rolls numbers forward, so the last number given is the number of events.
    public long? Assigned() => Has("journal") ? Scalar("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'journal';") : 0;

    /// <inheritdoc/>
    public IEnumerable<StoredRow> All() => Rows(" ORDER BY ordering;");

    /// <inheritdoc/>
    public IEnumerable<StoredRow> Stream(string stream) => Rows(" WHERE persistence_id = $stream ORDER BY sequence_number;", ("$stream", stream));

    /// <inheritdoc/>
    public IEnumerable<StoredRow> Event(string stream, long sequence) =>
        Rows(" WHERE persistence_id = $stream AND sequence_number = $sequence;", ("$stream", stream), ("$sequence", sequence));

    /// <inheritdoc/>
    public IEnumerable<StoredRow> Range(long first, long last) => Rows(" WHERE ordering BETWEEN $first AND $last ORDER BY ordering;", ("$first", first), ("$last", last));

    /// <inheritdoc/>
    public IEnumerable<(string Stream, long Last)> Streams() => Has("journal")
        ? Query("SELECT persistence_id, MAX(sequence_number) FROM journal GROUP BY persistence_id ORDER BY persistence_id;", row => (row.GetString(0), row.GetInt64(1)))
        : [];

    /// <inheritdoc/>
    public IEnumerable<SnapshotRow> Snapshots() => Has("snapshot")
        ? Query(
            "SELECT persistence_id, sequence_number, manifest, snapshot FROM snapshot ORDER BY persistence_id, sequence_number;",
            row => new SnapshotRow(row.GetString(0), row.GetInt64(1), row.IsDBNull(2) ? string.Empty : row.GetString(2), row.IsDBNull(3) ? [] : row.GetFieldValue<byte[]>(3)))
        : [];

    /// <inheritdoc/>
    public EventRef? FirstGap()
    {
        const string sql = """
            SELECT persistence_id, expected FROM (
              SELECT persistence_id, sequence_number, ordering, 1 + COALESCE(LAG(sequence_number) OVER (PARTITION BY persistence_id ORDER BY sequence_number), 0) AS expected FROM journal)
            WHERE sequence_number <> expected ORDER BY ordering LIMIT 1;
            """;
        return Has("journal")
            ? Query(sql, row => EntityRef.Parse(row.GetString(0)) is { } stream ? new EventRef(stream, row.GetInt64(1)) : (EventRef?)null).FirstOrDefault()
            : null;
    }

    /// <inheritdoc/>
    public IJournalSource Again() => Open(Place);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private bool Has(string table) => Scalar("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $table;", ("$table", table)) == 1;

    private IEnumerable<StoredRow> Rows(string condition, params (string Name, object Value)[] parameters) => Has("journal")
        ? Query(
            Columns + condition,
            row => new StoredRow(
                row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3) == 1, row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5)),
            parameters)
        : [];

    private long Scalar(string sql, params (string Name, object Value)[] parameters)
    {
        try
        {
            using var command = Command(sql, parameters);
            return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }
        catch (SqliteException exception)
        {
            throw JournalException.From(exception, Place);
        }
    }

    private IEnumerable<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params (string Name, object Value)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var rows = Execute(command);
        while (Next(rows))
        {
            yield return read(rows);
        }
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private SqliteDataReader Execute(SqliteCommand command)
    {
        try
        {
            return command.ExecuteReader();
        }
        catch (SqliteException exception)
        {
            throw JournalException.From(exception, Place);
        }
    }

    private bool Next(SqliteDataReader rows)
    {
        try
        {
            return rows.Read();
        }
        catch (SqliteException exception)
        {
            throw JournalException.From(exception, Place);
        }
    }
}
