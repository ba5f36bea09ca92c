using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Sqlite;

namespace ExchangeActors.Journal.Writing;

/// <summary>A journal that this process holds from opening to disposing: no other writes it meanwhile.</summary>
public interface IHeldJournal : IDisposable
{
    /// <summary>The file, as given; of a database a connection string without anything secret.</summary>
    string Place { get; }

    /// <summary>The stored header.</summary>
    JournalHeader Header { get; }

    /// <summary>Runs actors on the journal.</summary>
    JournalProfile Profile { get; }

    /// <summary>True where places have no gaps and are final once they are given (SQLite).</summary>
    bool PlacesAreGapless { get; }

    /// <summary>Faults with a <see cref="JournalException"/> (TakenOver) when another process has the journal; what this process writes
    /// is refused from before that on.</summary>
    Task Lost { get; }

    /// <summary>Fails when another process has the journal.</summary>
    /// <exception cref="JournalException">TakenOver.</exception>
    void RequireHeld();

    /// <summary>Reads it.</summary>
    /// <exception cref="JournalException">As of <see cref="JournalReader.Open"/>.</exception>
    JournalReader OpenReader();
}

/// <summary>Opens the journal at a place for writing.</summary>
public static class HeldJournal
{
    /// <summary>Creates the journal or goes on with it.</summary>
    /// <param name="place">The path of a SQLite file, or a PostgreSQL database: see <see cref="JournalPlace"/>.</param>
    /// <param name="header">Whose journal it is to be, or must be.</param>
    /// <param name="mode">Which of the two.</param>
    /// <param name="options">Limits of a file; null for the defaults.</param>
    /// <exception cref="JournalException">With the fault; nothing was changed or left behind.</exception>
    public static IHeldJournal Open(string place, JournalHeader header, JournalMode mode, SqliteOptions? options = null) =>
        JournalPlace.IsDatabase(place) ? JournalDatabase.Open(place, header, mode) : JournalFile.Open(place, header, mode, options);
}
