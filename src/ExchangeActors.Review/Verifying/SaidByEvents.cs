using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Codec;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.Verifying;

/// <summary>Something that an event says to somebody.</summary>
/// <param name="to">To whom.</param>
/// <param name="body">What.</param>
/// <param name="correlation">What it belongs to, unless it is sent again and does not say so itself.</param>
/// <param name="isRead">It was read again from the journal, so that its correlation is known only if the message has one.</param>
internal sealed class Said(EntityRef to, Message body, string? correlation, bool isRead = false)
{
    public EntityRef To => to;

    public Message Body => body;

    public string? Correlation => correlation;

    public bool IsRead => isRead;

    /// <summary>An event came of it; only once.</summary>
    public bool Heard { get; set; }
}

/// <summary>
/// What the events of a journal say to others. The newest are kept; what an older one says is in its entity's outbox as long as it is owed,
/// and otherwise made again from the entity's stream.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="rules">Its rules.</param>
/// <param name="most">The most events, and the most marks, that are kept.</param>
internal sealed class SaidByEvents(ReviewedJournal journal, ExchangeRules rules, int most)
{
    private const int MostAnswers = 16;

    private readonly Recent<EventRef, Sayings> _said = new(most);
    private readonly Recent<(MarketId Market, long Version), MarkQuote> _quotes = new(most);
    private readonly Dictionary<(EntityRef From, EntityRef To), Queue<Message>> _answers = [];

    /// <summary>Takes note of a message.</summary>
    public void Add(EventRef cause, EntityRef to, Message body, string? correlation)
    {
        if (to.Kind == EntityKind.RiskMonitor && body is not (RankQueue or ListHolders or LookAtLiquidation or OfferSupport))
        {
            return;
        }

        var said = new Said(to, body, body.Correlation ?? correlation);
        if (_said[cause] is { } more)
        {
            more.All.Add(said);
        }
        else
        {
            _said.Set(cause, new Sayings([said], true));
        }
    }

    /// <summary>Takes note of an answer.</summary>
    public void AddAnswer(EntityRef from, EntityRef to, Message answer)
    {
        if (!_answers.TryGetValue((from, to), out var given))
        {
            _answers[(from, to)] = given = [];
        }

        given.Enqueue(answer);
        if (given.Count > MostAnswers)
        {
            given.Dequeue();
        }
    }

    /// <summary>Takes note of a mark.</summary>
    public void AddMark(MarketId market, MarkQuote quote) => _quotes.Set((market, quote.Version), quote);

    /// <summary>Something that an event which was read has said; null when it has not.</summary>
    /// <param name="cause">The event.</param>
    /// <param name="state">The states now.</param>
    /// <param name="match">What is looked for.</param>
    public Said? Find(EventRef cause, ExchangeState state, Predicate<Said> match)
    {
        var known = _said[cause];
        if (known is null && _said.HasForgotten && Deciders.All[cause.Stream.Kind] is { } decider)
        {
            var owed = decider.Outbox(decider.StateOf(state, cause.Stream.Id)).Messages.Values
                .Where(message => message.Cause == cause.Sequence);
            known = new Sayings([.. owed.Select(message => Read(message.To, message.Body))], false);
            _said.Set(cause, known);
        }

        if (known is null or { IsWhole: true } || known.All.Exists(match))
        {
            return known?.All.Find(match);
        }

        known = new Sayings([.. ReadAgain(cause, Deciders.All[cause.Stream.Kind]!)], true);
        _said.Set(cause, known);
        return known.All.Find(match);
    }

    /// <summary>True when an entity has given this answer.</summary>
    public bool HasAnswered(EntityRef from, EntityRef to, Message answer) =>
        _answers.TryGetValue((from, to), out var given)
        && (given.Any(known => MessageCodec.AreEqual(known, answer)) || (given.Count == MostAnswers && AnsweredBefore(from, to, answer)));

    /// <summary>The mark of a market at a version; null when the journal has none such.</summary>
    public MarkQuote? Mark(MarketId market, long version) =>
        _quotes[(market, version)] ?? (_quotes.HasForgotten ? MarkIn(market, version) : null);

    /// <summary>The states of an entity, the first before its first event, read from its stream.</summary>
    public IEnumerable<object> StatesOf(EntityRef stream)
    {
        var decider = Deciders.All[stream.Kind]!;
        return Decisions(stream, decider).Select(taken => taken.After).Prepend(decider.New(stream.Id));
    }

    private static Said Read(EntityRef to, Message body) => new(to, body, body.Correlation, isRead: true);

    private IEnumerable<Said> ReadAgain(EventRef cause, IEntityDecider decider)
    {
        foreach (var (decision, before, after) in Decisions(cause.Stream, decider))
        {
            if (decider.Version(after) < cause.Sequence)
            {
                continue;
            }

            return
            [
                .. decider.Outbox(after).Since(decider.Outbox(before))
                    .Where(owed => owed.Cause == cause.Sequence).Select(owed => Read(owed.To, owed.Body)),
                .. decision.Sends.Where(_ => decider.Version(after) == cause.Sequence).Select(send => Read(send.To, send.Body)),
            ];
        }

        return [];
    }

    private bool AnsweredBefore(EntityRef from, EntityRef to, Message answer) => Deciders.All[from.Kind] is { } decider
        && Decisions(from, decider).Any(
            taken => taken.Decision.Sends.Any(send => send.To == to && MessageCodec.AreEqual(send.Body, answer)));

    private MarkQuote? MarkIn(MarketId market, long version)
    {
        var found = Decisions(EntityRef.Market(market), Deciders.Market)
            .SelectMany(taken => taken.Decision.Sends)
            .Select(send => send.Body)
            .OfType<MarkMoved>()
            .FirstOrDefault(moved => moved.Quote.Version == version)?.Quote;
        if (found is not null)
        {
            AddMark(market, found);
        }

        return found;
    }

    /// <summary>The decisions of a stream, taken again.</summary>
    private IEnumerable<(Decision Decision, object Before, object After)> Decisions(EntityRef stream, IEntityDecider decider)
    {
        var state = decider.New(stream.Id);
        foreach (var row in journal.ReadStream(stream))
        {
            if (row.Stored.ReadInput() is not { } input)
            {
                continue;
            }

            var decision = decider.Decide(state, input, rules, row.Recorded.At);
            var after = decision.Events.Aggregate(state, decider.Evolve);
            yield return (decision, state, after);
            state = after;
        }
    }

    /// <summary>What an event says, or as much of it as is still owed.</summary>
    private sealed record Sayings(List<Said> All, bool IsWhole);
}
