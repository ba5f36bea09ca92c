using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>What an account makes of a market's notices.</content>
public sealed partial record Account
{
    private Decision Apply(MarketNotice notice, ExchangeRules rules)
    {
        var last = Channel(notice.Market).LastNotice;
        if (notice.Sequence > last + 1)
        {
            // One before it is missing; the market resends in order.
            return Decision.Nothing;
        }

        var acknowledgement = new Outgoing(EntityRef.Market(notice.Market), new AcknowledgeNotices(Id, Math.Max(last, notice.Sequence)));
        if (notice.Sequence <= last)
        {
            return Decision.Nothing.Sending(acknowledgement);
        }

        var draft = new Draft<Account>(this);
        draft.AddRange(SettledBy(notice, rules));
        var shrank = draft.Count > 0;
        switch (notice.Body)
        {
            case FillNotice fill:
                draft.AddRange(draft.State.ApplyFill(notice, fill, rules));
                break;
            case OrderRestingNotice resting:
                draft.Add(new OrderWorking(notice.Market, notice.Sequence, notice.SubmissionThrough, resting.Order));
                break;
            case OrdersClosedNotice closed:
                draft.Add(new OrdersClosed(notice.Market, notice.Sequence, notice.SubmissionThrough, closed.Orders, closed.Reason,
                    closed.Mark)
                { NextLevel = closed.NextLevel });
                break;
            case QuotesRestingNotice quotes:
                draft.Add(new QuotesWorking(notice.Market, notice.Sequence, notice.SubmissionThrough, quotes.Set, quotes.Dropped));
                break;
            case CoverWantedNotice wanted:
                draft.Add(new CoversWanted(notice.Market, notice.Sequence, notice.SubmissionThrough, wanted.Orders, wanted.Mark));
                draft.AddRange(draft.State.RaiseAtOnce(rules));
                break;
            case TakenNotice:
                draft.Add(new SubmissionsTaken(notice.Market, notice.Sequence, notice.SubmissionThrough));
                break;
            default:
                throw new UnknownMessageException(notice);
        }

        var after = draft.State;
        draft.AddRange(
            after.Status == AccountStatus.Freezing ? after.ThawOrLiquidate(rules)
            : notice.Body is FillNotice { Mark: var mark }
                ? after.OweNothingUnseen(notice.Market, mark, rules).Concat(after.WithdrawOverdrawn(rules))
            : shrank ? after.OweNothingUnseen(notice.Market, default, rules)
            : []);
        draft.AddRange(draft.State.CallEnded());
        var decision = draft.Decide().Sending(acknowledgement);
        return Liquidation?.Step is { Done: false } && after.Liquidation?.Step is { Done: true }
            ? decision.Sending(new Outgoing(EntityRef.Liquidation(rules.Pool), after.StepResult(rules)))
            : decision;
    }

    /// <summary>
    /// Without cross positions equity does not depend on marks, so cover is raised at once; else with the marks of the check that the
    /// changed account is asked for.
    /// </summary>
    private IEnumerable<DomainEvent> RaiseAtOnce(ExchangeRules rules) =>
        Positions.Values.Any(position => position.IsolatedMargin is null) ? [] : RaiseCovers(MarkBoard.Empty, rules);

    private IEnumerable<DomainEvent> ApplyFill(MarketNotice notice, FillNotice fill, ExchangeRules rules)
    {
        var instrument = rules[notice.Market];
        var position = Positions.GetValueOrDefault(notice.Market);
        var delta = fill.Side.Delta(fill.Quantity);
        if (SettleFunding(notice.Market, fill.FundingIndex, rules) is { } settled)
        {
            // To the trade's index, so that afterwards every unit of the position has paid up to one index.
            yield return settled;
            // What the fill moves out of an isolated margin is counted from what funding has left of it.
            position = Evolve(settled).Positions[notice.Market];
        }

        position ??= new Position(
            Quantity.Zero, Money.Zero, fill.FundingIndex, Orders.GetValueOrDefault(fill.Order)?.MarginMode == MarginMode.Isolated
                ? Money.Zero : null);
        var realised = position.RealisedBy(delta, fill.Price);
        yield return new FillApplied(
            notice.Market,
            notice.Sequence,
            notice.SubmissionThrough,
            fill,
            realised,
            position.IsolatedMargin is null ? MarginMode.Cross : MarginMode.Isolated,
            MarginMoved(notice.Market, position, delta, fill.Price, fill.Mark, realised, fill.Fee, instrument))
        {
            Side = notice.Sides?[delta.Sign]?.Now,
        };
        if (ExcessReduceOnly(notice.Market, position.Size + delta, fill) is { } excess)
        {
            foreach (var (id, submission) in excess)
            {
                yield return new CancelRequested(null, notice.Market, id, "position-shrank", submission);
            }
        }
    }

    /// <summary>Reduce-only orders that no longer fit the position, in order of id, each with the number of its cancellation.</summary>
    private List<(OrderId Order, long Submission)>? ExcessReduceOnly(MarketId market, Quantity size, FillNotice fill)
    {
        if (Status != AccountStatus.Active)
        {
            return null;
        }

        List<(OrderId, long)>? excess = null;
        var room = size.Absolute.Value;
        var submission = Channel(market).LastSubmission;
        foreach (var (id, order) in Orders)
        {
            if (order.Market != market || !order.ReduceOnly || order.Cancelling)
            {
                continue;
            }

            var remaining = id == fill.Order ? fill.Remaining.Value : order.Remaining.Value;
            room -= remaining;
            if (remaining > 0m && (room < 0m || size.IsZero || size.ClosingSide() != order.Side))
            {
                (excess ??= []).Add((id, ++submission));
            }
        }

        return excess;
    }

    /// <summary>
    /// Isolated margin that moves from the wallet with a fill (below zero: back to it). What opens brings its initial margin and what it
    /// has lost against the mark by the fill, rounded up; what closes frees its share,
    /// rounded down; a position that closes whole frees all. In liquidation nothing moves until it is settled. Never more moves than is in
    /// the wallet after the fee, and a fee that the wallet cannot pay comes out of the
    /// position: so the wallet does not fall below zero, whatever was reserved and lost between placing and filling, and the position takes
    /// what is there.
    /// </summary>
    private Money MarginMoved(
        MarketId market, Position position, Quantity delta, Price price, Price mark, Money realised, Money fee, Instrument instrument)
    {
        if (position.IsolatedMargin is not { } margin)
        {
            return Money.Zero;
        }

        var most = Money.Max(Money.Zero, Wallet) - fee;
        return Money.Min(
            most,
            Liquidation?.Scope.Isolated == market ? Money.Zero
                : MarginCalledFor(position, margin, delta, price, mark, realised, instrument));
    }

    private static Money MarginCalledFor(
        Position position, Money margin, Quantity delta, Price price, Price mark, Money realised, Instrument instrument)
    {
        var after = position.Size + delta;
        if (after.IsZero)
        {
            return -(margin + realised);
        }

        var closes = !position.Size.IsZero && delta.Sign != position.Size.Sign;
        if (closes && after.Sign == position.Size.Sign)
        {
            // Of a profit the share of what closes, of a loss all: it is borne by the margin of what closes, so that what is left is no
            // worse off than before.
            var share = Math.Min(0m, realised.Value)
                + Proportion.Of(margin.Value + Math.Max(0m, realised.Value), delta.Absolute.Value, position.Size.Absolute.Value);
            return -new Money(Math.Max(0m, Rounding.Down(share, instrument.QuoteTick)));
        }

        var opened = closes ? after.Absolute : delta.Absolute;
        var held = closes ? Money.Zero : position.Notional(price);
        var loss = Math.Max(0m, delta.Sign * (price.Value - mark.Value)) * opened.Value;
        var initial = MarginSchedule.Initial(instrument, held + (price * opened)) - MarginSchedule.Initial(instrument, held);
        var needed = Rounding.Up(initial.Value + loss, instrument.QuoteTick);
        return new Money(needed) - (closes ? margin + realised : Money.Zero);
    }

    private LiquidationStepResult StepResult(ExchangeRules rules)
    {
        var step = Liquidation!.Step!;
        return new LiquidationStepResult(
            Liquidation.Id, step.Step, step.Filled, step.Notional, step.BeyondBankruptcy, step.Requested - step.Filled,
                MarginRestored(rules), step.Reason, step.Mark)
        { NextLevel = step.NextLevel };
    }

    /// <summary>True when equity covers maintenance margin again, at the marks of the start or of the newest look.</summary>
    private bool MarginRestored(ExchangeRules rules)
    {
        var marks = MarkBoard.Empty;
        foreach (var position in Liquidation!.Positions)
        {
            marks = marks.With(position.Market, new MarkQuote(
                position.Mark, Positions.GetValueOrDefault(position.Market)?.FundingIndex ?? 0m, position.MarkVersion));
        }

        // A vault may have inherited a position since, which the marks of the start do not know: then nothing is said to be restored.
        if (Liquidation.Scope.Isolated is null && Positions.Any(pair => pair.Value.IsolatedMargin is null && marks[pair.Key] is null))
        {
            return false;
        }

        var figures = FiguresOf(Liquidation.Scope, marks, rules);
        return figures.Equity >= figures.Maintenance;
    }
}
