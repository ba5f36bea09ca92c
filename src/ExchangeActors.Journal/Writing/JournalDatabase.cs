using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Reading;
using Npgsql;

namespace ExchangeActors.Journal.Writing;

/// <summary>
/// A journal in a PostgreSQL database (15 or newer), one per database, held by this process from opening to disposing. Its header says
/// whose it is; <see cref="Profile"/> runs the actors on it. The tables, and the trigger of the <see cref="DatabaseFence"/>, are created
/// with the journal unless they are there; with tables and trigger made by an administrator (<see cref="Prepare"/>) the user needs
/// SELECT and INSERT, and on the snapshots UPDATE and DELETE.
/// </summary>
public sealed class JournalDatabase : IHeldJournal
{
    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly DatabaseLock _lock;

    private JournalDatabase(NpgsqlConnectionStringBuilder settings, JournalHeader header, DatabaseLock held)
    {
        _settings = settings;
        _lock = held;
        Header = header;
        Place = JournalPlace.Shown(settings);
        Profile = JournalProfile.PostgreSql(DatabaseFence.Under(settings, held.Epoch).ConnectionString, initialize: false, writers: 1);
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
    /// <exception cref="JournalException">Exists, Locked, Missing (the database), NotWritable, Full or Failed; nothing was
    /// changed.</exception>
    public static JournalDatabase Create(string place, JournalHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return Hold(place, (held, shown) =>
        {
            DatabaseSchema.Create(held.Connection, header, shown);
            return header;
        });
    }

    /// <summary>
    /// Goes on with a journal, whatever its scenario; the caller compares with <see cref="JournalHeader.RequireSame"/> or takes everything
    /// from the header.
    /// </summary>
    /// <param name="place">The database: see <see cref="JournalPlace"/>.</param>
    /// <param name="version">This program's version; the journal must have been created by the same.</param>
    /// <exception cref="JournalException">Missing, Locked, Foreign, WrongVersion, Corrupt or Failed; nothing was changed.</exception>
    public static JournalDatabase Resume(string place, string version) => Hold(place, (held, shown) =>
    {
        JournalHeader header;
        using (var reader = JournalReader.Open(place))
        {
            header = reader.Header;
            header.RequireVersion(version, shown);
            reader.RequireSound();
        }

        DatabaseSchema.Complete(held.Connection, shown);
        return header;
    });

    /// <summary>
    /// Makes the tables of a journal in a database as their owner, and gives other roles what they need: then a process that runs an
    /// exchange has no right to change or remove events. What is there stays; doing it again changes nothing, and after an update of the
    /// program it adds what is new.
    /// </summary>
    /// <param name="place">The database, as its owner: see <see cref="JournalPlace"/>.</param>
    /// <param name="application">The role of <c>run</c> and <c>node</c>: SELECT and INSERT; on snapshots UPDATE and DELETE, too.</param>
    /// <param name="reader">The role of <c>review</c>: SELECT; null for none.</param>
    /// <exception cref="JournalException">Missing (the database, a role), Foreign, NotWritable (the user lacks a privilege) or Failed;
    /// nothing was changed.</exception>
    public static PreparedJournal Prepare(string place, string application, string? reader)
    {
        var settings = JournalPlace.Parse(place);
        (settings.ApplicationName, settings.Pooling) = ("exchange init", false);
        var shown = JournalPlace.Shown(settings);
        try
        {
            using var connection = new NpgsqlConnection(settings.ConnectionString);
            connection.Open();
            var made = DatabaseSchema.Alone(connection, () => DatabaseSchema.Prepare(connection, shown, application, reader));
            return new PreparedJournal(shown, [.. made.Order(StringComparer.Ordinal)], DatabaseSchema.HoldsJournal(connection),
                [.. new[] { application, reader }.OfType<string>().Where(role => DatabaseSchema.MayChangeEvents(connection, role))]);
        }
        catch (Exception exception) when (exception is NpgsqlException or JournalException)
        {
            throw JournalException.From(exception, shown);
        }
    }

    /// <inheritdoc/>
    public bool PlacesAreGapless => false;

    /// <inheritdoc/>
    public JournalReader OpenReader() => JournalReader.Open(_settings.ConnectionString);

    /// <inheritdoc/>
    public Task Lost => _lock.Lost;

    /// <inheritdoc/>
    public void RequireHeld() => _lock.RequireHeld();

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
        var held = DatabaseLock.Take(settings, shown, shared: false);
        try
        {
            var header = DatabaseSchema.Alone(held.Connection, () => open(held, shown));
            held.Watch(DatabaseFence.Take(held.Connection, shared: false));
            return new JournalDatabase(settings, header, held);
        }
        catch (Exception exception)
        {
            held.Dispose();
            throw JournalException.From(exception, shown);
        }
    }
}

/// <summary>A database whose tables are ready for a journal.</summary>
/// <param name="Place">A connection string without anything secret.</param>
/// <param name="Made">The tables that were not there.</param>
/// <param name="HoldsJournal">A journal was created in it already.</param>
/// <param name="MayChangeEvents">Those of the roles that may change events all the same: owners, members of the owner, superusers.</param>
public sealed record PreparedJournal(
    string Place, IReadOnlyList<string> Made, bool HoldsJournal, IReadOnlyList<string> MayChangeEvents);
