using System.Collections.Immutable;
using CsCheck;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Tests.Deleveraging;

/// <summary>Queues that are recorded as what differs from an earlier one: nothing is lost, whatever has changed.</summary>
public sealed class CandidateQueueTests
{
    private static readonly Gen<Candidate> AnyCandidate = Gen.Select(
        Gen.Int[0, 30], Gen.Int[0, 5], Gen.Int[0, 3], (account, score, version) => Candidate($"account-{account}", score, version));

    private static readonly Gen<ImmutableArray<Candidate>> InOrder = AnyCandidate.List[0, 25].Select(candidates => candidates
        .DistinctBy(candidate => candidate.Account).Order(Comparer<Candidate>.Create(QueueOrder.BestFirst)).ToImmutableArray());

    // Nobody has to keep the order for a record to be right.
    private static readonly Gen<ImmutableArray<Candidate>> InAnyOrder = AnyCandidate.List[0, 25].Select(
        candidates => candidates.ToImmutableArray());

    [Fact]
    public void What_was_recorded_as_a_difference_comes_back_whole() => Gen.Select(
        Gen.OneOf(InOrder, InAnyOrder), Gen.OneOf(InOrder, InAnyOrder), Gen.Int[0, 10]).Sample((before, now, rows) =>
    {
        // There are never more of them.
        var since = Math.Min(rows, before.Length);
        var whole = new WholeQueue(7, 3, before, since);
        var queue = CandidateQueue.Of(now, whole);
        Assert.Equal(now.AsEnumerable(), queue.All);

        var read = new CandidateQueue(queue.Base, queue.Rows, queue.Places, queue.Gone);
        Assert.Equal(queue.IsWhole, read.IsKnown);
        Assert.Equal(now.AsEnumerable(), read.Over(before).All);
        Assert.True(queue.IsWhole || since + queue.Rows.Length <= before.Length);
    });

    [Fact]
    public void Of_two_queues_in_order_only_what_changed_is_written_again() => Gen.Select(InOrder, InOrder).Sample((before, now) =>
    {
        var queue = CandidateQueue.Of(now, new WholeQueue(7, 3, before, 0));
        var changed = now.Except(before).Count();
        Assert.True(queue.IsWhole ? changed > before.Length : queue.Rows.Length == changed);
    });

    [Fact]
    public void One_that_was_not_put_over_its_base_says_so()
    {
        var queue = new CandidateQueue(7, [Candidate("bob", 1, 1)], [0], []);
        Assert.Contains("event 7", Assert.Throws<InvalidOperationException>(() => queue.All).Message, StringComparison.Ordinal);
        Assert.Equal(2, queue.Over([Candidate("carol", 0, 1)]).All.Length);

        // What is changed by hand is read anew.
        Assert.Throws<InvalidOperationException>(() => (queue.Over([Candidate("carol", 0, 1)]) with { Places = [1] }).All);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    public void Places_that_neither_has_are_refused(int place, int gone)
    {
        var queue = new CandidateQueue(7, [Candidate("bob", 1, 1)], [place], [gone]);
        Assert.Throws<InvalidOperationException>(() => queue.Over([Candidate("carol", 0, 1)]));
    }

    [Fact]
    public void A_side_is_recorded_whole_once_at_a_mark_and_again_at_the_next()
    {
        using var exchange = new ExchangeFixture();
        foreach (var name in (string[])["alice", "anna", "astrid"])
        {
            exchange.Open(name, 2_180m, ("ETH-PERP", 10m, 2_000m));
        }

        exchange.Open("later", 5_000m, ("ETH-PERP", 10m, 2_000m));
        for (var i = 0; i < 20; i++)
        {
            exchange.Open($"short-{i}", 10_000m + i, ("ETH-PERP", -2m, 2_000m));
        }

        exchange.Mark("ETH-PERP", 2_000m);
        exchange.Mark("ETH-PERP", 1_700m);
        exchange.Mark("ETH-PERP", 1_400m);
        var queues = exchange.All<QueueRanked>().ToList();
        Assert.Equal([true, false, false, true], queues.Select(ranked => ranked.Queue.IsWhole));
        Assert.Equal([20, 15, 10, 5], queues.Select(ranked => ranked.Candidates.Length));

        // Five of the others' shorts are gone each time, and nobody's row is written again.
        Assert.Equal([(0, 5), (0, 10)], queues[1..3].Select(ranked => (ranked.Queue.Rows.Length, ranked.Queue.Gone.Length)));
        var whole = exchange.Events.Single(recorded => ReferenceEquals(recorded.Event, queues[0]));
        Assert.All(queues[1..3], ranked => Assert.Equal(whole.Id.Sequence, ranked.Queue.Base));
    }

    private static Candidate Candidate(string account, int score, int version) => new(
        new AccountId(account), new Quantity(-1m), new Money(-2_000m), Money.Zero, Money.Zero, Money.Zero, Money.Zero, Money.Zero, null,
            0m, 0m, score, 0m, 0m, version);
}
