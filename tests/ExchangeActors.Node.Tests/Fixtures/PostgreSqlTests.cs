using ExchangeActors.Journal.PostgreSql;

namespace ExchangeActors.Node.Tests.Fixtures;

/// <summary>The server that the tests of one process at a journal share.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlTests : ICollectionFixture<PostgreSqlServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>The server that the tests of clusters share: beside the others, since both mostly wait.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlClusterTests : ICollectionFixture<PostgreSqlServer>
{
    public const string Name = "PostgreSQL of clusters";
}
