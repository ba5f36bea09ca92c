using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Liquidations;

/// <content>What a pool decides. Small handlers with guard lines; one that does not fit the case's phase is a duplicate and changes
/// nothing.</content>
public sealed partial record LiquidationPool
{
    /// <summary>Decides what a message leads to.</summary>
    public Decision Decide(Message message, ExchangeRules rules, Moment now) => message switch
    {
        SeedInsuranceFund seed => Commands.Replay(seed.Id) is { } seen ? Decision.Answer(seen) : Seed(seed),
        Tick tick => Commands.Replay(tick.Id) is { } seen ? Decision.Answer(seen) : PassTime(tick, rules),
        OpenLiquidation open => Open(open, rules),
        LiquidationChecked checkedNow => Review(checkedNow, rules),
        LiquidationStepResult result => Filled(result, rules),
        SupportAnswered answer => Supported(answer, rules),
        DeleveragingResult result => Deleveraged(result, rules),
        TransferApplied applied => Applied(applied, rules),
        LiquidationSettled settled => Settle(settled, rules),
        BankruptcyConfirmed confirmed => Confirm(confirmed, rules),
        Holders holders => Share(holders, rules),
        LossPaid paid => Paid(paid, rules),
        AskWithdrawal ask => Cut(ask, rules, now),
        ReportClaim report => Hear(report, now),
        _ => throw new UnknownMessageException(message),
    };

    private static Decision Seed(SeedInsuranceFund seed, Money balance) =>
        seed.Amount.Value is > 0m and <= Largest.Amount
        && !Largest.IsTooFine(seed.Amount.Value)
        && (balance + seed.Amount).Value <= Largest.Amount
        ? Decision.Of(new InsuranceFundSeeded(seed.Id, seed.Amount, balance + seed.Amount)).WithReply(new CommandAccepted(seed.Id))
        : Decision.Answer(new CommandRefused(seed.Id, "invalid-amount",
            $"{seed.Amount} is not in (0, {Largest.Amount}], in steps of {Largest.Fineness}, or brings the fund above it"));

    private Decision Seed(SeedInsuranceFund seed) => Seed(seed, Balance);

    /// <summary>What becomes of those that wait is decided when their accounts have said how they stand.</summary>
    private Decision PassTime(Tick tick, ExchangeRules rules)
    {
        var work = new Work(this, rules);
        work.Add(new TimePassed(tick.Id, tick.At));
        return work.Finish().WithReply(new CommandAccepted(tick.Id));
    }

    private Decision Open(OpenLiquidation open, ExchangeRules rules)
    {
        if (Numbers.TryGetValue(open.Account, out var newest) && open.Number <= newest)
        {
            return Decision.Nothing;
        }

        if (Cases.ContainsKey(LiquidationId.Of(open.Account, newest)))
        {
            // The account is done with its last one, but its answer was lost. It remembers one outcome only: the last has to close before
            // the next begins. What the account owes is sent again.
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Add(new LiquidationOpened(open.Liquidation, open.Account, open.Number, open.Scope, open.Equity, open.MaintenanceMargin,
            open.Positions));
        if (open.TakeOvers < TakeOvers.GetValueOrDefault(open.Account))
        {
            // A vault's margin broke while a position was on its way to it: its figures are not those of what it holds. It is asked once it
            // has all that it was given.
            work.Add(new LiquidationStepPostponed(open.Liquidation, 0, 0, WaitReason.PositionsMoved, null));
            work.AskWhenAllIsThere(open.Account);
        }
        else
        {
            work.NextStep(open.Liquidation);
        }

        return work.Finish();
    }

    private Decision Review(LiquidationChecked answer, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(answer.Liquidation, out var liquidation) || liquidation.CheckNumber != answer.Number)
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Add(new LiquidationReviewed(answer.Liquidation, answer.Number, answer.Equity, answer.MaintenanceMargin, answer.Mark,
            answer.Repriced, answer.Positions));
        if (answer.Equity >= answer.MaintenanceMargin)
        {
            work.RequestSettlement(answer.Liquidation, LiquidationEnd.MarginRecovered);
        }
        else if (liquidation.Phase == CasePhase.AwaitingFund
            || (liquidation.Phase == CasePhase.Postponed && (liquidation.PausedUntil is not { } until || until <= (Now ?? until))))
        {
            work.TryAgain(answer.Liquidation);
        }

        return work.Finish();
    }

    private Decision Filled(LiquidationStepResult result, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(result.Liquidation, out var liquidation) || liquidation.Phase != CasePhase.OnBook
            || liquidation.Step != result.Step)
        {
            return Decision.Nothing;
        }

        // The reserve that the fills did not use is free again; what they used stays reserved until the account settles.
        var released = liquidation.Budget - Money.Min(liquidation.Budget, liquidation.Spent + result.BeyondBankruptcy);
        var work = new Work(this, rules);
        work.Add(new LiquidationStepFilled(
            result.Liquidation, result.Step, result.Filled, result.Notional, result.BeyondBankruptcy, result.Remaining,
                result.MarginRestored, released, result.Reason, result.Mark)
        { NextLevel = result.NextLevel });
        if (result.MarginRestored)
        {
            work.RequestSettlement(result.Liquidation, LiquidationEnd.MarginRestored);
        }
        else if (result.Remaining.IsZero)
        {
            work.NextStep(result.Liquidation);
        }
        else if (result.Reason == CloseReason.Halted)
        {
            // No book was there to be exhausted: the try does not count.
            work.Add(new LiquidationStepPostponed(result.Liquidation, result.Step, liquidation.Attempts - 1, WaitReason.MarketHalted,
                null));
        }
        else
        {
            work.OfferRest(result.Liquidation);
        }

        return work.Finish();
    }

    private Decision Deleveraged(DeleveragingResult result, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(result.Liquidation, out var liquidation) || liquidation.Phase != CasePhase.Deleveraging
            || liquidation.Step != result.Step)
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Add(new DeleveragingReturned(
            result.Liquidation, result.Step, result.Deleveraging, result.Closed, result.Unfilled,
                liquidation.Part + (result.Closed.IsZero ? 0 : 1), result.Price, result.Mark, result.Reason));
        if (result.Closed.IsZero)
        {
            work.Offer(result.Liquidation, WaterfallLayer.Winners);
        }

        return work.Finish();
    }

    private Decision Applied(TransferApplied applied, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(applied.Liquidation, out var liquidation) || liquidation.Part != applied.Part
            || !liquidation.AwaitedTransfers.ContainsKey(applied.Account))
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Add(new TransferConfirmed(applied.Liquidation, applied.Step, applied.Part, applied.Account, applied.MarginRestored));
        work.AskWhenAllIsThere(applied.Account);
        if (work.Case(applied.Liquidation).Phase == CasePhase.Ready)
        {
            if (!liquidation.Rest.IsZero && !work.IsRestored(applied.Liquidation))
            {
                work.GoOn(applied.Liquidation);
            }
            else if (work.Case(applied.Liquidation).MarginRestored)
            {
                work.RequestSettlement(applied.Liquidation, LiquidationEnd.MarginRestored);
            }
            else
            {
                work.NextStep(applied.Liquidation);
            }
        }

        return work.Finish();
    }

    private Decision Settle(LiquidationSettled settled, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(settled.Liquidation, out var liquidation) || liquidation.Phase != CasePhase.Settling)
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        if (settled.Fee > Money.Zero)
        {
            work.Add(new InsuranceFundCredited(settled.Liquidation, settled.Fee, Balance + settled.Fee));
        }

        if (settled.Shortfall > Money.Zero)
        {
            // What others reserved is not for this one; what this one reserved is. Everything is taken from the pool as the fee has left
            // it.
            var (balance, deficit) = (work.State.Balance, work.State.Deficit);
            var available = Money.Max(Money.Zero, balance - rules.FundFloor - (Reserved - liquidation.Budget));
            var paid = rules.Profile.Backstop.MayOverdraw ? settled.Shortfall : Money.Min(settled.Shortfall, available);
            if (paid > Money.Zero)
            {
                work.Add(new InsuranceFundDebited(settled.Liquidation, paid, balance - paid));
            }

            if (settled.Shortfall > paid)
            {
                work.Add(new DeficitBooked(settled.Liquidation, settled.Shortfall - paid, deficit + settled.Shortfall - paid));
                if (rules.Profile.Residual.IsShared && liquidation.Step > 0)
                {
                    work.Add(new LossToShare(settled.Liquidation, liquidation.Market, settled.Shortfall - paid,
                        rules.Profile.Residual.Name));
                    work.ShareNext();
                }
            }
        }

        work.Add(new SettlementReceived(settled.Liquidation, settled.Fee, settled.Shortfall));
        if (settled.Shortfall <= Money.Zero)
        {
            work.Close(settled.Liquidation);
        }

        return work.Finish();
    }

    private Decision Confirm(BankruptcyConfirmed confirmed, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(confirmed.Liquidation, out var liquidation) || liquidation.Phase != CasePhase.MakingGood)
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Close(confirmed.Liquidation);
        return work.Finish();
    }
}
