using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Sqlite;
using ExchangeActors.Journal.Writing;
using Microsoft.Data.Sqlite;

namespace ExchangeActors.Journal.Tests.Writing;

/// <summary>The settings that keep money and time, on real actors and files.</summary>
public sealed class JournalProfileTests
{
    [Fact]
    public async Task The_settings_of_the_design_are_in_effect()
    {
        using var directory = new TemporaryDirectory();
        using var system = Systems.Of(JournalProfile.Sqlite(directory.File("run.journal")));
        var journal = system.Settings.Config.GetConfig(JournalProfile.JournalPlugin);
        Assert.Equal("off", journal.GetString("replay-filter.mode"));
        Assert.Equal("SQLite.MS", journal.GetString("provider-name"));
        Assert.Equal(1, journal.GetInt("parallelism"));
        Assert.Equal(400, journal.GetInt("batch-size"));
        Assert.Equal(100_000, journal.GetInt("buffer-size"));
        Assert.Equal("read-uncommitted", journal.GetString("read-isolation-level"));
        // It never opens: half open it leaves all but one caller without an answer.
        Assert.Equal(1_000_000_000, journal.GetInt("circuit-breaker.max-failures"));
        Assert.Equal(TimeSpan.FromSeconds(30), journal.GetTimeSpan("circuit-breaker.call-timeout"));
        Assert.Equal(TimeSpan.FromSeconds(5), journal.GetTimeSpan("circuit-breaker.reset-timeout"));
        Assert.Equal(32, system.Settings.Config.GetInt("akka.persistence.max-concurrent-recoveries"));
        Assert.Equal(JournalProfile.JournalPlugin, system.Settings.Config.GetString("akka.persistence.journal.plugin"));
        Assert.Equal(JournalProfile.SnapshotPlugin, system.Settings.Config.GetString("akka.persistence.snapshot-store.plugin"));
        var query = system.Settings.Config.GetConfig(JournalProfile.QueryPlugin);
        var window = query.GetTimeSpan("journal-sequence-retrieval.query-delay") * query.GetInt("journal-sequence-retrieval.max-tries");
        Assert.True(window >= TimeSpan.FromSeconds(10), $"a gap is given up after {window}");
        await system.Terminate();
    }

    [Fact]
    public void The_database_profile_differs_where_the_design_says()
    {
        var profile = JournalProfile.PostgreSql("Host=db;Database=exchange;Username=app;Password=secret", initialize: false);
        var journal = profile.Configuration.GetConfig(JournalProfile.JournalPlugin);
        Assert.Equal("PostgreSQL.15", journal.GetString("provider-name"));
        Assert.Equal(3, journal.GetInt("parallelism"));
        Assert.Equal("off", journal.GetString("replay-filter.mode"));
        Assert.False(journal.GetBoolean("auto-initialize"));
        Assert.DoesNotContain("secret", $"{profile.Name} {profile.Configuration}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_types_of_the_closed_table_are_serialized()
    {
        using var system = ActorSystem.Create("strict", JournalProfile.SerializationOnly()
            .WithFallback(ConfigurationFactory.ParseString("akka.loglevel = OFF")));
        var serialization = system.Serialization;
        Assert.IsType<ExchangeSerializer>(serialization.FindSerializerForType(typeof(JournaledEvent)));
        Assert.IsType<ExchangeSerializer>(serialization.FindSerializerForType(typeof(EntitySnapshot)));
        Assert.IsType<ExchangeSerializer>(serialization.FindSerializerForType(typeof(Domain.Primitives.Envelope)));
        Assert.IsType<ExchangeSerializer>(serialization.FindSerializerFor(new Domain.Risk.SweepBands()));
        Assert.ThrowsAny<Exception>(() => serialization.FindSerializerForType(typeof(Domain.Accounts.Deposited)));
        Assert.ThrowsAny<Exception>(() => serialization.FindSerializerForType(typeof(JournalProfileTests)));
        await system.Terminate();
    }

    [Fact]
    public async Task Events_of_many_actors_share_transactions()
    {
        const int actors = 200;
        const int eventsEach = 10;
        using var directory = new TemporaryDirectory();
        var profile = JournalProfile.Sqlite(directory.File("run.journal"));
        using var system = Systems.Of(profile);
        var refs = Enumerable.Range(0, actors).Select(number => system.Actor(Journals.Account(number))).ToList();
        await Task.WhenAll(refs.Select(actor => actor.HowMany()));
        var before = profile.Gate!.Openings;
        await Task.WhenAll(refs.Select(async actor =>
        {
            for (var i = 0; i < eventsEach; i++)
            {
                await actor.Deposit();
            }
        }));
        var transactions = profile.Gate.Openings - before;
        await system.Terminate();
        Assert.True(transactions < actors * eventsEach / 5, $"{actors * eventsEach} events took {transactions} transactions");
    }

    [Fact]
    public async Task An_entity_that_moves_to_another_node_and_back_keeps_all_its_events()
    {
        using var directory = new TemporaryDirectory();
        var stream = Journals.Account(1);
        using var first = Systems.Of(JournalProfile.Sqlite(directory.File("run.journal")));
        using var second = Systems.Of(JournalProfile.Sqlite(directory.File("run.journal")));
        foreach (var node in new[] { first, second, first })
        {
            await Deposits(node, stream, 3);
        }

        Assert.Equal(9, await Count(second, stream));
        await Task.WhenAll(first.Terminate(), second.Terminate());
    }

    [Fact]
    public async Task A_snapshot_carries_the_chain_on()
    {
        using var directory = new TemporaryDirectory();
        var stream = Journals.Account(1);
        using (var system = Systems.Of(JournalProfile.Sqlite(directory.File("run.journal"))))
        {
            var actor = system.Actor(stream);
            await actor.Deposit();
            await actor.Deposit();
            Assert.Equal(2, await actor.TakeSnapshot());
            Assert.Equal(3, await actor.Deposit());
            await system.Terminate();
        }

        using (var system = Systems.Of(JournalProfile.Sqlite(directory.File("run.journal"))))
        {
            Assert.Equal(3, await Count(system, stream));
            await system.Terminate();
        }
    }

    [Fact]
    public async Task A_full_disk_is_told_as_such()
    {
        using var directory = new TemporaryDirectory();
        using var file = JournalFile.Create(directory.File("run.journal"), Journals.Header(), new SqliteOptions { MaximumBytes = 200_000 });
        using var system = Systems.Of(file.Profile);
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            var actor = system.Actor(Journals.Account(1));
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < Systems.Patience;)
            {
                await actor.Deposit();
            }
        });
        var error = JournalException.From(failure, file.Path);
        Assert.Equal(JournalFault.Full, error.Fault);
        Assert.Contains(file.Path, error.Message, StringComparison.Ordinal);
        await system.Terminate();
    }

    [Fact]
    public async Task An_event_with_a_tag_keeps_it_among_those_without()
    {
        using var directory = new TemporaryDirectory();
        using var file = JournalFile.Create(directory.File("run.journal"), Journals.Header());
        using (var system = Systems.Of(file.Profile))
        {
            var actor = system.Actor(Journals.Account(1));
            await actor.Deposit();
            Assert.Equal(2, await actor.Answer(new DepositActor.DepositTagged("owes")));
            Assert.Equal(3, await actor.Deposit());
            await system.Terminate();
        }

        using (var reader = JournalReader.Open(file.Path))
        {
            Assert.Equal(3, reader.ReadAll().Count());
        }

        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file.Path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(tags, '|') FROM (SELECT tags FROM journal ORDER BY ordering);";
        Assert.Equal("|;owes;|", command.ExecuteScalar());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_reads_a_journal_before_its_first_event_does_not_hold_that_up(bool resumed)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("run.journal");
        if (resumed)
        {
            using var whole = JournalWriter.Create(path, Journals.Header());
            whole.Append(Journals.NextDeposit(HashChain.Start(Journals.Account(7))));
            whole.Complete();
        }

        using var file = resumed ? JournalFile.Resume(path, Journals.Version) : JournalFile.Create(path, Journals.Header());
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        connection.Open();
        using var reading = connection.BeginTransaction(deferred: true);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM journal;";
        command.Transaction = reading;
        command.ExecuteScalar();

        // In any other mode it would wait until the reader has ended, which is never.
        using var system = Systems.Of(file.Profile);
        await Deposits(system, Journals.Account(1), 1).WaitAsync(Systems.Patience);
        Assert.Equal(resumed ? 1L : 0L, command.ExecuteScalar());
        await system.Terminate();
    }

    [Fact]
    public async Task A_failed_opening_leaves_the_gate_open()
    {
        using var directory = new TemporaryDirectory();
        var profile = JournalProfile.Sqlite(directory.File("later.journal"), new SqliteOptions { MustExist = true });
        using var system = Systems.Of(profile, "akka.persistence.journal.sql.initialization-retry-delay = 50ms");
        var actor = system.Actor(Journals.Account(1));
        actor.Tell(new DepositActor.HowMany());
        for (var watch = Stopwatch.StartNew(); profile.Gate!.Openings < 2 && watch.Elapsed < Systems.Patience;)
        {
            await Task.Delay(20);
        }

        Assert.True(profile.Gate.Openings >= 2, "the gate stayed shut after the first failure");
        await system.Terminate();
    }

    private static async Task Deposits(ActorSystem system, EntityRef stream, int count)
    {
        var actor = system.Actor(stream);
        for (var i = 0; i < count; i++)
        {
            await actor.Deposit();
        }

        Assert.True(await actor.GracefulStop(Systems.Patience));
    }

    private static async Task<long> Count(ActorSystem system, EntityRef stream) =>
        await system.Actor(stream).HowMany();
}
