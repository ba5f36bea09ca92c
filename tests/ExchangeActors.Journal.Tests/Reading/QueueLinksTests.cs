using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.PostgreSql;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;

namespace ExchangeActors.Journal.Tests.Reading;

/// <summary>Queues recorded as what differs from an earlier event: whichever way they are read, all candidates are there.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class QueueLinksTests(PostgreSqlServer server) : IDisposable
{
    private static readonly MarketId Eth = new("ETH-PERP");
    private static readonly EntityRef Stream = EntityRef.Deleveraging(Eth);
    private static readonly ImmutableArray<Candidate> Before = [Candidate("bob"), Candidate("carol"), Candidate("dave")];
    private static readonly ImmutableArray<Candidate> Now = [Candidate("bob"), Candidate("eve"), Candidate("dave")];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_way_of_reading_gives_all_candidates()
    {
        using var reader = JournalReader.Open(Written(Whole(1), Differing(2, 1), Differing(3, 1)));
        Assert.Equal([Before, Now, Now], reader.ReadAll().Select(Queue));
        Assert.Equal([Before, Now, Now], reader.ReadAllAhead().Select(Queue));
        Assert.Equal([Before, Now, Now], reader.ReadStream(Stream).Select(Queue));
        Assert.Equal([Now, Now], reader.ReadRange(2, 3).Select(Queue));
        Assert.Equal(Now.AsEnumerable(), Queue(reader.Find(new EventRef(Stream, 3))!.Value));
        var from = reader.ReadStream(Stream).Take(2).Select(row => new HashChain(Stream, row.Recorded.Id.Sequence, row.Hash)).Last();
        Assert.Equal([Now], reader.ReadAfter(2, [from]).Select(Queue));
        Assert.Equal(Now.AsEnumerable(), ((RankedQueue)reader.Find(new EventRef(Stream, 2))!.Value.Stored.ReadInput()!).Candidates);
    }

    [Fact]
    public void What_goes_on_from_an_archive_has_them_from_the_states()
    {
        var chain = HashChain.Start(Stream);
        var first = chain.Seal(Recorded(1, Whole(1)));
        chain = chain.After(first);
        var state = DeleveragingCoordinator.New(Eth) with
        {
            Version = 1,
            Recorded = ImmutableSortedDictionary<int, WholeQueue>.Empty.Add(-1, new WholeQueue(1, 1, Before, 0)),
        };
        var path = _directory.File("rest.db");
        var from = new StateSnapshot(Journals.Header().Hash(), 1, 1, null, [new EntitySnapshot(chain, state)], "-", default);
        using (var writer = JournalWriter.Create(path, Journals.Header(), new JournalBase("old.db", "root", from)))
        {
            writer.Append(Recorded(2, Differing(2, 1)));
            writer.Complete();
        }

        using var reader = JournalReader.Open(path);
        Assert.Equal([Now], reader.ReadAll().Select(Queue));
        Assert.Equal([Now], reader.ReadStream(Stream).Select(Queue));
    }

    [Fact]
    public void A_tail_that_begins_behind_the_whole_queue_asks_for_it()
    {
        var place = server.CreateDatabase();
        JournalDatabase.Create(place, Journals.Header()).Dispose();
        using var session = new WritingSession(place);
        var chain = session.Write(HashChain.Start(Stream), Recorded(1, Whole(1)));
        JournalPosition position;
        using (var first = JournalTail.Open(place))
        {
            Assert.Equal([Before], first.Next().Select(Queue));
            position = first.Position;
        }

        session.Write(chain, Recorded(2, Differing(2, 1)));
        using var tail = JournalTail.Open(place, position);
        Assert.Equal([Now], tail.Next().Select(Queue));
        using var reader = JournalReader.Open(place);
        Assert.Equal([Before, Now], reader.ReadAll().Select(Queue));
        Assert.Equal([Now], reader.ReadRange(2, 2).Select(Queue));
    }

    [Theory]
    [InlineData(1, 2, "did not record one whole")]
    [InlineData(1, 9, "which is not before it")]
    [InlineData(3, 1, "do not fit")]
    public void One_that_names_no_whole_queue_or_another_is_damage(int place, long of, string told)
    {
        var wrong = Ranked(3, new CandidateQueue(of, [Candidate("eve")], [place], [1]));
        using var reader = JournalReader.Open(Written(Whole(1), Differing(2, 1), wrong));
        var refused = Assert.Throws<JournalException>(() => reader.ReadAll().Count());
        Assert.Equal((JournalFault.Corrupt, new EventRef(Stream, 3)), (refused.Fault, refused.Event));
        Assert.Contains(told, refused.What, StringComparison.Ordinal);
    }

    private static ImmutableArray<Candidate> Queue(JournalRow row) => [.. ((QueueRanked)row.Recorded.Event).Candidates];

    private static QueueRanked Whole(int number) => Ranked(number, CandidateQueue.Whole(Before));

    private static QueueRanked Differing(int number, long of) => Ranked(number, CandidateQueue.Of(Now, new WholeQueue(of, 1, Before, 0)));

    private static QueueRanked Ranked(int number, CandidateQueue queue) => new(
        new DeleveragingId(Eth, number), 1, "bitmex", "queue", new Price(1_700m), "bankruptcy", new Quantity(1m), MarkBoard.Empty, queue, 3,
            new Quantity(3m), new Money(900m), "static", 1m, IndicatorKind.ByQuantity, "none", new Quantity(1m));

    private static RecordedEvent Recorded(long sequence, QueueRanked ranked) => new(
        new EventRef(Stream, sequence), Journals.Feed, null, Journals.Noon, ranked)
    { Input = ranked.Queue.IsKnown ? ranked.Answer : null };

    private static Candidate Candidate(string account) => new(
        new AccountId(account), new Quantity(-1m), new Money(-2_000m), Money.Zero, Money.Zero, Money.Zero, Money.Zero, Money.Zero, null,
            0m, 0m, 0m, 0m, 0m, 1);

    private string Written(params QueueRanked[] events)
    {
        var path = _directory.File("run.db");
        using var writer = JournalWriter.Create(path, Journals.Header());
        foreach (var (index, ranked) in events.Index())
        {
            writer.Append(Recorded(index + 1, ranked));
        }

        writer.Complete();
        return path;
    }
}
