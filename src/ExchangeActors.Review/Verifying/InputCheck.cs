using System.Runtime.InteropServices;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Codec;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Verifying;

/// <summary>
/// Whether the messages that were decided are what others had to say: a message between entities follows from the event that is recorded as
/// its cause; only commands come from outside, each under its own id; marks are those that the journal has; no row of an effect stands
/// before that of its cause; and time and correlation are handed on from cause to effect.
/// </summary>
/// <param name="journal">The journal, of which no more is kept than its newest messages, marks and times; older ones are read
/// again.</param>
/// <param name="rules">The rules of the journal.</param>
/// <param name="most">The most of each that is kept.</param>
/// <param name="held">Of a journal that was cut out of another: the last event that it holds of a stream, 0 for none. Null for a whole
/// journal.</param>
internal sealed class InputCheck(ReviewedJournal journal, ExchangeRules rules, int most, Func<EntityRef, long>? held = null)
{
    // Time comes from outside, and a clock there may be set back. The simulator's is, by up to a minute at once, and again before anything
    // was recorded.
    private const long SetBackMs = 5 * 60_000;

    // The year 3000, in ms since 1970.
    private const decimal LatestOfCalendars = 32_503_680_000_000m;

    private readonly SaidByEvents _said = new(journal, rules, most);
    private readonly LinkedList<LiquidationPool> _pools = new([LiquidationPool.New(rules.Pool)]);
    private readonly Dictionary<EntityRef, StreamTimes> _read = [];
    private readonly Recent<EventRef, string> _hinted = new(most);
    private (EventRef Event, Moment At) _found;
    private readonly Dictionary<EntityRef, RecordedEvent> _last = [];
    private readonly Dictionary<EntityRef, long> _begun = [];
    private string? _correlation;
    private Moment? _latest;
    private JournalRow? _ahead;

    /// <summary>Inputs from outside.</summary>
    public long FromOutside { get; private set; }

    /// <summary>Inputs that follow from their cause.</summary>
    public long FromEntities { get; private set; }

    /// <summary>Hints and answers of risk monitors, which are read models and record nothing.</summary>
    public long FromMonitors { get; private set; }

    /// <summary>
    /// Answers to messages that had been delivered before: what they answer was decided without an event, so it is not recorded.
    /// </summary>
    public long FromRepeats { get; private set; }

    /// <summary>Inputs of a cut whose cause is not in it.</summary>
    public long NotHeld { get; private set; }

    /// <summary>Looks at a row before its decision is taken again; null when nothing is wrong.</summary>
    /// <param name="row">The row.</param>
    /// <param name="input">The message that was decided; null when the row does not begin a decision.</param>
    /// <param name="state">The states before the decision.</param>
    public Finding? Check(JournalRow row, Message? input, ExchangeState state)
    {
        var recorded = row.Recorded;
        var stream = recorded.Id.Stream;
        var finding = input is null ? Continued(row) : Begun(row, input, state);
        if (finding is null)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_read, stream, out _) ??= new StreamTimes()).Add(recorded.At);
            _last[stream] = recorded;
            if (input is not null)
            {
                _begun[stream] = recorded.Id.Sequence;
            }
        }

        return finding;
    }

    /// <summary>Takes note of what a decision says to others, and of its marks.</summary>
    public void Note(JournalRow first, Decision decision, object before, object after)
    {
        var stream = first.Recorded.Id.Stream;
        var decider = Deciders.All[stream.Kind]!;
        foreach (var owed in decider.Outbox(after).Since(decider.Outbox(before)))
        {
            _said.Add(new EventRef(stream, owed.Cause), owed.To, owed.Body, _correlation);
        }

        if (after is LiquidationPool pool && rules.Profile.Profit.WarmupSeconds is not null)
        {
            _pools.AddLast(pool);
            if (_pools.Count > most)
            {
                _pools.RemoveFirst();
            }
        }

        foreach (var send in decision.Sends)
        {
            _said.Add(new EventRef(stream, decider.Version(after)), send.To, send.Body, _correlation);
            if (send.Body is MarkMoved moved)
            {
                if (decision.Events.Count > 0 && decision.Events[^1].Correlation is { } correlation)
                {
                    _hinted.Set(new EventRef(stream, decider.Version(after)), correlation);
                }

                _said.AddMark(moved.Market, moved.Quote);
            }
            else if (IsAnswer(send.Body))
            {
                _said.AddAnswer(stream, send.To, send.Body);
            }
        }
    }

    /// <summary>The mark of a market at a version; null when the journal has none such.</summary>
    public MarkQuote? Quote(MarketId market, long version) => _said.Mark(market, version);

    /// <summary>After the last row: an event at a time that the exchange had not come to; null when there is none.</summary>
    public Finding? Left() => _ahead is { } ahead ? Ahead(ahead, _latest ?? default) : null;

    /// <summary>
    /// What follows the first event of a decision has its cause and time, and its correlation unless it has one of its own.
    /// </summary>
    private Finding? Continued(JournalRow row)
    {
        var recorded = row.Recorded;
        if (!_last.TryGetValue(recorded.Id.Stream, out var before))
        {
            // That there is no decision which it belongs to is found where decisions are taken again.
            return null;
        }

        return recorded.CausedBy != before.CausedBy ? At(row, "its cause is not that of the decision which it belongs to",
            recorded.CausedBy.ToString(), before.CausedBy.ToString())
            : recorded.At != before.At ? At(row, "its time is not that of the decision which it belongs to", Text(recorded.At),
                Text(before.At))
            : Correlation(row, before.Correlation, null, resent: false);
    }

    private Finding? Begun(JournalRow row, Message input, ExchangeState state)
    {
        var cause = row.Recorded.CausedBy;
        if (cause.Stream.Kind == EntityKind.Outside)
        {
            return Outside(row, input);
        }

        if (held is not null && held(cause.Stream) < cause.Sequence)
        {
            NotHeld++;
            _correlation = row.Recorded.Correlation;
            return null;
        }

        // What a decision says goes out when all of its events are stored: their rows must have been read, and not only the first, at which
        // the decision was taken again.
        if (!_read.TryGetValue(cause.Stream, out var times) || times.Count < cause.Sequence || cause.Sequence < 1
            || (times.Count < state.VersionOf(cause.Stream) && cause.Sequence >= _begun[cause.Stream]))
        {
            return At(row, $"its cause, {cause}, comes after it or is not there");
        }

        return Time(row, times.Of(cause.Sequence) ?? TimeOf(cause)) ?? input switch
        {
            CheckMargin hint => Hint(row, hint),
            CheckLiquidation check => Look(row, check, state),
            TakeSupport offer => Offer(row, offer, state),
            RankedQueue queue => Answer(
                row,
                queue,
                queue.Marks,
                state,
                body => body is RankQueue query && query.Deleveraging == queue.Deleveraging && query.Round == queue.Round),
            Holders holders => Answer(
                row, holders, holders.Marks, state, body => body is ListHolders query && query.Number == holders.Number)
                ?? Bearers(row, holders, state),
            _ => Followed(row, input, state),
        };
    }

    /// <summary>The time of an event that lies far back; of many events with the same cause it is asked one after the other.</summary>
    private Moment TimeOf(EventRef cause)
    {
        if (_found.Event != cause)
        {
            _found = (cause, journal.Find(cause)?.Recorded.At ?? default);
        }

        return _found.At;
    }

    private Finding? Outside(JournalRow row, Message input)
    {
        FromOutside++;
        var (cause, at) = (row.Recorded.CausedBy, row.Recorded.At);
        if (Commands.IdOf(input) is not { } id)
        {
            return At(row, $"its cause is {cause}, but a {input.GetType().Name} is never sent from outside", input.GetType().Name);
        }

        if (id != new CommandId(cause.Stream.Id, cause.Sequence))
        {
            return At(row, "its cause is not the command that was decided", cause.ToString(), $"outside/{id.Source}#{id.Number}");
        }

        // A price can be an old one when it comes; a tick says what time it is.
        if (Commands.TimeOf(input) is { } stated && (input is Tick ? stated != at : stated > at))
        {
            return At(row, "its time is not that of the command that was decided", Text(at), Text(stated));
        }

        // Whoever sends a command waits for its answer before time goes on; a command that is repeated keeps its time, but takes effect
        // once.
        if (_latest is { } latest && at < latest.PlusMs(-SetBackMs))
        {
            return At(row, "its time lies before that of what came from outside before it", Text(at), Text(latest));
        }

        if (_ahead is { } ahead && ahead.Recorded.At > at.PlusMs(SetBackMs))
        {
            return Ahead(ahead, at);
        }

        (_latest, _ahead) = (at, null);
        return Correlation(row, input.Correlation, null, resent: false)
            ?? Marks(row, Seen(Commands.MarksOf(input))) ?? Haircut(row, Commands.MarksOf(input).Haircut);
    }

    /// <summary>The pool as it was after each of its decisions: the newest first, then those that are not kept any more.</summary>
    private IEnumerable<LiquidationPool> Pools()
    {
        for (var node = _pools.Last; node is not null; node = node.Previous)
        {
            yield return node.Value;
        }

        if (_pools.Count < most)
        {
            yield break;
        }

        foreach (var state in _said.StatesOf(EntityRef.Liquidation(rules.Pool)))
        {
            yield return (LiquidationPool)state;
        }
    }

    /// <summary>The haircut that a command came in with is one that the pool had.</summary>
    private Finding? Haircut(JournalRow row, ProfitHaircut? haircut) =>
        held is null && haircut is not null && !Pools().Any(pool => pool.HaircutAt(row.Recorded.At) == haircut)
            ? At(row, "the profit haircut that was used is none that the pool had", haircut.ToString())
            : null;

    /// <summary>A risk monitor hints at what it heard: of a mark, or of the account itself.</summary>
    private Finding? Hint(JournalRow row, CheckMargin hint)
    {
        FromMonitors++;
        var cause = row.Recorded.CausedBy.Stream;
        return cause.Kind != EntityKind.Market && cause != row.Recorded.Id.Stream
            ? At(row, $"its cause is {row.Recorded.CausedBy}, but a risk monitor hints only at what it heard of a market or of the account "
                + $"itself")
            : Correlation(row, _hinted[row.Recorded.CausedBy] ?? HintedBefore(row.Recorded.CausedBy), null, resent: false)
                ?? Marks(row, hint.Marks);
    }

    /// <summary>What a market's decision to move its mark belonged to, where that is not kept any more.</summary>
    private string? HintedBefore(EventRef cause) =>
        _hinted.HasForgotten && cause.Stream.Kind == EntityKind.Market ? journal.Find(cause)?.Recorded.Event.Correlation : null;

    /// <summary>A risk monitor passes the pool's question on to the account, with its marks.</summary>
    private Finding? Look(JournalRow row, CheckLiquidation check, ExchangeState state)
    {
        FromMonitors++;
        var asked = _said.Find(row.Recorded.CausedBy, state, said => said.To.Kind == EntityKind.RiskMonitor
            && said.Body is LookAtLiquidation look
            && EntityRef.Account(look.Account) == row.Recorded.Id.Stream
            && (look.Liquidation, look.Market, look.Number, look.TakeOvers, look.Pool) == (
                check.Liquidation, check.Market, check.Number, check.TakeOvers, check.Pool));
        return asked is null
            ? At(row, $"{row.Recorded.CausedBy} does not ask for the look that the account has taken", nameof(CheckLiquidation))
            : Correlation(row, check.Correlation ?? asked.Correlation, check, resent: true, asked.IsRead) ?? Marks(row, check.Marks);
    }

    /// <summary>A risk monitor passes the pool's offer on to the participant, with its marks.</summary>
    private Finding? Offer(JournalRow row, TakeSupport offer, ExchangeState state)
    {
        FromMonitors++;
        var made = _said.Find(row.Recorded.CausedBy, state, said => said.To.Kind == EntityKind.RiskMonitor
            && said.Body is OfferSupport made
            && EntityRef.Account(made.Participant) == row.Recorded.Id.Stream
            && (made.Liquidation, made.Step, made.Number, made.Through, made.Market, made.Delta, made.Pool)
                == (offer.Liquidation, offer.Step, offer.Number, offer.Through, offer.Market, offer.Delta, offer.Pool));
        return made is null
            ? At(row, $"{row.Recorded.CausedBy} does not make the offer that the account has answered", nameof(TakeSupport))
            : Correlation(row, offer.Correlation ?? made.Correlation, offer, resent: true, made.IsRead) ?? Marks(row, offer.Marks);
    }

    /// <summary>A risk monitor answers what the receiver has asked.</summary>
    private Finding? Answer(JournalRow row, Message answer, MarkBoard marks, ExchangeState state, Func<Message, bool> asks)
    {
        FromMonitors++;
        var cause = row.Recorded.CausedBy;
        var asked = cause.Stream == row.Recorded.Id.Stream
            ? _said.Find(cause, state, said => said.To.Kind == EntityKind.RiskMonitor && asks(said.Body))
            : null;
        return asked is null
            ? At(row, $"{cause} does not ask for what a risk monitor has answered", answer.GetType().Name)
            : Correlation(row, answer.Correlation ?? asked.Correlation, answer, resent: true, asked.IsRead) ?? Marks(row, marks);
    }

    private Finding? Followed(JournalRow row, Message input, ExchangeState state)
    {
        var (cause, to) = (row.Recorded.CausedBy, row.Recorded.Id.Stream);
        if (_said.Find(
            cause, state, message => !message.Heard && message.To == to && MessageCodec.AreEqual(message.Body, input)) is { } said)
        {
            said.Heard = true;
            FromEntities++;
            return Correlation(row, said.Correlation, input, resent: true, said.IsRead);
        }

        // An answer may go out again when its question is repeated: the question was decided without an event then, and the cause is the
        // questioner's own event.
        var question = cause.Stream == to && IsAnswer(input)
            ? _said.Find(cause, state, message => held?.Invoke(message.To) == 0 || Answered(message, to, input, state, row.Recorded.At))
            : null;
        if (question is not null)
        {
            FromRepeats++;
            return Correlation(row, input.Correlation ?? question.Correlation, input, resent: true, question.IsRead);
        }

        return At(row, $"{cause} does not give the message that was decided", input.GetType().Name);
    }

    /// <summary>
    /// True when whom the question went to gave this answer before, or gives it when it is asked again: whether a transfer has restored the
    /// margin is answered as it is when it is asked.
    /// </summary>
    private bool Answered(Said question, EntityRef questioner, Message answer, ExchangeState state, Moment at)
    {
        // What the pool asks of an account by way of a risk monitor the account answers.
        var answerer = question.Body switch
        {
            LookAtLiquidation look => EntityRef.Account(look.Account),
            OfferSupport offer => EntityRef.Account(offer.Participant),
            _ => question.To,
        };
        if (_said.HasAnswered(answerer, questioner, answer))
        {
            return true;
        }

        if (question.Body is LookAtLiquidation or OfferSupport || Deciders.All[question.To.Kind] is not { } decider)
        {
            return false;
        }

        var again = decider.Decide(decider.StateOf(state, question.To.Id), question.Body, rules, at);
        return again.Events.Count == 0 && again.Sends.Any(send => send.To == questioner && MessageCodec.AreEqual(send.Body, answer));
    }

    /// <summary>The kinds of message that go out again when what they answer is repeated.</summary>
    private static bool IsAnswer(Message message) => message
        is AcknowledgeNotices or LiquidationStepResult or LiquidationChecked or SupportAnswered or TransferApplied or LiquidationSettled
            or BankruptcyConfirmed or ForceCloseResult or LossPaid or WithdrawalAnswered
            or ClaimTaken or DeleveragingResult or SideShrinkResult;

    /// <summary>
    /// A message has the time of its cause. One that is sent again has that of the newest input from outside, which may be recorded after
    /// it, or, when nothing came of it, not at all; but what comes from outside after it has no earlier time.
    /// </summary>
    private Finding? Time(JournalRow row, Moment cause)
    {
        var at = row.Recorded.At;
        if (at < cause.PlusMs(-SetBackMs))
        {
            return At(row, $"its time lies before that of its cause, {row.Recorded.CausedBy}", Text(at), Text(cause));
        }

        // Of a cut not everything is there that came from outside.
        if (held is null && at > (_latest ?? default) && at != cause && (_ahead is null || at > _ahead.Value.Recorded.At))
        {
            _ahead = row;
        }

        return null;
    }

    /// <summary>
    /// An event's correlation is its own, else that of the message that was decided, else that of what the message followed from; which one
    /// that is sent again does not know.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="derived">That of what it followed from.</param>
    /// <param name="input">The message that was decided, where it may have been sent again.</param>
    /// <param name="resent">It may have been sent again.</param>
    /// <param name="isRead">What it followed from lies so far back that only the message itself is known.</param>
    private Finding? Correlation(JournalRow row, string? derived, Message? input, bool resent, bool isRead = false)
    {
        var expected = row.Recorded.Event.Correlation ?? derived;
        var actual = row.Recorded.Correlation;
        _correlation = row.Recorded.Event.Correlation is null ? actual : derived;
        if (actual == expected
            || (isRead && row.Recorded.Event.Correlation is null && input?.Correlation is null)
            || (resent && actual is null && row.Recorded.Event.Correlation is null && input?.Correlation is null))
        {
            return null;
        }

        return At(row, "its correlation is not that of what it follows from", actual ?? "none", expected ?? "none");
    }

    /// <summary>
    /// Marks as a command names them: who gives it knows the mark of a version, but not always the one before, which no command's decision
    /// looks at.
    /// </summary>
    private MarkBoard Seen(MarkBoard board) => board.Quotes.Aggregate(
        MarkBoard.Empty, (seen, pair) =>
            seen.With(pair.Key,
                pair.Value.Previous is null ? pair.Value with { Previous = Quote(pair.Key, pair.Value.Version)?.Previous } : pair.Value));

    private Finding? Marks(JournalRow row, MarkBoard board)
    {
        foreach (var (market, quote) in board.Quotes)
        {
            var known = Quote(market, quote.Version);
            if (known != quote && (held is null || known is not null))
            {
                return At(row, $"the marks that were used are not those of {market} at version {quote.Version}", quote.ToString(),
                    known?.ToString());
            }
        }

        return null;
    }

    /// <summary>The holders that a loss is shared by are accounts with such a position.</summary>
    private Finding? Bearers(JournalRow row, Holders holders, ExchangeState state)
    {
        foreach (var bearer in holders.Bearers)
        {
            if (held is null && !state.Accounts.ContainsKey(bearer.Account))
            {
                return At(row, $"{bearer.Account} is to share a loss but was never opened");
            }
        }

        return null;
    }

    private static Finding Ahead(JournalRow row, Moment latest) =>
        At(row, "the exchange had not come to its time", Text(row.Recorded.At), Text(latest));

    private static Finding At(JournalRow row, string what, string? recorded = null, string? derived = null) =>
        new(Finding.Input, row.Recorded.Id, row.Ordering, what, recorded, derived);

    /// <summary>A doctored time can be one that no calendar has.</summary>
    private static string Text(Moment moment) => Math.Abs((decimal)moment.UnixMs) < LatestOfCalendars ? moment.ToString()
        : $"{moment.UnixMs} ms";
}
