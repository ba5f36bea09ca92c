using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Writing;

/// <summary>What is to be done with the file.</summary>
public enum JournalMode
{
    /// <summary>A new journal; there must be no file.</summary>
    Create,

    /// <summary>An interrupted run goes on; there must be a journal of the same run.</summary>
    Resume,
}

/// <summary>
/// A journal in a SQLite file, held by this process from opening to disposing. Its header says whose it is; <see cref="Profile"/> runs the
/// actors on it.
/// </summary>
public sealed class JournalFile : IHeldJournal
{
    private const int BytesToBegin = 128 << 10;

    private readonly JournalLock _lock;
    private readonly SqliteOptions _options;
    private bool _isMarked;

    private JournalFile(string path, JournalHeader header, SqliteOptions options, JournalLock held)
    {
        Path = path;
        Header = header;
        _options = options with { MustExist = true };
        _lock = held;
        Profile = JournalProfile.Sqlite(path, _options, initialize: false);
        ClosePool();
    }

    /// <summary>The file, as given.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public string Place => Path;

    /// <inheritdoc/>
    public JournalHeader Header { get; }

    /// <inheritdoc/>
    public JournalProfile Profile { get; }

    /// <summary>Creates the journal or goes on with it.</summary>
    /// <exception cref="JournalException">With the fault; nothing was changed or left behind.</exception>
    public static JournalFile Open(string path, JournalHeader header, JournalMode mode, SqliteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (mode == JournalMode.Create)
        {
            return Create(path, header, options);
        }

        var file = Take(path, header.CreatedBy, options);
        try
        {
            file.Header.RequireSame(header, path);
            return file.Begin();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Creates a new journal.</summary>
    /// <exception cref="JournalException">Exists, Locked, NotWritable or Full; nothing is left behind.</exception>
    public static JournalFile Create(string path, JournalHeader header, SqliteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (File.Exists(path) || Directory.Exists(path))
        {
            throw new JournalException(JournalFault.Exists, "the file exists already", path,
                "resume it, remove it, or choose another journal");
        }

        var held = JournalLock.Take(path);
        try
        {
            RequireRoom(path);
            WriteNew(path, header, options ?? new SqliteOptions());
            held.HoldFile(path);
            return new JournalFile(path, header, options ?? new SqliteOptions(), held) { _isMarked = true };
        }
        catch (Exception exception)
        {
            held.Abandon();
            throw JournalException.From(exception, path);
        }
    }

    /// <summary>
    /// Goes on with a journal, whatever its scenario; the caller compares with <see cref="JournalHeader.RequireSame"/> or takes everything
    /// from the header.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="version">This program's version; the journal must have been created by the same.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="JournalException">Missing, Locked, Foreign, WrongVersion, NotWritable or Corrupt; nothing was changed.</exception>
    public static JournalFile Resume(string path, string version, SqliteOptions? options = null) => Take(path, version, options).Begin();

    private static JournalFile Take(string path, string version, SqliteOptions? options)
    {
        DiskFile.Require(path);
        JournalLock.RequireFree(path);
        RequireJournal(path);
        var held = JournalLock.Take(path);
        try
        {
            held.HoldFile(path);
            RequireRoom(path);
            using var reader = JournalReader.Open(path);
            reader.Header.RequireVersion(version, path);
            reader.RequireSound();
            return new JournalFile(path, reader.Header, options ?? new SqliteOptions(), held);
        }
        catch (Exception exception)
        {
            held.Dispose();
            throw JournalException.From(exception, path);
        }
    }

    /// <summary>Takes out the events that an archive holds: what is left begins with the states after them. All or nothing; the file
    /// shrinks afterwards.</summary>
    /// <exception cref="JournalException">It cannot be written.</exception>
    public void Cut(JournalBase from)
    {
        ArgumentNullException.ThrowIfNull(from);
        try
        {
            var settings = new SqliteConnectionStringBuilder { DataSource = System.IO.Path.GetFullPath(Path), Pooling = false };
            using var connection = new SqliteConnection(settings.ConnectionString);
            connection.Open();
            using (var transaction = connection.BeginTransaction())
            {
                using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = "DELETE FROM journal WHERE ordering <= $place;";
                command.Parameters.AddWithValue("$place", from.Snapshot.Place);
                command.ExecuteNonQuery();
                from.Write(connection, transaction);
                transaction.Commit();
            }

            using var vacuum = connection.CreateCommand();
            vacuum.CommandText = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
            vacuum.ExecuteNonQuery();
        }
        catch (SqliteException exception)
        {
            throw JournalException.From(exception, Path);
        }
    }

    /// <summary>Whose journal it is, without locking it.</summary>
    /// <param name="place">A file, or a database: see <see cref="JournalPlace"/>.</param>
    /// <exception cref="JournalException">Missing, Foreign or WrongVersion.</exception>
    public static JournalHeader ReadHeader(string place)
    {
        using var reader = JournalReader.Open(place);
        return reader.Header;
    }

    /// <inheritdoc/>
    public bool PlacesAreGapless => true;

    /// <inheritdoc/>
    public JournalReader OpenReader() => JournalReader.Open(Path);

    /// <inheritdoc/>
    public Task Lost { get; } = new TaskCompletionSource().Task;

    /// <inheritdoc/>
    public void RequireHeld()
    {
        // The system keeps the lock for as long as the process lives, frozen or not.
    }

    /// <summary>Closes the connections and releases the lock. The actor system must have ended.</summary>
    public void Dispose()
    {
        ClosePool();
        if (_isMarked)
        {
            OpenMark.Clear(Path);
            _isMarked = false;
        }

        _lock.Dispose();
    }

    private JournalFile Begin()
    {
        try
        {
            OpenMark.Set(Path);
            _isMarked = true;
            return this;
        }
        catch (Exception exception)
        {
            Dispose();
            throw JournalException.From(exception, Path);
        }
    }

    // SQLite's shared memory and write-ahead log and the tables of a journal need some 100 KB before the first event is stored; without
    // them the plugin would try to come up until the user lost patience.
    private static void RequireRoom(string path)
    {
        try
        {
            DiskFile.RequireRoom(path, BytesToBegin);
        }
        catch (IOException exception) when (JournalException.From(exception, path).Fault == JournalFault.Full)
        {
            throw new JournalException(
                JournalFault.Full,
                $"the disk is full: a run needs {BytesToBegin >> 10} KB to begin with",
                path,
                "free space, or choose another place",
                exception);
        }
    }

    private static void RequireJournal(string path)
    {
        using var reader = JournalReader.Open(path);
    }

    // Written beside and moved into place, so that a journal is there whole or not at all, also after a crash.
    private static void WriteNew(string path, JournalHeader header, SqliteOptions options)
    {
        var unfinished = path + ".new";
        string[] leftovers =
        [
            unfinished, unfinished + "-journal", unfinished + "-wal", unfinished + "-shm", path + "-wal", path + "-shm", path + "-journal",
        ];
        foreach (var leftover in leftovers)
        {
            File.Delete(leftover);
        }

        try
        {
            var settings = new SqliteConnectionStringBuilder { DataSource = System.IO.Path.GetFullPath(unfinished), Pooling = false };
            using (var connection = new SqliteConnection(settings.ConnectionString))
            {
                connection.Open();
                SqliteGate.Limit(connection, options);
                JournalTable.LetReadersBe(connection);
                HeaderTable.Write(connection, header);
                JournalTable.Create(connection);
                OpenMark.Set(connection);
            }

            File.Move(unfinished, path, overwrite: false);
        }
        catch
        {
            foreach (var ending in (string[])["", "-journal", "-wal", "-shm"])
            {
                File.Delete(unfinished + ending);
            }

            throw;
        }
    }

    // Pooled connections keep the file open, also one that was removed meanwhile.
    private void ClosePool()
    {
        using var connection = new SqliteConnection(JournalProfile.SqliteConnectionString(Path, _options));
        SqliteConnection.ClearPool(connection);
    }
}
