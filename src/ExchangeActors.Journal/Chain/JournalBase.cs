using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Chain;

/// <summary>
/// What a journal begins with whose older events are in an archive: the states after those, and where they are. The archive is a journal
/// of its own, and its root binds it to what is left here.
/// </summary>
/// <param name="Archive">The archive's file, as it was named when it was written.</param>
/// <param name="Root">The root over the ends of its streams, as a <see cref="Checkpoint"/> of it has it.</param>
/// <param name="Snapshot">The states after its last event; without what only one build can read.</param>
public sealed record JournalBase(string Archive, string Root, StateSnapshot Snapshot)
{
    private const string Table = "exchange_base";

    /// <summary>For people: how many events are where.</summary>
    public string Told => string.Create(
        CultureInfo.InvariantCulture, $"the events up to {Snapshot.Events:N0} are in the archive {Archive} (root {Root})");

    internal static JournalBase? Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '{Table}';";
        if (Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture) == 0)
        {
            return null;
        }

        command.CommandText = $"SELECT archive, root, snapshot FROM {Table};";
        using var row = command.ExecuteReader();
        return row.Read() ? new JournalBase(row.GetString(0), row.GetString(1), StateSnapshot.Of(row.GetFieldValue<byte[]>(2))) : null;
    }

    /// <summary>Into a journal that has none, or in place of an older one.</summary>
    internal void Write(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"""
            CREATE TABLE IF NOT EXISTS {Table} (archive TEXT NOT NULL, root TEXT NOT NULL, snapshot BLOB NOT NULL);
            DELETE FROM {Table};
            INSERT INTO {Table} (archive, root, snapshot) VALUES ($archive, $root, $snapshot);
            """;
        command.Parameters.AddWithValue("$archive", Archive);
        command.Parameters.AddWithValue("$root", Root);
        command.Parameters.AddWithValue("$snapshot", Snapshot.ToBytes());
        command.ExecuteNonQuery();
    }
}
