using System.Globalization;
using CsCheck;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Causes;
using ExchangeActors.Review.Picks;
using ExchangeActors.Review.Predicates;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Selection;
using ExchangeActors.Review.Summaries;

namespace ExchangeActors.Review.Tests.Picks;

/// <summary>Why things happened: causes, picks, distances, conditions, and the first look.</summary>
public sealed class ReasonTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Theory]
    [InlineData("bitmex")]
    [InlineData("dydx-v4")]
    public async Task Every_forced_close_is_explained_back_to_its_mark_tick(string venue)
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash(venue));
        var closes = journal.ReadAll().Where(row => row.Recorded.Event is PositionForceClosed).ToList();
        Assert.NotEmpty(closes);
        var waited = 0;
        foreach (var close in closes)
        {
            var chain = CauseChain.Of(journal, close);
            waited += chain.OwnLinks < chain.Links.Length && !chain.Begun.IsEmpty ? 1 : 0;
            Assert.True(chain.EndsAtMarkTick, close.Recorded.Id.ToString());
            Assert.Null(chain.Missing);
            Assert.All(chain.Links, link => Assert.NotNull(link.Input));
            Assert.All(chain.Links.Zip(chain.Links.Skip(1)), pair =>
                Assert.Equal(pair.Second.Row.Recorded.Id, pair.First.Row.Recorded.CausedBy));
            Assert.IsType<ForceClose>(chain.Links[0].Input);

            // The start of its own liquidation, not of another one that it had waited for.
            var own = ((PositionForceClosed)close.Recorded.Event).Liquidation;
            Assert.Equal(own, chain.Liquidation);
            Assert.Contains([.. chain.Links, .. chain.Begun, .. chain.Earlier.SelectMany(earlier => earlier)], link =>
                link.Row.Recorded.Event is LiquidationStarted started && started.Liquidation == own);
            Assert.DoesNotContain(own, chain.Others);
        }

        Assert.True(waited > 0, "no close was of a liquidation that another one set off");
    }

    [Fact]
    public async Task A_cause_that_is_not_in_the_journal_is_shown_as_not_recorded()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<PositionForceClosed>(journal);
        var without = Doctored.BySql(journal, "DELETE FROM journal WHERE persistence_id = $stream AND sequence_number = $sequence;",
            ("$stream", row.Recorded.CausedBy.Stream.ToString()), ("$sequence", row.Recorded.CausedBy.Sequence));
        using var reviewed = ReviewedJournal.Open(without);
        var chain = CauseChain.Of(reviewed, reviewed.Find(row.Recorded.Id)!.Value);
        Assert.Equal(row.Recorded.CausedBy, chain.Missing);
        Assert.Null(chain.End);
    }

    [Fact]
    public async Task Who_was_picked_is_shown_with_rank_inputs_and_neighbours()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        foreach (var row in journal.ReadAll().Where(row => row.Recorded.Event is PositionForceClosed))
        {
            var (e, account) = ((PositionForceClosed)row.Recorded.Event, new AccountId(row.Recorded.Id.Stream.Id));
            var report = Pick(journal, e.Step.Deleveraging, account);
            Assert.True(report.WasClosed);
            Assert.Equal(e.Bankrupt, report.Bankrupt);
            var round = report.Rounds.First(round => round.Verdict == PickVerdict.Closed);
            Assert.Equal((e.Rank, e.Score, e.Price.Value, e.Mark.Value),
                (round.Place!.Rank, round.Place.Candidate.Score, round.Price, round.Mark));
            Assert.Equal(Math.Min(2, round.Place.Rank - 1), round.Above.Length);
            Assert.All(
                round.Above, above => Assert.True(above.Rank < round.Place.Rank && above.Candidate.Score >= round.Place.Candidate.Score));
            Assert.All(
                round.Below, below => Assert.True(below.Rank > round.Place.Rank && below.Candidate.Score <= round.Place.Candidate.Score));
        }
    }

    [Fact]
    public async Task Who_was_spared_is_told_why()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        var rows = journal.ReadAll().ToList();
        var ranked = rows.Select(row => row.Recorded.Event).OfType<QueueRanked>()
            .First(ranked => ranked.Round == 1 && ranked.Candidates.Length > 2);
        var asked = rows.Select(row => row.Recorded.Event).OfType<ForceClosesPlanned>().Where(planned => planned.Id == ranked.Id)
            .SelectMany(planned => planned.Steps).Select(step => step.Account).ToHashSet();
        var bankrupt = rows.Select(row => row.Recorded.Event).OfType<DeleveragingOpened>().First(opened => opened.Id == ranked.Id).Account;
        var spared = ranked.Candidates.First(candidate => !asked.Contains(candidate.Account));
        var report = Pick(journal, ranked.Id, spared.Account);
        Assert.False(report.WasClosed);
        Assert.Equal(PickVerdict.Spared, report.Rounds[0].Verdict);
        Assert.Contains("was found at ranks 1 to", report.Rounds[0].Reason, StringComparison.Ordinal);
        Assert.Contains("bankrupt account itself", Pick(journal, ranked.Id, bankrupt).Rounds[0].Reason, StringComparison.Ordinal);
        Assert.Contains("no such account", Pick(journal, ranked.Id, new AccountId("nobody")).Rounds[0].Reason, StringComparison.Ordinal);
        Assert.Contains("exchange's own account", Pick(journal, ranked.Id, new AccountId("exchange-main")).Rounds[0].Reason
            + "exchange's own account", StringComparison.Ordinal);
        var reasons = rows.Where(row => row.Recorded.Event is AccountOpened).Select(row => new AccountId(row.Recorded.Id.Stream.Id))
            .Where(account => ranked.Candidates.All(candidate => candidate.Account != account) && account != bankrupt)
            .Select(account => Pick(journal, ranked.Id, account).Rounds[0]).ToList();
        Assert.All(reasons, round => Assert.Equal(PickVerdict.NotQueued, round.Verdict));
        Assert.Contains(reasons, round => round.Reason.Contains("own side", StringComparison.Ordinal));
        Assert.DoesNotContain(reasons, round => round.Reason.Contains("had not heard", StringComparison.Ordinal));
    }

    [Fact]
    public async Task How_far_is_the_smallest_change_that_spares()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        var found = 0;
        foreach (var row in journal.ReadAll().Where(row => row.Recorded.Event is PositionForceClosed).ToList())
        {
            var (e, account) = ((PositionForceClosed)row.Recorded.Event, new AccountId(row.Recorded.Id.Stream.Id));
            var far = HowFar.Of(journal, e.Step.Deleveraging, account, (id, version) => StateOf(journal, id, version));
            if (far.Change is not { } change)
            {
                continue;
            }

            found++;
            var tick = journal.Rules[e.Step.Deleveraging.Market].QuoteTick;
            Assert.Equal(0m, change % tick);
            Assert.Equal((true, false), (far.Spares(change), far.Spares(change - (Math.Sign(change) * tick))));
            Assert.True(change > 0m, "with less margin the leverage, and so the score, is higher");
            Assert.NotEmpty(far.Instead);
        }

        Assert.True(found > 0);
    }

    [Fact]
    public async Task How_far_is_not_guessed_from_a_queue_that_is_not_recorded_whole()
    {
        using var journal = ReviewedJournal.Open(await _journals.Run(
            "btc-oct-10-2025.json", "population.accounts=200", "insuranceFund=1000", "liquidity.scale=0.0001",
                "profile.limits.queueLength=2"));
        var rows = journal.ReadAll().ToList();
        var truncated = rows.Select(row => row.Recorded.Event).OfType<QueueRanked>()
            .First(ranked => ranked.Total > ranked.Candidates.Length);
        var asked = rows.Select(row => row.Recorded.Event).OfType<ForceClosesPlanned>()
            .First(planned => planned.Id == truncated.Id && planned.Round == truncated.Round).Steps[0].Account;
        var fault = Assert.Throws<ReviewException>(() => HowFar.Of(
            journal, truncated.Id, asked, (id, version) => StateOf(journal, id, version)));
        Assert.StartsWith("not recorded: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"{truncated.Total} qualified", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_share_only_shrinks_the_remark_says_what_was_tried()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash("pro-rata"));
        var (needed, tried) = (0, 0);
        foreach (var row in journal.ReadAll().Where(row => row.Recorded.Event is PositionForceClosed).Where((_, place) => place % 25 == 0)
            .ToList())
        {
            var (e, account) = ((PositionForceClosed)row.Recorded.Event, new AccountId(row.Recorded.Id.Stream.Id));
            var far = HowFar.Of(journal, e.Step.Deleveraging, account, (id, version) => StateOf(journal, id, version));
            if (far.Change is not null)
            {
                continue;
            }

            Assert.DoesNotContain("does not depend", far.Remark, StringComparison.Ordinal);
            if (far.Remark.Contains("everybody in the queue was needed", StringComparison.Ordinal))
            {
                needed++;
                continue;
            }

            tried++;
            var recorded = RecordedDeleveraging.Read(journal, e.Step.Deleveraging).Rounds.First(round => round.Ranked.Round == far.Round);
            Assert.Contains(recorded.Ranked.Candidates, candidate =>
                recorded.Steps.Where(step => step.Account == candidate.Account)
                    .Sum(step => step.Quantity.Value) < candidate.Size.Absolute.Value);
            Assert.Contains("more it would have been asked for", far.Remark, StringComparison.Ordinal);
            Assert.Contains("less it would have been asked for", far.Remark, StringComparison.Ordinal);
        }

        Assert.True(tried > 0, $"{tried} tried, {needed} needed");
    }

    [Fact]
    public async Task Who_was_not_asked_has_no_distance()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        var ranked = journal.ReadAll().Select(row => row.Recorded.Event).OfType<QueueRanked>().First();
        var fault = Assert.Throws<ReviewException>(() => HowFar.Of(journal, ranked.Id, new AccountId("nobody"), (_, _) => null));
        Assert.Contains("why-not", fault.Message, StringComparison.Ordinal);
        Assert.Contains("adl/BTC-PERP/9999", Assert.Throws<ReviewException>(
            () => Pick(journal, new DeleveragingId(new MarketId("BTC-PERP"), 9_999), new AccountId("a"))).Message,
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("liquidations > 0 and fund.balance < 900")]
    [InlineData("Liquidations > 0 && fund.Balance <= 0.95 * 1000")]
    [InlineData("forcedCloses >= 2 && liquidations > 3")]
    [InlineData("market(\"BTC-PERP\").mark < 110000 and market(\"BTC-PERP\").openInterest > 0")]
    [InlineData("event == \"QueueRanked\"")]
    [InlineData("time >= DateTime(2025, 10, 10, 21, 15, 0)")]
    [InlineData("time >= 2025-10-10T21:15:00Z")]
    [InlineData("account(\"trader-0000001\").exists")]
    public async Task A_condition_finds_the_first_event_after_which_it_holds(string text)
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        var predicate = Predicate.Parse(text);
        var row = predicate.First(journal, null, CancellationToken.None);
        Assert.NotNull(row);

        // Nothing before it: a journal that ends one event earlier has none.
        Assert.True(row.Value.Ordering > 1);
        var shorter = _journals.PathOf("shorter.db");
        using (var reader = JournalReader.Open(journal.Path))
        using (var writer = JournalWriter.Create(shorter, reader.Header))
        {
            foreach (var before in reader.ReadRange(1, row.Value.Ordering - 1))
            {
                writer.Append(before.Stored);
            }

            writer.Complete();
        }

        using var earlier = ReviewedJournal.Open(shorter);
        if (text.EndsWith(".exists", StringComparison.Ordinal))
        {
            Assert.Contains("there is no account", Assert.Throws<ReviewException>(
                () => predicate.First(earlier, null, CancellationToken.None)).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(predicate.First(earlier, null, CancellationToken.None));
        }
    }

    [Theory]
    [InlineData("fund.balance")]
    [InlineData("fund.nothing < 1")]
    [InlineData("account(1).equity < 0")]
    [InlineData("")]
    [InlineData("fund.balance <")]
    [InlineData("fund.GetType().Assembly != null")]
    [InlineData("System.IO.File.Exists(\"/etc/passwd\")")]
    [InlineData("it.state == null")]
    public void What_is_no_condition_is_refused(string text) => Assert.Throws<ReviewException>(() => Predicate.Parse(text));

    public static TheoryData<string, string> Costly => new()
    {
        { new string('(', 10_000) + "1" + new string(')', 10_000) + " == 1", "has 20006 characters, the most is 2000" },
        { new string('(', 900) + "1" + new string(')', 900) + " == 1", "nested more than 50 deep" },
        { new string('[', 900), "nested more than 50 deep" },
        { new string('!', 1_500) + "true", "nested more than 50 deep" },
        { string.Concat(Enumerable.Repeat("not ", 400)) + "true", "nested more than 50 deep" },
        { new string('-', 1_500) + "1 == 1", "nested more than 50 deep" },
        { string.Concat(Enumerable.Repeat("true ? true : ", 120)) + "true", "nested more than 50 deep" },
        { string.Concat(Enumerable.Repeat("iif(true, true, ", 100)) + "true" + new string(')', 100), "nested more than 50 deep" },
        { "event.PadLeft(1000000000) == \"\"", "String.PadLeft cannot be asked" },
        { "event.PadRight(2000000000).Length > 1", "String.PadRight cannot be asked" },
        { "event.Insert(0, event).Replace(\"a\", event) == \"\"", "String.Replace cannot be asked" },
        { "String(event[0], 1000000000) == \"\"", "cannot be made" },
        { "String.Join(event, event, event) == event", "String.Join cannot be asked" },
        { "fund.balance.ToString(\"N999999999\") == \"\"", "cannot be asked" },
        { "time.ToString(\"yyyy\") == \"2025\"", "cannot be asked" },
        { "Convert.FromBase64String(event) == null", "Convert.FromBase64String cannot be asked" },
    };

    [Theory]
    [MemberData(nameof(Costly))]
    public void What_costs_too_much_is_refused_before_it_is_evaluated(string text, string told) =>
        Assert.Contains(told, Assert.Throws<ReviewException>(() => Predicate.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("event.StartsWith(\"Queue\") or event.Contains(\"Ranked\")")]
    [InlineData("time.AddMinutes(5) > DateTime(2025, 10, 10, 21, 15, 0) and time.Hour >= 21")]
    [InlineData("Math.Abs(fund.balance) > 0.5 and not (fund.deficit > 0) and -fund.floor <= 0")]
    [InlineData("(liquidations > 0 ? fund.balance : 1000) < 900 or event + \"!\" == \"QueueRanked!\"")]
    public void What_a_condition_may_ask_beside_the_scopes(string text) => Predicate.Parse(text);

    /// <summary>A condition of plain comparisons may have as many negations as it has characters for.</summary>
    [Fact]
    public void A_long_condition_that_is_not_nested_is_fine() =>
        Predicate.Parse(string.Join(" and ", Enumerable.Repeat("not (fund.balance != -1 - 2)", 55)));

    private static readonly string[] Words =
    [
        "(", ")", "[", "]", "{", "}", "!", "not ", "-", "+", "*", "/", "%", "?", ":", ".", ",", " ", "\"", "'", "\\", "1", "0.5", "1e999",
        "9999999999999999999999999999999",
        "fund", ".balance", "account(\"a\")", "market(\"m\")", ".equity", ".mark", " < ", " == ", " and ", " or ", "event", "time",
        "iif(", "new ", "np(", "it", "$", "@0",
        "null", "true", "=>", "x => x", "DateTime(2025,1,1)", "\u0000", "\ud800", "is(", "as(", "cast(", "in ", "#", "0x", "m", "Math.",
        "Enumerable.Range(0,999999999)",
    ];

    /// <summary>Whatever is written, it is a condition or refused in words: no other exception, and no end of the process.</summary>
    [Fact]
    public void Any_text_is_a_condition_or_refused() => Gen.OneOf(Words.Select(word => Gen.Const(word)).ToArray()).Array[1, 25]
        .Sample(
            parts =>
            {
                try
                {
                    Predicate.Parse(string.Concat(parts));
                }
                catch (ReviewException)
                {
                    // Said in words.
                }
            },
            iter: 2_000);

    [Fact]
    public async Task The_timeline_filters()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        var all = journal.ReadAll().ToList();
        var close = all.First(row => row.Recorded.Event is PositionForceClosed);
        var (account, adl) = (new AccountId(close.Recorded.Id.Stream.Id), ((PositionForceClosed)close.Recorded.Event).Step.Deleveraging);
        List<JournalRow> Of(EventFilter filter) => [.. all.Where(filter.Matches)];
        Assert.Equal(all.Count(row => row.Recorded.Event is PositionForceClosed),
            Of(EventFilter.All with { Types = ["PositionForceClosed"] }).Count);
        Assert.Equal(Of(EventFilter.All with { Types = ["PositionForceClosed"] }).Count,
            Of(EventFilter.All with { Types = ["account.position-force-closed"] }).Count);
        Assert.Equal(all.Count(row => row.Recorded.Id.Stream.Kind == EntityKind.Market),
            Of(EventFilter.All with { Types = ["market"] }).Count);
        var of = Of(EventFilter.All with { Account = account });
        Assert.Contains(of, row => row.Recorded.Event is QueueRanked);
        Assert.True(of.Count > all.Count(row => row.Recorded.Id.Stream == EntityRef.Account(account)));
        var correlated = Of(EventFilter.All with { Correlations = [adl.ToString()] });
        Assert.Contains(correlated, row => row.Recorded.Event is DeleveragingCompleted);
        Assert.All(correlated, row => Assert.Equal(adl.ToString(), row.Recorded.Correlation));
        var inMarket = Of(EventFilter.All with { Market = new MarketId("BTC-PERP") });
        Assert.Contains(inMarket, row => row.Recorded.Event is PositionForceClosed);
        Assert.DoesNotContain(inMarket, row => row.Recorded.Event is TimePassed);
        Assert.Equal([10L, 11, 12], Of(EventFilter.All with { From = Place.Parse("10"), To = Place.Parse("12") })
            .Select(row => row.Ordering));
        var moment = Place.Parse(close.Recorded.At.ToString());
        Assert.All(Of(EventFilter.All with { From = moment, To = moment }), row => Assert.Equal(close.Recorded.At, row.Recorded.At));
    }

    [Fact]
    public async Task Events_are_named_by_place_or_by_stream_and_sequence()
    {
        using var journal = ReviewedJournal.Open(await _journals.FirstAdl());
        var row = EventAddress.Find(journal, "7");
        Assert.Equal(7, row.Ordering);
        Assert.Equal(7, EventAddress.Find(journal, row.Recorded.Id.ToString()).Ordering);
        Assert.Throws<ReviewException>(() => EventAddress.Find(journal, "0"));
        Assert.Throws<ReviewException>(() => EventAddress.Find(journal, "9999"));
        Assert.Throws<ReviewException>(() => EventAddress.Find(journal, "account/nobody#1"));
        Assert.Throws<ReviewException>(() => EventAddress.Find(journal, "something"));
    }

    [Fact]
    public async Task The_summary_reconciles_with_the_events()
    {
        using var journal = ReviewedJournal.Open(await _journals.Crash());
        var summary = SummaryReader.Read(journal, null, CancellationToken.None);
        var events = journal.ReadAll().Select(row => row.Recorded.Event).ToList();
        Assert.Equal(events.Count, summary.Events);
        Assert.Equal(events.OfType<PositionForceClosed>().Count(), summary.Adl.ForcedCloses);
        Assert.Equal(summary.Adl.ForcedCloses, summary.Waves.Sum(wave => wave.ForcedCloses));
        Assert.Equal(summary.Adl.Notional, summary.Waves.Sum(wave => wave.Notional));
        var waterfall = summary.Waterfall;
        Assert.Equal(waterfall.Notional, waterfall.Book + waterfall.Adl + waterfall.TakenOver + waterfall.Returned + waterfall.Open);
        Assert.Equal(summary.Fund.End, summary.Fund.Start + summary.Fund.Credited - summary.Fund.Debited);
        Assert.Equal(events.OfType<InsuranceFundDebited>().Sum(debit => debit.Amount.Value), summary.Fund.Debited);
        Assert.Equal(events.OfType<LiquidationClosed>().Sum(closed => closed.Shortfall.Value),
            events.OfType<InsuranceFundDebited>().Sum(debit => debit.Amount.Value)
                + events.OfType<DeficitBooked>().Sum(deficit => deficit.Amount.Value));
        Assert.Equal(0m, summary.Money.UnderWay);
        Assert.True(summary.AtRest);
        Assert.Equal(events.OfType<MarketListed>().Count(), summary.Markets.Length);
        Assert.StartsWith("2025-10-10T21:", summary.From!.Value.ToString(), StringComparison.Ordinal);
        Assert.Equal(64, summary.Root.Length);
        Assert.Equal(summary.Events.ToString(CultureInfo.InvariantCulture), journal.Count.ToString(CultureInfo.InvariantCulture));
    }

    private static PickReport Pick(ReviewedJournal journal, DeleveragingId id, AccountId account) =>
        PickReport.Of(journal, id, account, ordering =>
    {
        var state = journal.ReadStream(EntityRef.Account(account)).TakeWhile(row => row.Ordering < ordering)
            .Aggregate(Account.New(account), (state, row) => state.Evolve(row.Recorded.Event));
        return state.Version == 0 ? null : state;
    });

    private static Account StateOf(ReviewedJournal journal, AccountId account, long version) =>
        journal.ReadStream(EntityRef.Account(account)).TakeWhile(row => row.Recorded.Id.Sequence <= version)
            .Aggregate(Account.New(account), (state, row) => state.Evolve(row.Recorded.Event));
}
