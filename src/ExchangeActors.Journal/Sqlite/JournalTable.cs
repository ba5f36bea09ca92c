using ExchangeActors.Journal.Chain;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Sqlite;

/// <summary>
/// The journal's table in a SQLite file, as Akka.Persistence.Sql knows it, without its indexes over times and sequences alone: nothing
/// asks for those, and every event would be entered into both.
/// </summary>
internal static class JournalTable
{
    private const string Statements = """
        CREATE TABLE journal (
          ordering INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
          created INTEGER NOT NULL,
          deleted Bit NOT NULL,
          persistence_id NVarChar(255) NOT NULL,
          sequence_number INTEGER NOT NULL,
          message VarBinary NOT NULL,
          tags NVarChar(100) NULL,
          manifest NVarChar(500) NULL,
          identifier INTEGER NULL,
          writer_uuid NVarChar(128) NULL);
        CREATE UNIQUE INDEX journal_uq ON journal (persistence_id, sequence_number);
        """;

    /// <summary>The statement of a new writer, for $created, $stream, $sequence, $message and $manifest.</summary>
    public static string Insert()
    {
        var writer = Guid.NewGuid().ToString("N")[..8];
        return $"""
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
            VALUES ($created, 0, $stream, $sequence, $message, '', $manifest, {ExchangeSerializer.Number}, '{writer}')
            """;
    }

    /// <summary>
    /// Sets the file's mode for good to the write-ahead log. Whoever reads at that moment would hold it up, so it is done before anybody
    /// does, and not by the first write.
    /// </summary>
    public static void LetReadersBe(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL;";
        command.ExecuteNonQuery();
    }

    /// <summary>Makes it in a file that has none.</summary>
    public static void Create(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Statements;
        command.ExecuteNonQuery();
    }
}
