using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using ExchangeActors.Journal.Sqlite;
using LinqToDB;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Writing;

/// <summary>
/// How an actor system stores events and snapshots: the configuration with the settings of design/AKKA.md, and the setups that hold the
/// connections. All go to the system: <c>profile.AddTo(BootstrapSetup.Create().WithConfig(profile.Configuration))</c>, or with
/// Akka.Hosting <c>builder.AddHocon(profile.Configuration, HoconAddMode.Prepend)</c> and <c>AddSetup</c> of each of
/// <see cref="Setups"/>.
/// </summary>
public sealed class JournalProfile
{
    /// <summary>Path of the journal plugin in the configuration.</summary>
    public const string JournalPlugin = "akka.persistence.journal.sql";

    /// <summary>Path of the snapshot store in the configuration.</summary>
    public const string SnapshotPlugin = "akka.persistence.snapshot-store.sql";

    /// <summary>Path of the read journal in the configuration.</summary>
    public const string QueryPlugin = "akka.persistence.query.journal.sql";

    private const int PostgreSqlPool = 50;

    private JournalProfile(string name, Config configuration, params ImmutableArray<Setup> setups)
    {
        Name = name;
        Configuration = configuration;
        Setups = setups;
    }

    /// <summary>What is stored where, without secrets, for logs and reports.</summary>
    public string Name { get; }

    /// <summary>Serialization and persistence settings, complete: Akka.Persistence.Sql's defaults are the fallback.</summary>
    public Config Configuration { get; }

    /// <summary>The connections of journal, snapshot store and read journal: all of them go to the system.</summary>
    public ImmutableArray<Setup> Setups { get; }

    /// <summary>A system's setup with what the plugins need.</summary>
    public ActorSystemSetup AddTo(Setup setup) => Setups.Aggregate(ActorSystemSetup.Create(setup), (all, next) => all.And(next));

    /// <summary>How the plugins connect to PostgreSQL, secrets included; null for SQLite.</summary>
    internal string? ConnectionString { get; private init; }

    /// <summary>Through which the SQLite profile's connections are opened; null for PostgreSQL.</summary>
    internal SqliteGate? Gate { get; private init; }

    /// <summary>A file, created on first use. Open it through <see cref="JournalFile"/>, which locks it and checks whose it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="initialize">Creates the journal's table. Off: it exists.</param>
    public static JournalProfile Sqlite(string path, SqliteOptions? options = null, bool initialize = true)
    {
        options ??= new SqliteOptions();
        var gate = new SqliteGate(options);
        var connectionString = SqliteConnectionString(path, options);
        var dataOptions = new DataOptions().UseConnectionString(ProviderName.SQLiteMS, connectionString).UseInterceptor(gate);
        return new JournalProfile(
            $"SQLite {path}",
            Complete(ProviderName.SQLiteMS, SqliteSettings, Initialize(initialize, true)),
            new DataOptionsSetup(dataOptions),
            new SqliteWriting(gate, connectionString))
        {
            Gate = gate,
        };
    }

    /// <summary>A PostgreSQL database (15 or newer).</summary>
    /// <param name="connectionString">See <see cref="JournalPlace"/>; without <c>Maximum Pool Size</c> it gets 50.</param>
    /// <param name="initialize">Creates the tables. Off: they exist, and the role needs only SELECT and INSERT.</param>
    /// <param name="writers">
    /// Transactions at a time. With one, every decision's events lie together and places become visible in their order; its batches grow
    /// with the load, so that it is as fast.
    /// </param>
    public static JournalProfile PostgreSql(string connectionString, bool initialize = true, int writers = 3)
    {
        var connection = JournalPlace.Parse(connectionString);
        if (!connection.ContainsKey("Maximum Pool Size"))
        {
            connection.MaxPoolSize = PostgreSqlPool;
        }

        var dataOptions = new DataOptions().UseConnectionString(ProviderName.PostgreSQL15, connection.ConnectionString);
        return new JournalProfile(
            $"PostgreSQL {JournalPlace.Shown(connection)}",
            Complete(ProviderName.PostgreSQL15, PostgreSqlSettings(writers), Initialize(initialize, initialize)),
            new DataOptionsSetup(dataOptions))
        {
            ConnectionString = connection.ConnectionString,
        };
    }

    /// <summary>The serializer alone, for systems that store nothing (tests, clients): closed table, unregistered types refused.</summary>
    public static Config SerializationOnly() => ConfigurationFactory.ParseString(SerializationSettings);

    internal static string SqliteConnectionString(string path, SqliteOptions options) => new SqliteConnectionStringBuilder
    {
        DataSource = Path.GetFullPath(path),
        Mode = options.MustExist ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate,
        DefaultTimeout = options.BusyTimeoutSeconds,
    }.ConnectionString;

    private static Config Complete(string provider, string settings, string initialize) => ConfigurationFactory.ParseString(
            $$"""
            akka.persistence {
              journal.sql.provider-name = "{{provider}}"
              snapshot-store.sql.provider-name = "{{provider}}"
              query.journal.sql.provider-name = "{{provider}}"
            }
            """)
        .WithFallback(ConfigurationFactory.ParseString(initialize))
        .WithFallback(ConfigurationFactory.ParseString(settings))
        .WithFallback(ConfigurationFactory.ParseString(PersistenceSettings))
        .WithFallback(ConfigurationFactory.ParseString(SerializationSettings))
        .WithFallback(SqlPersistence.DefaultConfiguration);

    private static string Initialize(bool journal, bool snapshots) => $$"""
        akka.persistence.journal.sql.auto-initialize = {{(journal ? "on" : "off")}}
        akka.persistence.snapshot-store.sql.auto-initialize = {{(snapshots ? "on" : "off")}}
        """;

    // A type without a binding of its own is refused, and the only types of ours that have one go through the closed table.
    private const string SerializationSettings = """
        akka.actor {
          serialization-settings.allow-unregistered-types = off
          serializers.exchange = "ExchangeActors.Journal.Chain.ExchangeSerializer, ExchangeActors.Journal"
          serialization-bindings {
            "ExchangeActors.Journal.Chain.JournaledEvent, ExchangeActors.Journal" = exchange
            "ExchangeActors.Journal.Chain.EntitySnapshot, ExchangeActors.Journal" = exchange
            "ExchangeActors.Domain.Primitives.Envelope, ExchangeActors.Domain" = exchange
            "ExchangeActors.Domain.Primitives.Message, ExchangeActors.Domain" = exchange
          }
        }
        """;

    // The circuit breakers stay closed: an entity whose write or recovery failed waits longer each time by itself, and a breaker that is
    // half open leaves all but one of those who ask without any answer, so that they wait until their recovery times out.
    //
    // The replay filter drops the events of an entity that moved to another node and back; the fence against two writers is the
    // database's UNIQUE(persistence_id, sequence_number), and gaps are found by the hash chain.
    private const string PersistenceSettings = """
        akka.persistence {
          max-concurrent-recoveries = 32
          journal.plugin = "akka.persistence.journal.sql"
          snapshot-store.plugin = "akka.persistence.snapshot-store.sql"
          journal.sql {
            class = "ExchangeActors.Journal.Writing.BatchJournal, ExchangeActors.Journal"
            batch-size = 400
            buffer-size = 100000
            tag-write-mode = Csv
            replay-filter.mode = off
            circuit-breaker { max-failures = 1000000000, call-timeout = 30s, reset-timeout = 5s }
          }
          snapshot-store.sql {
            circuit-breaker { max-failures = 1000000000, call-timeout = 30s, reset-timeout = 5s }
          }
          query.journal.sql {
            write-plugin = "akka.persistence.journal.sql"
            tag-read-mode = Csv
            refresh-interval = 50ms
            journal-sequence-retrieval { query-delay = 50ms, max-tries = 200 }
          }
        }
        """;

    // One writer, and a deferred BEGIN for reads: every other isolation level takes the write lock.
    private const string SqliteSettings = """
        akka.persistence {
          journal.sql { parallelism = 1, read-isolation-level = "read-uncommitted" }
          snapshot-store.sql.read-isolation-level = "read-uncommitted"
          query.journal.sql { parallelism = 1, read-isolation-level = "read-uncommitted" }
        }
        """;

    // The fence's trigger must see the newest epoch, not that of when its transaction began.
    private static string PostgreSqlSettings(int writers) => string.Create(CultureInfo.InvariantCulture, $$"""
        akka.persistence {
          journal.sql { parallelism = {{writers}}, write-isolation-level = "read-committed" }
          query.journal.sql.parallelism = 3
        }
        """);
}
