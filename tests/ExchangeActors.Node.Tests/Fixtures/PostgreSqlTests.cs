using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>The server that the tests of this project share.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlTests : ICollectionFixture<PostgreSqlServer>
{
    public const string Name = "PostgreSQL";
}
