using Npgsql;

namespace ExchangeActors.Journal;

/// <summary>
/// A journal in a PostgreSQL database (15 or newer), one per database, held by this process from opening to disposing. Its header says whose it is; <see cref="Profile"/> runs the actors
/// on it. The tables are created with the journal unless they are there; with tables made by an administrator the user needs SELECT and INSERT, and on the snapshots UPDATE and DELETE.
/// </summary>
public sealed class JournalDatabase : IHeldJournal
{
    // Those that Akka.Persistence.Sql would make.
    private static readonly (string Table, string Sql)[] Tables =
    [
        ("exchange_header", "CREATE TABLE exchange_header (name text NOT NULL PRIMARY KEY, value text NOT NULL)"),
        ("journal", """
            CREATE TABLE journal (
              ordering bigserial NOT NULL PRIMARY KEY,
              created bigint NOT NULL,
              deleted boolean NOT NULL,
              persistence_id varchar(255) NOT NULL,
              sequence_number bigint NOT NULL,
              message bytea NOT NULL,
              tags varchar(100),
              manifest varchar(500),
              identifier integer,
              writer_uuid varchar(128),
              CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number))
            """),
        ("snapshot", """
            CREATE TABLE snapshot (
              persistence_id varchar(255) NOT NULL,
              sequence_number bigint NOT NULL,
              created bigint NOT NULL,
              snapshot bytea,
              manifest varchar(500),
              serializer_id integer,
              PRIMARY KEY (persistence_id, sequence_number))
            """),
    ];

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly DatabaseLock _lock;

    private JournalDatabase(NpgsqlConnectionStringBuilder settings, JournalHeader header, DatabaseLock held)
    {
        _settings = settings;
        _lock = held;
        Header = header;
        Place = JournalPlace.Shown(settings);
        Profile = JournalProfile.PostgreSql(settings.ConnectionString, initialize: false);
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <inheritdoc/>
    public JournalHeader Header { get; }

    /// <inheritdoc/>
    public JournalProfile Profile { get; }

    /// <summary>Creates the journal or goes on with it.</summary>
    /// <param name="place">The database: see <see cref="JournalPlace"/>.</param>
    /// <param name="header">Whose journal it is to be, or must be.</param>
    /// <param name="mode">Which of the two.</param>
    /// <exception cref="JournalException">With the fault; nothing was changed.</exception>
    public static JournalDatabase Open(string place, JournalHeader header, JournalMode mode)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (mode == JournalMode.Create)
        {
            return Create(place, header);
        }

        var database = Resume(place, header.CreatedBy);
        try
        {
            database.Header.RequireSame(header, database.Place);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Creates a new journal in a database that has none.</summary>
    /// <exception cref="JournalException">Exists, Locked, Missing (the database), NotWritable, Full or Failed; nothing was changed.</exception>
    public static JournalDatabase Create(string place, JournalHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return Hold(place, (held, shown) =>
        {
            using var transaction = held.Connection.BeginTransaction();
            foreach (var (table, sql) in Tables)
            {
                MakeEmpty(held.Connection, table, sql, shown);
            }

            HeaderTable.Write(held.Connection, header);
            transaction.Commit();
            return header;
        });
    }

    /// <summary>Goes on with a journal, whatever its scenario; the caller compares with <see cref="JournalHeader.RequireSame"/> or takes everything from the header.</summary>
    /// <param name="place">The database: see <see cref="JournalPlace"/>.</param>
    /// <param name="version">This program's version; the journal must have been created by the same.</param>
    /// <exception cref="JournalException">Missing, Locked, Foreign, WrongVersion, Corrupt or Failed; nothing was changed.</exception>
    public static JournalDatabase Resume(string place, string version) => Hold(place, (_, shown) =>
    {
        using var reader = JournalReader.Open(place);
        reader.Header.RequireVersion(version, shown);
        reader.RequireComplete();
        return reader.Header;
    });

    /// <inheritdoc/>
    public JournalReader OpenReader() => JournalReader.Open(_settings.ConnectionString);

    /// <summary>Closes the connections and releases the lock. The actor system must have ended.</summary>
    public void Dispose()
    {
        using (var connection = new NpgsqlConnection(Profile.ConnectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        _lock.Dispose();
    }

    private static JournalDatabase Hold(string place, Func<DatabaseLock, string, JournalHeader> open)
    {
        var settings = JournalPlace.Parse(place);
        settings.ApplicationName = DatabaseLock.Writer;
        var shown = JournalPlace.Shown(settings);
        var held = DatabaseLock.Take(settings, shown);
        try
        {
            return new JournalDatabase(settings, open(held, shown), held);
        }
        catch (Exception exception)
        {
            held.Dispose();
            throw JournalException.From(exception, shown);
        }
    }

    private static void MakeEmpty(NpgsqlConnection connection, string table, string sql, string place)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass constants.
        command.CommandText = $"SELECT to_regclass('{table}') IS NOT NULL";
        if (!(bool)command.ExecuteScalar()!)
        {
            command.CommandText = sql;
            command.ExecuteNonQuery();
            return;
        }

        command.CommandText = $"SELECT EXISTS (SELECT FROM {table})";
#pragma warning restore CA2100
        if ((bool)command.ExecuteScalar()!)
        {
            throw new JournalException(JournalFault.Exists, "the database holds a journal already", place, "resume it, or choose another database");
        }
    }
}
