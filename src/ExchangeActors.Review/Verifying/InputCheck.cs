using System.Runtime.InteropServices;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Simulation;
using ExchangeActors.Journal;

namespace ExchangeActors.Review.Verifying;

/// <summary>
/// Whether the messages that were decided are what others had to say: a message between entities follows from the event that is recorded as its cause; a hint of a risk index names
/// marks that the journal has; and no cause comes after its effect.
/// </summary>
internal sealed class InputCheck
{
    private readonly Dictionary<(EventRef Cause, EntityRef To), List<Message>> _said = [];
    private readonly Dictionary<(MarketId Market, long Version), MarkQuote> _quotes = [];

    /// <summary>Inputs from outside.</summary>
    public long FromOutside { get; private set; }

    /// <summary>Inputs that follow from their cause.</summary>
    public long FromEntities { get; private set; }

    /// <summary>Hints and answers of risk indexes, which are read models and record nothing.</summary>
    public long FromIndexes { get; private set; }

    /// <summary>Answers to messages that had been delivered before: what they answer was decided without an event, so it is not recorded.</summary>
    public long FromRepeats { get; private set; }

    /// <summary>Looks at a decision's first event, before the decision is taken again; null when nothing is wrong.</summary>
    public Finding? Check(JournalRow row, Message input, ExchangeState state)
    {
        var recorded = row.Recorded;
        var cause = recorded.CausedBy;
        if (cause.Stream.Kind == EntityKind.Outside)
        {
            FromOutside++;
            return null;
        }

        if (state.VersionOf(cause.Stream) < cause.Sequence)
        {
            return At(row, $"its cause, {cause}, comes after it or is not there");
        }

        switch (input)
        {
            case CheckMargin hint:
                FromIndexes++;
                return Marks(row, hint.Marks);
            case RankedQueue queue:
                FromIndexes++;
                return Marks(row, queue.Marks);
            case Holders holders:
                FromIndexes++;
                return Marks(row, holders.Marks) ?? Bearers(row, holders, state);
            default:
                return Said(row, input, cause);
        }
    }

    /// <summary>Takes note of what a decision says to others, and of its marks.</summary>
    public void Note(JournalRow first, Decision decision, object before, object after)
    {
        var stream = first.Recorded.Id.Stream;
        var decider = Deciders.All[stream.Kind]!;
        foreach (var owed in decider.Outbox(after).Since(decider.Outbox(before)))
        {
            Add(new EventRef(stream, owed.Cause), owed.To, owed.Body);
        }

        foreach (var send in decision.Sends)
        {
            Add(new EventRef(stream, decider.Version(after)), send.To, send.Body);
            if (send.Body is MarkMoved moved)
            {
                _quotes[(moved.Market, moved.Quote.Version)] = moved.Quote;
            }
        }
    }

    /// <summary>The mark of a market at a version; null when the journal has none such.</summary>
    public MarkQuote? Quote(MarketId market, long version) => _quotes.GetValueOrDefault((market, version));

    private Finding? Said(JournalRow row, Message input, EventRef cause)
    {
        var to = row.Recorded.Id.Stream;
        if (_said.TryGetValue((cause, to), out var messages))
        {
            var place = messages.FindIndex(message => MessageCodec.AreEqual(message, input));
            if (place >= 0)
            {
                messages.RemoveAt(place);
                FromEntities++;
                return null;
            }
        }

        // An answer may go out again when its question is repeated: the question was decided without an event then, and the cause is the questioner's own event.
        if (cause.Stream == to)
        {
            FromRepeats++;
            return null;
        }

        return At(row, $"{cause} does not give the message that was decided", input);
    }

    private void Add(EventRef cause, EntityRef to, Message body)
    {
        if (to.Kind != EntityKind.RiskIndex)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_said, (cause, to), out _) ??= []).Add(body);
        }
    }

    private Finding? Marks(JournalRow row, MarkBoard board)
    {
        foreach (var (market, quote) in board.Quotes)
        {
            if (Quote(market, quote.Version) != quote)
            {
                return new Finding(
                    Finding.Input, row.Recorded.Id, row.Ordering, $"the marks that were used are not those of {market} at version {quote.Version}", quote.ToString(), Quote(market, quote.Version)?.ToString());
            }
        }

        return null;
    }

    /// <summary>The holders that a loss is shared by are accounts with such a position.</summary>
    private static Finding? Bearers(JournalRow row, Holders holders, ExchangeState state)
    {
        foreach (var bearer in holders.Bearers)
        {
            if (!state.Accounts.ContainsKey(bearer.Account))
            {
                return new Finding(Finding.Input, row.Recorded.Id, row.Ordering, $"{bearer.Account} is to share a loss but was never opened");
            }
        }

        return null;
    }

    private static Finding At(JournalRow row, string what, Message? input = null) => new(Finding.Input, row.Recorded.Id, row.Ordering, what, input?.GetType().Name);
}
