using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Chain;
using ExchangeActors.Journal.Reading;

namespace ExchangeActors.Review.Folding;

/// <summary>Where a decision that was taken again came out otherwise than it was recorded.</summary>
/// <param name="Row">The event at which it shows.</param>
/// <param name="Recorded">The recorded event; null when none was recorded where one should be.</param>
/// <param name="Derived">What the rules give; null when they give nothing (more).</param>
public sealed record DecisionDifference(JournalRow Row, DomainEvent? Recorded, DomainEvent? Derived);

/// <summary>
/// Takes the decisions of a journal again, in its order: the entity's folded state and the recorded input, decided by the rules. States are
/// those of the decisions as taken again, which are those of the journal as long as the two agree.
/// </summary>
/// <param name="rules">The rules that decide.</param>
/// <param name="state">The states before the first row that is given.</param>
public sealed class DecisionReplay(ExchangeRules rules, ExchangeState state)
{
    private readonly Dictionary<EntityRef, Queue<DomainEvent>> _expected = [];

    /// <summary>The states so far.</summary>
    public ExchangeState State => state;

    /// <summary>Takes the next row. Its decision is taken at its first event, and its states are those after all of its events.</summary>
    /// <param name="row">In the journal's order.</param>
    /// <param name="onDecision">Told the decision and the states of its entity before and after it, when one is taken.</param>
    /// <returns>Null while what is recorded is what the rules give.</returns>
    public DecisionDifference? Take(JournalRow row, Action<Decision, object, object>? onDecision = null)
    {
        var stream = row.Recorded.Id.Stream;
        _expected.TryGetValue(stream, out var expected);
        if (row.Stored.ReadInput() is { } input)
        {
            if (expected is { Count: > 0 })
            {
                return new DecisionDifference(row, null, expected.Peek());
            }

            _expected[stream] = expected = Decide(stream, input, row.Recorded.At, onDecision);
        }

        if (expected is not { Count: > 0 })
        {
            return new DecisionDifference(row, row.Recorded.Event, null);
        }

        var derived = expected.Dequeue();
        return EventCodec.AreEqual(derived, row.Recorded.Event) ? null : new DecisionDifference(row, row.Recorded.Event, derived);
    }

    /// <summary>
    /// Goes on in a decision that others took and whose first events are in the states already: its other events are expected next, and the
    /// states are those after all of them.
    /// </summary>
    /// <param name="stream">The entity that decided.</param>
    /// <param name="before">Its state before the decision.</param>
    /// <param name="input">What it decided.</param>
    /// <param name="by">The rules that it decided by.</param>
    /// <param name="at">When.</param>
    /// <returns>The decision's events, those that are in the states included.</returns>
    public IReadOnlyList<DomainEvent> GoOn(EntityRef stream, object before, Message input, ExchangeRules by, Moment at)
    {
        var decider = Deciders.All[stream.Kind] ?? throw new UnknownMessageException(input);
        var events = decider.Decide(before, input, by, at).Events;
        var now = decider.StateOf(state, stream.Id);
        var rest = events.Skip((int)(decider.Version(now) - decider.Version(before))).ToList();
        if (rest.Count > 0)
        {
            _expected[stream] = new Queue<DomainEvent>(rest);
            decider.Store(state, rest.Aggregate(now, decider.Evolve));
        }

        return events;
    }

    /// <summary>The streams whose newest decision has events that did not come yet.</summary>
    public IEnumerable<EntityRef> Torn => _expected.Where(pair => pair.Value.Count > 0).Select(pair => pair.Key).Order();

    /// <summary>A stream whose last decision has more events than were recorded; null when there is none.</summary>
    public (EntityRef Stream, DomainEvent Missing)? Unfinished() =>
        _expected.Where(pair => pair.Value.Count > 0).OrderBy(pair => pair.Key)
            .Select(pair => ((EntityRef, DomainEvent)?)(pair.Key, pair.Value.Peek())).FirstOrDefault();

    private Queue<DomainEvent> Decide(EntityRef stream, Message input, Moment now, Action<Decision, object, object>? onDecision)
    {
        var decider = Deciders.All[stream.Kind] ?? throw new UnknownMessageException(input);
        var before = decider.StateOf(state, stream.Id);
        var decision = decider.Decide(before, input, rules, now);
        var after = decision.Events.Aggregate(before, decider.Evolve);
        if (decision.Events.Count > 0)
        {
            decider.Store(state, after);
        }

        onDecision?.Invoke(decision, before, after);
        return new Queue<DomainEvent>(decision.Events);
    }
}
