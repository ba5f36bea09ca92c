using Microsoft.Data.Sqlite;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>
/// Follows a journal from outside while a process writes it: how far the deleveragings are. Reads only what is new, and only kinds of
/// events.
/// </summary>
internal sealed class JournalPhase(string path)
{
    /// <summary>Events so far.</summary>
    public long Events { get; private set; }

    /// <summary>Deleveragings begun.</summary>
    public int Opened { get; private set; }

    /// <summary>Deleveragings done.</summary>
    public int Completed { get; private set; }

    /// <summary>Forced closes that counterparties persisted.</summary>
    public int ForcedCloses { get; private set; }

    /// <summary>Deleveragings under way.</summary>
    public int Open => Opened - Completed;

    /// <summary>Stops the process where the condition holds; false when it ends before.</summary>
    public Task<bool> StopWhen(Func<JournalPhase, bool> condition, ExchangeProcess process)
    {
        var before = Events;
        return process.StopWhen(
            () =>
            {
                ReadOn();
                return condition(this);
            },
            () => Events > before);
    }

    /// <summary>Takes notice of what was written since.</summary>
    public void ReadOn()
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            // Who holds a lock may be stopped meanwhile: not waited for long.
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
                DefaultTimeout = 1,
            }.ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT ordering, manifest FROM journal WHERE ordering > $last ORDER BY ordering;";
            command.Parameters.AddWithValue("$last", Events);
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                Events = rows.GetInt64(0);
                switch (rows.GetString(1))
                {
                    case "deleveraging.deleveraging-opened.1": Opened++; break;
                    case "deleveraging.deleveraging-completed.1": Completed++; break;
                    case "account.position-force-closed.1": ForcedCloses++; break;
                    default: break;
                }
            }
        }
        catch (SqliteException)
        {
            // The table is not there yet, or the file is busy: the next look will tell.
        }
    }
}
