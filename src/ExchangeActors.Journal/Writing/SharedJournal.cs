using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Reading;
using Npgsql;

namespace ExchangeActors.Journal.Writing;

/// <summary>
/// A journal in a PostgreSQL database (15 or newer) that several processes of one cluster write, as one of them holds it from joining to
/// disposing. They exclude every process that wants the journal for itself (<see cref="JournalDatabase"/>), not each other: that no event
/// is written twice is for the unique key of stream and sequence. All write under one epoch of the <see cref="DatabaseFence"/>, which the
/// first of them takes; the one of a single process, before or after, shuts them out or is shut out, however late a frozen one wakes.
/// </summary>
public sealed class SharedJournal : IHeldJournal
{
    private const int Writers = 3;
    private const int Connections = 20;

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly DatabaseLock _lock;

    private SharedJournal(NpgsqlConnectionStringBuilder settings, JournalHeader header, DatabaseLock held)
    {
        _settings = settings;
        _lock = held;
        Header = header;
        Place = JournalPlace.Shown(settings);
        Profile = JournalProfile.PostgreSql(DatabaseFence.Under(settings, held.Epoch).ConnectionString, initialize: false, Writers);
    }

    /// <inheritdoc/>
    public string Place { get; }

    /// <summary>The stored header.</summary>
    public JournalHeader Header { get; }

    /// <summary>Runs actors on the journal: three transactions at a time, under the cluster's epoch.</summary>
    public JournalProfile Profile { get; }

    /// <summary>Faults with a <see cref="JournalException"/> (TakenOver) when a process has the journal for itself; what this process
    /// writes is refused from before that on. A server that was restarted is no loss. Completes when this one gave it back.</summary>
    public Task Lost => _lock.Lost;

    /// <summary>
    /// Goes on with the journal of a database beside others, or creates it where there is none; of several processes that come at once
    /// one creates it. That no event is missing is checked by the process with which a cluster takes the journal over from one that had it
    /// for itself; later ones begin at once, and each stream is verified when it is recovered.
    /// </summary>
    /// <param name="place">The database: see <see cref="JournalPlace"/>.</param>
    /// <param name="header">Whose journal it is to be, or must be.</param>
    /// <exception cref="JournalException">Locked (a process has it for itself), Missing (the database), Exists or Foreign (tables of
    /// another program), WrongVersion, WrongScenario, Corrupt, NotWritable, Full or Failed; nothing was changed.</exception>
    public static SharedJournal Join(string place, JournalHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var settings = JournalPlace.Parse(place);
        settings.ApplicationName = DatabaseLock.Writer;
        if (!settings.ContainsKey("Maximum Pool Size"))
        {
            // Several nodes share the server's hundred.
            settings.MaxPoolSize = Connections;
        }

        var shown = JournalPlace.Shown(settings);
        var held = DatabaseLock.Take(settings, shown, shared: true);
        try
        {
            var (stored, epoch) = DatabaseSchema.Alone(held.Connection, () => DatabaseSchema.HoldsJournal(held.Connection)
                ? GoOn(held, place, header, shown) : Create(held, header, shown));
            held.Watch(epoch);
            return new SharedJournal(settings, stored, held);
        }
        catch (Exception exception)
        {
            held.Dispose();
            throw JournalException.From(exception, shown);
        }
    }

    /// <summary>Fails when a process has the journal for itself.</summary>
    /// <exception cref="JournalException">TakenOver.</exception>
    public void RequireHeld() => _lock.RequireHeld();

    /// <summary>Reads it.</summary>
    /// <exception cref="JournalException">As of <see cref="JournalReader.Open"/>.</exception>
    public JournalReader OpenReader() => JournalReader.Open(_settings.ConnectionString);

    /// <inheritdoc/>
    public bool PlacesAreGapless => false;

    /// <summary>Closes the connections and releases the lock. The actor system must have ended.</summary>
    public void Dispose()
    {
        using (var connection = new NpgsqlConnection(Profile.ConnectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        _lock.Dispose();
    }

    private static (JournalHeader Header, long Epoch) Create(DatabaseLock held, JournalHeader header, string shown)
    {
        DatabaseSchema.Create(held.Connection, header, shown);
        return (header, DatabaseFence.Take(held.Connection, shared: true));
    }

    private static (JournalHeader Header, long Epoch) GoOn(DatabaseLock held, string place, JournalHeader header, string shown)
    {
        JournalHeader stored;
        using (var reader = JournalReader.Open(place))
        {
            stored = reader.Header;
            stored.RequireVersion(header.CreatedBy, shown);
            stored.RequireSame(header, shown);
        }

        DatabaseSchema.Complete(held.Connection, shown);
        if (DatabaseFence.NewestShared(held.Connection) is { } shared)
        {
            return (stored, shared);
        }

        // A process that had it for itself may have lost the lock, and not know it yet.
        held.RequireNoWriter();
        using var all = JournalReader.Open(place);
        all.RequireSound();
        return (stored, DatabaseFence.Take(held.Connection, shared: true));
    }
}
