using System.Collections.Immutable;
using System.Security.Cryptography;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Journal.Writing;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Verifying;

namespace ExchangeActors.Review.Tests.Verifying;

/// <summary>An untouched journal verifies; every way of tampering is found where it was done.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly TestJournals _journals = new();

    public void Dispose() => _journals.Dispose();

    [Theory]
    [InlineData("bitmex")]
    [InlineData("hyperliquid")]
    [InlineData("dydx-v4")]
    [InlineData("drift-v2")]
    [InlineData("percolator")]
    public async Task A_journal_as_it_was_written_verifies(string venue)
    {
        var journal = await _journals.Crash(venue);
        var verification = Verify(journal);
        Assert.Empty(verification.Findings);
        Assert.All(verification.Invariants, invariant => Assert.True(invariant.Holds, invariant.Name));
        Assert.True(verification is { Holds: true, AtRest: true });
        Assert.Equal(verification.Decisions, verification.Inputs.Outside + verification.Inputs.Entities + verification.Inputs.Monitors
            + verification.Inputs.Repeats);
        Assert.Equal(0, verification.Inputs.Repeats);
        Assert.True(verification.Decisions > 1_000);
    }

    [Fact]
    public async Task A_journal_in_which_two_markets_list_one_instrument_is_refused_as_corrupt()
    {
        var path = await _journals.Run("oct-10-2025.json", "population.accounts=50", "durationSeconds=60");
        var listed = Doctored.First<MarketListed>(path).Recorded;
        var instrument = ((MarketListed)listed.Event).Instrument;
        var second = Doctored.First<MarketListed>(path, one => one.Instrument.Id != instrument.Id);
        var doctored = Doctored.Resealed(path, recorded => recorded.Id != second.Recorded.Id ? recorded : recorded with
        {
            Event = ((MarketListed)recorded.Event) with { Instrument = instrument },
        });

        var finding = Assert.Single(Verify(doctored).Findings);

        Assert.Equal((Finding.Chain, (EventRef?)Later(listed.Id, second.Recorded.Id)), (finding.Check, finding.Event));
        Assert.Contains($"lists {instrument.Id}, which another market has listed", finding.What, StringComparison.Ordinal);
        using var journal = ReviewedJournal.Open(doctored);
        var refused = Assert.Throws<JournalException>(() => journal.Rules);
        Assert.Equal(JournalFault.Corrupt, refused.Fault);
        Assert.Equal(finding.Event, refused.Event);

        // Streams are read by name: the second of the two is the one that is told.
        static EventRef Later(EventRef a, EventRef b) => string.CompareOrdinal(a.Stream.Id, b.Stream.Id) < 0 ? b : a;
    }

    /// <summary>What is not kept is read again: the verification is the same however little is.</summary>
    [Theory]
    [InlineData("first-adl.json", 1)]
    [InlineData("crash", 1)]
    [InlineData("crash", 40)]
    public async Task However_little_is_kept_the_verification_is_the_same(string name, int kept)
    {
        var path = name == "crash"
            ? await _journals.Run(
                "btc-oct-10-2025.json", "population.accounts=60", "insuranceFund=1000", "liquidity.scale=0.0001", "durationSeconds=1320")
            : await _journals.Run(name);
        using var journal = ReviewedJournal.Open(path);

        var whole = Verifier.Run(journal, null, null, null, CancellationToken.None);
        var little = Verifier.Run(journal, null, null, null, kept, CancellationToken.None);

        Assert.True(whole.Holds, whole.Findings.FirstOrDefault()?.ToString());
        Assert.True(little.Holds, little.Findings.FirstOrDefault()?.ToString());
        Assert.Equal(
            (whole.Events, whole.Decisions, whole.Inputs, whole.Rankings, whole.StateHash),
            (little.Events, little.Decisions, little.Inputs, little.Rankings, little.StateHash));
        Assert.Equal(
            whole.Invariants.Select(invariant => invariant.ToString()), little.Invariants.Select(invariant => invariant.ToString()));
    }

    [Fact]
    public async Task Rankings_are_made_again()
    {
        var verification = Verify(await _journals.Crash());
        Assert.True(verification.Rankings.Count > 0);
        Assert.True(verification.Rankings.Candidates > verification.Rankings.Count);
    }

    [Fact]
    public async Task A_deleted_row_is_named_with_its_stream_and_sequence()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<FillApplied>(journal);
        var finding = Found(Doctored.BySql(journal, "DELETE FROM journal WHERE ordering = $row;", ("$row", row.Ordering)), Finding.Chain,
            row.Recorded.Id);
        Assert.Equal(row.Ordering, finding.Ordering);
    }

    [Fact]
    public async Task A_cut_tail_is_found()
    {
        var journal = await _journals.Crash();
        var finding = Assert.Single(
            Verify(Doctored.BySql(journal, "DELETE FROM journal WHERE ordering > (SELECT MAX(ordering) - 20 FROM journal);")).Findings);
        Assert.Equal(Finding.Chain, finding.Check);
        Assert.Contains("missing", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_tail_that_left_no_trace_is_found_by_the_checkpoint()
    {
        var journal = await _journals.Crash();
        var checkpoint = CheckpointOf(journal);

        // Whole ticks are cut off, so that what is left is a journal of a run that ended earlier.
        using var reader = JournalReader.Open(journal);
        var lastTick = reader.ReadAll().Last(row => row.Recorded.Event is TimePassed).Ordering;
        var shorter = Doctored.BySql(
            journal, "DELETE FROM journal WHERE ordering >= $row; UPDATE sqlite_sequence SET seq = $row - 1 WHERE name = 'journal';",
                ("$row", lastTick));
        Assert.DoesNotContain(Verify(shorter).Findings, finding => finding.Check == Finding.Chain);
        var found = Assert.Single(Verify(shorter, checkpoint).Findings);
        Assert.Equal(Finding.CheckpointCheck, found.Check);
        Assert.NotNull(found.Event);
        Assert.Contains("its end is missing", found.What, StringComparison.Ordinal);
        Assert.Empty(Verify(journal, checkpoint).Findings);
    }

    [Fact]
    public async Task An_edited_amount_breaks_the_hash_chain_where_it_was_edited()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<InsuranceFundDebited>(journal);

        var other = Doctored.BySql(journal, "UPDATE journal SET message = $message WHERE ordering = $row;",
            ("$message", Flipped(row.Stored)), ("$row", row.Ordering));
        Found(other, Finding.Chain, row.Recorded.Id);
    }

    [Fact]
    public async Task Swapped_rows_are_found_at_the_first()
    {
        var journal = await _journals.Crash();
        var first = Doctored.First<FillApplied>(journal);
        var second = Doctored.First<FillApplied>(journal, fill => fill != first.Recorded.Event);
        var swapped = Doctored.BySql(
            journal,
            """
            UPDATE journal SET message = CASE ordering
              WHEN $a THEN (SELECT message FROM journal WHERE ordering = $b)
              ELSE (SELECT message FROM journal WHERE ordering = $a) END
            WHERE ordering IN ($a, $b);
            """,
            ("$a", first.Ordering),
            ("$b", second.Ordering));
        Found(swapped, Finding.Chain, first.Recorded.Id);
    }

    [Fact]
    public async Task A_foreign_type_is_found()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<FillApplied>(journal);
        var finding = Found(
            Doctored.BySql(journal, "UPDATE journal SET manifest = 'System.Object, mscorlib' WHERE ordering = $row;",
                ("$row", row.Ordering)), Finding.Chain, row.Recorded.Id);
        Assert.Contains("System.Object", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_another_serializer_is_found()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<FillApplied>(journal);
        Found(Doctored.BySql(journal, "UPDATE journal SET identifier = 1 WHERE ordering = $row;", ("$row", row.Ordering)), Finding.Chain,
            row.Recorded.Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3000)]
    public async Task Garbage_bytes_are_found(int length)
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<QueueRanked>(journal);
        var garbage = new byte[length];
        new Random(1).NextBytes(garbage);
        Found(Doctored.BySql(journal, "UPDATE journal SET message = $garbage WHERE ordering = $row;", ("$garbage", garbage),
            ("$row", row.Ordering)), Finding.Chain, row.Recorded.Id);
    }

    [Fact]
    public async Task A_doctored_snapshot_is_found_and_a_true_one_is_not()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<FillApplied>(journal);
        var id = row.Recorded.Id;
        var account = Account.New(new AccountId(id.Stream.Id));
        using (var reader = JournalReader.Open(journal))
        {
            account = reader.ReadStream(id.Stream).TakeWhile(before => before.Recorded.Id.Sequence <= id.Sequence)
                .Aggregate(account, (state, before) => state.Evolve(before.Recorded.Event));
        }

        Assert.Equal(1, Verify(WithSnapshot(journal, row, account)).Snapshots);
        Assert.Empty(Verify(WithSnapshot(journal, row, account)).Findings);
        Found(WithSnapshot(journal, row, account with { Wallet = account.Wallet + new Money(1m) }), Finding.Snapshot, id);
    }

    [Fact]
    public async Task A_queue_in_another_order_is_found_although_every_hash_was_computed_again()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<QueueRanked>(journal, ranked => ranked.Candidates.Length > 3);
        var other = Doctored.Resealed(journal, recorded => recorded.Id != row.Recorded.Id ? recorded
            : Changed(recorded, (QueueRanked)recorded.Event, queue => [queue[1], queue[0], .. queue[2..]]));
        Found(other, Finding.Queue, row.Recorded.Id);
    }

    [Fact]
    public async Task A_candidate_left_out_of_a_queue_is_found()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<QueueRanked>(journal, ranked => ranked.Candidates.Length > 3);
        var other = Doctored.Resealed(journal, recorded => recorded.Id != row.Recorded.Id ? recorded
            : Changed(recorded, (QueueRanked)recorded.Event, queue => [.. queue[1..]]));
        Found(other, Finding.Queue, row.Recorded.Id);
    }

    [Fact]
    public async Task A_score_that_the_account_does_not_have_is_found()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<QueueRanked>(journal, ranked => ranked.Candidates.Length > 3);
        var other = Doctored.Resealed(
            journal,
            recorded => recorded.Id != row.Recorded.Id ? recorded
                : Changed(recorded, (QueueRanked)recorded.Event, queue => [queue[0] with { Score = queue[0].Score + 1m }, .. queue[1..]]));
        Found(other, Finding.Queue, row.Recorded.Id);
    }

    [Fact]
    public async Task An_amount_that_the_rules_do_not_give_is_found_although_every_hash_was_computed_again()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<InsuranceFundDebited>(journal);
        var other = Doctored.Resealed(
            journal,
            recorded => recorded.Id == row.Recorded.Id && recorded.Event is InsuranceFundDebited e
                ? recorded with { Event = e with { Amount = e.Amount - new Money(0.01m), Balance = e.Balance + new Money(0.01m) } }
                    : recorded);
        var finding = Found(other, Finding.Decision, row.Recorded.Id);
        Assert.Contains("InsuranceFundDebited", finding.Derived, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Marks_that_the_journal_does_not_have_are_found()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<LiquidationStarted>(journal);
        var other = Doctored.Resealed(journal, recorded =>
        {
            if (recorded.Id != row.Recorded.Id || recorded.Input is not CheckMargin check)
            {
                return recorded;
            }

            var (market, quote) = check.Marks.Quotes.First();
            return recorded with
            {
                Input = new CheckMargin(
                new MarkBoard(check.Marks.Quotes.SetItem(market, quote with { Mark = new Price(quote.Mark.Value - 1m) })))
            };
        });
        Found(other, Finding.Input, row.Recorded.Id);
    }

    [Fact]
    public async Task A_forced_close_that_nobody_asked_for_is_found()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<PositionForceClosed>(journal);
        var other = Doctored.Resealed(
            journal,
            recorded => recorded.Id == row.Recorded.Id && recorded.Input is ForceClose close
                ? recorded with { Input = close with { Quantity = close.Quantity + close.Quantity } } : recorded);
        Found(other, Finding.Input, row.Recorded.Id);
    }

    [Fact]
    public async Task Neighbours_that_were_swapped_without_a_trace_are_found_by_the_checkpoint()
    {
        var journal = await _journals.Crash();
        var checkpoint = CheckpointOf(journal);
        var rows = TestJournals.Read(journal);
        var index = Enumerable.Range(1, rows.Count - 1).First(i => Verify(Swapped(journal, i)) is { Findings.IsEmpty: true });
        var found = Assert.Single(Verify(Swapped(journal, index), checkpoint).Findings);
        Assert.Equal(Finding.CheckpointCheck, found.Check);
        Assert.Contains("another order", found.What, StringComparison.Ordinal);
        Assert.Empty(Verify(journal, checkpoint).Findings);
    }

    [Theory]
    [InlineData("venue", "aevo")]
    [InlineData("profileHash", "00")]
    public async Task A_header_that_does_not_agree_with_its_rules_is_found(string name, string value)
    {
        var other = Doctored.BySql(await _journals.FirstAdl(), "UPDATE exchange_header SET value = $value WHERE name = $name;",
            ("$name", name), ("$value", value));
        Assert.Equal((Finding.Header, value), Assert.Single(Verify(other).Findings) is var finding ? (finding.Check, finding.Recorded)
            : default);
    }

    [Theory]
    [InlineData("seed", "77")]
    [InlineData("settings", "{}")]
    [InlineData("createdBy", "9.9.9")]
    public async Task A_header_that_was_changed_is_found_by_the_checkpoint(string name, string value)
    {
        var journal = await _journals.FirstAdl();
        var other = Doctored.BySql(journal, "UPDATE exchange_header SET value = $value WHERE name = $name;", ("$name", name),
            ("$value", value));
        var finding = Assert.Single(Verify(other, CheckpointOf(journal)).Findings);
        Assert.Equal(Finding.CheckpointCheck, finding.Check);
        Assert.Contains("header", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lost_end_of_a_stream_is_named_by_the_checkpoint()
    {
        var journal = await _journals.Crash();
        var checkpoint = CheckpointOf(journal);
        var rows = TestJournals.Read(journal);

        // The last of its stream, in the middle of the journal; and the last of all.
        var middle = rows.First(row => checkpoint.Streams[row.Recorded.Id.Stream.ToString()].Sequence == row.Recorded.Id.Sequence);
        foreach (var row in new[] { middle, rows[^1] })
        {
            var other = Doctored.BySql(journal, "DELETE FROM journal WHERE ordering = $row;", ("$row", row.Ordering));
            var finding = Assert.Single(Verify(other, checkpoint).Findings);
            Assert.Equal((Finding.Chain, row.Recorded.Id, row.Ordering), (finding.Check, finding.Event, finding.Ordering));
        }
    }

    [Fact]
    public async Task A_hint_with_invented_marks_is_found_although_its_cause_is_said_to_be_outside()
    {
        var journal = await _journals.Crash();
        var other = WithInventedHint(journal, out var hint, (_, _) => new EventRef(new EntityRef(EntityKind.Outside, "feed"), 1));
        Assert.Contains("never sent from outside", Found(other, Finding.Input, hint).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hint_with_invented_marks_is_found_whatever_its_cause_is()
    {
        var journal = await _journals.Crash();
        Assert.Contains(
            "the marks that were used", Found(WithInventedHint(journal, out var own, (stream, _) => new EventRef(stream, 1)),
                Finding.Input, own).What, StringComparison.Ordinal);
        var other = WithInventedHint(journal, out var hint, (_, cause) =>
            cause with { Stream = EntityRef.Liquidation("main"), Sequence = 1 });
        Assert.Contains("hints only at what it heard", Found(other, Finding.Input, hint).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("outside/feed#77")]
    [InlineData("own#1")]
    public async Task A_forced_close_with_another_cause_is_found(string cause)
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<PositionForceClosed>(journal, _ => true);
        var stream = row.Recorded.Id.Stream;
        var said = cause == "own#1" ? new EventRef(stream, 1) : new EventRef(new EntityRef(EntityKind.Outside, "feed"), 77);
        Found(Doctored.Resealed(journal, recorded => InDecisionOf(row, recorded) ? recorded with { CausedBy = said } : recorded),
            Finding.Input, row.Recorded.Id);
    }

    [Fact]
    public async Task An_answer_with_another_cause_is_found()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<ForceCloseConfirmed>(journal);

        // The coordinator asked for the close, but what asked it to be opened did not.
        var other = Doctored.Resealed(journal, recorded => InDecisionOf(row, recorded)
            ? recorded with { CausedBy = new EventRef(row.Recorded.Id.Stream, 1) } : recorded);
        Found(other, Finding.Input, row.Recorded.Id);
    }

    [Fact]
    public async Task A_command_under_another_id_is_found()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<MarkPriceUpdated>(journal);
        var cause = row.Recorded.CausedBy;
        var other = Doctored.Resealed(journal, recorded => InDecisionOf(row, recorded)
            ? recorded with { CausedBy = cause with { Sequence = cause.Sequence + 1 } } : recorded);
        Assert.Equal(cause.ToString(), Found(other, Finding.Input, row.Recorded.Id).Derived);
    }

    [Fact]
    public async Task Another_cause_or_time_or_correlation_on_a_later_event_of_a_decision_is_found()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<LiquidationStarted>(journal);
        RecordedEvent? before = null;
        foreach (var candidate in TestJournals.Read(journal))
        {
            if (!candidate.Stored.BeginsDecision && before is not null && candidate.Recorded.Event.Correlation is null)
            {
                row = candidate;
                break;
            }

            before = candidate.Recorded;
        }

        RecordedEvent Later(RecordedEvent recorded, Func<RecordedEvent, RecordedEvent> change) =>
            recorded.Id == row.Recorded.Id ? change(recorded) : recorded;
        Found(Doctored.Resealed(journal, recorded => Later(recorded, e => e with { CausedBy = e.CausedBy with { Sequence = 1 } })),
            Finding.Input, row.Recorded.Id);
        Found(Doctored.Resealed(journal, recorded => Later(recorded, e => e with { At = e.At.PlusMs(1) })), Finding.Input, row.Recorded.Id);
        Found(Doctored.Resealed(journal, recorded => Later(recorded, e => e with { Correlation = "liq/other/1" })), Finding.Input,
            row.Recorded.Id);
    }

    [Theory]
    [InlineData(-3_600_000)]
    [InlineData(3_600_000)]
    public async Task Another_time_is_found(long ms)
    {
        var journal = await _journals.Crash();
        foreach (var row in new[] { Doctored.First<LiquidationStarted>(journal), Doctored.First<PositionForceClosed>(journal),
            Doctored.First<FillApplied>(journal), Doctored.First<MarkPriceUpdated>(journal), Doctored.First<TimePassed>(journal) })
        {
            var finding = Assert.Single(
                Verify(Doctored.Resealed(journal, recorded =>
                    InDecisionOf(row, recorded) ? recorded with { At = recorded.At.PlusMs(ms) } : recorded)).Findings);
            Assert.Equal(Finding.Input, finding.Check);
            Assert.Contains("time", finding.What, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_correlation_is_found()
    {
        var journal = await _journals.Crash();
        foreach (var row in new[] { Doctored.First<LiquidationStarted>(journal), Doctored.First<PositionForceClosed>(journal),
            Doctored.First<FillApplied>(journal), Doctored.First<MarkPriceUpdated>(journal) })
        {
            var other = Doctored.Resealed(journal, recorded =>
                recorded.Id == row.Recorded.Id ? recorded with { Correlation = "liq/somebody/1" } : recorded);
            Assert.Contains("correlation", Found(other, Finding.Input, row.Recorded.Id).What, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_candidate_hidden_behind_an_unchanged_total_is_found(bool last)
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<QueueRanked>(journal, ranked =>
            ranked.Candidates.Length > 3 && Doctored.First<ForceClosesPlanned>(journal, plan => plan.Id == ranked.Id)
                .Recorded.Event is ForceClosesPlanned plan
            && plan.Steps.Max(step => step.Rank) < ranked.Candidates.Length - 1);
        var other = Doctored.Resealed(journal, recorded => recorded.Id != row.Recorded.Id || recorded.Event is not QueueRanked ranked
            ? recorded
            : Replaced(recorded, Having(ranked, ranked.Candidates.RemoveAt(ranked.Candidates.Length - (last ? 1 : 2)))));
        Found(other, Finding.Queue, row.Recorded.Id);
    }

    [Fact]
    public async Task Totals_that_are_not_those_of_the_candidates_are_found()
    {
        var journal = await _journals.Crash();
        var row = Doctored.First<QueueRanked>(journal);
        string Changed(Func<QueueRanked, QueueRanked> change) => Doctored.Resealed(
            journal, recorded => recorded.Id == row.Recorded.Id && recorded.Event is QueueRanked ranked
                ? Replaced(recorded, change(ranked)) : recorded);
        Found(Changed(ranked => ranked with { TotalPnl = ranked.TotalPnl + new Money(1m) }), Finding.Queue, row.Recorded.Id);
        Found(Changed(ranked => ranked with { TotalQuantity = ranked.TotalQuantity + new Quantity(1m) }), Finding.Queue, row.Recorded.Id);
    }

    [Fact]
    public async Task A_queue_that_is_cut_at_the_limit_verifies_and_who_belongs_into_it_is_found()
    {
        var journal = await _journals.Run("btc-oct-10-2025.json", "population.accounts=200", "insuranceFund=1000",
            "liquidity.scale=0.0001", "profile.limits.queueLength=1");
        Assert.Empty(Verify(journal).Findings);
        var row = Doctored.First<QueueRanked>(journal, ranked => ranked.Total > ranked.Candidates.Length);
        string Changed(Func<QueueRanked, QueueRanked> change) => Doctored.Resealed(
            journal, recorded => recorded.Id == row.Recorded.Id && recorded.Event is QueueRanked ranked
                ? Replaced(recorded, change(ranked)) : recorded);
        Found(Changed(ranked => Having(ranked, ranked.Candidates[..^1])), Finding.Queue, row.Recorded.Id);
        Found(Changed(ranked => ranked with { Total = ranked.Total + 1 }), Finding.Queue, row.Recorded.Id);
        Found(Changed(ranked => ranked with { TotalPnl = ranked.TotalPnl + new Money(1m) }), Finding.Queue, row.Recorded.Id);

        var behind = Behind(journal, row);
        Assert.Contains(
            "belongs into the queue", Found(Changed(ranked => Having(ranked, [behind])), Finding.Queue, row.Recorded.Id)
                .What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_were_swapped_across_streams_are_found()
    {
        var journal = await _journals.Crash();
        var rows = TestJournals.Read(journal);

        // An effect before the last event of the decision that it follows from.
        var effect = Enumerable.Range(1, rows.Count - 1).First(
            i => rows[i].Recorded.CausedBy.Stream == rows[i - 1].Recorded.Id.Stream
                && rows[i].Recorded.Id.Stream != rows[i - 1].Recorded.Id.Stream
            && rows[i].Stored.BeginsDecision && !rows[i - 1].Stored.BeginsDecision);
        Assert.NotEmpty(Verify(Swapped(journal, effect)).Findings);

        // An event of another stream between those of a decision.
        var parted = Enumerable.Range(2, rows.Count - 2).First(
            i => !rows[i - 1].Stored.BeginsDecision && rows[i].Recorded.Id.Stream != rows[i - 1].Recorded.Id.Stream
            && rows[i].Recorded.CausedBy.Stream != rows[i - 1].Recorded.Id.Stream);
        Assert.Equal(Finding.Decision, Assert.Single(Verify(Swapped(journal, parted)).Findings).Check);
    }

    [Fact]
    public async Task An_unsigned_or_foreign_checkpoint_is_refused_where_a_key_is_asked_for()
    {
        var journal = await _journals.Crash();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var checkpoint = CheckpointOf(journal);
        var signed = checkpoint.Sign(key.ExportECPrivateKeyPem());
        Assert.Empty(Verify(journal, signed, key.ExportSubjectPublicKeyInfoPem()).Findings);
        Assert.Contains("not signed with this key", Assert.Single(
            Verify(journal, signed, another.ExportSubjectPublicKeyInfoPem()).Findings).What, StringComparison.Ordinal);
        Assert.Contains("is not signed", Assert.Single(Verify(journal, checkpoint, key.ExportSubjectPublicKeyInfoPem()).Findings).What,
            StringComparison.Ordinal);
        var edited = signed with { Streams = signed.Streams.Remove(signed.Streams.Keys.First()) };
        Assert.NotEmpty(Verify(journal, edited, key.ExportSubjectPublicKeyInfoPem()).Findings);
    }

    [Fact]
    public async Task A_checkpoint_comes_back_from_its_file_and_an_edited_file_is_refused()
    {
        var checkpoint = CheckpointOf(await _journals.FirstAdl());
        var path = _journals.PathOf("checkpoint");
        checkpoint.Write(path);
        Assert.Equal(checkpoint.Root, Checkpoint.Read(path).Root);
        var head = checkpoint.Streams.First();
        File.WriteAllText(path, File.ReadAllText(path).Replace(
            head.Value.Hash, new string('0', head.Value.Hash.Length), StringComparison.Ordinal));
        Assert.Equal(JournalFault.Corrupt, Assert.Throws<JournalException>(() => Checkpoint.Read(path)).Fault);
    }

    [Fact]
    public async Task A_journal_without_its_rules_says_so()
    {
        var journal = await _journals.FirstAdl();
        var without = Doctored.BySql(journal, "DELETE FROM exchange_header WHERE name = 'rules';");
        Assert.Equal(JournalFault.WrongVersion, Assert.Throws<JournalException>(() => Verify(without)).Fault);
    }

    /// <summary>True for the events of the decision that the row begins: they lie together and have one cause.</summary>
    private static bool InDecisionOf(JournalRow row, RecordedEvent recorded) =>
        recorded.Id == row.Recorded.Id || (recorded.Id.Stream == row.Recorded.Id.Stream && recorded.CausedBy == row.Recorded.CausedBy
            && recorded.At == row.Recorded.At);

    private static QueueRanked Having(QueueRanked ranked, ImmutableArray<Domain.Deleveraging.Candidate> candidates) =>
        ranked with { Queue = CandidateQueue.Whole(candidates) };

    private static RecordedEvent Replaced(RecordedEvent recorded, QueueRanked ranked) =>
        recorded with { Event = ranked, Input = ranked.Answer };

    /// <summary>The candidate that ranks second where only the first is recorded.</summary>
    private static Domain.Deleveraging.Candidate Behind(string journal, JournalRow row)
    {
        using var reviewed = ReviewedJournal.Open(journal);
        var ranked = (QueueRanked)row.Recorded.Event;
        var state = new Domain.Entities.ExchangeState();
        foreach (var before in reviewed.ReadAll().TakeWhile(before => before.Ordering < row.Ordering))
        {
            state.Apply(before.Recorded.Id.Stream, before.Recorded.Event);
        }

        var monitors = Domain.Risk.RiskMonitors.ForRanking(reviewed.Rules, ranked.Marks);
        foreach (var account in state.Accounts.Values)
        {
            monitors.Know(new AccountRisk(account));
        }

        return monitors.Queue(ranked.Id.Market, ranked.Candidates[0].Size.Sign, null, queuedOnly: true)[1];
    }

    /// <summary>Appends a margin check on invented marks, with what the rules give for it, to the end of an account's stream.</summary>
    private static string WithInventedHint(string journal, out EventRef hint, Func<EntityRef, EventRef, EventRef> cause)
    {
        using var reviewed = ReviewedJournal.Open(journal);
        var state = new Domain.Entities.ExchangeState();
        RecordedEvent? last = null;
        foreach (var row in reviewed.ReadAll())
        {
            state.Apply(row.Recorded.Id.Stream, row.Recorded.Event);
            last = row.Recorded;
        }

        var marks = state.Markets.Values.Aggregate(MarkBoard.Empty, (board, market) =>
            board.With(market.Id, market.Quote! with { Mark = new Price(market.Quote.Mark.Value * 2m) }));
        var (account, decision) = state.Accounts.Values.Select(
            account => (account, account.Decide(new CheckMargin(marks), reviewed.Rules, default)))
                .First(pair => pair.Item2.Events.Count > 0);
        var stream = EntityRef.Account(account.Id);
        hint = new EventRef(stream, account.Version + 1);
        var copy = $"{journal}.{Guid.NewGuid():N}";
        using var reader = JournalReader.Open(journal);
        using var writer = JournalWriter.Create(copy, reader.Header);
        foreach (var row in reader.ReadAll())
        {
            writer.Append(row.Recorded with { Input = row.Stored.ReadInput() });
        }

        string? correlation = null;
        for (var i = 0; i < decision.Events.Count; i++)
        {
            correlation = decision.Events[i].Correlation ?? correlation;
            writer.Append(
                new RecordedEvent(new EventRef(stream, account.Version + 1 + i), cause(stream, last!.Id), correlation, last.At,
                    decision.Events[i])
                { Input = i == 0 ? new CheckMargin(marks) : null });
        }

        writer.Complete();
        return copy;
    }

    /// <summary>A copy in which a row (from 0) and the one before it have changed places.</summary>
    private static string Swapped(string journal, int index) => Doctored.BySql(
        journal,
        "UPDATE journal SET ordering = -1 WHERE ordering = $a; UPDATE journal SET ordering = $a WHERE ordering = $a + 1; UPDATE journal "
            + "SET ordering = $a + 1 WHERE ordering = -1;",
        ("$a", (long)index));

    private static RecordedEvent Changed(RecordedEvent recorded, QueueRanked ranked, Func<ImmutableArray<Domain.Deleveraging.Candidate>,
        ImmutableArray<Domain.Deleveraging.Candidate>> change)
    {
        var other = Having(ranked, change(ranked.Candidates)) with { Total = change(ranked.Candidates).Length };
        return recorded with { Event = other, Input = other.Answer };
    }

    private static Finding Found(string journal, string check, EventRef at)
    {
        var verification = Verify(journal);
        Assert.False(verification.Holds);
        var finding = Assert.Single(verification.Findings);
        Assert.Equal((check, at), (finding.Check, finding.Event));
        return finding;
    }

    private static Verification Verify(string path, Checkpoint? checkpoint = null, string? key = null)
    {
        using var journal = ReviewedJournal.Open(path);
        return Verifier.Run(journal, checkpoint, key, null, CancellationToken.None);
    }

    private static Checkpoint CheckpointOf(string path)
    {
        using var reader = JournalReader.Open(path);
        var heads = new Dictionary<EntityRef, HashChain>();
        var order = new OrderHash();
        reader.ReadOrder(order);
        foreach (var row in reader.ReadAll())
        {
            heads[row.Recorded.Id.Stream] = new HashChain(row.Recorded.Id.Stream, row.Recorded.Id.Sequence, row.Hash);
        }

        return Checkpoint.Of(reader.Header, heads.Values, order.Checkpoint);
    }

    private static string WithSnapshot(string journal, JournalRow row, Account account)
    {
        var id = row.Recorded.Id;
        var snapshot = new EntitySnapshot(new HashChain(id.Stream, id.Sequence, row.Hash), account);
        return Doctored.BySql(
            journal,
            """
            CREATE TABLE snapshot (
              persistence_id TEXT, sequence_number INTEGER, created INTEGER, snapshot BLOB, manifest TEXT, serializer_id INTEGER);
            INSERT INTO snapshot VALUES ($stream, $sequence, 0, $snapshot, $manifest, 0);
            """,
            ("$stream", id.Stream.ToString()),
            ("$sequence", id.Sequence),
            ("$snapshot", SnapshotCodec.Encode(snapshot)),
            ("$manifest", SnapshotCodec.ManifestOf(snapshot)));
    }

    /// <summary>The payload with its record as it is, but a bit: the event is its last field and an amount the event's last
    /// part.</summary>
    private static byte[] Flipped(JournaledEvent stored)
    {
        var record = stored.Record.ToArray();
        record[^1] ^= 1;
        byte[] length = record.Length < 128 ? [(byte)record.Length] : [(byte)((record.Length & 0x7F) | 0x80), (byte)(record.Length >> 7)];
        return [0x0A, .. length, .. record, 0x12, ChainHash.Length, .. stored.StoredBytes[^ChainHash.Length..].Span];
    }
}
