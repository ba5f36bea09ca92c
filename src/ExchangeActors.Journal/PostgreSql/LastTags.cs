using Npgsql;

namespace ExchangeActors.Journal.PostgreSql;

/// <summary>
/// What stands beside the last event of each stream of a journal in PostgreSQL, as its tags: found by the index of streams and sequences,
/// so that it costs as much as there are streams, not events.
/// </summary>
public static class LastTags
{
    // From one name to the next through the index: PostgreSQL has no such scan of its own.
    private const string Sql = """
        WITH RECURSIVE names AS (
          (SELECT persistence_id FROM journal ORDER BY persistence_id LIMIT 1)
          UNION ALL
          SELECT (SELECT persistence_id FROM journal WHERE persistence_id > names.persistence_id ORDER BY persistence_id LIMIT 1)
          FROM names WHERE names.persistence_id IS NOT NULL)
        SELECT persistence_id FROM names
        CROSS JOIN LATERAL (
          SELECT tags FROM journal WHERE journal.persistence_id = names.persistence_id ORDER BY sequence_number DESC LIMIT 1) AS last
        WHERE last.tags IS NOT NULL AND string_to_array(last.tags, ';') && $1
        """;

    /// <summary>The streams whose last event has one of these tags.</summary>
    /// <param name="place">The database: see <see cref="JournalPlace"/>.</param>
    /// <param name="tags">The tags.</param>
    /// <exception cref="JournalException">The server does not answer.</exception>
    public static IReadOnlyList<string> Streams(string place, IReadOnlyCollection<string> tags)
    {
        var settings = JournalPlace.Parse(place);
        try
        {
            settings.Pooling = false;
            settings.ApplicationName = "exchange standings";
            using var connection = new NpgsqlConnection(settings.ConnectionString);
            connection.Open();
            using var command = new NpgsqlCommand(Sql, connection);
            command.Parameters.Add(new NpgsqlParameter { Value = tags.ToArray() });
            using var reader = command.ExecuteReader();
            var streams = new List<string>();
            while (reader.Read())
            {
                streams.Add(reader.GetString(0));
            }

            return streams;
        }
        catch (NpgsqlException fault)
        {
            throw JournalException.From(fault, JournalPlace.Shown(settings));
        }
    }
}
