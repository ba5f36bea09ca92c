using System.Diagnostics;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Journal.Tests.Writing;

/// <summary>A journal in PostgreSQL: opening and holding it, reading all of it, and every kind of tampering with its position.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class JournalDatabaseTests(PostgreSqlServer server)
{
    private const int Streams = 5;
    private const int EventsEach = 8;

    [Fact]
    public void A_new_journal_is_resumed_with_the_header_it_was_given()
    {
        var place = server.CreateDatabase();
        JournalDatabase.Open(place, Journals.Header(), JournalMode.Create).Dispose();
        using (var database = JournalDatabase.Open(place, Journals.Header(), JournalMode.Resume))
        {
            Assert.Equal(Journals.Header(), database.Header);
            Assert.Equal(Journals.Header(), JournalFile.ReadHeader(place));
        }

        using var reader = JournalReader.Open(place);
        Assert.Empty(reader.ReadAll());
        Assert.Empty(reader.ReadStreams());
        Assert.Equal(0, reader.Count);
        reader.RequireComplete();
    }

    [Fact]
    public async Task Its_tables_are_those_that_the_plugin_would_make_and_the_writer_of_each_event()
    {
        const string columns = """
            SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || COALESCE(character_maximum_length::text, '')
              || ' ' || is_nullable || ' ' || is_identity
            FROM information_schema.columns WHERE table_name IN ('journal', 'snapshot') ORDER BY table_name, column_name
            """;
        var (ours, theirs) = (server.CreateDatabase(), server.CreateDatabase());
        JournalDatabase.Create(ours, Journals.Header()).Dispose();
        using (var system = Systems.Of(JournalProfile.PostgreSql(theirs + ";Pooling=false")))
        {
            await system.Actor(Journals.Account(1)).Deposit();
            await system.Terminate();
        }

        Assert.Equal(
            PostgreSqlServer.Query<string>(theirs, columns).Append("journal.writer xid8  NO NO").Order(StringComparer.Ordinal),
            PostgreSqlServer.Query<string>(ours, columns).Order(StringComparer.Ordinal));
        Assert.Equal(
            Keys(theirs).Append("journal writer,ordering").Order(StringComparer.Ordinal), Keys(ours).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_journal_is_not_created_where_there_is_one_or_another_programs_tables()
    {
        var place = await Journal();
        Expect(JournalFault.Exists, "holds a journal already", () => JournalDatabase.Create(place, Journals.Header()));
        var foreign = server.CreateDatabase();
        PostgreSqlServer.Execute(foreign, "CREATE TABLE journal (ordering bigint); INSERT INTO journal VALUES (1)");
        Expect(JournalFault.Exists, "holds a journal already", () => JournalDatabase.Create(foreign, Journals.Header()));
        Expect(JournalFault.Foreign, "another program", () => JournalReader.Open(foreign));
        Expect(JournalFault.Foreign, "another program", () => JournalDatabase.Resume(foreign, Journals.Version));
        Assert.Equal(["journal"], PostgreSqlServer.Query<string>(
            foreign, "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"));
        Assert.Equal(Streams * EventsEach, JournalEvents(place));
    }

    [Fact]
    public void What_is_not_there_is_missing_and_what_does_not_answer_has_failed()
    {
        Expect(JournalFault.Missing, "no such database", () => JournalReader.Open(server.ConnectionString("nowhere")));
        Expect(JournalFault.Missing, "no such database", () =>
            JournalDatabase.Create(server.ConnectionString("nowhere"), Journals.Header()));
        Expect(JournalFault.Missing, "holds no journal", () => JournalReader.Open(server.CreateDatabase()));
        Expect(JournalFault.Missing, "holds no journal", () => JournalDatabase.Resume(server.CreateDatabase(), Journals.Version));
        Expect(JournalFault.Failed, "does not answer", () =>
            JournalReader.Open($"Host=127.0.0.1;Port=1;Username=app;Password={server.Password};Database=exchange"));
        Expect(JournalFault.Failed, "refuses the user", () =>
            JournalReader.Open($"Host=127.0.0.1;Port={server.Port};Username=nobody;Password={server.Password};Database=exchange"));
        Expect(JournalFault.Missing, "cannot be read", () => JournalReader.Open($"Host=127.0.0.1;Prot=1;Password={server.Password}"));
        Expect(JournalFault.Missing, "cannot be read", () => JournalReader.Open($"Host=127.0.0.1;Port=one;Password={server.Password}"));
    }

    [Fact]
    public async Task An_address_opens_what_a_connection_string_opens()
    {
        var place = await Journal();
        var database = place[(place.LastIndexOf('=') + 1)..];
        using var reader = JournalReader.Open(
            $"postgres://{PostgreSqlServer.User}:{server.Password}@127.0.0.1:{server.Port}/{database}?sslmode=prefer");
        Assert.Equal($"Host=127.0.0.1;Port={server.Port};Database={database};Username={PostgreSqlServer.User}", reader.Place);
        Assert.Equal(Streams * EventsEach, reader.ReadAll().Count());
    }

    [Fact]
    public void A_journal_of_another_run_format_schema_or_program_version_is_refused()
    {
        var place = server.CreateDatabase();
        JournalDatabase.Create(place, Journals.Header(version: "0.0.9")).Dispose();
        Expect(JournalFault.WrongVersion, "0.0.9", () => JournalDatabase.Open(place, Journals.Header(), JournalMode.Resume));
        Expect(JournalFault.WrongScenario, "with seed 42, not 43", () =>
            JournalDatabase.Open(place, Journals.Header(seed: 43, version: "0.0.9"), JournalMode.Resume));
        PostgreSqlServer.Execute(place, "UPDATE exchange_header SET value = '99' WHERE name = 'schemaVersion'");
        Expect(JournalFault.WrongVersion, "schema 99", () => JournalReader.Open(place));
        PostgreSqlServer.Execute(place, "UPDATE exchange_header SET value = '12' WHERE name = 'formatVersion'");
        Expect(JournalFault.WrongVersion, "format 12", () => JournalReader.Open(place));
    }

    [Fact]
    public void A_second_handle_is_refused_until_the_first_is_closed()
    {
        var place = server.CreateDatabase();
        using (JournalDatabase.Create(place, Journals.Header()))
        {
            Expect(JournalFault.Locked, "another process", () => JournalDatabase.Resume(place, Journals.Version));
            Expect(JournalFault.Locked, "another process", () => JournalDatabase.Create(place, Journals.Header()));
            Assert.Equal(Journals.Header(), JournalFile.ReadHeader(place));
        }

        JournalDatabase.Resume(place, Journals.Version).Dispose();
    }

    [Fact]
    public async Task A_process_that_lost_the_lock_but_still_writes_is_waited_for()
    {
        var place = await Journal();
        using var database = JournalDatabase.Resume(place, Journals.Version);
        using var system = Systems.Of(database.Profile);
        await system.Actor(Journals.Account(1)).Deposit();
        PostgreSqlServer.Query<bool>(
            place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'exchange lock' AND datname = "
                + "current_database()");
        Expect(JournalFault.Locked, "another process", () => JournalDatabase.Resume(place, Journals.Version));

        var next = Task.Run(() => JournalDatabase.Resume(place, Journals.Version));
        await system.Terminate();
        database.Dispose();
        using var second = await next;
        Assert.Equal(Journals.Header(), second.Header);
    }

    private const string EndSessions =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'exchange %' AND datname = current_database()";

    [Fact]
    public async Task Once_another_process_has_the_journal_nothing_more_is_written_and_it_is_said()
    {
        var place = await Journal();
        using var database = JournalDatabase.Resume(place, Journals.Version);
        using var system = Systems.Of(database.Profile);
        await system.Actor(Journals.Account(1)).Deposit();
        database.RequireHeld();
        var before = JournalEvents(place);

        // What another one does that found this one's sessions gone. Those that are open are not asked again: the trigger is in every
        // transaction.
        PostgreSqlServer.Execute(place, "INSERT INTO exchange_owner (epoch) SELECT max(epoch) + 1 FROM exchange_owner");
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => system.Actor(Journals.Account(2)).Deposit());
        Assert.Equal(JournalFault.TakenOver, JournalException.From(refused, place).Fault);
        Expect(JournalFault.TakenOver, "another process took over", database.RequireHeld);
        Assert.Equal(before, JournalEvents(place));

        // Nor by new sessions, when the old ones are ended; and the watch notices.
        Assert.NotEmpty(PostgreSqlServer.Query<bool>(place, EndSessions));
        await Assert.ThrowsAnyAsync<Exception>(() => system.Actor(Journals.Account(3)).Deposit());
        var lost = await Assert.ThrowsAsync<JournalException>(() => database.Lost.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(JournalFault.TakenOver, lost.Fault);
        Assert.Equal(before, JournalEvents(place));
        await system.Terminate();
    }

    [Fact]
    public async Task A_session_without_an_epoch_or_of_an_earlier_one_writes_nothing()
    {
        var place = await Journal();
        const string insert =
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message) VALUES (0, false, 'account/x', 1, '')";
        foreach (var setting in new[] { string.Empty, "SET exchange.epoch = ''; ", "SET exchange.epoch = 0; ",
            "SET exchange.epoch = 99; " })
        {
            var fault = Assert.Throws<Npgsql.PostgresException>(() => PostgreSqlServer.Execute(place, setting + insert));
            Assert.Equal((DatabaseFence.TakenOver, "another process took over"), (fault.SqlState, fault.MessageText));
        }

        Assert.Equal(Streams * EventsEach, JournalEvents(place));
        PostgreSqlServer.Execute(place, "SET exchange.epoch = 1; " + insert);
    }

    [Fact]
    public async Task A_lock_whose_connection_was_ended_is_taken_again_and_the_run_goes_on()
    {
        var place = await Journal();
        using var database = JournalDatabase.Resume(place, Journals.Version);
        using var system = Systems.Of(database.Profile);
        await system.Actor(Journals.Account(1)).Deposit();
        const string held =
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 1163414092 AND database = (SELECT oid "
                + "FROM pg_database WHERE datname = current_database())";
        Assert.Equal(1, PostgreSqlServer.Query<long>(place, held)[0]);

        PostgreSqlServer.Query<bool>(place, EndSessions);
        var patience = Stopwatch.StartNew();
        while (PostgreSqlServer.Query<long>(place, held)[0] == 0)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), "the lock was not taken again");
            await Task.Delay(50);
        }

        Expect(JournalFault.Locked, "another process", () => JournalDatabase.Resume(place, Journals.Version));
        Assert.False(database.Lost.IsCompleted);
        database.RequireHeld();
        await system.Terminate();
    }

    [Fact]
    public async Task All_events_are_read_in_global_order_one_stream_alone_and_snapshots()
    {
        var place = await Journal();
        using var reader = JournalReader.Open(place);
        var rows = reader.ReadAll().ToList();
        Assert.Equal(Enumerable.Range(1, Streams * EventsEach).Select(number => (long)number), rows.Select(row => row.Ordering));
        Assert.All(rows, row => Assert.Equal(Journals.Noon.PlusMs(row.Recorded.Id.Sequence), row.Recorded.At));
        Assert.Equal(Enumerable.Range(1, EventsEach).Select(number => (long)number),
            reader.ReadStream(Journals.Account(3)).Select(row => row.Recorded.Id.Sequence));
        Assert.Empty(reader.ReadStream(Journals.Account(99)));
        Assert.Equal(Enumerable.Range(0, Streams).Select(number => new StreamHead(Journals.Account(number), EventsEach)),
            reader.ReadStreams());
        Assert.Equal(rows[16].Recorded.Id, reader.Find(rows[16].Recorded.Id)?.Recorded.Id);
        Assert.Equal(rows.Skip(9).Take(11).Select(row => row.Recorded.Id), reader.ReadRange(10, 20).Select(row => row.Recorded.Id));
        Assert.Equal((40, 12, null), (reader.Count, reader.CountUpTo(12), reader.FirstGap()));
        var snapshot = Assert.Single(reader.ReadSnapshots());
        Assert.Equal(
            ("account/trader-0", EventsEach), (snapshot.Stream, SnapshotCodec.Decode(snapshot.Manifest, snapshot.Bytes).Chain.Sequence));
        reader.RequireComplete();
    }

    [Fact]
    public async Task Enumerations_may_be_nested_and_left_early()
    {
        using var reader = JournalReader.Open(await Journal());
        foreach (var row in reader.ReadAll().Take(3))
        {
            Assert.Equal(EventsEach, reader.ReadStreams().Where(head => head.Stream == row.Recorded.Id.Stream)
                .SelectMany(head => reader.ReadStream(head.Stream)).Count());
        }

        Assert.Equal(Streams * EventsEach, reader.ReadAll().Count());
    }

    [Fact]
    public async Task A_reader_sees_the_journal_of_one_moment_and_so_does_its_twin()
    {
        var place = await Journal();

        // A transaction that took a place and is not committed yet, and one after it that is.
        PostgreSqlServer.Execute(place, "SELECT nextval('journal_ordering_seq')");
        await Deposit(place, 1);
        using var reader = JournalReader.Open(place);
        Assert.Equal((42, 41), (reader.Count, reader.CountUpTo(long.MaxValue)));
        Assert.Equal(41, reader.ReadAll().Count());
        PostgreSqlServer.Execute(place, "UPDATE journal SET ordering = 41 WHERE ordering = 42");
        await Deposit(place, 2);

        using var twin = reader.OpenAgain();
        Assert.Equal((42, 41), (twin.Count, twin.ReadAll().Count()));
        Assert.Equal(42, twin.ReadAll().Last().Ordering);
        Assert.Equal(8, twin.ReadStream(Journals.Account(2)).Count());
        using var later = JournalReader.Open(place);
        Assert.Equal((43, 42), (later.Count, later.ReadAll().Count()));
        later.RequireComplete();
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        var place = await Journal();
        using var source = PostgreSqlSource.Open(JournalPlace.Parse(place));
        Assert.Equal(JournalFault.NotWritable, Assert.Throws<JournalException>(() => source.Execute("DELETE FROM journal")).Fault);
        Assert.Equal(Streams * EventsEach, JournalEvents(place));
    }

    [Fact]
    public async Task A_reader_takes_the_time_that_it_needs()
    {
        var place = await Journal();
        PostgreSqlServer.Execute(place, $"ALTER DATABASE {place[(place.LastIndexOf('=') + 1)..]} SET statement_timeout = '1ms'");
        using var source = PostgreSqlSource.Open(JournalPlace.Parse(place));
        source.Execute("SELECT pg_sleep(0.2)");
        Assert.Equal(Streams * EventsEach, source.All().Count());
    }

    [Theory]
    [InlineData("a deleted middle row", "DELETE FROM journal WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
        "account/trader-3#5", "missing before #5", 4)]
    [InlineData(
        "an edited payload",
            "UPDATE journal SET message = set_byte(message, 40, get_byte(message, 40) # 1) WHERE persistence_id = 'account/trader-3' AND "
                + "sequence_number = 4", "account/trader-3#4", "", 4)]
    [InlineData(
        "a foreign manifest",
            "UPDATE journal SET manifest = 'account.withdrawn.1' WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
            "account/trader-3#4", "hash chain", 4)]
    [InlineData(
        "an unknown manifest",
            "UPDATE journal SET manifest = 'account.teleported.1' WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
            "account/trader-3#4", "account.teleported.1", 4)]
    [InlineData("no manifest", "UPDATE journal SET manifest = NULL WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
        "account/trader-3#4", "wrong type", 4)]
    [InlineData("no payload", "UPDATE journal SET message = '' WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
        "account/trader-3#4", "not a stored event", 4)]
    [InlineData(
        "another serializer", "UPDATE journal SET identifier = NULL WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
            "account/trader-3#4", "another program", 4)]
    [InlineData(
        "a row marked as deleted", "UPDATE journal SET deleted = true WHERE persistence_id = 'account/trader-3' AND sequence_number = 4",
            "account/trader-3#4", "marked as deleted", 4)]
    [InlineData(
        "a row of another stream",
            "UPDATE journal SET message = (SELECT message FROM journal WHERE persistence_id = 'account/trader-1' AND sequence_number = "
                + "4) WHERE persistence_id = 'account/trader-3' AND sequence_number = 4", "account/trader-3#4", "another stream", 4)]
    public async Task Tampering_is_found_where_it_is(string what, string sql, string where, string part, long sequence)
    {
        var place = await Journal();
        Assert.Equal(1, PostgreSqlServer.Execute(place, sql));
        using var reader = JournalReader.Open(place);
        foreach (var read in new Func<object>[] { () => reader.ReadAll().Count(), () => reader.ReadStream(Journals.Account(3)).Count() })
        {
            var error = Assert.Throws<JournalException>(read);
            Assert.True(error.Fault is JournalFault.Corrupt or JournalFault.WrongVersion, what);
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
            Assert.Contains(where, error.Where, StringComparison.Ordinal);
            Assert.Equal($"account/trader-3#{sequence}", error.Event.ToString());
            Assert.DoesNotContain(server.Password, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_lost_row_keeps_the_journal_from_being_resumed()
    {
        var place = await Journal();
        PostgreSqlServer.Execute(place, "DELETE FROM journal WHERE persistence_id = 'account/trader-3' AND sequence_number = 4");
        using var reader = JournalReader.Open(place);
        Assert.Equal("account/trader-3#4", reader.FirstGap().ToString());
        Expect(JournalFault.Corrupt, "account/trader-3#4 is missing", reader.RequireComplete);
        Expect(JournalFault.Corrupt, "account/trader-3#4 is missing", () => JournalDatabase.Resume(place, Journals.Version));
    }

    private static IReadOnlyList<string> Keys(string place) => PostgreSqlServer.Query<string>(
        place,
        """
        SELECT t.relname || ' ' || array_to_string(ARRAY(
          SELECT a.attname FROM unnest(i.indkey) WITH ORDINALITY AS k(n, o)
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.o), ',')
        FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid WHERE t.relname IN ('journal', 'snapshot') ORDER BY 1
        """);

    private void Expect(JournalFault fault, string part, Action open)
    {
        var watch = Stopwatch.StartNew();
        var error = Assert.Throws<JournalException>(open);
        Assert.Equal(fault, error.Fault);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Password, error.ToString(), StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"told after {watch.Elapsed}");
    }

    private static int JournalEvents(string place)
    {
        using var reader = JournalReader.Open(place);
        return reader.ReadAll().Count();
    }

    private static async Task Deposit(string place, int account)
    {
        using var database = JournalDatabase.Resume(place, Journals.Version);
        using var system = Systems.Of(database.Profile);
        await system.Actor(Journals.Account(account)).Deposit();
        await system.Terminate();
    }

    /// <summary>A journal of some deposits and one snapshot.</summary>
    private async Task<string> Journal()
    {
        var place = server.CreateDatabase();
        using var database = JournalDatabase.Create(place, Journals.Header());
        using var system = Systems.Of(database.Profile);
        var actors = Enumerable.Range(0, Streams).Select(number => system.Actor(Journals.Account(number))).ToList();
        for (var i = 0; i < EventsEach; i++)
        {
            await Task.WhenAll(actors.Select(actor => actor.Deposit()));
        }

        await actors[0].TakeSnapshot();
        await system.Terminate();
        return place;
    }
}
