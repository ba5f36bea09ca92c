using Akka.Actor.Setup;

namespace ExchangeActors.Journal.Sqlite;

/// <summary>Through what the journal of an actor system writes its SQLite file.</summary>
/// <param name="gate">Opens the connections.</param>
/// <param name="connectionString">Of the file.</param>
internal sealed class SqliteWriting(SqliteGate gate, string connectionString) : Setup
{
    /// <summary>The only ones that write; to be stopped with the journal.</summary>
    public SqliteInserts Begin() => new(gate, connectionString);
}
