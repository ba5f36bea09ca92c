using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Journal.Tests.Reading;

/// <summary>Rows whose places are not in the order of cause and effect, and rows whose cause is nowhere.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class CausalOrderTests(PostgreSqlServer server)
{
    private static readonly HashChain One = HashChain.Start(Journals.Account(1));
    private static readonly HashChain Two = HashChain.Start(Journals.Account(2));

    [Fact]
    public void Rows_in_the_order_of_causes_go_through_as_they_come_and_nothing_is_looked_up()
    {
        var history = new History();
        var first = history.Add(1, null, events: 2);
        history.Add(2, first);
        history.Add(1, history.Add(3, first));
        var order = new CausalOrder(_ => throw new InvalidOperationException("looked up"), Check);
        Assert.Equal(history.Rows, order.Of(history.Rows));
    }

    [Fact]
    public void An_effect_waits_for_its_cause_and_the_rest_of_its_decision_and_so_do_those_that_follow_from_it()
    {
        var history = new History();
        var cause = history.Add(1, null, events: 3);
        var effect = history.Add(2, cause with { Sequence = 2 }, events: 2);
        history.Add(3, effect);
        history.Add(1, null);
        history.Add(4, null);
        var rows = history.Rows;

        // By place: what follows of what follows, what follows, and only then what it follows from.
        int[] crossed = [5, 7, 3, 4, 0, 1, 2, 6];
        Assert.Equal([7, 0, 1, 2, 3, 4, 5, 6], Given(history, crossed).Select(row => rows.IndexOf(row)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void However_places_are_mixed_every_row_comes_once_after_its_stream_and_its_cause(int seed)
    {
        var random = new Random(seed);
        var history = new History();
        var decisions = new List<EventRef>();
        for (var i = 0; i < 300; i++)
        {
            decisions.Add(history.Add(
                random.Next(8), decisions.Count == 0 || random.Next(3) == 0 ? null : decisions[random.Next(decisions.Count)],
                1 + random.Next(3)));
        }

        // Up to some hundred rows aside, the order within a decision as well.
        var mixed = Enumerable.Range(0, history.Rows.Count).OrderBy(index => index + random.Next(seed * 50)).ToArray();
        var given = Given(history, mixed).Select(row => row.Event).ToList();

        Assert.Equal(history.Rows.Count, given.Count);
        var ends = new Dictionary<EntityRef, long>();
        Assert.All(given, stored =>
        {
            var (id, cause) = (stored.Recorded.Id, stored.Recorded.CausedBy);
            Assert.Equal(ends.GetValueOrDefault(id.Stream) + 1, id.Sequence);
            if (cause != Journals.Feed)
            {
                Assert.True(ends.GetValueOrDefault(cause.Stream) >= cause.Sequence, $"{id} before {cause}");
            }

            ends[id.Stream] = id.Sequence;
        });
    }

    [Fact]
    public void Rows_that_follow_from_each_other_are_damage_and_so_is_one_that_follows_from_its_own_future()
    {
        var (one, two) = (Journals.NextDeposit(One, new EventRef(Two.Stream, 1)), Journals.NextDeposit(Two, new EventRef(One.Stream, 1)));
        var damage = Assert.Throws<JournalException>(() => Of([Row(1, one), Row(2, two)]).Count());
        Assert.Equal((JournalFault.Corrupt, 1), (damage.Fault, damage.Row));
        Assert.Equal("it follows from account/trader-2#1, which follows from it", damage.What);

        var own = Journals.NextDeposit(One, new EventRef(One.Stream, 1));
        var alone = Assert.Throws<JournalException>(() => Of([Row(1, own)]).Count());
        Assert.Equal("its cause, account/trader-1#1, is no event before it", alone.What);
    }

    [Fact]
    public void No_more_rows_are_held_than_is_said()
    {
        var history = new History();
        var cause = history.Add(1, null);
        for (var number = 2; number < 8; number++)
        {
            history.Add(number, cause);
        }

        int[] last = [1, 2, 3, 4, 5, 6, 0];
        Assert.Equal(7, Given(history, last, most: 6).Count());
        var damage = Assert.Throws<JournalException>(() => Given(history, last, most: 5).Count());
        Assert.Contains("5 events lie before what they follow from", damage.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_whose_streams_lie_crossed_is_read_in_the_order_of_causes()
    {
        var place = Journal();
        using (var session = new WritingSession(place))
        {
            var two = session.Write(Two);
            var one = session.Write(One, Id(two));
            two = session.Write(two, Id(one));
            session.Write(one, Id(two));
        }

        PostgreSqlServer.Execute(place, "UPDATE journal SET ordering = 100 - ordering");
        using var reader = JournalReader.Open(place);
        foreach (var rows in new[] { reader.ReadAll(), reader.ReadAllAhead(), reader.ReadAfter(0, []) })
        {
            Assert.Equal([(2, 1, 99), (1, 1, 98), (2, 2, 97), (1, 2, 96)], rows.Select(row =>
                (row.Recorded.Id.Stream == One.Stream ? 1 : 2, (int)row.Recorded.Id.Sequence, (int)row.Ordering)));
        }

        var first = reader.ReadAll().First();
        Assert.Equal(
            ["account/trader-1#1", "account/trader-2#2", "account/trader-1#2"],
            reader.ReadAfter(0, [new HashChain(Two.Stream, 1, first.Hash)]).Take(3).Select(row => row.Recorded.Id.ToString()));
    }

    [Fact]
    public void A_row_whose_cause_is_nowhere_is_damage_at_that_row()
    {
        var place = Journal();
        using (var session = new WritingSession(place))
        {
            session.Write(session.Write(One), new EventRef(Two.Stream, 1));
        }

        using var reader = JournalReader.Open(place);
        foreach (var rows in new[] { reader.ReadAll(), reader.ReadAllAhead() })
        {
            var given = new List<JournalRow>();
            var damage = Assert.Throws<JournalException>(() => given.AddRange(rows));
            Assert.Equal(
                (JournalFault.Corrupt, 2, "account/trader-1#2", "its cause, account/trader-2#1, is not there"),
                (damage.Fault, damage.Row, damage.Event.ToString(), damage.What));
        }
    }

    private static RowCheck Check => new("the test", () => null);

    private static EventRef Id(HashChain chain) => new(chain.Stream, chain.Sequence);

    private static DecodedRow Row(long place, JournaledEvent stored) =>
        new(new StoredRow(place, stored.Recorded.Id.Stream.ToString(), stored.Recorded.Id.Sequence, true, stored.Manifest, stored.Payload),
            EventCodec.Decode(stored.Manifest, stored.Payload));

    private static IEnumerable<DecodedRow> Given(History history, int[] places, int most = CausalOrder.MostHeld) =>
        Of([.. places.Select(index => history.Rows[index])], most);

    private static IEnumerable<DecodedRow> Of(IReadOnlyList<DecodedRow> rows, int most = CausalOrder.MostHeld)
    {
        var known = rows.ToDictionary(row => row.Event.Recorded.Id);
        return new CausalOrder(id => known.TryGetValue(id, out var row) ? row : null, Check, null, most).Of(rows);
    }

    private string Journal()
    {
        var place = server.CreateDatabase();
        JournalDatabase.Create(place, Journals.Header()).Dispose();
        return place;
    }

    /// <summary>Decisions one after the other.</summary>
    private sealed class History
    {
        private readonly Dictionary<int, HashChain> _chains = [];

        public List<DecodedRow> Rows { get; } = [];

        /// <summary>A decision of so many events; the last of them.</summary>
        public EventRef Add(int account, EventRef? cause, int events = 1)
        {
            var chain = _chains.GetValueOrDefault(account, HashChain.Start(Journals.Account(account)));
            for (var i = 0; i < events; i++)
            {
                var stored = Journals.NextDeposit(chain, cause, begins: i == 0);
                Rows.Add(Row(Rows.Count + 1, stored));
                chain = chain.After(stored);
            }

            _chains[account] = chain;
            return Id(chain);
        }
    }
}
