using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Simulation;
using ExchangeActors.Journal;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.States;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Review.Folding;

/// <summary>
/// States of a journal at every so many events, in a file of their own outside of it, so that the state after any event is found by folding a few thousand. Made at the first
/// question, extended as the journal grows, and thrown away when the journal is not the one that it was made of. A convenience and no evidence: <c>verify</c> does without it.
/// </summary>
public sealed class StateIndex : IDisposable
{
    /// <summary>Events between two stored states.</summary>
    public const int Stride = 20_000;

    // Raised when the tables below change: files of another format are left alone.
    private const string Format = "3";

    private const string FolderVariable = "EXCHANGE_REVIEW_CACHE";

    // "clearing": what was under way between entities there, as JSON. "events": how many have places up to this one. In PostgreSQL a place can be taken that was open when later ones were folded; what was folded since then is not to be used.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS grid (ordering INTEGER NOT NULL PRIMARY KEY, events INTEGER NOT NULL, at INTEGER NOT NULL, hash TEXT NOT NULL, clearing TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS state (stream TEXT NOT NULL, ordering INTEGER NOT NULL, manifest TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (stream, ordering));
        """;

    private readonly ReviewedJournal _journal;
    private readonly SqliteConnection _connection;

    private StateIndex(ReviewedJournal journal, SqliteConnection connection)
    {
        _journal = journal;
        _connection = connection;
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

            return new StateIndex(journal, Connect(path, SqliteOpenMode.ReadOnly));
        }
        catch (Exception exception) when (exception is SqliteException or IOException and not JournalException or UnauthorizedAccessException)
        {
            throw new JournalException(
                JournalFault.NotWritable, $"states cannot be kept there ({exception.Message.TrimEnd('.')})", path, $"set {FolderVariable} to a folder that this user may write", exception);
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
        var state = new ExchangeState();
        var stored = Scalar("SELECT COALESCE(MAX(ordering), 0) FROM grid WHERE ordering <= $at;", ordering);
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
                var snapshot = SnapshotCodec.Decode(rows.GetString(1), rows.GetFieldValue<byte[]>(2));
                Deciders.All[snapshot.Chain.Stream.Kind]!.Store(state, snapshot.State);
            }
        }

        var clearing = ClearingAt(stored);
        foreach (var row in _journal.ReadRange(stored + 1, ordering))
        {
            state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
            clearing.Observe(row.Recorded);
        }

        return (state, clearing);
    }

    private Clearing ClearingAt(long stored)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT clearing FROM grid WHERE ordering = $at;";
        command.Parameters.AddWithValue("$at", stored);
        return command.ExecuteScalar() is string json ? new Clearing(JsonSerializer.Deserialize<ClearingState>(json)!) : new Clearing();
    }

    /// <summary>The place of the last event before anything happened later than this exchange time; 0 when the first is later.</summary>
    public long Before(Moment time)
    {
        var ordering = Scalar("SELECT COALESCE(MAX(ordering), 0) FROM grid WHERE at <= $at;", time.UnixMs);
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

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static string PathFor(ReviewedJournal journal, string? folder)
    {
        folder ??= Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "exchange-actors", "review");
        var place = JournalPlace.IsDatabase(journal.Path) ? journal.Path : Path.GetFullPath(journal.Path);
        var identity = Encoding.UTF8.GetBytes($"{Format}\n{place}\n{journal.Header.ScenarioHash}\n{journal.ReadRange(1, journal.Count).Select(row => row.Hash.ToString()).FirstOrDefault()}");
        return Path.Combine(folder, $"{JournalPlace.FileName(journal.Path)}-{Convert.ToHexStringLower(SHA256.HashData(identity))[..16]}.states");
    }

    /// <summary>True when the file's states are of this journal and reach near enough to its end.</summary>
    private static bool Covers(string path, ReviewedJournal journal) => Covered(path, journal) is { } covered && journal.Count - covered < Stride;

    /// <summary>The place of the newest states of the file; null when it is not of this journal, or damaged: it is made again then.</summary>
    private static long? Covered(string path, ReviewedJournal journal)
    {
        try
        {
            return File.Exists(path) ? Newest(path, journal) : null;
        }
        catch (Exception fault) when (fault is SqliteException or InvalidCastException or InvalidOperationException)
        {
            return null;
        }
    }

    private static long? Newest(string path, ReviewedJournal journal)
    {
        using var connection = Connect(path, SqliteOpenMode.ReadOnly);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT ordering, hash, events FROM grid ORDER BY ordering;";
        var (covered, events) = (0L, 0L);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            (covered, events) = (rows.GetInt64(0), rows.GetInt64(2));
            if (covered > journal.Count || journal.At(covered)?.Hash.ToString() != rows.GetString(1))
            {
                return null;
            }
        }

        return covered == 0 || journal.CountUpTo(covered) == events ? covered : null;
    }

    /// <summary>Written beside and moved into place, so that it is there whole or not at all.</summary>
    private static void Make(string path, ReviewedJournal journal, IProgress<long>? progress, CancellationToken cancellation)
    {
        var unfinished = $"{path}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.new";
        try
        {
            var covered = Covered(path, journal) ?? 0;
            if (covered > 0)
            {
                File.Copy(path, unfinished, overwrite: true);
            }
            else
            {
                File.Delete(unfinished);
            }

            using (var connection = Connect(unfinished, SqliteOpenMode.ReadWriteCreate))
            {
                Execute(connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
                Execute(connection, Tables);
                new Maker(connection, journal, covered).Run(progress, cancellation);
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
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
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

    /// <summary>Folds a journal from its beginning, or from the newest stored states on, and stores what has changed at every stride.</summary>
    private sealed class Maker(SqliteConnection connection, ReviewedJournal journal, long covered)
    {
        private readonly Dictionary<EntityRef, HashChain> _changed = [];
        private long _events;
        private long _at;

        public void Run(IProgress<long>? progress, CancellationToken cancellation)
        {
            var (state, clearing) = (new ExchangeState(), new Clearing());
            if (covered > 0)
            {
                using var known = new StateIndex(journal, Connect(connection.DataSource, SqliteOpenMode.ReadOnly));
                (state, clearing) = known.Read(covered);
                _events = known.Scalar("SELECT events FROM grid WHERE ordering = $at;", covered);
                _at = known.Scalar("SELECT at FROM grid WHERE ordering = $at;", covered);
            }

            var rows = covered > 0 ? journal.ReadRange(covered + 1, journal.Count) : journal.ReadAll(cancellation);
            var last = default(JournalRow);
            foreach (var row in rows)
            {
                cancellation.ThrowIfCancellationRequested();
                var id = row.Recorded.Id;
                state.Apply(id.Stream, row.Recorded.Event);
                clearing.Observe(row.Recorded);
                _changed[id.Stream] = new HashChain(id.Stream, id.Sequence, row.Hash);
                _at = Math.Max(_at, row.Recorded.At.UnixMs);
                last = row;
                if (++_events % Stride == 0)
                {
                    Store(state, clearing, row);
                    progress?.Report(row.Ordering);
                }
            }

            if (_changed.Count > 0)
            {
                Store(state, clearing, last);
            }
        }

        private void Store(ExchangeState state, Clearing clearing, JournalRow row)
        {
            using var transaction = connection.BeginTransaction();
            using (var grid = connection.CreateCommand())
            {
                grid.CommandText = "INSERT INTO grid (ordering, events, at, hash, clearing) VALUES ($ordering, $events, $at, $hash, $clearing);";
                grid.Parameters.AddWithValue("$events", _events);
                grid.Parameters.AddWithValue("$ordering", row.Ordering);
                grid.Parameters.AddWithValue("$at", _at);
                grid.Parameters.AddWithValue("$hash", row.Hash.ToString());
                grid.Parameters.AddWithValue("$clearing", JsonSerializer.Serialize(clearing.State));
                grid.ExecuteNonQuery();
            }

            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO state (stream, ordering, manifest, bytes) VALUES ($stream, $ordering, $manifest, $bytes);";
            var stream = insert.Parameters.Add(new SqliteParameter { ParameterName = "$stream" });
            insert.Parameters.AddWithValue("$ordering", row.Ordering);
            var manifest = insert.Parameters.Add(new SqliteParameter { ParameterName = "$manifest" });
            var bytes = insert.Parameters.Add(new SqliteParameter { ParameterName = "$bytes" });
            foreach (var (entity, chain) in _changed)
            {
                var snapshot = new EntitySnapshot(chain, Deciders.All[entity.Kind]!.StateOf(state, entity.Id));
                stream.Value = entity.ToString();
                manifest.Value = SnapshotCodec.ManifestOf(snapshot);
                bytes.Value = SnapshotCodec.Encode(snapshot);
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
            _changed.Clear();
        }
    }
}
