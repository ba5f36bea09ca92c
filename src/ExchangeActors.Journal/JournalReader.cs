using System.Globalization;
using ExchangeActors.Domain.Primitives;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal;

/// <summary>
/// Reads a journal in a SQLite file without actors and without locking it; a run may go on meanwhile, and every enumeration sees the events that were
/// there when it began. Every event is verified: no gap, the stream that the row says, the hash chain. What is wrong is thrown with its position.
/// </summary>
public sealed class JournalReader : IDisposable
{
    private static readonly string Columns =
        $"SELECT ordering, persistence_id, sequence_number, manifest, identifier IS {ExchangeSerializer.Number} AND deleted IS 0, message FROM journal";

    private readonly SqliteConnection _connection;
    private readonly string _path;

    private JournalReader(SqliteConnection connection, string path)
    {
        _connection = connection;
        _path = path;
        Header = HeaderTable.Read(connection, path);
    }

    /// <summary>Whose journal it is.</summary>
    public JournalHeader Header { get; }

    /// <summary>Opens a journal for reading.</summary>
    /// <exception cref="JournalException">Missing, Foreign, WrongVersion, Locked or Corrupt.</exception>
    public static JournalReader Open(string path)
    {
        JournalFile.RequireFile(path);
        SqliteConnection? connection = null;
        try
        {
            var settings = new SqliteConnectionStringBuilder { DataSource = Source(path), Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 1 };
            connection = new SqliteConnection(settings.ConnectionString);
            connection.Open();
            return new JournalReader(connection, path);
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            throw JournalException.From(exception, path);
        }
    }

    /// <summary>All events in their global order. At the end it is checked that no row is missing, also none of the last ones.</summary>
    /// <exception cref="JournalException">Corrupt or WrongVersion, at the row where it shows.</exception>
    public IEnumerable<JournalRow> ReadAll(CancellationToken cancellation = default)
    {
        if (!HasEvents())
        {
            yield break;
        }

        // Before the rows are read: those that a run adds meanwhile are in neither.
        var assigned = LastAssigned();
        var chains = new Dictionary<string, HashChain>(StringComparer.Ordinal);
        using var command = _connection.CreateCommand();
        command.CommandText = Columns + " ORDER BY ordering;";
        using var rows = command.ExecuteReader();
        var last = 0L;
        while (Next(rows))
        {
            cancellation.ThrowIfCancellationRequested();
            var row = Read(rows, chains);
            if (row.Ordering != last + 1)
            {
                throw Missing(last + 1, row.Ordering - 1);
            }

            last = row.Ordering;
            yield return row;
        }

        if (assigned > last)
        {
            throw Missing(last + 1, assigned);
        }
    }

    /// <summary>The events of one stream in order; none when there is no such stream. A loss at its end shows only in <see cref="RequireComplete"/> and <see cref="ReadAll"/>.</summary>
    /// <exception cref="JournalException">Corrupt or WrongVersion, at the event where it shows.</exception>
    public IEnumerable<JournalRow> ReadStream(EntityRef stream)
    {
        if (!HasEvents())
        {
            yield break;
        }

        var chains = new Dictionary<string, HashChain>(StringComparer.Ordinal);
        using var command = _connection.CreateCommand();
        command.CommandText = Columns + " WHERE persistence_id = $stream ORDER BY sequence_number;";
        command.Parameters.AddWithValue("$stream", stream.ToString());
        using var rows = command.ExecuteReader();
        while (Next(rows))
        {
            yield return Read(rows, chains);
        }
    }

    /// <summary>Events so far, by the place of the last one.</summary>
    public long Count => HasEvents() ? Scalar("SELECT COALESCE(MAX(ordering), 0) FROM journal;") : 0;

    /// <summary>The event of this identity; null when there is none. It is decoded but not compared with its stream's history.</summary>
    /// <exception cref="JournalException">The row is damaged.</exception>
    public JournalRow? Find(EventRef id) =>
        Some(" WHERE persistence_id = $stream AND sequence_number = $sequence;", ("$stream", id.Stream.ToString()), ("$sequence", id.Sequence)).Cast<JournalRow?>().FirstOrDefault();

    /// <summary>The events from one place to another, both included, in order. They are decoded but not compared with their streams' history.</summary>
    /// <exception cref="JournalException">A row is damaged.</exception>
    public IEnumerable<JournalRow> ReadRange(long first, long last) => Some(" WHERE ordering BETWEEN $first AND $last ORDER BY ordering;", ("$first", first), ("$last", last));

    /// <summary>The stored snapshots, by stream and sequence, as they are: nothing is verified.</summary>
    public IEnumerable<SnapshotRow> ReadSnapshots()
    {
        if (Scalar("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'snapshot';") == 0)
        {
            yield break;
        }

        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT persistence_id, sequence_number, manifest, snapshot FROM snapshot ORDER BY persistence_id, sequence_number;";
        using var rows = command.ExecuteReader();
        while (Next(rows))
        {
            yield return new SnapshotRow(rows.GetString(0), rows.GetInt64(1), rows.IsDBNull(2) ? string.Empty : rows.GetString(2), rows.IsDBNull(3) ? [] : rows.GetFieldValue<byte[]>(3));
        }
    }

    /// <summary>The first stream that lacks an event before its last one, with the sequence that is missing; null when none does.</summary>
    public EventRef? FirstGap()
    {
        if (!HasEvents())
        {
            return null;
        }

        using var command = _connection.CreateCommand();
        command.CommandText = """
            SELECT persistence_id, expected FROM (
              SELECT persistence_id, sequence_number, ordering, 1 + COALESCE(LAG(sequence_number) OVER (PARTITION BY persistence_id ORDER BY sequence_number), 0) AS expected FROM journal)
            WHERE sequence_number <> expected ORDER BY ordering LIMIT 1;
            """;
        using var rows = command.ExecuteReader();
        return Next(rows) && EntityRef.Parse(rows.GetString(0)) is { } stream ? new EventRef(stream, rows.GetInt64(1)) : null;
    }

    /// <summary>Every stream with its last sequence, in ordinal order of the names. Nothing is verified but that the names are addresses.</summary>
    public IEnumerable<StreamHead> ReadStreams()
    {
        if (!HasEvents())
        {
            yield break;
        }

        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT persistence_id, MAX(sequence_number) FROM journal GROUP BY persistence_id ORDER BY persistence_id;";
        using var rows = command.ExecuteReader();
        while (Next(rows))
        {
            var name = rows.GetString(0);
            yield return new StreamHead(EntityRef.Parse(name) ?? throw Damaged($"\"{name}\" is not the name of a stream", name), rows.GetInt64(1));
        }
    }

    /// <summary>Checks, without reading the events, that there are as many as were ever written: none was deleted, also not at the end.</summary>
    /// <exception cref="JournalException">Corrupt, with how many are missing.</exception>
    public void RequireComplete()
    {
        if (HasEvents())
        {
            var (count, assigned) = (Scalar("SELECT COUNT(*) FROM journal;"), LastAssigned());
            if (count != assigned)
            {
                throw Damaged($"{assigned} events were written but {count} are there", _path);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>
    /// A journal that a run has closed has all of its events in its one file. SQLite would make its files for shared reading beside it even so; told that nobody writes, it does not.
    /// While a run goes on, or was killed, the events that are only in the write-ahead log are read from there.
    /// </summary>
    private static string Source(string path)
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

    private bool HasEvents() => Scalar("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'journal';") == 1;

    // The table's key is AUTOINCREMENT and its only writer never rolls numbers forward, so the last number given is the number of events.
    private long LastAssigned() => Scalar("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'journal';");

    private long Scalar(string sql)
    {
        try
        {
            using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants.
            command.CommandText = sql;
#pragma warning restore CA2100
            return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        }
        catch (SqliteException exception)
        {
            throw JournalException.From(exception, _path);
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
            throw JournalException.From(exception, _path);
        }
    }

    private IEnumerable<JournalRow> Some(string condition, params (string Name, object Value)[] parameters)
    {
        if (!HasEvents())
        {
            yield break;
        }

        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants; values are parameters.
        command.CommandText = Columns + condition;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        using var rows = command.ExecuteReader();
        while (Next(rows))
        {
            yield return Read(rows, null);
        }
    }

    private JournalRow Read(SqliteDataReader rows, Dictionary<string, HashChain>? chains)
    {
        var ordering = rows.GetInt64(0);
        var name = rows.GetString(1);
        var sequence = rows.GetInt64(2);
        try
        {
            if (rows.GetInt64(4) != 1)
            {
                throw Damaged("the row was written by another program or marked as deleted", name);
            }

            var stored = EventCodec.Decode(rows.GetString(3), rows.GetFieldValue<byte[]>(5));
            if (stored.Recorded.Id.Sequence != sequence || (chains is null && stored.Recorded.Id.Stream != EntityRef.Parse(name)))
            {
                throw Damaged($"the row holds event {stored.Recorded.Id}", name);
            }

            if (chains is not null)
            {
                if (!chains.TryGetValue(name, out var chain))
                {
                    chain = HashChain.Start(EntityRef.Parse(name) ?? throw Damaged("the row does not name a stream", name));
                }

                chains[name] = chain.Verify(stored);
            }

            return new JournalRow(ordering, stored);
        }
        catch (Exception exception) when (exception is JournalException or InvalidCastException or InvalidOperationException)
        {
            var known = exception as JournalException;
            throw new JournalException(
                known?.Fault ?? JournalFault.Corrupt,
                known?.What ?? "the row has values of the wrong type",
                $"{_path}: {name}#{sequence} (row {ordering})",
                known?.Remedy ?? "restore the journal from a copy",
                exception)
            {
                Event = EntityRef.Parse(name) is { } stream ? new EventRef(stream, sequence) : null,
                Row = ordering,
            };
        }
    }

    private JournalException Missing(long first, long last)
    {
        var gap = FirstGap();
        var what = first == last ? $"row {first} is missing" : $"rows {first} to {last} are missing";
        return new(JournalFault.Corrupt, gap is null ? what : $"{what}, among them {gap}", $"{_path} (row {first})", "restore the journal from a copy") { Event = gap, Row = first };
    }

    private static JournalException Damaged(string what, string where) => new(JournalFault.Corrupt, what, where, "restore the journal from a copy");
}
