using System.Threading.Channels;
using ExchangeActors.Journal.Chain;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Sqlite;

/// <summary>A row that is to be stored.</summary>
/// <param name="Stream">Whose event.</param>
/// <param name="Sequence">Which one.</param>
/// <param name="Event">The event.</param>
internal readonly record struct NewRow(string Stream, long Sequence, JournaledEvent Event);

/// <summary>
/// Inserts rows into the journal's table through one prepared statement, all that wait in one transaction, as the plugin does with text
/// that it makes anew for every batch. Whoever is refused is refused with the whole transaction: what became of it has to be looked up.
/// </summary>
internal sealed class SqliteInserts : IDisposable
{
    private const int RowsPerTransaction = 10_000;

    private readonly Channel<Write> _writes = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private readonly string _insert = JournalTable.Insert();
    private readonly SqliteGate _gate;
    private readonly string _connectionString;

    public SqliteInserts(SqliteGate gate, string connectionString)
    {
        (_gate, _connectionString, _stopped) = (gate, connectionString, _stopping.Token);
        _ = Task.Run(Run);
    }

    /// <summary>Stores rows after all that were given before; faults when they were not stored, or when that is not known.</summary>
    public Task Store(IReadOnlyList<NewRow> rows)
    {
        var write = new Write(rows, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_writes.Writer.TryWrite(write))
        {
            write.Done.SetException(Stopped());
        }

        return write.Done.Task;
    }

    /// <summary>Takes no more; what is not under way is not stored.</summary>
    public void Dispose()
    {
        if (_writes.Writer.TryComplete())
        {
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    private static ObjectDisposedException Stopped() => new(nameof(SqliteInserts), "the journal was closed");

    private async Task Run()
    {
        var batch = new List<Write>();
        while (await _writes.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            for (var rows = 0; rows < RowsPerTransaction && _writes.Reader.TryRead(out var write); rows += write.Rows.Count)
            {
                batch.Add(write);
            }

            Exception? fault = null;
            try
            {
                await Store(batch).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever it is, those who wait are told.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                fault = exception;
            }

            foreach (var write in batch)
            {
                _ = fault is null ? write.Done.TrySetResult() : write.Done.TrySetException(fault);
            }
        }
    }

    private async Task Store(List<Write> batch)
    {
        using var connection = new SqliteConnection(_connectionString);
        await _gate.ConnectionOpeningAsync(default, connection, _stopped).ConfigureAwait(false);
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
#pragma warning disable CA2100 // Constants.
        insert.CommandText = _insert;
#pragma warning restore CA2100
        var created = insert.Parameters.Add("$created", SqliteType.Integer);
        var stream = insert.Parameters.Add("$stream", SqliteType.Text);
        var sequence = insert.Parameters.Add("$sequence", SqliteType.Integer);
        var message = insert.Parameters.Add("$message", SqliteType.Blob);
        var manifest = insert.Parameters.Add("$manifest", SqliteType.Text);
        insert.Prepare();
        created.Value = DateTime.UtcNow.Ticks;
        foreach (var write in batch)
        {
            foreach (var row in write.Rows)
            {
                stream.Value = row.Stream;
                sequence.Value = row.Sequence;
                message.Value = row.Event.Payload;
                manifest.Value = row.Event.Manifest;
                insert.ExecuteNonQuery();
            }
        }

        transaction.Commit();
    }

    private readonly record struct Write(IReadOnlyList<NewRow> Rows, TaskCompletionSource Done);
}
