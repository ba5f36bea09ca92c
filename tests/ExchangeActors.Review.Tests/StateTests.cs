using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Simulation;
using ExchangeActors.Journal;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.States;

namespace ExchangeActors.Review;

/// <summary>The state after any event is that of folding the events before it, whatever was kept of earlier questions.</summary>
public sealed class StateTests : IDisposable
{
    private readonly TestJournals _journals = new();

    private string Cache => _journals.PathOf("cache");

    public void Dispose() => _journals.Dispose();

    [Fact]
    public async Task A_state_is_the_fold_of_the_events_before_it()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        using var index = Open(journal);
        var state = new ExchangeState();
        var asked = new HashSet<long> { 1, 2, 500, 1_999, journal.Count };
        foreach (var row in journal.ReadAll())
        {
            state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
            if (asked.Contains(row.Ordering))
            {
                Assert.Equal(state.Hash(), index.At(row.Ordering).Hash());
            }
        }

        Assert.Equal(new ExchangeState().Hash(), index.At(0).Hash());
    }

    [Fact]
    public async Task Stored_states_are_used_again_and_thrown_away_for_another_journal_of_the_same_name()
    {
        var path = await _journals.Crash();
        string first;
        using (var journal = ReviewedJournal.Open(path))
        {
            using var index = Open(journal);
            first = index.At(journal.Count).Hash();
            var told = new List<long>();
            using var again = StateIndex.Open(journal, Cache, new Told(told), CancellationToken.None);
            Assert.Empty(told);
            Assert.Equal(first, again.At(journal.Count).Hash());
        }

        Assert.Single(Directory.GetFiles(Cache));
        var other = await _journals.Crash("hyperliquid");
        File.Delete(path);
        File.Move(other, path);
        using var replaced = ReviewedJournal.Open(path);
        using var made = Open(replaced);
        Assert.NotEqual(first, made.At(replaced.Count).Hash());
        Assert.Equal(HashOf(replaced), made.At(replaced.Count).Hash());
    }

    [Theory]
    [InlineData("no database")]
    [InlineData("")]
    public async Task Damaged_stored_states_are_made_again(string content)
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        using (var index = Open(journal))
        {
            Assert.Equal(HashOf(journal), index.At(journal.Count).Hash());
        }

        File.WriteAllText(Assert.Single(Directory.GetFiles(Cache)), content);
        using var again = Open(journal);
        Assert.Equal(HashOf(journal), again.At(journal.Count).Hash());
        Assert.Single(Directory.GetFiles(Cache));
    }

    [Fact]
    public async Task A_journal_that_grows_is_answered_to_its_end()
    {
        var whole = await _journals.Crash();
        var grown = _journals.PathOf("grown.db");
        Part(whole, grown, 700);
        using (var journal = ReviewedJournal.Open(grown))
        {
            using var index = Open(journal);
            Assert.Equal(HashOf(journal), index.At(700).Hash());
        }

        File.Delete(grown);
        Part(whole, grown, long.MaxValue);
        using (var journal = ReviewedJournal.Open(grown))
        {
            using var index = Open(journal);
            Assert.Equal(HashOf(journal), index.At(journal.Count).Hash());
        }
    }

    [Fact]
    public async Task A_time_is_the_last_event_before_anything_later()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        using var index = Open(journal);
        var rows = journal.ReadAll().ToList();
        foreach (var time in rows.Select(row => row.Recorded.At).Distinct().Where((_, place) => place % 40 == 0))
        {
            Assert.Equal(rows.TakeWhile(row => row.Recorded.At <= time).Count(), index.Before(time));
        }

        Assert.Equal(0, index.Before(new Moment(0)));
        Assert.Equal(journal.Count, index.Before(new Moment(long.MaxValue)));
    }

    [Fact]
    public async Task A_difference_names_every_changed_field_and_its_money_adds_up()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        using var index = Open(journal);
        var views = new[] { 0L, 400, 401, 900, 1_500, journal.Count }.Select(ordering => new StateView(ordering, index.At(ordering), journal.Rules)).ToList();
        for (var i = 1; i < views.Count; i++)
        {
            var difference = StateDifference.Between(views[i - 1], views[i]);
            Assert.Equal(views[i].Ordering - views[i - 1].Ordering, difference.Entities.Sum(entity => entity.Events));
            Assert.All(difference.Entities, entity => Assert.Contains(entity.Fields, field => field.Path == "version"));
            var money = difference.Money;
            Assert.Equal(0m, money.Accounts + money.Fund + money.Fees + money.Funding + money.UnderWay - money.Deficit - money.BroughtIn);
        }

        // Between two moments of rest nothing is under way; the parts add up without it.
        var all = MoneyLedger.Of(views[^1].State);
        Assert.Equal(0m, all.UnderWay);
        Assert.NotEqual(0m, all.Fund);
    }

    [Fact]
    public async Task A_forced_close_moves_money_from_the_account_to_what_is_under_way()
    {
        var path = await _journals.Crash();
        using var journal = ReviewedJournal.Open(path);
        using var index = Open(journal);
        var row = Doctored.First<Domain.Accounts.PositionForceClosed>(path);
        var difference = StateDifference.Between(
            new StateView(row.Ordering - 1, index.At(row.Ordering - 1), journal.Rules), new StateView(row.Ordering, index.At(row.Ordering), journal.Rules));
        var entity = Assert.Single(difference.Entities);
        Assert.Equal(row.Recorded.Id.Stream, entity.Entity);
        Assert.Contains(entity.Fields, field => field.Path.StartsWith("positions.", StringComparison.Ordinal));
        Assert.Equal(-difference.Money.Accounts, difference.Money.UnderWay);
        Assert.NotEqual(0m, difference.Money.UnderWay);
    }

    [Fact]
    public async Task An_interrupted_fold_leaves_nothing_behind()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        using var interrupted = new CancellationTokenSource();
        interrupted.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => StateIndex.Open(journal, Cache, null, interrupted.Token));
        Assert.Empty(Directory.GetFiles(Cache));
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        using var journal = ReviewedJournal.Open(await _journals.FirstAdl());
        using var index = Open(journal);
        var view = new StateView(journal.Count, index.At(journal.Count), journal.Rules);
        Assert.Contains("nobody", Assert.Throws<ReviewException>(() => view.Account(new AccountId("nobody"))).Message, StringComparison.Ordinal);
        Assert.Contains("there are", Assert.Throws<ReviewException>(() => view.Market(new MarketId("NO-PERP"))).Message, StringComparison.Ordinal);
    }

    private StateIndex Open(ReviewedJournal journal) => StateIndex.Open(journal, Cache, null, CancellationToken.None);

    private static string HashOf(ReviewedJournal journal)
    {
        var state = new ExchangeState();
        foreach (var row in journal.ReadAll())
        {
            state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
        }

        return state.Hash();
    }

    private static void Part(string whole, string path, long events)
    {
        using var reader = JournalReader.Open(whole);
        using var writer = JournalWriter.Create(path, reader.Header);
        foreach (var row in reader.ReadRange(1, events))
        {
            writer.Append(row.Stored);
        }

        writer.Complete();
    }

    private sealed class Told(List<long> values) : IProgress<long>
    {
        public void Report(long value) => values.Add(value);
    }
}
