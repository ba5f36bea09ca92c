using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.States;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Review.Folding;

/// <summary>
/// States of a journal at every so many events, in a file of their own outside of it, so that the state after any event is found by folding
/// a few thousand. Made at the first question, extended as the journal grows, and thrown away when the journal is not the one that it was
/// made of, or when it is not as it was written: every entry carries the hash of its
/// states. A convenience and no evidence: <c>verify</c> does without it.
/// </summary>
public sealed class StateIndex : IDisposable
{
    /// <summary>Events between two stored states.</summary>
    public const int Stride = 20_000;

    // Raised when the tables below change: files of another format are left alone.
    private const string Format = "4";

    private const string FolderVariable = "EXCHANGE_REVIEW_CACHE";

    // "states": the hash over the newest state of each stream there. "seal": over the other columns. "clearing": what was under way
    // between entities there, as JSON. "events": how many have places up to this one. In PostgreSQL a place can be taken that was open
    // when later ones were folded; what was folded since then is not to be used.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS grid (
          ordering INTEGER NOT NULL PRIMARY KEY, events INTEGER NOT NULL, at INTEGER NOT NULL, hash TEXT NOT NULL,
          clearing TEXT NOT NULL, states TEXT NOT NULL, seal TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS state (
          stream TEXT NOT NULL, ordering INTEGER NOT NULL, manifest TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (stream, ordering));
        """;

    private readonly ReviewedJournal _journal;
    private readonly string _path;
    private SqliteConnection _connection;

    private StateIndex(ReviewedJournal journal, string path)
    {
        _journal = journal;
        _path = path;
        _connection = Connect(path, SqliteOpenMode.ReadOnly);
    }

    /// <summary>Opens the index of a journal; makes or extends it first if need be.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="folder">Where indexes are kept; null for <c>EXCHANGE_REVIEW_CACHE</c>, or the user's folder for such files.</param>
    /// <param name="progress">Told the events that were folded.</param>
    /// <param name="cancellation">Leaves nothing behind.</param>
    /// <exception cref="JournalException">The journal is damaged, or the folder cannot be written.</exception>
    public static StateIndex Open(ReviewedJournal journal, string? folder, IProgress<long>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var path = PathFor(journal, folder);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!Covers(path, journal))
            {
                Make(path, journal, progress, cancellation);
            }

            return new StateIndex(journal, path);
        }
        catch (Exception exception) when (IsOfTheFolder(exception))
        {
            throw CannotBeKept(path, exception);
        }
    }

    /// <summary>The states of all entities after the event at this place; 0 is before the first.</summary>
    /// <exception cref="JournalException">A row is damaged.</exception>
    public ExchangeState At(long ordering) => Read(ordering).State;

    /// <summary>The same with what is under way between them, and the rules.</summary>
    /// <exception cref="JournalException">A row is damaged, or the journal holds no rules.</exception>
    public StateView View(long ordering)
    {
        var (state, clearing) = Read(ordering);
        return new StateView(ordering, state, clearing, _journal.Rules);
    }

    private (ExchangeState State, Clearing Clearing) Read(long ordering)
    {
        var (state, clearing, stored) = Trusted(() => Stored(ordering));
        foreach (var row in _journal.ReadRange(stored + 1, ordering))
        {
            state.Apply(row, _journal.Path);
            clearing.Observe(row.Recorded);
        }

        return (state, clearing);
    }

    /// <summary>What the file says; when it is not as it was written it is made again first, from the journal.</summary>
    private T Trusted<T>(Func<T> read)
    {
        try
        {
            return read();
        }
#pragma warning disable CA1031 // Whatever reading a changed file gives: it is thrown away, and the journal is read.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _connection.Dispose();
            try
            {
                File.Delete(_path);
                Make(_path, _journal, null, CancellationToken.None);
                _connection = Connect(_path, SqliteOpenMode.ReadOnly);
            }
            catch (Exception exception) when (IsOfTheFolder(exception))
            {
                throw CannotBeKept(_path, exception);
            }
        }

        return read();
    }

    /// <summary>The newest stored states up to a place, compared with their hash.</summary>
    private (ExchangeState State, Clearing Clearing, long Ordering) Stored(long ordering, Dictionary<EntityRef, StoredHash>? hashes = null)
    {
        var state = new ExchangeState();
        var sum = default(StoredHash);
        var stored = Scalar("SELECT COALESCE(MAX(ordering), 0) FROM grid WHERE ordering <= $at;", ordering);
        if (stored == 0)
        {
            return (state, new Clearing(), 0);
        }

        using (var command = _connection.CreateCommand())
        {
            command.CommandText = """
                SELECT state.stream, state.manifest, state.bytes
                FROM state JOIN (SELECT stream, MAX(ordering) AS newest FROM state WHERE ordering <= $at GROUP BY stream) AS latest
                ON state.stream = latest.stream AND state.ordering = latest.newest;
                """;
            command.Parameters.AddWithValue("$at", stored);
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                var (stream, manifest, bytes) = (rows.GetString(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2));
                var snapshot = SnapshotCodec.Decode(manifest, bytes);
                Deciders.All[snapshot.Chain.Stream.Kind]!.Store(state, snapshot.State);
                var hash = StoredHash.Of(stream, manifest, bytes);
                sum += hash;
                hashes?.Add(snapshot.Chain.Stream, hash);
            }
        }

        using var entry = _connection.CreateCommand();
        entry.CommandText = $"SELECT {Entry.Columns} FROM grid WHERE ordering = $at;";
        entry.Parameters.AddWithValue("$at", stored);
        using var found = entry.ExecuteReader();
        found.Read();
        var (known, seal) = Entry.Read(found);
        return seal == known.Seal && known.States == sum.ToString()
            ? (state, new Clearing(JsonSerializer.Deserialize<ClearingState>(known.Clearing)!), stored)
            : throw new InvalidDataException($"The states at {stored} are not as they were written.");
    }

    /// <summary>The place of the last event before anything happened later than this exchange time; 0 when the first is later.</summary>
    public long Before(Moment time)
    {
        var ordering = Trusted(() => Scalar("SELECT COALESCE(MAX(ordering), 0) FROM grid WHERE at <= $at;", time.UnixMs));
        foreach (var row in _journal.ReadRange(ordering + 1, _journal.Count))
        {
            if (row.Recorded.At > time)
            {
                break;
            }

            ordering = row.Ordering;
        }

        return ordering;
    }

    private static bool IsOfTheFolder(Exception exception) =>
        exception is SqliteException or IOException and not JournalException or UnauthorizedAccessException;

    private static JournalException CannotBeKept(string path, Exception exception) => new(
        JournalFault.NotWritable, $"states cannot be kept there ({exception.Message.TrimEnd('.')})", path,
            $"set {FolderVariable} to a folder that this user may write", exception);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static string PathFor(ReviewedJournal journal, string? folder)
    {
        folder ??= Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } set
            ? set
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                    "exchange-actors", "review");
        var place = JournalPlace.IsDatabase(journal.Path) ? journal.Path : Path.GetFullPath(journal.Path);
        var first = journal.ReadRange(1, journal.Count).Select(row => row.Hash.ToString()).FirstOrDefault();
        var identity = Encoding.UTF8.GetBytes($"{Format}\n{place}\n{journal.Header.ScenarioHash}\n{first}");
        return Path.Combine(
            folder, $"{JournalPlace.FileName(journal.Path)}-{Convert.ToHexStringLower(SHA256.HashData(identity))[..16]}.states");
    }

    /// <summary>True when the file's states are of this journal and reach near enough to its end.</summary>
    private static bool Covers(string path, ReviewedJournal journal) =>
        Covered(path, journal) is { } covered && journal.Count - covered < Stride;

    /// <summary>
    /// The place of the newest states of the file; null when it is not of this journal, or damaged: it is made again then.
    /// </summary>
    private static long? Covered(string path, ReviewedJournal journal)
    {
        try
        {
            return File.Exists(path) ? Newest(path, journal) : null;
        }
        catch (Exception fault) when (fault is SqliteException or InvalidCastException or InvalidOperationException
            or ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static long? Newest(string path, ReviewedJournal journal)
    {
        using var connection = Connect(path, SqliteOpenMode.ReadOnly);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Entry.Columns} FROM grid ORDER BY ordering;";
        var (covered, events) = (0L, 0L);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var (entry, seal) = Entry.Read(rows);
            (covered, events) = (entry.Ordering, entry.Events);
            if (seal != entry.Seal || covered > journal.Count || journal.At(covered)?.Hash.ToString() != entry.Hash)
            {
                return null;
            }
        }

        return covered == 0 || journal.CountUpTo(covered) == events ? covered : null;
    }

    /// <summary>The newest states of the file; null when there are none that can be used.</summary>
    private static Beginning? Known(string path, ReviewedJournal journal)
    {
        if (Covered(path, journal) is not ({ } covered and > 0))
        {
            return null;
        }

        try
        {
            using var index = new StateIndex(journal, path);
            var hashes = new Dictionary<EntityRef, StoredHash>();
            var (state, clearing, _) = index.Stored(covered, hashes);
            using var command = index._connection.CreateCommand();
            command.CommandText = $"SELECT {Entry.Columns} FROM grid WHERE ordering = $at;";
            command.Parameters.AddWithValue("$at", covered);
            using var rows = command.ExecuteReader();
            rows.Read();
            return new Beginning(state, clearing, Entry.Read(rows).Entry, hashes);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>Written beside and moved into place, so that it is there whole or not at all.</summary>
    private static void Make(string path, ReviewedJournal journal, IProgress<long>? progress, CancellationToken cancellation)
    {
        var unfinished = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.new";
        try
        {
            File.Delete(unfinished);
            var known = Known(path, journal);
            if (known is not null)
            {
                File.Copy(path, unfinished, overwrite: true);
            }

            using (var connection = Connect(unfinished, SqliteOpenMode.ReadWriteCreate))
            {
                Execute(connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
                Execute(connection, Tables);
                new Maker(connection, journal, known).Run(progress, cancellation);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private long Scalar(string sql, long at)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$at", at);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Folds a journal from its beginning, or from the newest stored states on, and stores what has changed at every stride.
    /// </summary>
    private sealed class Maker(SqliteConnection connection, ReviewedJournal journal, Beginning? known)
    {
        private readonly Dictionary<EntityRef, HashChain> _changed = [];
        private readonly Dictionary<EntityRef, StoredHash> _hashes = known?.Hashes ?? [];
        private StoredHash _sum;
        private long _events;
        private long _at;

        public void Run(IProgress<long>? progress, CancellationToken cancellation)
        {
            var (state, clearing, covered) = (known?.State ?? new ExchangeState(), known?.Clearing ?? new Clearing(),
                known?.Entry.Ordering ?? 0);
            _sum = _hashes.Values.Aggregate(default(StoredHash), (sum, hash) => sum + hash);
            (_events, _at) = (known?.Entry.Events ?? 0, known?.Entry.At ?? 0);
            var rows = covered > 0 ? journal.ReadRange(covered + 1, journal.Count) : journal.ReadAll(cancellation);
            var last = default(JournalRow);
            var stored = _events;
            foreach (var row in rows)
            {
                cancellation.ThrowIfCancellationRequested();
                var id = row.Recorded.Id;
                state.Apply(row, journal.Path);
                clearing.Observe(row.Recorded);
                _changed[id.Stream] = new HashChain(id.Stream, id.Sequence, row.Hash);
                _at = Math.Max(_at, row.Recorded.At.UnixMs);
                last = row.Ordering > last.Ordering ? row : last;
                if (++_events - stored >= Stride && AreAllUpTo(last))
                {
                    Store(state, clearing, last);
                    stored = _events;
                    progress?.Report(last.Ordering);
                }
            }

            if (_changed.Count > 0)
            {
                Store(state, clearing, last);
            }
        }

        /// <summary>True when these are the states at a place, and none of an event before it is still to come.</summary>
        private bool AreAllUpTo(in JournalRow last) => journal.PlacesAreGapless || journal.CountUpTo(last.Ordering) == _events;

        private void Store(ExchangeState state, Clearing clearing, JournalRow row)
        {
            using var transaction = connection.BeginTransaction();
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO state (stream, ordering, manifest, bytes) VALUES ($stream, $ordering, $manifest, $bytes);";
            var stream = insert.Parameters.Add(new SqliteParameter { ParameterName = "$stream" });
            insert.Parameters.AddWithValue("$ordering", row.Ordering);
            var manifest = insert.Parameters.Add(new SqliteParameter { ParameterName = "$manifest" });
            var bytes = insert.Parameters.Add(new SqliteParameter { ParameterName = "$bytes" });
            foreach (var (entity, chain) in _changed)
            {
                var snapshot = new EntitySnapshot(chain, Deciders.All[entity.Kind]!.StateOf(state, entity.Id));
                var (name, kind, content) = (entity.ToString(), SnapshotCodec.ManifestOf(snapshot), SnapshotCodec.Encode(snapshot));
                (stream.Value, manifest.Value, bytes.Value) = (name, kind, content);
                insert.ExecuteNonQuery();
                var hash = StoredHash.Of(name, kind, content);
                _sum += hash - _hashes.GetValueOrDefault(entity);
                _hashes[entity] = hash;
            }

            new Entry(row.Ordering, _events, _at, row.Hash.ToString(), JsonSerializer.Serialize(clearing.State), _sum.ToString())
                .Write(connection);
            transaction.Commit();
            _changed.Clear();
        }
    }

    /// <summary>Stored states to go on from, with the hash of each.</summary>
    private sealed record Beginning(ExchangeState State, Clearing Clearing, Entry Entry, Dictionary<EntityRef, StoredHash> Hashes);

    /// <summary>What the file says of its states at a place.</summary>
    private readonly record struct Entry(long Ordering, long Events, long At, string Hash, string Clearing, string States)
    {
        public const string Columns = "ordering, events, at, hash, clearing, states, seal";

        public string Seal => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Ordering}\n{Events}\n{At}\n{Hash}\n{States}\n{Clearing}"))));

        public static (Entry Entry, string Seal) Read(SqliteDataReader row) =>
            (new Entry(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetString(5)),
                row.GetString(6));

        public void Write(SqliteConnection connection)
        {
            using var grid = connection.CreateCommand();
            grid.CommandText = $"INSERT INTO grid ({Columns}) VALUES ($ordering, $events, $at, $hash, $clearing, $states, $seal);";
            grid.Parameters.AddWithValue("$ordering", Ordering);
            grid.Parameters.AddWithValue("$events", Events);
            grid.Parameters.AddWithValue("$at", At);
            grid.Parameters.AddWithValue("$hash", Hash);
            grid.Parameters.AddWithValue("$clearing", Clearing);
            grid.Parameters.AddWithValue("$states", States);
            grid.Parameters.AddWithValue("$seal", Seal);
            grid.ExecuteNonQuery();
        }
    }
}
