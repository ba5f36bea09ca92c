using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Review.Tests.Fixtures;

/// <summary>Copies of journals that somebody has tampered with.</summary>
internal static class Doctored
{
    /// <summary>A copy with SQL statements run on it, as somebody with a database shell would.</summary>
    public static string BySql(string journal, string sql, params (string Name, object Value)[] parameters)
    {
        var copy = $"{journal}.{Guid.NewGuid():N}";
        File.Copy(journal, copy);
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests pass constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        Assert.True(command.ExecuteNonQuery() > 0);
        return copy;
    }

    /// <summary>
    /// A journal written anew with other events, every hash computed again, as somebody with this program's source would.
    /// </summary>
    public static string Resealed(string journal, Func<RecordedEvent, RecordedEvent?> change)
    {
        var copy = $"{journal}.{Guid.NewGuid():N}";
        using var reader = JournalReader.Open(journal);
        using var writer = JournalWriter.Create(copy, reader.Header);
        foreach (var row in reader.ReadAll())
        {
            if (change(row.Recorded with { Input = row.Stored.ReadInput() }) is { } changed)
            {
                writer.Append(changed);
            }
        }

        writer.Complete();
        return copy;
    }

    /// <summary>The first row whose event is of a kind.</summary>
    public static JournalRow First<T>(string journal, Func<T, bool>? match = null)
        where T : DomainEvent
    {
        using var reader = JournalReader.Open(journal);
        return reader.ReadAll().First(row => row.Recorded.Event is T @event && (match is null || match(@event)));
    }
}
