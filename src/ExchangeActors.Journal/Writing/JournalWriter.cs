using System.Globalization;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Writing;

/// <summary>
/// Writes a whole journal at once, without actors: imports, cut-outs, simulations. The file appears when it is complete; without
/// <see cref="Complete"/> nothing stays behind. Events get their places in the order in which they are given. The tables are those of
/// Akka.Persistence.Sql, so that a run may go on with the journal.
/// </summary>
public sealed class JournalWriter : IDisposable
{
    private const int EventsPerTransaction = 50_000;

    private readonly string _path;
    private readonly string _unfinished;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly Dictionary<EntityRef, HashChain> _chains = [];
    private SqliteTransaction _transaction;
    private bool _complete;

    private JournalWriter(string path, string unfinished, SqliteConnection connection)
    {
        _path = path;
        _unfinished = unfinished;
        _connection = connection;
        _transaction = connection.BeginTransaction();
        _insert = connection.CreateCommand();
        _insert.CommandText = JournalTable.Insert();
        foreach (var name in (string[])["$created", "$stream", "$sequence", "$message", "$manifest"])
        {
            _insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        }
    }

    /// <summary>Events written.</summary>
    public long Count { get; private set; }

    /// <summary>Begins a journal; there must be no file of that name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">Whose journal it is.</param>
    /// <param name="from">What it begins with where older events are in an archive; null for nothing.</param>
    /// <exception cref="JournalException">Exists, NotWritable or Full.</exception>
    public static JournalWriter Create(string path, JournalHeader header, JournalBase? from = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (File.Exists(path) || Directory.Exists(path))
        {
            throw new JournalException(JournalFault.Exists, "the file exists already", path, "remove it, or choose another journal");
        }

        var unfinished = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.new";
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(unfinished), Pooling = false }.ConnectionString);
        try
        {
            File.Delete(unfinished);
            connection.Open();

            // The file is moved into place when it is whole: until then nothing needs to survive.
            Execute(connection, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;");
            HeaderTable.Write(connection, header);
            JournalTable.Create(connection);
            var writer = new JournalWriter(path, unfinished, connection);
            writer.Begin(from);
            return writer;
        }
        catch (Exception exception)
        {
            connection.Dispose();
            Remove(unfinished);
            throw JournalException.From(exception, path);
        }
    }

    /// <summary>Seals the stream's next event and writes it.</summary>
    /// <exception cref="ArgumentException">The event is not its stream's next one.</exception>
    /// <exception cref="JournalException">The file cannot be written.</exception>
    public JournaledEvent Append(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var stream = recorded.Id.Stream;
        var journaled = (_chains.TryGetValue(stream, out var chain) ? chain : HashChain.Start(stream)).Seal(recorded);
        Write(journaled);
        return journaled;
    }

    /// <summary>
    /// Writes an event as it was sealed before. Its chain must go on where the stream's last one ended, or begin the stream.
    /// </summary>
    /// <exception cref="JournalException">Corrupt: it does not fit; or the file cannot be written.</exception>
    public void Append(JournaledEvent journaled)
    {
        ArgumentNullException.ThrowIfNull(journaled);
        var stream = journaled.Recorded.Id.Stream;
        (_chains.TryGetValue(stream, out var chain) ? chain : HashChain.Start(stream)).Verify(journaled);
        Write(journaled);
    }

    /// <summary>Everything is written: the journal appears under its name.</summary>
    /// <exception cref="JournalException">Exists, NotWritable or Full.</exception>
    public void Complete()
    {
        try
        {
            _transaction.Commit();
            _transaction.Dispose();
            Execute(_connection, "PRAGMA journal_mode = DELETE;");
            _insert.Dispose();
            _connection.Dispose();
            using (var file = File.Open(_unfinished, FileMode.Open, FileAccess.ReadWrite))
            {
                file.Flush(flushToDisk: true);
            }

            File.Move(_unfinished, _path, overwrite: false);
            _complete = true;
        }
        catch (Exception exception)
        {
            throw JournalException.From(exception, _path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_complete)
        {
            _transaction.Dispose();
            _insert.Dispose();
            _connection.Dispose();
            Remove(_unfinished);
        }
    }

    private void Begin(JournalBase? from)
    {
        if (from is null)
        {
            return;
        }

        from.Write(_connection, _transaction);
        using var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = "INSERT INTO sqlite_sequence (name, seq) VALUES ('journal', $place);";
        command.Parameters.AddWithValue("$place", from.Snapshot.Place);
        command.ExecuteNonQuery();
        foreach (var head in from.Snapshot.Heads)
        {
            _chains[head.Stream] = head;
        }
    }

    private void Write(JournaledEvent journaled)
    {
        var id = journaled.Recorded.Id;
        try
        {
            _insert.Transaction = _transaction;
            _insert.Parameters[0].Value = DateTime.UtcNow.Ticks;
            _insert.Parameters[1].Value = id.Stream.ToString();
            _insert.Parameters[2].Value = id.Sequence;
            _insert.Parameters[3].Value = journaled.Payload;
            _insert.Parameters[4].Value = journaled.Manifest;
            _insert.ExecuteNonQuery();
            if (++Count % EventsPerTransaction == 0)
            {
                _transaction.Commit();
                _transaction.Dispose();
                _transaction = _connection.BeginTransaction();
            }
        }
        catch (SqliteException exception)
        {
            throw JournalException.From(exception, _path);
        }

        _chains[id.Stream] = new HashChain(id.Stream, id.Sequence, journaled.Hash);
    }

    private static void Remove(string unfinished)
    {
        File.Delete(unfinished);
        File.Delete(unfinished + "-journal");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
