using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Deleveraging;

/// <summary>
/// The ADL coordinator of a market. Requests are served one after the other: rank once per round, record the queue, then force-close
/// step by step as allocated. A decline or a smaller close is made up from the same recorded queue; a new round ranks again only when that
/// queue is used up, and only while rounds still close something.
/// </summary>
/// <param name="Market">The market.</param>
/// <param name="Version">Events folded.</param>
/// <param name="LastNumber">Requests so far.</param>
/// <param name="Waiting">Requests that wait, in order.</param>
/// <param name="Run">The one that is worked on.</param>
/// <param name="Completed">The newest result of every bankrupt account, for retries: an account is in one liquidation at a time, whose
/// steps rise, so no other can be asked for again.</param>
/// <param name="Outbox">What the coordinator owes.</param>
public sealed record DeleveragingCoordinator(
    MarketId Market,
    long Version,
    int LastNumber,
    ImmutableQueue<DeleveragingRequest> Waiting,
    DeleveragingRun? Run,
    ImmutableSortedDictionary<AccountId, DeleveragingResult> Completed,
    Outbox Outbox) : IFolded<DeleveragingCoordinator>
{
    private const int ShocksKept = 128;

    /// <summary>Severity of the newest deleveraging; 1 before the first.</summary>
    public decimal Theta { get; init; } = 1m;

    /// <summary>Share of the newest deleveraging's request that was left unfilled.</summary>
    public decimal UnfilledShare { get; init; }

    /// <summary>Share of its queue's quantity that it closed.</summary>
    public decimal TakenShare { get; init; }

    /// <summary>Mark versions of the newest deleveragings, for those who count recent ones.</summary>
    public ImmutableQueue<long> Shocks { get; init; } = ImmutableQueue<long>.Empty;

    /// <summary>By the sign of the side that was ranked, +1 longs and −1 shorts: the newest queue that was recorded whole.</summary>
    public ImmutableSortedDictionary<int, WholeQueue> Recorded { get; init; } = ImmutableSortedDictionary<int, WholeQueue>.Empty;

    /// <summary>A coordinator that has done nothing yet.</summary>
    public static DeleveragingCoordinator New(MarketId market) => new(
        market, 0, 0, ImmutableQueue<DeleveragingRequest>.Empty, null, ImmutableSortedDictionary<AccountId, DeleveragingResult>.Empty,
            Outbox.Empty);

    /// <summary>Decides what a message leads to.</summary>
    public Decision Decide(Message message, ExchangeRules rules) => message switch
    {
        Deleverage request => Open(request),
        RankedQueue queue => Plan(queue, rules),
        ForceCloseResult result => Answered(result, rules),
        SideShrinkResult result => Shrunk(result),
        _ => throw new UnknownMessageException(message),
    };

    /// <summary>Folds an event.</summary>
    public DeleveragingCoordinator Evolve(DomainEvent @event)
    {
        var next = this with { Version = Version + 1 };
        return @event switch
        {
            DeleveragingOpened e => (next with
            {
                LastNumber = e.Id.Number,
                Waiting = Waiting.Enqueue(new DeleveragingRequest(
                    e.Id, e.Liquidation, e.Step, e.Account, e.PositionSide, e.Quantity, e.BankruptcyPrice, e.Pool, e.Fund)),
            }).TakeUpNext(),
            QueueRanked e => next.Ranked(e),
            ForceClosesPlanned e => (next with
            {
                Run = Run! with
                {
                    Steps = Run.Steps + e.Steps.Length,
                    InFlight = e.InFlight,
                    Used = Run.Used.Union(e.Steps.Select(step => step.Account)),
                    Pending = e.Steps.Aggregate(Run.Pending, (pending, step) => pending.Enqueue(step)),
                },
            }).SendPending(),
            ForceCloseConfirmed e => next.StepAnswered(e.Step.Step, e.Closed, declined: false),
            ForceCloseRefused e => next.StepAnswered(e.Step.Step, Quantity.Zero, declined: true),
            SideShrinkRequested e => next with
            {
                Run = Run! with { ShrinkNumber = Outbox.Next, Shrinks = e.Quantity },
                Outbox = Outbox.Add(EntityRef.Market(Market),
                    new ShrinkSide(e.Id, e.Liquidation, e.Side, e.Quantity, e.OpenInterest, e.Price, e.Scale, e.Least), Version + 1),
            },
            SideShrinkConfirmed e => next with
            {
                Outbox = Outbox.Remove(Run!.ShrinkNumber),
                Run = Run with { ShrinkNumber = 0, Closed = Run.Closed + e.Quantity, ClosedInRound = Run.ClosedInRound + e.Quantity },
            },
            NextRoundRequested e => next.AskForQueue(),
            DeleveragingCompleted e => next.CompletedWith(e),
            _ => throw new UnknownEventException(@event),
        };
    }

    /// <summary>A queue of this coordinator's next event, with its candidates.</summary>
    /// <exception cref="InvalidOperationException">It differs from a queue that is not the newest one of any side.</exception>
    public CandidateQueue Over(CandidateQueue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        if (queue.IsKnown)
        {
            return queue;
        }

        var whole = Recorded.Values.FirstOrDefault(whole => whole.Event == queue.Base) ?? throw new InvalidOperationException(
            $"the candidates differ from event {queue.Base} of the stream, which is no side's newest whole queue");
        return queue.Over(whole.Candidates);
    }

    /// <summary>Feeds the state into a hash: every field, so that equal hashes are equal states.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Market.Value).Write(Version).Write(LastNumber).Each(Waiting, static (into, request) => request.WriteTo(into))
            .Write(Run is not null);
        Run?.WriteTo(writer);
        writer.Each(Completed, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key.Value)));
        Outbox.WriteTo(writer);
        writer.Each(Recorded, static (into, entry) => entry.Value.WriteTo(into.Write(entry.Key)));
        writer.Write(Theta).Write(UnfilledShare).Write(TakenShare).Each(Shocks, static (into, version) => into.Write(version));
    }

    private Decision Open(Deleverage request)
    {
        bool Same(LiquidationId liquidation, int step) => liquidation == request.Liquidation && step == request.Step;

        if (Completed.TryGetValue(request.Account, out var known)
            && (request.Liquidation.Number, request.Step).CompareTo((known.Liquidation.Number, known.Step)) <= 0)
        {
            // A retry hears what was recorded; an older request was answered, and its answer taken, long ago.
            return Same(known.Liquidation, known.Step) ? Decision.Nothing.Sending(
                new Outgoing(EntityRef.Liquidation(request.Pool), known)) : Decision.Nothing;
        }

        if ((Run is { } run && Same(run.Request.Liquidation, run.Request.Step))
            || Waiting.Any(waiting => Same(waiting.Liquidation, waiting.Step)))
        {
            return Decision.Nothing;
        }

        return Decision.Of(new DeleveragingOpened(
            new DeleveragingId(Market, LastNumber + 1),
            request.Liquidation,
            request.Step,
            request.Account,
            request.PositionSide,
            request.Quantity,
            request.BankruptcyPrice,
            request.Pool,
            request.Fund));
    }

    private Decision Plan(RankedQueue queue, ExchangeRules rules)
    {
        if (Run is not { } run || run.RankNumber == 0 || queue.Deleveraging != run.Request.Id || queue.Round != run.Round + 1)
        {
            return Decision.Nothing;
        }

        // Without a mark there is nothing to price or to rank by; the query is asked again.
        if (queue.Marks[Market] is not { } quote)
        {
            return Decision.Nothing;
        }

        var request = run.Request;
        var profile = rules.Profile;
        var first = run.Round == 0;
        var theta = first ? Math.Clamp(profile.Severity.Theta(SeverityInput(profile, quote.Version)), 0m, 1m) : run.Theta;
        var lot = rules[Market].LotSize;
        var needed = !first ? run.Needed : theta == 1m ? request.Quantity
            : new Quantity(Rounding.Down(request.Quantity.Value * theta, lot));
        // All counterparties of a deleveraging are closed at one price, so that the bankrupt side pays what they receive: later rounds rank
        // anew but keep it.
        var price = !first ? run.Price : profile.DeleveragingPrice.Of(new PriceInput(
            request.BankruptcyPrice,
            quote.Mark,
            quote.Previous ?? quote.Mark,
            request.PositionSide,
            needed,
            request.Fund,
            rules[Market].TickSize,
            SettlementPrice.Step(rules[Market], request.Quantity)));
        var input = new GuardInput(needed, lot, request.BankruptcyPrice, quote.Mark, request.PositionSide, request.Fund, queue.TotalPnl);
        var recorded = Recorded.GetValueOrDefault(-request.PositionSide);
        var ranked = new QueueRanked(
            request.Id,
            queue.Round,
            queue.Policy,
            profile.Allocation.Name,
            price,
            profile.DeleveragingPrice.Name,
            needed,
            queue.Marks,
            CandidateQueue.Of(queue.Candidates, recorded?.MarkVersion == quote.Version ? recorded : null),
            queue.Total,
            queue.TotalQuantity,
            queue.TotalPnl,
            profile.Severity.Name,
            theta,
            profile.Ranking.Indicator,
            profile.Guard.Name,
            profile.Guard.Allows(input));
        var draft = new Draft<DeleveragingCoordinator>(this);
        draft.Add(ranked);
        return profile.Eligibility.RefusesPrice(request.PositionSide, price, request.BankruptcyPrice) is { } code
            ? Complete(draft, code)
            : profile.Allocation.Lazy is { } lazy
            ? Shrink(draft, lazy, ranked, lot)
            : Continue(draft, rules);
    }

    /// <summary>
    /// The whole side at once: the market owns its index, so that a shrink has its place among the trades. The queue that was asked for
    /// holds nobody, only the side's open interest.
    /// </summary>
    private static Decision Shrink(Draft<DeleveragingCoordinator> draft, LazyAllocation terms, QueueRanked ranked, decimal lot)
    {
        var run = draft.State.Run!;
        var quantity = Quantity.Min(run.NeededInRound, new Quantity(Rounding.Down(ranked.TotalQuantity.Value, lot)));
        if (quantity.IsZero)
        {
            return Complete(draft, run.Needed.IsZero ? DeleveragingEnd.Severity : DeleveragingEnd.QueueExhausted);
        }

        draft.Add(new SideShrinkRequested(
            run.Request.Id,
            run.Request.Liquidation,
            -run.Request.PositionSide,
            quantity,
            ranked.TotalQuantity,
            ranked.Price,
            terms.Scale,
            terms.Least));
        return draft.Decide();
    }

    private Decision Shrunk(SideShrinkResult result)
    {
        if (Run is not { ShrinkNumber: > 0 } run || run.Request.Id != result.Deleveraging)
        {
            return Decision.Nothing;
        }

        var draft = new Draft<DeleveragingCoordinator>(this);
        draft.Add(new SideShrinkConfirmed(result.Deleveraging, run.Shrinks));
        var after = draft.State.Run!;
        return Complete(
            draft,
            !after.Needed.IsZero ? DeleveragingEnd.QueueExhausted
            : after.Target == run.Request.Quantity ? DeleveragingEnd.Filled
            : DeleveragingEnd.Severity);
    }

    private SeverityInput SeverityInput(VenueProfile profile, long markVersion) => new(
        Run!.Request.Id.Number - 1,
        Shocks.Count(version => version > markVersion - profile.Severity.WindowMarks),
        Theta,
        UnfilledShare,
        TakenShare);

    private Decision Answered(ForceCloseResult result, ExchangeRules rules)
    {
        if (Run is not { } run || run.Request.Id != result.Step.Deleveraging || !run.Sent.TryGetValue(result.Step.Step, out var sent)
            || sent.Plan.Account != result.Account)
        {
            return Decision.Nothing;
        }

        DomainEvent answer = result.DeclineCode is { } code
            ? new ForceCloseRefused(result.Step, result.Account, code)
            : new ForceCloseConfirmed(result.Step, result.Account, result.Closed, result.RealisedPnl);
        var draft = new Draft<DeleveragingCoordinator>(this);
        draft.Add(answer);
        return draft.State.Run!.IsIdle ? Continue(draft, rules) : draft.Decide();
    }

    /// <summary>With nothing under way: plans further steps from the recorded queue, asks for the next round, or completes.</summary>
    private static Decision Continue(Draft<DeleveragingCoordinator> draft, ExchangeRules rules)
    {
        var run = draft.State.Run!;
        if (!run.NeededInRound.IsZero)
        {
            var steps = RoundAllocation.Of(run, draft.State.Market, rules);
            if (steps.Length > 0)
            {
                draft.Add(new ForceClosesPlanned(run.Request.Id, run.Round, steps, rules.Profile.Limits.ForceClosesInFlight));
                return draft.Decide();
            }
        }

        var tried = run.Steps >= rules.Profile.Eligibility.MostTried;
        if (!run.Needed.IsZero && !run.ClosedInRound.IsZero && !tried && run.Round < rules.Profile.Limits.DeleveragingRounds)
        {
            draft.Add(new NextRoundRequested(run.Request.Id, run.Round + 1, run.Needed));
            return draft.Decide();
        }

        return Complete(
            draft,
            run.Needed.IsZero ? (run.Target == run.Request.Quantity ? DeleveragingEnd.Filled : DeleveragingEnd.Severity)
            : run.Allowed <= run.ClosedInRound ? DeleveragingEnd.Guard
            : tried ? DeleveragingEnd.TriesExhausted
            : run.ClosedInRound.IsZero ? DeleveragingEnd.QueueExhausted
            : DeleveragingEnd.RoundLimit);
    }

    private static Decision Complete(Draft<DeleveragingCoordinator> draft, string reason)
    {
        var run = draft.State.Run!;
        var quote = run.Marks[draft.State.Market]!;
        var taken = run.QueueQuantity.IsZero ? 0m : decimal.Round(Math.Min(1m, run.ClosedInRound.Value / run.QueueQuantity.Value), 12);
        var completed = new DeleveragingCompleted(
            run.Request.Id, run.Request.Liquidation, run.Request.Step, run.Price, quote.Mark, run.Closed,
                run.Request.Quantity - run.Closed, run.Round, run.ForcedCloses, run.Declined, reason,
            run.Theta, taken, quote.Version);
        draft.Add(completed);
        return draft.Decide().Sending(new Outgoing(EntityRef.Liquidation(run.Request.Pool), Result(completed)));
    }

    private static DeleveragingResult Result(DeleveragingCompleted e) =>
        new(e.Id, e.Liquidation, e.Step, e.Price, e.Mark, e.Closed, e.Unfilled, e.Reason);

    private DeleveragingCoordinator TakeUpNext()
    {
        if (Run is not null || Waiting.IsEmpty)
        {
            return this;
        }

        var waiting = Waiting.Dequeue(out var request);
        var run = new DeleveragingRun(
            request,
            0,
            0,
            request.BankruptcyPrice,
            MarkBoard.Empty,
            [],
            [],
            0,
            ImmutableQueue<PlannedStep>.Empty,
            0,
            ImmutableSortedDictionary<int, SentStep>.Empty,
            Quantity.Zero,
            Quantity.Zero,
            0,
            0);
        return (this with { Waiting = waiting, Run = run }).AskForQueue();
    }

    private DeleveragingCoordinator Ranked(QueueRanked e)
    {
        var side = -Run!.Request.PositionSide;
        var queue = Over(e.Queue);
        var whole = e.Queue.IsWhole ? new WholeQueue(Version, e.Marks[Market]!.Version, e.Queue.Rows, 0)
            : Recorded[side] with { RowsSince = Recorded[side].RowsSince + e.Queue.Rows.Length };
        return this with
        {
            Recorded = Recorded.SetItem(side, whole),
            Outbox = Outbox.Remove(Run.RankNumber),
            Run = Run with
            {
                Round = e.Round,
                RankNumber = 0,
                Price = e.Price,
                Marks = e.Marks,
                Candidates = queue.All,
                Used = [],
                ClosedInRound = Quantity.Zero,
                PnlInRound = Money.Zero,
                Theta = e.Theta,
                Target = Run.Round == 0 ? e.Needed : Run.Target,
                Allowed = e.Allowed,
                QueueQuantity = e.TotalQuantity,
                QueuePnl = e.TotalPnl,
            },
        };
    }

    private DeleveragingCoordinator AskForQueue()
    {
        var run = Run!;
        var query = new RankQueue(run.Request.Id, run.Round + 1, -run.Request.PositionSide, run.Request.Account);
        return this with { Run = run with { RankNumber = Outbox.Next }, Outbox = Outbox.Add(EntityRef.RiskMonitors, query, Version) };
    }

    private DeleveragingCoordinator SendPending()
    {
        var run = Run!;
        var outbox = Outbox;
        while (!run.Pending.IsEmpty && run.Sent.Count < run.InFlight)
        {
            var pending = run.Pending.Dequeue(out var step);
            var request = run.Request;
            var message = new ForceClose(
                new StepId(request.Id, step.Step), request.Liquidation, request.Account, run.CounterpartySide, step.Quantity, run.Price,
                    step.Rank, step.Score, run.Marks);
            run = run with { Pending = pending, Sent = run.Sent.Add(step.Step, new SentStep(step, outbox.Next)) };
            outbox = outbox.Add(EntityRef.Account(step.Account), message, Version);
        }

        return this with { Run = run, Outbox = outbox };
    }

    private DeleveragingCoordinator StepAnswered(int step, Quantity closed, bool declined)
    {
        var run = Run!;
        return (this with
        {
            Outbox = Outbox.Remove(run.Sent[step].Number),
            Run = run with
            {
                Sent = run.Sent.Remove(step),
                Closed = run.Closed + closed,
                ClosedInRound = run.ClosedInRound + closed,
                PnlInRound = run.PnlInRound + (closed.IsZero ? Money.Zero
                    : RoundAllocation.PnlOf(run, Market, run.Sent[step].Plan.Rank, closed)),
                ForcedCloses = run.ForcedCloses + (declined ? 0 : 1),
                Declined = run.Declined + (declined ? 1 : 0),
            },
        }).SendPending();
    }

    private DeleveragingCoordinator CompletedWith(DeleveragingCompleted e)
    {
        var shocks = Shocks.Enqueue(e.MarkVersion);
        var total = e.Closed.Value + e.Unfilled.Value;
        return (this with
        {
            Run = null,
            Completed = Completed.SetItem(Run!.Request.Account, Result(e)),
            Theta = e.Theta,
            UnfilledShare = total == 0m ? 0m : decimal.Round(e.Unfilled.Value / total, 12),
            TakenShare = e.TakenShare,
            Shocks = shocks.Count() > ShocksKept ? shocks.Dequeue() : shocks,
        }).TakeUpNext();
    }
}
