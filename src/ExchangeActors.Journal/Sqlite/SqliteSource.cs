using System.Globalization;
using System.Text.Json;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Sqlite;

/// <summary>A journal in a SQLite file. Every enumeration sees the events that were there when it began.</summary>
internal sealed class SqliteSource : IJournalSource
{
    private static readonly string Columns =
        $"SELECT ordering, persistence_id, sequence_number, identifier IS {ExchangeSerializer.Number} AND deleted IS 0, manifest, "
            + $"message FROM journal";

    private const int RowsPerLook = 4_096;
    private const int Corrupt = 11;

    private readonly string _file;
    private SqliteConnection _connection;
    private FileState? _unwritten;

    private SqliteSource(SqliteConnection connection, string path, string file, FileState? unwritten)
    {
        _connection = connection;
        _file = file;
        _unwritten = unwritten;
        Place = path;
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <inheritdoc/>
    public bool PlacesAreGapless => true;

    /// <inheritdoc/>
    public string? Doubt { get; private init; }

    /// <inheritdoc/>
    public string? Note { get; private init; }

    /// <summary>Opens a file, read-only, by whatever name.</summary>
    /// <exception cref="JournalException">Missing, Foreign, Locked or Corrupt.</exception>
    public static SqliteSource Open(string path)
    {
        DiskFile.Require(path);
        var file = DiskFile.Resolve(path);
        SqliteConnection? connection = null;
        try
        {
            // Asked first: a file whose run ends in between is as good as one whose run goes on.
            var isHeld = HeldFile.IsHeld(file);
            var log = new FileInfo(file + "-wal");
            var hasLog = log is { Exists: true, Length: > 0 };
            if (isHeld && !hasLog && !JournalLock.IsHeld(file))
            {
                // SQLite looks for its log beside the name, and would make an empty one here.
                throw new JournalException(
                    JournalFault.Locked,
                    "another process is running on this journal by another name of the file (a hard link), "
                        + "beside which its write-ahead log is",
                    path,
                    "review it by that name, or when the run has ended");
            }

            var unwritten = !isHeld && !log.Exists && IsInWriteAheadMode(file) ? FileState.Of(file) : (FileState?)null;
            connection = Connect(file, unwritten is not null);
            var wasLeftOpen = !isHeld && IsLeftOpen(connection);
            return new SqliteSource(connection, path, file, unwritten)
            {
                Doubt = wasLeftOpen ? "it was damaged since a run had it open, or is a copy that was made while the run wrote it" : null,
                Note = wasLeftOpen && !hasLog
                    ? "a run had this file open and its write-ahead log is not beside it (a copy, or another name of the file): "
                        + "what is here is a beginning, perhaps not all"
                    : null,
            };
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            throw JournalException.From(exception, path);
        }
    }

    private static bool IsLeftOpen(SqliteConnection connection)
    {
        try
        {
            return OpenMark.IsSet(connection);
        }
        catch (SqliteException exception)
        {
            // Not a journal, or damaged to the point that it cannot tell: reading the header says which.
            return exception.SqliteErrorCode == Corrupt;
        }
    }

    /// <summary>
    /// A journal that a run has closed has all of its events in its one file. SQLite would make its files for shared reading beside it
    /// even so; told that nobody writes, it does not. It is
    /// told so only when nobody has the journal open, and whether that stays so is looked at while it is read. While a run goes on, or
    /// was killed, the events that are only in the
    /// write-ahead log are read from there.
    /// </summary>
    private static SqliteConnection Connect(string file, bool nobodyWrites)
    {
        var name = nobodyWrites ? $"file:{Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1" : file;
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = name,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = 1
        };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
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
    public JournalBase? Base()
    {
        try
        {
            return JournalBase.Read(_connection);
        }
        catch (Exception exception) when (exception is SqliteException or InvalidCastException or InvalidOperationException)
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
    public ulong Horizon() => 0;

    /// <inheritdoc/>
    public IEnumerable<StoredRow> All() => Rows(" ORDER BY ordering;");

    /// <inheritdoc/>
    public IEnumerable<StoredRow> Stream(string stream) => Rows(
        " WHERE persistence_id = $stream ORDER BY sequence_number;", ("$stream", stream));

    /// <inheritdoc/>
    public IEnumerable<StoredRow> Event(string stream, long sequence) =>
        Rows(" WHERE persistence_id = $stream AND sequence_number = $sequence;", ("$stream", stream), ("$sequence", sequence));

    /// <inheritdoc/>
    // Each place is looked up by its key, whatever the planner thinks of the rest.
    public IEnumerable<StoredRow> Events(IReadOnlyList<(string Stream, long Sequence)> events) => Rows(
        """
         WHERE ordering IN (
          SELECT (SELECT there.ordering FROM journal AS there
            WHERE there.persistence_id = asked.value ->> 0 AND there.sequence_number = asked.value ->> 1)
          FROM json_each($events) AS asked);
        """,
        ("$events", JsonSerializer.Serialize(events.Select(one => new object[] { one.Stream, one.Sequence }))));

    /// <inheritdoc/>
    public IEnumerable<StoredRow> Range(long first, long last) =>
        Rows(" WHERE ordering BETWEEN $first AND $last ORDER BY ordering;", ("$first", first), ("$last", last));

    /// <inheritdoc/>
    public IEnumerable<(string Stream, long Last)> Streams() => Has("journal")
        ? Query("SELECT persistence_id, MAX(sequence_number) FROM journal GROUP BY persistence_id ORDER BY persistence_id;", row =>
            (row.GetString(0), row.GetInt64(1)))
        : [];

    /// <inheritdoc/>
    public IEnumerable<SnapshotRow> Snapshots() => Has("snapshot")
        ? Query(
            "SELECT persistence_id, sequence_number, manifest, snapshot FROM snapshot ORDER BY persistence_id, sequence_number;",
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
              FROM journal)
            WHERE sequence_number <> expected ORDER BY ordering LIMIT 1;
            """;
        return Has("journal")
            ? Query(sql, row => EntityRef.Parse(row.GetString(0)) is { } stream ? new EventRef(stream, row.GetInt64(1)) : (EventRef?)null)
                .FirstOrDefault()
            : null;
    }

    /// <inheritdoc/>
    public string? Damage()
    {
        try
        {
            var found = Query("PRAGMA integrity_check(1);", row => row.GetString(0)).FirstOrDefault();
            return found is null or "ok" ? null : found.ReplaceLineEndings(" ");
        }
        catch (JournalException fault) when (fault.Fault == JournalFault.Corrupt)
        {
            return fault.What;
        }
    }

    /// <inheritdoc/>
    public IJournalSource Again() => Open(Place);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private bool Has(string table) =>
        Scalar("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $table;", ("$table", table)) == 1;

    private IEnumerable<StoredRow> Rows(string condition, params (string Name, object Value)[] parameters) => Has("journal")
        ? Query(
            Columns + condition,
            row => new StoredRow(
                row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3) == 1, row.IsDBNull(4) ? null : row.GetString(4),
                    row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5)),
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
        for (var count = 1L; Next(rows); count++)
        {
            if (count % RowsPerLook == 0)
            {
                RequireUnwritten();
            }

            yield return Of(rows, read);
        }

        RequireUnwritten();
    }

    /// <summary>What a row holds; a damaged or doctored file can hold values of any type anywhere.</summary>
    private T Of<T>(SqliteDataReader row, Func<SqliteDataReader, T> read)
    {
        try
        {
            return read(row);
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or InvalidCastException or FormatException or OverflowException)
        {
            throw new JournalException(
                JournalFault.Corrupt, "a row has values of the wrong type", Place, "restore the journal from a copy", exception);
        }
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        if (_unwritten is not null && !IsUnwritten)
        {
            // A run has begun since: now it is read as what it is.
            _connection.Dispose();
            _connection = Connect(_file, nobodyWrites: false);
            _unwritten = null;
        }

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

    private bool IsUnwritten => !File.Exists(_file + "-wal") && FileState.Of(_file) == _unwritten;

    private void RequireUnwritten()
    {
        if (_unwritten is not null && !IsUnwritten)
        {
            throw new JournalException(JournalFault.Locked, "a run began to write the journal while it was read", Place, "read it again");
        }
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

    /// <summary>By which it is seen that a file was written.</summary>
    private readonly record struct FileState(DateTime Written, long Length)
    {
        public static FileState Of(string path) =>
            new(File.GetLastWriteTimeUtc(path), new FileInfo(path) is { Exists: true } file ? file.Length : -1);
    }
}
