using System.Text.Json;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.States;
using ExchangeActors.Review.Summaries;
using ExchangeActors.Scenarios.Simulating;

namespace ExchangeActors.Review.Tests.States;

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
    public void A_liquidation_that_waits_for_its_turn_is_in_the_state()
    {
        // A journal that ends while one waits for its first step behind the limit of liquidations in flight.
        var events = new List<RecordedEvent>();
        var state = new ExchangeState();
        var plan = PlanDrawing.Draw(1);
        for (var seed = 1UL; !Waits(state); seed++)
        {
            plan = PlanDrawing.Draw(seed);
            (events, state) = ([], new ExchangeState());
            Simulation.Run(plan, null, null, recorded =>
            {
                if (!Waits(state))
                {
                    events.Add(recorded);
                    state.Apply(recorded.Id.Stream, recorded.Event);
                }
            });
        }

        var path = _journals.PathOf("waits.db");
        var spec = plan.RulesSpec;
        using (var writer = JournalWriter.Create(path, new JournalHeader(
            "waits", "waits", plan.Venue.Name, JournaledRules.HashOf(spec), 1, "test", "{}", spec)))
        {
            events.ForEach(recorded => writer.Append(recorded));
            writer.Complete();
        }

        using var journal = ReviewedJournal.Open(path);
        using var index = Open(journal);
        Assert.Equal(state.Hash(), index.At(journal.Count).Hash());
        var cases = index.View(journal.Count).Fund()["state"]!["cases"]!.AsObject();
        Assert.Contains(cases, entry => entry.Value!["step"]!.GetValue<decimal>() == 0m && entry.Value["stepMarket"] is null);

        static bool Waits(ExchangeState state) => state.Pools.Values.Any(
            pool => pool.Cases.Values.Any(waiting => waiting is { Step: 0, Phase: CasePhase.Waiting }
                && pool.Cases.Values.Any(other => other.IsMoving)));
    }

    [Fact]
    public async Task A_byte_changed_in_what_was_kept_changes_no_answer()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        string expected, half;
        using (var index = Open(journal))
        {
            (expected, half) = (index.At(journal.Count).Hash(), index.At(journal.Count / 2).Hash());
        }

        var file = Assert.Single(Directory.GetFiles(Cache));
        var kept = await File.ReadAllBytesAsync(file);
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var bytes = kept.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(file, bytes);

            using var index = Open(journal);

            Assert.Equal(expected, index.At(journal.Count).Hash());
            Assert.Equal(half, index.At(journal.Count / 2).Hash());
            Assert.Equal(journal.Count, index.Before(new Moment(long.MaxValue / 2)));
        }
    }

    [Fact]
    public async Task What_was_kept_under_other_values_is_made_again()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        Open(journal).Dispose();
        var file = Assert.Single(Directory.GetFiles(Cache));
        var expected = 0L;
        foreach (var sql in new[]
        {
            "UPDATE grid SET at = at - 600000", "UPDATE grid SET events = events - 1", "UPDATE grid SET clearing = '{}'",
                "UPDATE grid SET states = hash",
            "DELETE FROM state WHERE stream LIKE 'account/%'", "UPDATE state SET bytes = x'00'", "UPDATE state SET manifest = 'x'",
                "DROP TABLE state",
        })
        {
            using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False"))
            {
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                command.ExecuteNonQuery();
            }

            using var index = Open(journal);
            var state = new ExchangeState();
            foreach (var row in journal.ReadAll())
            {
                state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
            }

            Assert.Equal(state.Hash(), index.At(journal.Count).Hash());
            var middle = journal.At(journal.Count / 2)!.Value.Recorded.At;
            expected = expected == 0 ? index.Before(middle) : expected;
            Assert.Equal(expected, index.Before(middle));
        }
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
        var views = new[] { 0L, 400, 401, 900, 1_500, journal.Count }.Select(ordering => index.View(ordering)).ToList();
        for (var i = 1; i < views.Count; i++)
        {
            var difference = StateDifference.Between(views[i - 1], views[i]);
            Assert.Equal(views[i].Ordering - views[i - 1].Ordering, difference.Entities.Sum(entity => entity.Events));
            Assert.All(difference.Entities, entity => Assert.Contains(entity.Fields, field => field.Path == "version"));
            Assert.True(difference.Money.AddsUp);
        }

        // Between two moments of rest nothing is under way; the parts add up without it.
        var all = views[^1].Money;
        Assert.Equal(0m, all.UnderWay);
        Assert.NotEqual(0m, all.Fund);
    }

    [Fact]
    public async Task A_forced_close_moves_money_from_the_account_to_what_is_under_way()
    {
        var path = await _journals.Crash();
        using var journal = ReviewedJournal.Open(path);
        using var index = Open(journal);
        var row = Doctored.First<PositionForceClosed>(path);
        var difference = StateDifference.Between(
            index.View(row.Ordering - 1), index.View(row.Ordering));
        var entity = Assert.Single(difference.Entities);
        Assert.Equal(row.Recorded.Id.Stream, entity.Entity);
        Assert.Contains(entity.Fields, field => field.Path.StartsWith("positions.", StringComparison.Ordinal));
        Assert.Equal(-difference.Money.Accounts, difference.Money.UnderWay);
        Assert.NotEqual(0m, difference.Money.UnderWay);
    }

    [Theory]
    [InlineData("bitmex")]
    [InlineData("hyperliquid")]
    [InlineData("dydx-v4")]
    [InlineData("drift-v2")]
    [InlineData("percolator")]
    public async Task After_every_event_the_states_and_what_is_under_way_add_up(string venue)
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash(venue));
        var (state, clearing, away) = (new ExchangeState(), new Clearing(), 0);
        foreach (var row in journal.ReadAll())
        {
            state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
            clearing.Observe(row.Recorded);
            Assert.True(MoneyLedger.Of(state, clearing).AddsUp, row.Recorded.ToString());
            away += clearing.UnderWay == 0m ? 0 : 1;

            // What is stored of it goes on as it would have.
            clearing = row.Ordering % 100 == 0 ? new Clearing(
                JsonSerializer.Deserialize<ClearingState>(JsonSerializer.Serialize(clearing.State))!) : clearing;
        }

        Assert.True(away > 0);
        Assert.Equal((0m, null, 0), (clearing.UnderWay, clearing.Left, clearing.Breaks.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Money_that_one_side_was_paid_and_the_other_did_not_pay_is_named(bool withPnl)
    {
        var path = await _journals.Crash();
        JournalRow close;
        using (var original = ReviewedJournal.Open(path))
        using (var states = Open(original))
        {
            // One that closes the position whole: of one that is left the cost basis takes up whatever a price does not bring.
            close = original.ReadAll().First(row => row.Recorded.Event is PositionForceClosed { Step.Deleveraging.Market: var market }
                && !states.At(row.Ordering).Account(new AccountId(row.Recorded.Id.Stream.Id)).Positions.ContainsKey(market));
        }

        var e = (PositionForceClosed)close.Recorded.Event;
        var paid = e.Side.Delta(e.Quantity).Value * 10m;
        var dearer = e with
        {
            Price = new Price(e.Price.Value + 10m),
            RealisedPnl = withPnl ? new Money(e.RealisedPnl.Value - paid) : e.RealisedPnl
        };
        var doctored = Doctored.Resealed(path, recorded => recorded.Id == close.Recorded.Id ? recorded with { Event = dearer } : recorded);
        using var journal = ReviewedJournal.Open(doctored);
        using var index = Open(journal);
        var closed = journal.ReadAll().First(row => row.Recorded.Event is LiquidationClosed closed && closed.Liquidation == e.Liquidation)
            .Ordering;
        (decimal Sum, decimal Astray) Money(long first, long second)
        {
            var money = StateDifference.Between(index.View(first), index.View(second)).Money;
            Assert.Equal(money is (_, _, _, _, _, _, _, 0m) && money.Sum == 0m, money.AddsUp);
            return (money.Sum, money.Astray);
        }

        // A price that the account's own state does not follow shows at once; until the liquidation is over the other side might still pay
        // it.
        var own = withPnl ? 0m : paid;
        Assert.Equal((0m, 0m), Money(0, close.Ordering - 1));
        Assert.Equal((own, 0m), Money(close.Ordering - 1, close.Ordering));
        Assert.Equal((0m, 0m), Money(close.Ordering, closed - 1));
        Assert.Equal((0m, paid), Money(closed - 1, closed));
        Assert.Equal((own, paid), Money(0, journal.Count));
        Assert.Equal(paid, SummaryReader.Read(journal, null, CancellationToken.None).Money.Astray);
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
        var view = index.View(journal.Count);
        Assert.Contains("nobody", Assert.Throws<ReviewException>(() => view.Account(new AccountId("nobody"))).Message,
            StringComparison.Ordinal);
        Assert.Contains("there are", Assert.Throws<ReviewException>(() => view.Market(new MarketId("NO-PERP"))).Message,
            StringComparison.Ordinal);
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
