using System.Data.Common;
using Npgsql;

namespace ExchangeActors.Journal.PostgreSql;

/// <summary>
/// The tables that the service of a node has beside the journal in a database: the keys of callers, and the commands that they sent. All
/// gateways of one exchange share them.
/// </summary>
public static class ServiceTables
{
    /// <summary>The keys, without their secrets.</summary>
    public const string Keys = "exchange_api_key";

    /// <summary>The commands that came in, with their answers.</summary>
    public const string Commands = "exchange_command";

    // Whoever waits here has all callers wait: for the row of another gateway, or for a server that does not answer; and a gateway that
    // stands still lets go of its rows.
    private const int LongestWaitSeconds = 5;
    private const string Waits = "SET lock_timeout = '2s'; SET idle_in_transaction_session_timeout = '5s'";

    /// <summary>
    /// Opens a connection to a database that has them; they are made where they are not there. No statement waits for more than seconds.
    /// </summary>
    /// <param name="place">The database: see <see cref="JournalPlace"/>.</param>
    /// <exception cref="JournalException">Missing (the database), NotWritable (the user may not make them) or Failed.</exception>
    public static DbConnection Open(string place)
    {
        var settings = JournalPlace.Parse(place);
        (settings.ApplicationName, settings.Pooling) = ("exchange service", false);
        (settings.Timeout, settings.CommandTimeout) = (LongestWaitSeconds, LongestWaitSeconds);
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            DatabaseSchema.Alone(connection, () =>
            {
                DatabaseSchema.CompleteService(connection, JournalPlace.Shown(settings));
                return true;
            });
            using var waits = connection.CreateCommand();
            waits.CommandText = Waits;
            waits.ExecuteNonQuery();
            return connection;
        }
        catch (Exception fault) when (fault is NpgsqlException or JournalException)
        {
            connection.Dispose();
            throw JournalException.From(fault, JournalPlace.Shown(settings));
        }
    }
}
