using System.Collections.Immutable;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Conservation;
using ExchangeActors.Domain.Entities;
using ExchangeActors.Domain.InMemory;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Folding;
using ExchangeActors.Review.Reading;

namespace ExchangeActors.Review.WhatIf;

/// <summary>
/// Takes a journal's decisions again under other rules. As long as they come out as recorded, the record is the schedule: the same
/// decisions in the same order. From the first that comes out otherwise the deterministic runtime goes on alone, as after a crash: what is
/// owed is sent again, and the inputs from outside that were recorded later are fed at their times, each after what came before it is
/// worked off, those of one source and time together.
/// </summary>
public sealed class WhatIfRun
{
    private const int EventsPerReport = 5_000;

    private readonly ReviewedJournal _journal;
    private readonly ExchangeRules _rules;
    private readonly long _from;
    private readonly OutcomeLedger _recorded = new();
    private readonly OutcomeLedger _simulated = new();
    private readonly ExchangeState _record = new();
    private readonly Invariants _recordedInvariants;
    private readonly Invariants _invariants;
    private readonly SortedDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<EntityRef, Decided> _decided = [];
    private readonly Dictionary<EntityRef, Begun> _begun = [];
    private readonly Dictionary<EntityRef, long> _reported = [];
    private readonly Action<RecordedEvent>? _onEvent;
    private readonly Opening _opening;
    private readonly AnsweredInputs? _answered;
    private DecisionDifference? _difference;
    private (string Source, Moment At) _feeding;
    private InMemoryExchange? _exchange;
    private bool _followed;
    private Moment _at;
    private long _events;
    private long _recordedEvents;
    private long _fed;
    private decimal _added;

    /// <summary>A run that is not yet begun.</summary>
    /// <param name="journal">The record.</param>
    /// <param name="rules">The other rules; instruments as recorded.</param>
    /// <param name="from">Events that are taken over as they are, with the rest of the decisions that they are of; 0 from the
    /// beginning.</param>
    /// <param name="onEvent">Told every event of the simulation, those taken over included; null for nobody.</param>
    /// <param name="market">What answers the simulation's trades; null when prices and quotes are fed as recorded.</param>
    public WhatIfRun(
        ReviewedJournal journal, ExchangeRules rules, long from, Action<RecordedEvent>? onEvent = null, IMarketAnswer? market = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(rules);
        _journal = journal;
        _rules = rules;
        _from = from;
        _recordedInvariants = new Invariants(journal.Rules);
        _invariants = new Invariants(rules);
        _onEvent = onEvent;
        _opening = new Opening(journal, from == 0 ? rules : journal.Rules);
        _answered = market is null ? null : new AnsweredInputs(journal, market);
    }

    /// <summary>Runs it and compares.</summary>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public WhatIfReport Run(IProgress<long>? progress, CancellationToken cancellation)
    {
        var replay = new DecisionReplay(_rules, new ExchangeState());
        foreach (var row in _journal.ReadAll(cancellation))
        {
            _record.Apply(row, _journal.Path);
            _recorded.Observe(row.Recorded);
            _recordedInvariants.Observe(row.Recorded);
            if (++_recordedEvents % EventsPerReport == 0)
            {
                progress?.Report(_recordedEvents);
            }

            _answered?.Reach(row, () => Rest(cancellation));
            if (row.Ordering <= _from)
            {
                TakeOver(replay.State, row);
            }
            else if (_exchange is null)
            {
                BeginToFollow(replay);
                Follow(replay, row);
            }
            else if (row.Recorded.CausedBy.Stream.Kind == EntityKind.Outside && row.Stored.ReadInput() is { } input)
            {
                Feed(row, input, cancellation);
            }
        }

        BeginToFollow(replay);
        Rest(cancellation);
        _answered?.Dispose();
        return Report(_exchange?.State ?? Recorded(replay));
    }

    private void TakeOver(ExchangeState state, JournalRow row)
    {
        var stream = row.Recorded.Id.Stream;
        var input = row.Stored.ReadInput();
        if (input is not null)
        {
            _begun[stream] = new Begun(Deciders.All[stream.Kind]!.StateOf(state, stream.Id), row.Recorded, input);
        }

        state.Apply(stream, row.Recorded.Event);
        Happened(row.Recorded with { Input = input });
        _at = row.Recorded.At;
    }

    /// <summary>
    /// After what is taken over: decisions that are in the middle of their events go on as the recorded rules took them, whichever come
    /// next.
    /// </summary>
    private void BeginToFollow(DecisionReplay replay)
    {
        if (_followed || _from == 0)
        {
            return;
        }

        _followed = true;
        foreach (var (stream, begun) in _begun)
        {
            _decided[stream] = new Decided(
                replay.GoOn(stream, begun.Before, begun.Input, _journal.Rules, begun.First.At),
                    Deciders.All[stream.Kind]!.Version(begun.Before), begun.First, begun.Input);
        }

        OpenVaults(replay.State, _at);
    }

    /// <summary>
    /// The states when nothing came out otherwise. A decision of which the record lacks the end is left as it is recorded.
    /// </summary>
    private ExchangeState Recorded(DecisionReplay replay)
    {
        foreach (var stream in replay.Torn)
        {
            var decider = Deciders.All[stream.Kind]!;
            decider.Store(replay.State, decider.StateOf(_record, stream.Id));
        }

        return replay.State;
    }

    /// <summary>While the two agree the record decides what comes next.</summary>
    private void Follow(DecisionReplay replay, JournalRow row)
    {
        if (_opening.Changes(row.Recorded.Id))
        {
            Leave(replay.State, new DecisionDifference(row, row.Recorded.Event, null), row.Recorded.At);
            Feed(row, row.Stored.ReadInput()!, CancellationToken.None);
            return;
        }

        var stream = row.Recorded.Id.Stream;
        var input = row.Stored.ReadInput();
        var taken = false;
        var difference = replay.Take(row, (decision, before, _) =>
        {
            taken = true;
            _decided[stream] = new Decided(decision.Events, Deciders.All[stream.Kind]!.Version(before), row.Recorded, input);
        });
        if (difference is null)
        {
            Happened(row.Recorded with { Input = input });
            return;
        }

        foreach (var (entity, decided) in _decided.OrderBy(pair => pair.Key))
        {
            Finish(entity, decided);
        }

        Leave(replay.State, difference, row.Recorded.At);
        if (!taken && input is not null && row.Recorded.CausedBy.Stream.Kind == EntityKind.Outside)
        {
            // The decision before this one came out otherwise, so this input has not been decided yet.
            Feed(row, input, CancellationToken.None);
        }
    }

    /// <summary>Reports the events of a decision that is taken, as far as they have not been: the record does not have them.</summary>
    private void Finish(EntityRef entity, Decided decided)
    {
        var (recorded, correlation) = (decided.First, decided.First.Correlation);
        for (var i = 0; i < decided.Events.Count; i++)
        {
            var @event = decided.Events[i];
            var id = new EventRef(entity, decided.Before + i + 1);
            correlation = @event.Correlation ?? correlation;
            if (id.Sequence > _reported.GetValueOrDefault(entity))
            {
                Happened(new RecordedEvent(id, recorded.CausedBy, correlation, recorded.At,
                    @event)
                { Input = i == 0 ? decided.Input : null });
            }
        }
    }

    private void Leave(ExchangeState state, DecisionDifference difference, Moment at)
    {
        _difference = difference;
        _exchange = InMemoryExchange.Resume(_rules, state, _events, at, Happened);
    }

    private void Feed(JournalRow row, Message body, CancellationToken cancellation)
    {
        var recorded = row.Recorded;
        var input = new OutsideInput(recorded.Id.Stream, new CommandId(recorded.CausedBy.Stream.Id, recorded.CausedBy.Sequence), body,
            recorded.At);
        if (_answered is null)
        {
            Feed(_opening.InPlaceOf(recorded.Id, input), cancellation);
            return;
        }

        foreach (var made in _answered.InPlaceOf(input))
        {
            var taken = Feed(ReferenceEquals(made, input) ? _opening.InPlaceOf(recorded.Id, input) : [made], cancellation);
            if (!ReferenceEquals(made, input))
            {
                foreach (var next in _answered.After(made, taken))
                {
                    _answered.After(next, Feed([next], cancellation));
                }
            }
        }
    }

    /// <summary>False when one was refused.</summary>
    private bool Feed(IEnumerable<OutsideInput> inputs, CancellationToken cancellation)
    {
        var taken = true;
        foreach (var fed in inputs)
        {
            if (_feeding != (fed.Id.Source, fed.At))
            {
                Rest(cancellation);
                _feeding = (fed.Id.Source, fed.At);
            }

            _fed++;
            if (_exchange!.Submit(fed.To, fed.Id, fed.Body, fed.At) is CommandRefused refused)
            {
                taken = false;
                _refused[refused.Code] = _refused.GetValueOrDefault(refused.Code) + 1;
            }
        }

        return taken;
    }

    private void Rest(CancellationToken cancellation)
    {
        while (_exchange is not null && !_exchange.Run(100_000))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private void Happened(RecordedEvent recorded)
    {
        _events++;
        _reported[recorded.Id.Stream] = recorded.Id.Sequence;
        _simulated.Observe(recorded);
        _invariants.Observe(recorded);
        _answered?.Simulated(recorded);
        _onEvent?.Invoke(recorded);
    }

    /// <summary>
    /// In the middle of a record there is no opening to split the means at: the vaults of the other rules get what they would have had of
    /// the fund, from nowhere, and the report says so.
    /// </summary>
    private void OpenVaults(ExchangeState state, Moment at)
    {
        var (each, _) = _rules.SplitMeans(state.Pool(_rules.Pool).Balance);
        foreach (var vault in _rules.Vaults.Except(_journal.Rules.Vaults).Where(vault => !state.Accounts.ContainsKey(vault)).ToList())
        {
            var id = new CommandId("what-if", 1);
            var stream = EntityRef.Account(vault);
            var open = new OpenAccount(id, vault, AccountKind.Vault, each, []);
            var account = Account.New(vault);
            foreach (var @event in account.Decide(open, _rules, at).Events)
            {
                account = account.Evolve(@event);
                Happened(new RecordedEvent(new EventRef(stream, account.Version),
                    new EventRef(new EntityRef(EntityKind.Outside, id.Source), id.Number), null, at, @event)
                { Input = open });
            }

            state.Accounts[vault] = account;
            _added += each.Value;
        }
    }

    private WhatIfReport Report(ExchangeState simulated)
    {
        var (before, after) = (_recorded.Outcomes(_record), _simulated.Outcomes(simulated));
        var (recordedInvariants, invariants) = (_recordedInvariants.Check(_record), _invariants.Check(simulated));
        return new WhatIfReport
        {
            From = _from,
            FirstDifference = _difference?.Row.Recorded.Id,
            FirstDifferenceOrdering = _difference?.Row.Ordering,
            RecordedThere = _difference?.Recorded is { } was ? Brief.Of(was) : null,
            SimulatedThere = _difference?.Derived is { } derived ? Brief.Of(derived) : null,
            InputsFed = _fed,
            Refused = _refused.ToImmutableSortedDictionary(StringComparer.Ordinal),
            PricesAnswer = _answered is not null,
            FirstOtherPrice = _answered?.First,
            OtherPrices = _answered?.Prices ?? 0,
            Added = _added,
            Recorded = Side(_journal.Rules, _recorded, _record, _recordedEvents),
            Simulated = Side(_rules, _simulated, simulated, _events),
            Accounts =
            [
                .. before.Keys.Union(after.Keys)
                    .Select(account => new AccountDifference(account, before.GetValueOrDefault(account), after.GetValueOrDefault(account)))
                    .Where(difference => difference.Recorded != difference.Simulated)
                    .OrderByDescending(difference => Math.Abs(difference.EquityChange))
                    .ThenBy(difference => difference.Account),
            ],
            Invariants = invariants,
            OpenInRecord =
            [
                .. invariants.Zip(recordedInvariants, (simulation, record) => (simulation, record))
                    .Where(pair => !pair.simulation.Holds && !pair.record.Holds
                        && (_journal.IsCut || (pair.simulation.OnlyAtRest && pair.record.OnlyAtRest)))
                    .Select(pair => pair.simulation.Name),
            ],
        };
    }

    private static WhatIfSide Side(ExchangeRules rules, OutcomeLedger ledger, ExchangeState state, long events)
    {
        var pool = state.Pool(rules.Pool);
        return new WhatIfSide(
            rules.Profile.Name,
            rules.Profile.Version,
            events,
            ledger.Waterfall.LiquidationTotals(),
            ledger.Waterfall.WaterfallTotals(pool),
            ledger.Waterfall.FundTotals(pool, rules.FundFloor.Value),
            ledger.Waterfall.DeleveragingTotals(),
            state.Hash());
    }

    /// <summary>The newest decision of an entity among those that are taken over.</summary>
    /// <param name="Before">The entity before it.</param>
    /// <param name="First">Its first event.</param>
    /// <param name="Input">What was decided.</param>
    private sealed record Begun(object Before, RecordedEvent First, Message Input);

    /// <summary>The newest decision of an entity, as taken again.</summary>
    /// <param name="Events">What it led to.</param>
    /// <param name="Before">Events of the entity before it.</param>
    /// <param name="First">The record's first event of it.</param>
    /// <param name="Input">What was decided.</param>
    private sealed record Decided(IReadOnlyList<DomainEvent> Events, long Before, RecordedEvent First, Message? Input);
}
