using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Sqlite;

/// <summary>
/// A note in a SQLite journal, kept in the file itself and not in its write-ahead log, that a run has it open. It is there after a run
/// that did not end properly, and in a copy of a
/// journal that was made while a run wrote it: then the file alone need not be all, or not of one moment.
/// </summary>
internal static class OpenMark
{
    private const string Name = "open";

    /// <summary>Notes that a run has the journal open.</summary>
    public static void Set(SqliteConnection connection) =>
        Execute(connection, $"INSERT OR REPLACE INTO exchange_header (name, value) VALUES ('{Name}', '1');");

    /// <summary>Notes it in a journal that this process holds, in the mode in which readers do not hold up its writers.</summary>
    public static void Set(string path)
    {
        using var connection = Open(path);
        JournalTable.LetReadersBe(connection);
        Set(connection);
        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// <summary>Takes the note back, where that is possible: what is open is there whole, but says that it may not be.</summary>
    public static void Clear(string path)
    {
        try
        {
            using var connection = Open(path);
            Execute(connection, $"DELETE FROM exchange_header WHERE name = '{Name}';");
        }
        catch (SqliteException)
        {
            // A full disk, or a file that was removed meanwhile.
        }
    }

    /// <summary>True when it is noted that a run has the journal open.</summary>
    public static bool IsSet(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM exchange_header WHERE name = '{Name}';";
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) > 0;
    }

    private static SqliteConnection Open(string path)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = Path.GetFullPath(path),
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false
        };
        var connection = new SqliteConnection(settings.ConnectionString);
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
}
