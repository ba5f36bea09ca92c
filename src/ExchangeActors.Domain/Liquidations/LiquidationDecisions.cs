using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Risk;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Liquidations;

/// <content>What a pool decides. Small handlers with guard lines; one that does not fit the case's phase is a duplicate and changes nothing.</content>
public sealed partial record LiquidationPool
{
    /// <summary>Decides what a message leads to.</summary>
    public Decision Decide(Message message, ExchangeRules rules) => message switch
    {
        SeedInsuranceFund seed => Commands.Replay(seed.Id) is { } seen ? Decision.Answer(seen) : Seed(seed),
        Tick tick => Commands.Replay(tick.Id) is { } seen ? Decision.Answer(seen) : Retry(tick, rules),
        OpenLiquidation open => Open(open, rules),
        LiquidationStepResult result => Filled(result, rules),
        DeleveragingResult result => Deleveraged(result, rules),
        TransferApplied applied => Applied(applied, rules),
        LiquidationSettled settled => Settle(settled, rules),
        BankruptcyConfirmed confirmed => Confirm(confirmed, rules),
        Holders holders => Share(holders, rules),
        LossPaid paid => Paid(paid, rules),
        AskWithdrawal ask => Cut(ask, rules),
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

    private Decision Retry(Tick tick, ExchangeRules rules)
    {
        var work = new Work(this, rules);
        work.Add(new TimePassed(tick.Id, tick.At));
        foreach (var liquidation in Cases.Values)
        {
            if (liquidation.Phase == CasePhase.Postponed && (liquidation.PausedUntil is not { } until || until <= tick.At))
            {
                work.TryAgain(liquidation.Id);
            }
        }

        return work.Decision.WithReply(new CommandAccepted(tick.Id));
    }

    private Decision Open(OpenLiquidation open, ExchangeRules rules)
    {
        if (Numbers.TryGetValue(open.Account, out var newest) && open.Number <= newest)
        {
            return Decision.Nothing;
        }

        if (Cases.ContainsKey(LiquidationId.Of(open.Account, newest)))
        {
            // The account is done with its last one, but its answer was lost. It remembers one outcome only: the last has to close before the next begins. What the account owes is sent again.
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Add(new LiquidationOpened(open.Liquidation, open.Account, open.Number, open.Scope, open.Equity, open.MaintenanceMargin, open.Positions));
        work.StartWaiting();
        return work.Decision;
    }

    private Decision Filled(LiquidationStepResult result, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(result.Liquidation, out var liquidation) || liquidation.Phase != CasePhase.OnBook || liquidation.Step != result.Step)
        {
            return Decision.Nothing;
        }

        // The reserve that the fills did not use is free again; what they used stays reserved until the account settles.
        var released = liquidation.Budget - Money.Min(liquidation.Budget, Spent(liquidation) + result.BeyondBankruptcy);
        var work = new Work(this, rules);
        work.Add(new LiquidationStepFilled(
            result.Liquidation, result.Step, result.Filled, result.Notional, result.BeyondBankruptcy, result.Remaining, result.MarginRestored, released, result.FundExhausted, result.Mark));
        if (result.MarginRestored)
        {
            work.RequestSettlement(result.Liquidation);
        }
        else if (result.Remaining.IsZero)
        {
            work.NextStep(result.Liquidation);
        }
        else
        {
            work.WorkRest(result.Liquidation, result.FundExhausted, released);
        }

        return work.Decision;
    }

    private Decision Deleveraged(DeleveragingResult result, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(result.Liquidation, out var liquidation) || liquidation.Phase != CasePhase.Deleveraging || liquidation.Step != result.Step)
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Add(new DeleveragingReturned(
            result.Liquidation, result.Step, result.Deleveraging, result.Closed, result.Unfilled, liquidation.Part + (result.Closed.IsZero ? 0 : 1), result.Price, result.Mark, result.Reason));
        if (result.Closed.IsZero)
        {
            work.LeaveRest(result.Liquidation);
        }

        return work.Decision;
    }

    private Decision Applied(TransferApplied applied, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(applied.Liquidation, out var liquidation) || liquidation.Part != applied.Part || !liquidation.AwaitedTransfers.ContainsKey(applied.Account))
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Add(new TransferConfirmed(applied.Liquidation, applied.Step, applied.Part, applied.Account, applied.MarginRestored));
        if (work.Case(applied.Liquidation).Phase == CasePhase.Ready)
        {
            if (!liquidation.Rest.IsZero)
            {
                work.LeaveRest(applied.Liquidation);
            }
            else if (work.Case(applied.Liquidation).MarginRestored)
            {
                work.RequestSettlement(applied.Liquidation);
            }
            else
            {
                work.NextStep(applied.Liquidation);
            }
        }

        return work.Decision;
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
            // What others reserved is not for this one; what this one reserved is.
            var available = Money.Max(Money.Zero, Balance - rules.FundFloor - (Reserved - liquidation.Budget));
            var paid = rules.Profile.Backstop.MayOverdraw ? settled.Shortfall : Money.Min(settled.Shortfall, available);
            if (paid > Money.Zero)
            {
                work.Add(new InsuranceFundDebited(settled.Liquidation, paid, Balance - paid));
            }

            if (settled.Shortfall > paid)
            {
                work.Add(new DeficitBooked(settled.Liquidation, settled.Shortfall - paid, Deficit + settled.Shortfall - paid));
                if (rules.Profile.Residual.IsShared && liquidation.Step > 0)
                {
                    work.Add(new LossToShare(settled.Liquidation, liquidation.Market, settled.Shortfall - paid, rules.Profile.Residual.Name));
                    work.ShareNext();
                }
            }
        }

        work.Add(new SettlementReceived(settled.Liquidation, settled.Fee, settled.Shortfall));
        if (settled.Shortfall <= Money.Zero)
        {
            work.Close(settled.Liquidation);
        }

        return work.Decision;
    }

    private Decision Confirm(BankruptcyConfirmed confirmed, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(confirmed.Liquidation, out var liquidation) || liquidation.Phase != CasePhase.MakingGood)
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Close(confirmed.Liquidation);
        return work.Decision;
    }

    /// <summary>What earlier steps spent of the reserve: all of it that is not the current step's.</summary>
    private static Money Spent(LiquidationCase liquidation) => liquidation.Budget - liquidation.StepBudget;
}
