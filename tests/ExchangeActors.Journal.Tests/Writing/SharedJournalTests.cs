using System.Diagnostics;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Journal.Tests.Writing;

/// <summary>A journal in PostgreSQL that the processes of a cluster write side by side, and those that want it for themselves.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class SharedJournalTests(PostgreSqlServer server)
{
    private const int Nodes = 3;

    [Fact]
    public async Task Of_several_that_come_at_once_one_creates_the_journal_and_all_write_it()
    {
        var place = server.CreateDatabase();
        using var together = new Barrier(Nodes);
        var nodes = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return SharedJournal.Join(place, Journals.Header());
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal([true], PostgreSqlServer.Query<bool>(place, "SELECT shared FROM exchange_owner"));

        await Task.WhenAll(nodes.Select((node, number) => Deposits(node.Profile, number, 20)));

        Assert.All(nodes, node =>
        {
            Assert.Equal(Journals.Header(), node.Header);
            Assert.DoesNotContain(server.Password, node.Place, StringComparison.Ordinal);
            node.RequireHeld();
            node.Dispose();
            Assert.True(node.Lost.IsCompletedSuccessfully);
        });
        using var reader = JournalReader.Open(place);
        Assert.Equal(Nodes * 20, reader.ReadAll().Count());
    }

    [Fact]
    public async Task Two_that_write_the_same_event_are_told_apart_by_the_unique_key()
    {
        var place = server.CreateDatabase();
        using var one = SharedJournal.Join(place, Journals.Header());
        using var other = SharedJournal.Join(place, Journals.Header());
        using var first = Systems.Of(one.Profile);
        using var second = Systems.Of(other.Profile);
        var (actor, twin) = (first.Actor(Journals.Account(1)), second.Actor(Journals.Account(1)));
        Assert.Equal((0, 0), (await actor.HowMany(), await twin.HowMany()));
        await actor.Deposit();

        var refused = await Assert.ThrowsAnyAsync<Exception>(twin.Deposit);

        Assert.Contains("23505", JournalException.From(refused, place).Message, StringComparison.Ordinal);
        using var reader = one.OpenReader();
        Assert.Single(reader.ReadAll());
        await Task.WhenAll(first.Terminate(), second.Terminate());
    }

    [Fact]
    public void Who_wants_the_journal_alone_is_refused_until_all_of_a_cluster_have_left()
    {
        var place = server.CreateDatabase();
        var one = SharedJournal.Join(place, Journals.Header());
        using (SharedJournal.Join(place, Journals.Header()))
        {
            Expect(JournalFault.Locked, "a cluster is running on this journal (2 of its processes hold it); stop the cluster",
                () => JournalDatabase.Resume(place, Journals.Version));
        }

        Expect(JournalFault.Locked, "(1 of its processes hold it)", () => JournalDatabase.Create(place, Journals.Header()));
        one.Dispose();
        JournalDatabase.Resume(place, Journals.Version).Dispose();
    }

    [Fact]
    public void A_cluster_waits_for_who_has_the_journal_alone()
    {
        var place = server.CreateDatabase();
        using (JournalDatabase.Create(place, Journals.Header()))
        {
            Expect(JournalFault.Locked, "another process is running on this journal alone",
                () => SharedJournal.Join(place, Journals.Header()));
        }

        SharedJournal.Join(place, Journals.Header()).Dispose();
    }

    [Fact]
    public async Task A_process_that_lost_the_lock_but_still_writes_alone_keeps_a_cluster_out()
    {
        var place = server.CreateDatabase();
        JournalDatabase.Create(place, Journals.Header()).Dispose();

        // Of a process whose lock was lost is left: its sessions.
        var alone = JournalPlace.Parse(place);
        (alone.ApplicationName, alone.Pooling) = (DatabaseLock.Writer, false);
        await using (var session = new Npgsql.NpgsqlConnection(alone.ConnectionString))
        {
            await session.OpenAsync();
            Expect(JournalFault.Locked, "another process is running on this journal alone",
                () => SharedJournal.Join(place, Journals.Header()));
        }

        SharedJournal.Join(place, Journals.Header()).Dispose();
    }

    [Fact]
    public void A_cluster_writes_under_one_epoch_and_shuts_out_those_before_and_is_shut_out_by_those_after()
    {
        var place = server.CreateDatabase();
        JournalDatabase.Create(place, Journals.Header()).Dispose();
        Write(place, epoch: 1);
        using (SharedJournal.Join(place, Journals.Header()))
        {
            using var second = SharedJournal.Join(place, Journals.Header());
            Refuse(place, epoch: 1);
            Write(place, epoch: 2);
        }

        // A cluster that was ended as a whole goes on under its epoch.
        SharedJournal.Join(place, Journals.Header()).Dispose();
        Write(place, epoch: 2);
        PostgreSqlServer.Execute(place, "DELETE FROM journal");
        JournalDatabase.Resume(place, Journals.Version).Dispose();
        Refuse(place, epoch: 2);
        Write(place, epoch: 3);
        PostgreSqlServer.Execute(place, "DELETE FROM journal");
        SharedJournal.Join(place, Journals.Header()).Dispose();
        Refuse(place, epoch: 3);
        Write(place, epoch: 4);
    }

    [Fact]
    public async Task A_node_that_slept_while_a_process_took_the_journal_writes_nothing_more_and_it_is_said()
    {
        var place = server.CreateDatabase();
        using var node = SharedJournal.Join(place, Journals.Header());
        using var system = Systems.Of(node.Profile);
        await system.Actor(Journals.Account(1)).Deposit();

        PostgreSqlServer.Execute(place, "INSERT INTO exchange_owner (epoch) SELECT max(epoch) + 1 FROM exchange_owner");
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => system.Actor(Journals.Account(2)).Deposit());
        Assert.Equal(JournalFault.TakenOver, JournalException.From(refused, place).Fault);
        Expect(JournalFault.TakenOver, "another process took over", node.RequireHeld);

        PostgreSqlServer.Query<bool>(place, EndSessions);
        var lost = await Assert.ThrowsAsync<JournalException>(() => node.Lost.WaitAsync(Systems.Patience));
        Assert.Equal(JournalFault.TakenOver, lost.Fault);
        await system.Terminate();
    }

    [Fact]
    public async Task Locks_whose_connections_were_ended_are_taken_again_by_all()
    {
        var place = server.CreateDatabase();
        using var one = SharedJournal.Join(place, Journals.Header());
        using var other = SharedJournal.Join(place, Journals.Header());
        Assert.Equal(2, Held(place));

        PostgreSqlServer.Query<bool>(place, EndSessions);
        for (var patience = Stopwatch.StartNew(); Held(place) < 2; await Task.Delay(50))
        {
            Assert.True(patience.Elapsed < Systems.Patience, "the locks were not taken again");
        }

        Assert.False(one.Lost.IsCompleted || other.Lost.IsCompleted);
        one.RequireHeld();
        Expect(JournalFault.Locked, "a cluster is running on this journal", () => JournalDatabase.Resume(place, Journals.Version));
        await Deposits(one.Profile, 1, 1);
        await Deposits(other.Profile, 2, 1);
    }

    [Fact]
    public async Task A_restart_of_the_server_is_no_loss_for_any_of_them()
    {
        var place = server.CreateDatabase();
        using var one = SharedJournal.Join(place, Journals.Header());
        using var other = SharedJournal.Join(place, Journals.Header());
        await Deposits(one.Profile, 1, 1);

        // A server that does not answer says nothing.
        server.Restart(TimeSpan.FromSeconds(2), one.RequireHeld);
        for (var patience = Stopwatch.StartNew(); Held(place) < 2; await Task.Delay(50))
        {
            Assert.True(patience.Elapsed < Systems.Patience, "the locks were not taken again");
        }

        Assert.False(one.Lost.IsCompleted || other.Lost.IsCompleted);
        other.RequireHeld();
        Expect(JournalFault.Locked, "(2 of its processes hold it)", () => JournalDatabase.Resume(place, Journals.Version));

        // Under the same epoch, and not through a pool that has connections of before.
        using var session = new WritingSession(place);
        session.Write(HashChain.Start(Journals.Account(2)));
        using var reader = one.OpenReader();
        Assert.Equal(2, reader.ReadAll().Count());
    }

    [Fact]
    public void The_journal_of_another_run_or_version_or_program_is_refused()
    {
        var place = server.CreateDatabase();
        using var node = SharedJournal.Join(place, Journals.Header());
        Expect(JournalFault.WrongScenario, "with seed 42, not 43", () => SharedJournal.Join(place, Journals.Header(seed: 43)));
        Expect(JournalFault.WrongVersion, "0.0.9", () => SharedJournal.Join(place, Journals.Header(version: "0.0.9")));
        Expect(JournalFault.Missing, "no such database",
            () => SharedJournal.Join(server.ConnectionString("nowhere"), Journals.Header()));
        var foreign = server.CreateDatabase();
        PostgreSqlServer.Execute(foreign, "CREATE TABLE journal (ordering bigint); INSERT INTO journal VALUES (1)");
        Expect(JournalFault.Exists, "holds a journal already", () => SharedJournal.Join(foreign, Journals.Header()));
    }

    [Fact]
    public void A_journal_of_tables_that_an_earlier_version_made_is_gone_on_with()
    {
        var place = server.CreateDatabase();
        JournalDatabase.Create(place, Journals.Header()).Dispose();
        PostgreSqlServer.Execute(place, "ALTER TABLE exchange_owner DROP COLUMN shared");
        SharedJournal.Join(place, Journals.Header()).Dispose();
        Assert.Equal([false, true], PostgreSqlServer.Query<bool>(place, "SELECT shared FROM exchange_owner ORDER BY epoch"));
    }

    private const string EndSessions =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'exchange %' AND datname = current_database()";

    private static async Task Deposits(JournalProfile profile, int account, int count)
    {
        using var system = Systems.Of(profile);
        var actor = system.Actor(Journals.Account(account));
        for (var i = 0; i < count; i++)
        {
            await actor.Deposit();
        }

        await system.Terminate();
    }

    private static long Held(string place) => PostgreSqlServer.Query<long>(
        place,
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND mode = 'ShareLock' AND objid = 1163414092 "
            + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")[0];

    private static void Write(string place, int epoch) => Assert.Equal(1, PostgreSqlServer.Execute(
        place,
        $"SET exchange.epoch = {epoch}; INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) "
            + "SELECT 0, false, 'account/x', 1 + COALESCE(max(sequence_number), 0), '' FROM journal"));

    private static void Refuse(string place, int epoch) => Assert.Equal(
        DatabaseFence.TakenOver, Assert.Throws<Npgsql.PostgresException>(() => Write(place, epoch)).SqlState);

    private void Expect(JournalFault fault, string part, Action open)
    {
        var error = Assert.Throws<JournalException>(open);
        Assert.Equal(fault, error.Fault);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Password, error.ToString(), StringComparison.Ordinal);
    }
}
