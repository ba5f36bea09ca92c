using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Sqlite;

namespace ExchangeActors.Journal.Writing;

/// <summary>
/// The SQL journal, but what it writes to a SQLite file goes through a prepared statement: the plugin's own way makes the text of every
/// batch anew, which takes most of a durable run's processor time. Tables, reading and everything else are the plugin's.
/// </summary>
public class BatchJournal : SqlWriteJournal
{
    private readonly SqliteInserts? _inserts;
    private Task _newest = Task.CompletedTask;

    /// <summary>A journal with the plugin's settings.</summary>
    public BatchJournal(Config configuration)
        : base(configuration) =>
        _inserts = Context.System.Settings.Setup.Get<SqliteWriting>() is { HasValue: true } writing ? writing.Value.Begin() : null;

    /// <inheritdoc/>
    public override async Task<long> ReadHighestSequenceNrAsync(
        string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        // Whether they are stored or not: they are no longer under way.
        await _newest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        if (_inserts is null || Rows(writes) is not { } rows)
        {
            return base.WriteMessagesAsync(writes, cancellationToken);
        }

        var stored = _inserts.Store(rows);
        _newest = stored;
        return None(stored);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        base.PostStop();
        _inserts?.Dispose();
    }

    /// <summary>Null: no event is rejected by itself.</summary>
    private static async Task<IImmutableList<Exception>> None(Task stored)
    {
        await stored.ConfigureAwait(false);
        return null!;
    }

    /// <summary>Null when there is anything but plain events, with which the plugin knows what to do.</summary>
    private static List<NewRow>? Rows(List<AtomicWrite> writes)
    {
        var rows = new List<NewRow>(writes.Count);
        foreach (var write in writes)
        {
            foreach (var persistent in (IImmutableList<IPersistentRepresentation>)write.Payload)
            {
                if (persistent.Payload is not JournaledEvent journaled)
                {
                    return null;
                }

                rows.Add(new NewRow(persistent.PersistenceId, persistent.SequenceNr, journaled));
            }
        }

        return rows;
    }
}
