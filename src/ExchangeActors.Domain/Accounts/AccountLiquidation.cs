using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>What an account does when it is liquidated, and when it is closed for somebody else's bankruptcy.</content>
public sealed partial record Account
{
    private Decision Liquidate(LiquidatePosition request, ExchangeRules rules)
    {
        if (Liquidation is not { } progress || progress.Id != request.Liquidation || Status != AccountStatus.Liquidating
            || request.Step < (progress.Step?.Step ?? 0))
        {
            return Decision.Nothing;
        }

        if (progress.Step is { } step && step.Step == request.Step)
        {
            // A retry hears what happened; a step that still trades answers when it is done.
            return step.Done ? Decision.Nothing.Sending(new Outgoing(EntityRef.Liquidation(rules.Pool), StepResult(rules)))
                : Decision.Nothing;
        }

        var size = Positions.GetValueOrDefault(request.Market)?.Size ?? Quantity.Zero;
        var quantity = Quantity.Min(request.Quantity, size.Absolute);
        var order = new Order(
            new OrderId($"{request.Liquidation}/{request.Step}"),
            Id,
            size.ClosingSide(),
            quantity,
            request.Limit,
            TimeInForce.ImmediateOrCancel,
            true,
            new LiquidationTerms(request.Liquidation, request.Step, request.BankruptcyPrice, request.Budget));
        return Decision.Of(new LiquidationOrderPlaced(request.Market, order, Channel(request.Market).LastSubmission + 1));
    }

    private Decision Transfer(TransferPosition transfer, ExchangeRules rules)
    {
        Outgoing Done(Account after) => new(
            EntityRef.Liquidation(rules.Pool),
            new TransferApplied(transfer.Liquidation, transfer.Step, transfer.Part, Id,
                after.Liquidation is null || after.MarginRestored(rules)));

        var last = transfer.TakeOver > 0 ? TakeOvers : Liquidation?.Id == transfer.Liquidation ? Liquidation.LastPart : int.MaxValue;
        var number = transfer.TakeOver > 0 ? transfer.TakeOver : transfer.Part;
        if (number <= last)
        {
            return last == int.MaxValue ? Decision.Nothing : Decision.Nothing.Sending(Done(this));
        }

        if (transfer.TakeOver > 0 && number > last + 1)
        {
            return Decision.Nothing;
        }

        var position = Positions.GetValueOrDefault(transfer.Market) ?? new Position(Quantity.Zero, Money.Zero, 0m, null);
        var moved = new PositionTransferred(
            transfer.Liquidation,
            transfer.Step,
            transfer.Part,
            transfer.Market,
            transfer.Delta,
            transfer.Price,
            position.RealisedBy(transfer.Delta, transfer.Price),
            transfer.Reason,
            transfer.TakeOver);
        var draft = new Draft<Account>(this);
        draft.Add(moved);
        var done = Done(draft.State);
        draft.AddRange(Tell(transfer.Market, transfer.Delta, rules));
        if (transfer.TakeOver > 0)
        {
            // What a vault inherits may close what it holds, at a loss beyond its equity.
            draft.AddRange(draft.State.OweNothingUnseen(transfer.Market, default, rules));
        }

        return draft.Decide().Sending(done);
    }

    private Decision Conclude(ConcludeLiquidation conclude, ExchangeRules rules)
    {
        Outgoing Answer(Money fee, Money shortfall) =>
            new(EntityRef.Liquidation(conclude.Pool), new LiquidationSettled(conclude.Liquidation, fee, shortfall));

        if (Settled is { } settled && settled.Id == conclude.Liquidation)
        {
            return Decision.Nothing.Sending(Answer(settled.Fee, settled.Shortfall));
        }

        if (Liquidation is not { } progress || progress.Id != conclude.Liquidation)
        {
            return Decision.Nothing;
        }

        var isolated = progress.Scope.Isolated is { } market && Positions.TryGetValue(market, out var position)
            && position.IsolatedMargin is not null ? position : null;
        var balance = progress.Scope.Isolated is null ? Wallet : isolated?.IsolatedMargin ?? Money.Zero;
        var open = progress.Scope.Isolated is null
            ? Positions.Any(pair => pair.Value.IsolatedMargin is null && !pair.Value.Size.IsZero)
            : isolated is { Size.IsZero: false };
        var equity = balance;
        foreach (var risk in progress.Positions)
        {
            if (Positions.TryGetValue(risk.Market, out var held) && !held.Size.IsZero)
            {
                equity += held.UnrealisedPnl(risk.Mark);
            }
        }

        var fee = rules.Profile.Fee.Payable(conclude.Fee, equity, open);
        var shortfall = open ? Money.Zero : Money.Max(Money.Zero, -balance);
        var released = isolated is { Size.IsZero: true } ? balance - fee : Money.Zero;
        return Decision.Of(new LiquidationEnded(conclude.Liquidation, fee, shortfall, released, equity)).Sending(Answer(fee, shortfall));
    }

    private Decision Settle(SettleBankruptcy settle)
    {
        if (Settled?.Id != settle.Liquidation)
        {
            return Decision.Nothing;
        }

        var answer = new Outgoing(EntityRef.Liquidation(settle.Pool), new BankruptcyConfirmed(settle.Liquidation));
        return Status == AccountStatus.Settling
            ? Decision.Of(new BankruptcySettled(settle.Liquidation, settle.Amount)).Sending(answer)
            : Decision.Nothing.Sending(answer);
    }

    private Decision CloseByForce(ForceClose request, ExchangeRules rules)
    {
        var market = request.Step.Deleveraging.Market;
        Outgoing Answer(Quantity closed, Money realised, string? code) =>
            new(EntityRef.Deleveraging(market), new ForceCloseResult(request.Step, Id, closed, realised, code));

        if (Steps.TryGetValue(market, out var known) && !request.Step.IsAfter(known.Step))
        {
            // A retry hears the recorded outcome; an older step was answered long ago.
            return known.Step == request.Step ? Decision.Nothing.Sending(Answer(known.Closed, known.RealisedPnl, known.DeclineCode))
                : Decision.Nothing;
        }

        if (DeclineCode(request, market, rules) is { } code)
        {
            return Decision.Of(new ForceCloseDeclined(request.Step, request.Liquidation, request.Quantity, code))
                .Sending(Answer(Quantity.Zero, Money.Zero, code));
        }

        var draft = new Draft<Account>(this);
        draft.AddRange(SettleFunding(request.Marks, rules));
        var position = draft.State.Positions[market];
        var instrument = rules[market];
        var quantity = Quantity.Min(request.Quantity, position.Size.Absolute);
        var delta = request.Side.Delta(quantity);
        var realised = position.RealisedBy(delta, request.Price);
        draft.Add(new PositionForceClosed(
            request.Step,
            request.Liquidation,
            request.Bankrupt,
            request.Side,
            request.Quantity,
            quantity,
            request.Price,
            request.Marks[market]!.Mark,
            realised,
            MarginMoved(market, position, delta, request.Price, request.Marks[market]!.Mark, realised, Money.Zero, instrument),
            request.Rank,
            request.Score));
        if (Orders.Values.Any(order => order.Market == market && !order.Cancelling))
        {
            draft.Add(new CancelRequested(null, market, null, "deleveraged", Channel(market).LastSubmission + 1));
        }

        draft.AddRange(draft.State.Tell(market, delta, rules));

        // Where a venue asks nobody whether the close leaves anything, it may leave a debt and no position, which no monitor sees.
        draft.AddRange(draft.State.OweNothingUnseen(market, request.Marks[market]!.Mark, rules));
        draft.AddRange(draft.State.CallEnded());
        return draft.Decide().Sending(Answer(quantity, realised, null));
    }

    private string? DeclineCode(ForceClose request, MarketId market, ExchangeRules rules)
    {
        if (Status != AccountStatus.Active)
        {
            return "account-in-liquidation";
        }

        if (Positions.GetValueOrDefault(market) is not { Size.IsZero: false } position || position.Size.ClosingSide() != request.Side)
        {
            return "no-position";
        }

        if (MarkMissing(request.Marks) is not null)
        {
            return "market-without-mark";
        }

        var mark = request.Marks[market]!.Mark;
        var figures = position.IsolatedMargin is null ? CrossMargin(request.Marks, rules)
            : IsolatedMarginOf(market, position, request.Marks, rules);
        var closed = Quantity.Min(request.Quantity, position.Size.Absolute).Value;
        var instrument = rules[market];
        var (before, left) = (mark * position.Size.Absolute, mark * new Quantity(position.Size.Absolute.Value - closed));
        var terms = new ForcedCloseTerms(
            position.UnrealisedPnl(mark).Value,
            figures.Equity.Value,
            figures.Equity.Value + (position.Size.Sign * closed * (request.Price.Value - mark.Value)),
            figures.Maintenance.Value,
            (figures.Maintenance - MarginSchedule.Maintenance(instrument, before) + MarginSchedule.Maintenance(instrument, left)).Value,
            (figures.Initial - MarginSchedule.Initial(instrument, before) + MarginSchedule.Initial(instrument, left)).Value,
            rules.Profile.DeleveragingPrice.IsBankruptcyPrice);
        return rules.Profile.Eligibility.Declines(terms);
    }

    /// <summary>
    /// Pays a share of somebody else's loss, at most the cross equity at the marks; an account in liquidation pays nothing.
    /// </summary>
    private Decision Charge(ChargeLoss charge, ExchangeRules rules)
    {
        Outgoing Answer(Money paid) => new(EntityRef.Liquidation(charge.Pool), new LossPaid(charge.Number, Id, paid));

        if (Loss is { } known && charge.Number <= known.Number)
        {
            // A retry hears what was paid; an older sharing is over.
            return known.Number == charge.Number ? Decision.Nothing.Sending(Answer(known.Paid)) : Decision.Nothing;
        }

        var payable = Status == AccountStatus.Active && MarkMissing(charge.Marks) is null
            ? Money.Max(Money.Zero, CrossMargin(charge.Marks, rules).Equity)
            : Money.Zero;
        var paid = Money.Min(charge.Amount, payable);
        return Decision.Of(new LossCharged(charge.Number, charge.Market, charge.Amount, paid)).Sending(Answer(paid));
    }
}
