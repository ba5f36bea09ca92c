using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Journal.Tests.Reading;

/// <summary>What follows a journal that several write: nothing is lost, nothing appears before what was given.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class JournalTailTests(PostgreSqlServer server)
{
    private static readonly HashChain One = HashChain.Start(Journals.Account(1));
    private static readonly HashChain Two = HashChain.Start(Journals.Account(2));

    [Fact]
    public void What_commits_late_under_an_earlier_place_comes_in_its_turn()
    {
        var place = Journal();
        using var tail = JournalTail.Open(place);
        using var slow = new WritingSession(place);
        using var quick = new WritingSession(place);
        slow.Begin();
        var one = slow.Write(One);
        var two = quick.Write(Two);
        Assert.Empty(tail.Next());

        slow.Commit();

        Assert.Equal([(1, Id(one)), (2, Id(two))], Places(tail.Next()));
        Assert.Empty(tail.Next());
        Assert.Equal(2, tail.Last);
    }

    [Fact]
    public void What_commits_late_and_was_begun_early_comes_first_whatever_its_place()
    {
        var place = Journal();
        using var tail = JournalTail.Open(place);
        using var slow = new WritingSession(place);
        using var quick = new WritingSession(place);
        slow.Begin();
        var two = quick.Write(Two);
        var one = slow.Write(One);
        slow.Commit();

        Assert.Equal([(2, Id(one)), (1, Id(two))], Places(tail.Next()));
    }

    [Fact]
    public void A_long_transaction_holds_back_what_came_after_it_and_one_that_fails_leaves_nothing()
    {
        var place = Journal();
        using var tail = JournalTail.Open(place);
        using var slow = new WritingSession(place);
        using var quick = new WritingSession(place);
        var two = quick.Write(Two);
        slow.Begin();
        slow.Write(One);
        for (var i = 0; i < 5; i++)
        {
            two = quick.Write(two);
        }

        Assert.Equal([1], Sequences(tail.Next()));
        Assert.Empty(tail.Next());
        slow.Rollback();
        Assert.Equal([2, 3, 4, 5, 6], Sequences(tail.Next()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_order_of_commits_every_event_comes_once_after_its_stream_and_its_cause_and_always_in_the_same_order(int seed)
    {
        const int writers = 4, streams = 6, steps = 400;
        var random = new Random(seed);
        var place = Journal();
        using var tail = JournalTail.Open(place);
        var sessions = Enumerable.Range(0, writers).Select(_ => new WritingSession(place)).ToList();
        var chains = Enumerable.Range(0, streams).Select(number => HashChain.Start(Journals.Account(number))).ToList();
        var open = sessions.ToDictionary(session => session, _ => new Dictionary<int, HashChain>());
        var committed = new List<EventRef>();

        // What a transaction writes was decided before it began, of what was committed then.
        var decided = new Dictionary<WritingSession, (List<HashChain> Chains, List<EventRef> Causes)>();
        var given = new List<JournalRow>();
        for (var step = 0; step < steps; step++)
        {
            // The first of them is slow.
            var session = sessions[random.Next(writers)];
            var written = open[session];
            var isOver = session.IsOpen && random.Next(session == sessions[0] ? 40 : 4) == 0;
            if (isOver && random.Next(4) == 0)
            {
                session.Rollback();
                written.Clear();
            }
            else if (isOver)
            {
                session.Commit();
                foreach (var (number, chain) in written)
                {
                    committed.AddRange(Enumerable.Range(0, (int)(chain.Sequence - chains[number].Sequence))
                        .Select(back => new EventRef(chain.Stream, chain.Sequence - back)));
                    chains[number] = chain;
                }

                written.Clear();
            }
            else if (!session.IsOpen)
            {
                session.Begin();
                decided[session] = ([.. chains], [.. committed]);
            }
            else if (random.Next(streams) is var number && decided[session] is var (heads, causes) && heads[number] == chains[number]
                && open.All(other => other.Key == session || !other.Value.ContainsKey(number)))
            {
                var cause = causes.Count > 0 ? causes[random.Next(causes.Count)] : (EventRef?)null;
                written[number] = session.Write(written.GetValueOrDefault(number, chains[number]), cause);
            }

            if (random.Next(5) == 0)
            {
                given.AddRange(tail.Next(most: 7));
            }
        }

        foreach (var session in sessions.Where(session => session.IsOpen))
        {
            session.Rollback();
        }

        sessions.ForEach(session => session.Dispose());
        given.AddRange(All(tail, most: 7));

        Assert.True(committed.Count > 30, $"{committed.Count} events");
        Assert.Equal(committed.ToHashSet(), given.Select(row => row.Recorded.Id).ToHashSet());
        Assert.Equal(committed.Count, given.Count);
        var known = new HashSet<EventRef>();
        Assert.All(given, row =>
        {
            Assert.True(row.Recorded.CausedBy == Journals.Feed || known.Contains(row.Recorded.CausedBy), $"{row.Stored} before its cause");
            known.Add(row.Recorded.Id);
        });
        Assert.NotEqual(given.Select(row => row.Ordering).Order(), given.Select(row => row.Ordering));
        using var later = JournalTail.Open(place);
        Assert.Equal(given.Select(row => row.Recorded.Id), All(later, most: 10_000).Select(row => row.Recorded.Id));
        for (var cut = 1; cut < given.Count; cut += 5)
        {
            using var first = JournalTail.Open(place);
            var before = first.Next(cut);
            JournalPosition[] positions =
            [
                first.Position,
                first.Position with { Horizon = 0 },

                // Of another server: its transactions say nothing here.
                first.Position with { Horizon = ulong.MaxValue, Writer = first.Position.Writer + 1 },
            ];
            foreach (var position in positions)
            {
                using var rest = JournalTail.Open(place, position);
                Assert.Equal(
                    given.Select(row => row.Recorded.Id), before.Concat(All(rest, most: 6)).Select(row => row.Recorded.Id));
            }
        }
    }

    [Fact]
    public void It_goes_on_where_a_reader_of_the_whole_has_ended()
    {
        var place = Journal();
        using var slow = new WritingSession(place);
        using var quick = new WritingSession(place);
        slow.Begin();
        var one = slow.Write(One);
        var two = quick.Write(quick.Write(Two));
        JournalPosition position;
        using (var reader = JournalReader.Open(place))
        {
            var rows = reader.ReadAll().ToList();
            Assert.Equal([1, 2], Sequences(rows));
            position = new JournalPosition(rows[^1].Ordering, [new HashChain(Two.Stream, 2, rows[^1].Hash)]) { Horizon = reader.Horizon };
        }

        slow.Commit();
        two = quick.Write(two);

        using var tail = JournalTail.Open(place, position);
        Assert.Equal([Id(one), Id(two)], tail.Next().Select(row => row.Recorded.Id));
        using var forged = JournalTail.Open(place, position with { Heads = [position.Heads[0] with { Hash = default }] });
        Assert.Equal([Id(one)], forged.Next().Select(row => row.Recorded.Id));
        Assert.Equal(JournalFault.Corrupt, Assert.Throws<JournalException>(() => forged.Next()).Fault);
    }

    [Fact]
    public async Task Events_that_nodes_write_have_their_transaction()
    {
        var place = server.CreateDatabase();
        using var node = SharedJournal.Join(place, Journals.Header());
        using var tail = JournalTail.Open(place);
        using var system = Systems.Of(node.Profile);
        var actors = Enumerable.Range(0, 4).Select(number => system.Actor(Journals.Account(number))).ToList();
        var given = new List<JournalRow>();
        for (var i = 0; i < 10; i++)
        {
            await Task.WhenAll(actors.Select(actor => actor.Deposit()));
            given.AddRange(tail.Next());
        }

        await system.Terminate();
        given.AddRange(tail.Next());
        Assert.Equal(40, given.Select(row => row.Recorded.Id).Distinct().Count());
        Assert.Equal(40, given.Count);
        Assert.InRange(PostgreSqlServer.Query<long>(place, "SELECT count(DISTINCT writer) FROM journal")[0], 10, 40);
    }

    [Fact]
    public void Damage_is_told_at_its_place_after_what_is_before_it_and_again()
    {
        var place = Journal();
        using var session = new WritingSession(place);
        var one = session.Write(session.Write(One));
        session.Write(one);
        PostgreSqlServer.Execute(place, "UPDATE journal SET message = set_byte(message, 30, get_byte(message, 30) # 1) WHERE ordering = 3");
        using var tail = JournalTail.Open(place);
        Assert.Equal([1, 2], Sequences(tail.Next()));
        for (var again = 0; again < 2; again++)
        {
            var damage = Assert.Throws<JournalException>(() => tail.Next());
            Assert.Equal((JournalFault.Corrupt, 3, $"{One.Stream}#3"), (damage.Fault, damage.Row, damage.Event.ToString()));
        }
    }

    [Fact]
    public void A_connection_that_was_lost_is_told_and_made_again()
    {
        var place = Journal();
        using var tail = JournalTail.Open(place);
        using var session = new WritingSession(place);
        var one = session.Write(One);
        Assert.Single(tail.Next());
        one = session.Write(one);
        Assert.NotEmpty(PostgreSqlServer.Query<bool>(
            place, "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'exchange tail' AND datname = "
                + "current_database()"));

        Assert.Equal(JournalFault.Failed, Assert.Throws<JournalException>(() => tail.Next()).Fault);
        Assert.Equal([2], Sequences(tail.Next()));

        server.Restart(TimeSpan.Zero, () =>
        {
            for (var again = 0; again < 2; again++)
            {
                var fault = Assert.Throws<JournalException>(() => tail.Next());
                Assert.Equal(JournalFault.Failed, fault.Fault);
                Assert.DoesNotContain(server.Password, fault.ToString(), StringComparison.Ordinal);
            }
        });
        using var later = new WritingSession(place);
        later.Write(one);
        Assert.Equal([3], Sequences(tail.Next()));
    }

    [Fact]
    public void Another_journal_in_the_same_place_is_not_taken_for_its_continuation()
    {
        var place = Journal();
        using var tail = JournalTail.Open(place);
        PostgreSqlServer.Execute(place, "UPDATE exchange_header SET value = '7' WHERE name = 'seed'");
        Assert.Empty(tail.Next());
        PostgreSqlServer.Query<bool>(
            place, "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'exchange tail' AND datname = "
                + "current_database()");
        Assert.Throws<JournalException>(() => tail.Next());
        Assert.Equal(JournalFault.Foreign, Assert.Throws<JournalException>(() => tail.Next()).Fault);
        Assert.Equal(JournalFault.Foreign, Assert.Throws<JournalException>(() => JournalTail.Open("journal.db")).Fault);
        Assert.Equal(JournalFault.Missing, Assert.Throws<JournalException>(() => JournalTail.Open(server.CreateDatabase())).Fault);
    }

    [Theory]
    [InlineData("ALTER TABLE journal DROP COLUMN writer", "an earlier version made the tables")]
    [InlineData("UPDATE journal SET writer = '9000000000'", "comes from another server")]
    [InlineData("UPDATE journal SET writer = '9000000000' WHERE ordering > 1", "comes from another server")]
    public void A_journal_of_an_earlier_version_or_another_server_is_followed_once_a_process_has_gone_on_with_it(string sql, string told)
    {
        var place = Journal();
        using (var session = new WritingSession(place))
        {
            var one = session.Write(session.Write(One));
            session.Write(Two);
            session.Write(one);
        }

        PostgreSqlServer.Execute(place, sql);
        var refused = Assert.Throws<JournalException>(() => JournalTail.Open(place));
        Assert.Equal(JournalFault.WrongVersion, refused.Fault);
        Assert.Contains(told, refused.What, StringComparison.Ordinal);

        JournalDatabase.Resume(place, Journals.Version).Dispose();

        using var later = new WritingSession(place, epoch: 2);
        later.Write(HashChain.Start(Journals.Account(3)));
        using var tail = JournalTail.Open(place);
        Assert.Equal([1, 2, 3, 4, 5], tail.Next().Select(row => row.Ordering));
    }

    private static List<JournalRow> All(JournalTail tail, int most)
    {
        var rows = new List<JournalRow>();
        while (tail.Next(most) is { Count: > 0 } more)
        {
            rows.AddRange(more);
        }

        return rows;
    }

    private static EventRef Id(HashChain chain) => new(chain.Stream, chain.Sequence);

    private static IEnumerable<(long, EventRef)> Places(IEnumerable<JournalRow> rows) =>
        rows.Select(row => (row.Ordering, row.Recorded.Id));

    private static IEnumerable<long> Sequences(IEnumerable<JournalRow> rows) => rows.Select(row => row.Recorded.Id.Sequence);

    private string Journal()
    {
        var place = server.CreateDatabase();
        JournalDatabase.Create(place, Journals.Header()).Dispose();
        return place;
    }
}
