using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.PostgreSql;
using Npgsql;

namespace ExchangeActors.Journal.Tests.Fixtures;

/// <summary>A connection that writes events of a journal in PostgreSQL in transactions, as a node does, but step by step.</summary>
internal sealed class WritingSession : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private NpgsqlTransaction? _transaction;

    public WritingSession(string place, long epoch = 1)
    {
        var settings = DatabaseFence.Under(JournalPlace.Parse(place), epoch);
        (settings.Pooling, settings.ApplicationName) = (false, "exchange test");
        _connection = new NpgsqlConnection(settings.ConnectionString);
        _connection.Open();
    }

    public bool IsOpen => _transaction is not null;

    /// <summary>Begins a transaction; with an id, which the server else gives with the first row.</summary>
    public void Begin()
    {
        _transaction = _connection.BeginTransaction();
        Execute("SELECT pg_current_xact_id()");
    }

    /// <summary>Writes an event; without a transaction in one of its own.</summary>
    public HashChain Write(HashChain chain, EventRef? cause = null)
    {
        return Write(chain, Journals.NextDeposit(chain, cause, begins: true));
    }

    /// <summary>Writes an event of a stream.</summary>
    public HashChain Write(HashChain chain, RecordedEvent recorded) => Write(chain, chain.Seal(recorded));

    private HashChain Write(HashChain chain, JournaledEvent stored)
    {
        Execute(
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid) "
                + $"VALUES (0, false, $1, $2, $3, '', $4, {ExchangeSerializer.Number}, 'test')",
            chain.Stream.ToString(), stored.Recorded.Id.Sequence, stored.Payload, stored.Manifest);
        return chain.After(stored);
    }

    public void Commit()
    {
        _transaction!.Commit();
        _transaction = null;
    }

    public void Rollback()
    {
        _transaction!.Rollback();
        _transaction = null;
    }

    public void Dispose() => _connection.Dispose();

    private void Execute(string sql, params object[] values)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        command.ExecuteNonQuery();
    }
}
