using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Liquidations;

/// <content>How events change a pool.</content>
public sealed partial record LiquidationPool
{
    /// <summary>Folds an event.</summary>
    public LiquidationPool Evolve(DomainEvent @event)
    {
        var next = this with { Version = Version + 1 };
        return @event switch
        {
            InsuranceFundSeeded e =>
                (next with { Balance = e.Balance, Seeded = Seeded + e.Amount, Commands = Commands.Accept(e.Command) }).Peaked(),
            TimePassed e => (next with { Now = e.At, Commands = Commands.Accept(e.Command) }).Peaked().LookAnew(),
            LiquidationOpened e => next.Opened(e),
            LiquidationQueued e => next.Queued(e),
            LiquidationCheckRequested e => next.Ask(Cases[e.Liquidation], e.Market),
            LiquidationReviewed e => next.Reviewed(e),
            LiquidationAwaitsFund e => next.With(
                Cases[e.Liquidation] with { Phase = CasePhase.AwaitingFund, Wanted = e.Wanted, Layer = e.After }),
            LiquidationStepBegun e => next.StepBegun(e),
            LiquidationStepRequested e => next.StepRequested(e),
            LiquidationStepRefused e =>
                next.With(Cases[e.Liquidation] with
                {
                    Step = e.Step,
                    StepMarket = e.Market,
                    Rest = Cases[e.Liquidation].Left[e.Market].Absolute,
                    NewestMark = null,
                    BankruptcyPrice = e.BankruptcyPrice
                }),
            LiquidationStepFilled e => next.StepFilled(e),
            LiquidationStepPostponed e => next.Postponed(e),
            DeleveragingRequested e => next.DeleveragingAsked(e),
            DeleveragingReturned e => next.DeleveragingDone(e),
            SupportOffered e => next.Offered(e),
            SupportReturned e => next.SupportDone(e),
            PositionTakenOver e => next.TakenOver(e),
            TransferConfirmed e => next.Confirmed(e),
            SettlementRequested e => next.Owe(
                Cases[e.Liquidation] with { Phase = CasePhase.Settling, SettlementReason = e.Reason },
                EntityRef.Account(Cases[e.Liquidation].Account),
                new ConcludeLiquidation(e.Liquidation, e.Fee, Pool)),
            InsuranceFundCredited e => (next with { Balance = e.Balance, Credited = Credited + e.Amount }).Peaked(),
            InsuranceFundDebited e => (next with { Balance = e.Balance, Debited = Debited + e.Amount }).Peaked(),
            DeficitBooked e => next with { Deficit = Deficit + e.Amount },
            WithdrawalCut e => next with
            {
                Deficit = e.Deficit,
                Haircuts = Haircuts + e.Haircut - (e.Profit?.Kept ?? Money.Zero),
                Unclaimed = Unclaimed + (e.Profit?.Kept ?? Money.Zero),
                Claims = e.Profit is { } cut ? Claims.With(e.Account, cut.Claim.Left(cut.Amount, e.Haircut), cut.At) : Claims,
                Withdrawals = Withdrawals.SetItem(e.Account, new DecidedWithdrawal(e.Number, e.Haircut, e.Remainder)),
            },
            ClaimReported e => next with { Claims = Claims.With(e.Account, e.Claim, e.At) },
            LossToShare e => next with { Unshared = Unshared.SetItem(e.Market, Unshared.GetValueOrDefault(e.Market) + e.Amount) },
            LossSharingStarted e => next.SharingBegun(e),
            LossSocialized e => next.Spread(e),
            LossShareReceived e => next.ShareReceived(e),
            LossSharingEnded e => next with { Sharing = null, Outbox = Outbox.Remove(Sharing!.QueryNumber) },
            SettlementReceived e => next.Settled(e),
            LiquidationClosed e => next.Without(Cases[e.Liquidation]),
            _ => throw new UnknownEventException(@event),
        };
    }

    private LiquidationPool With(LiquidationCase liquidation) => this with
    {
        Cases = Cases.SetItem(liquidation.Id, liquidation),
        Lines = (Cases.TryGetValue(liquidation.Id, out var before) ? Lines.Without(before) : Lines).With(liquidation),
    };

    private LiquidationPool Without(LiquidationCase liquidation) => this with
    {
        Cases = Cases.Remove(liquidation.Id),
        Outbox = Outbox.Remove(liquidation.OutboxNumber),
        Lines = Lines.Without(liquidation),
    };

    /// <summary>Settles what the case waited for and owes the next message.</summary>
    private LiquidationPool Owe(LiquidationCase liquidation, EntityRef to, OwedMessage message) =>
        (this with { Outbox = Outbox.Remove(liquidation.OutboxNumber).Add(to, message, Version) })
            .With(liquidation with { OutboxNumber = Outbox.Next });

    private LiquidationPool Opened(LiquidationOpened e)
    {
        var liquidation = new LiquidationCase(
            e.Liquidation,
            e.Account,
            e.Scope,
            e.Equity,
            e.Positions,
            e.Positions.ToImmutableSortedDictionary(position => position.Market, position => position.Size),
            CasePhase.Ready,
            0,
            0,
            null,
            Quantity.Zero,
            null,
            Money.Zero,
            Money.Zero,
            0,
            ImmutableSortedDictionary<AccountId, long>.Empty,
            false,
            0,
            Money.Zero,
            Money.Zero,
            Money.Zero,
            Money.Zero,
            Money.Zero)
        { Order = LiquidationsOpened + 1 };
        return (this with { Numbers = Numbers.SetItem(e.Account, e.Number), LiquidationsOpened = LiquidationsOpened + 1 })
            .With(liquidation);
    }

    /// <summary>
    /// Asks the accounts of all liquidations that wait, those before first; of each there is one question under way at most.
    /// </summary>
    private LiquidationPool LookAnew()
    {
        var pool = this;
        foreach (var liquidation in Cases.Values.Where(waiting =>
            !waiting.IsMoving && waiting.CheckNumber == 0 && !waiting.Positions.IsEmpty).OrderBy(waiting => waiting.Order))
        {
            pool = pool.Ask(liquidation, liquidation.Positions.Any(position => position.Market == liquidation.StepMarket)
                ? liquidation.Market : liquidation.Positions[0].Market);
        }

        return pool;
    }

    private LiquidationPool Ask(LiquidationCase liquidation, MarketId market)
    {
        var look = new LookAtLiquidation(liquidation.Id, liquidation.Account, market, Outbox.Next,
            TakeOvers.GetValueOrDefault(liquidation.Account), Pool);
        return (this with { Outbox = Outbox.Add(EntityRef.RiskMonitor(liquidation.Account), look, Version) })
            .With(liquidation with { CheckNumber = Outbox.Next });
    }

    private LiquidationPool Queued(LiquidationQueued e)
    {
        var liquidation = Cases[e.Liquidation];
        return With(liquidation with
        {
            Phase = CasePhase.Waiting,
            TurnIn = e.Market,
            // In another market than that of its newest step it begins a piece.
            Rest = liquidation.StepMarket == e.Market ? liquidation.Rest : Quantity.Zero,
        });
    }

    private LiquidationPool Reviewed(LiquidationReviewed e)
    {
        var liquidation = Cases[e.Liquidation];
        var after = e.Repriced ? liquidation.Repriced(e.Equity, e.Positions)
            : liquidation with { NewestMark = liquidation.Rest.IsZero ? liquidation.NewestMark : e.Mark };
        return (this with { Outbox = Outbox.Remove(liquidation.CheckNumber) }).With(after with
        {
            CheckNumber = 0,
            FundWaits = liquidation.FundWaits + (liquidation.Phase == CasePhase.AwaitingFund ? 1 : 0),
        });
    }

    private LiquidationPool Postponed(LiquidationStepPostponed e) => (this with
    {
        // Only what the book left was a decision whether to close winners.
        Deleverages = Deleverages && e.Reason is WaitReason.Pause or WaitReason.MarketHalted or WaitReason.PositionsMoved,
    }).With(Cases[e.Liquidation] with
    {
        Phase = CasePhase.Postponed,
        Attempts = e.Attempt,
        PausedUntil = e.NotBefore ?? Cases[e.Liquidation].PausedUntil
    });

    private LiquidationPool StepBegun(LiquidationStepBegun e)
    {
        var liquidation = Cases[e.Liquidation];
        return With(liquidation with
        {
            Phase = CasePhase.Ready,
            Step = e.Step,
            Asked = [],
            // A position that is taken up for the first time was not tried on the book yet.
            Attempts = e.Market == liquidation.StepMarket ? liquidation.Attempts : 0,
            StepMarket = e.Market,
            Rest = e.Quantity,
            NewestMark = e.Market == liquidation.StepMarket ? liquidation.NewestMark : null,
            BankruptcyPrice = e.BankruptcyPrice,
            PausedUntil = null,
        });
    }

    private LiquidationPool StepRequested(LiquidationStepRequested e)
    {
        var liquidation = Cases[e.Liquidation];
        return Owe(
            liquidation with
            {
                Phase = CasePhase.OnBook,
                Layer = WaterfallLayer.Book,
                Asked = [],
                Step = e.Step,
                Attempts = e.Attempt,
                StepMarket = e.Market,
                Rest = e.Quantity,
                NewestMark = e.Market == liquidation.StepMarket ? liquidation.NewestMark : null,
                Budget = liquidation.Budget + e.Budget,
                StepBudget = e.Budget,
                BankruptcyPrice = e.BankruptcyPrice,
                PausedUntil = null,
            },
            EntityRef.Account(liquidation.Account),
            new LiquidatePosition(e.Liquidation, e.Step, e.Market, e.Quantity, e.Limit, e.BankruptcyPrice, e.Budget));
    }

    private LiquidationPool StepFilled(LiquidationStepFilled e)
    {
        var liquidation = Cases[e.Liquidation];
        return (this with { Outbox = Outbox.Remove(liquidation.OutboxNumber) }).With(liquidation.Closed(liquidation.Market, e.Filled) with
        {
            Phase = CasePhase.Ready,
            Rest = e.Remaining,
            Attempts = e.Remaining.IsZero ? 0 : liquidation.Attempts,
            BookEnd = e.Reason,
            NextLevel = e.NextLevel ?? Money.Zero,
            Budget = liquidation.Budget - e.BudgetReleased,
            StepBudget = Money.Zero,
            BookNotional = liquidation.BookNotional + e.Notional,
            OutboxNumber = 0,
            NewestMark = e.Mark ?? liquidation.NewestMark,
            LastFilled = e.Filled,
            EquityNow = liquidation.EquityNow
                + new Money(liquidation.Current.Size.Sign * (e.Notional.Value - (liquidation.Current.Mark * e.Filled).Value)),
            Leftover = liquidation.Leftover
                + new Money(liquidation.Current.Size.Sign * (e.Notional.Value - (liquidation.BankruptcyPrice!.Value * e.Filled).Value)),
            ClosedAtMark = liquidation.ClosedAtMark + (liquidation.Current.Mark * e.Filled),
        });
    }

    private LiquidationPool DeleveragingAsked(DeleveragingRequested e)
    {
        var liquidation = Cases[e.Liquidation];
        return (this with { Deleverages = true }).Owe(
            liquidation with
            {
                Phase = CasePhase.Deleveraging,
                Layer = WaterfallLayer.Winners,
                Step = e.Step,
                StepMarket = e.Market,
                Rest = e.Quantity,
                BankruptcyPrice = e.BankruptcyPrice,
                NewestMark = e.Market == liquidation.StepMarket ? liquidation.NewestMark : null,
                PausedUntil = null,
            },
            EntityRef.Deleveraging(e.Market),
            new Deleverage(e.Liquidation, e.Step, e.Market, e.Account, e.PositionSide, e.Quantity, e.BankruptcyPrice, Pool,
                e.FundAvailable));
    }

    private LiquidationPool DeleveragingDone(DeleveragingReturned e)
    {
        var liquidation = Cases[e.Liquidation];
        var after = liquidation.Closed(liquidation.Market, e.Closed) with
        {
            Phase = CasePhase.Ready,
            Rest = e.Unfilled,
            Attempts = e.Unfilled.IsZero ? 0 : liquidation.Attempts,
            NewestMark = e.Mark,
            OutboxNumber = 0,
            Part = e.Part,
            DeleveragedNotional = liquidation.DeleveragedNotional + (e.Price * e.Closed),
            DeleveragingEnd = e.Reason,
            EquityNow = liquidation.EquityNow
                + new Money(liquidation.Current.Size.Sign * e.Closed.Value * (e.Price.Value - liquidation.Current.Mark.Value)),
            ClosedAtMark = liquidation.ClosedAtMark + (liquidation.Current.Mark * e.Closed),
        };
        var pool = this with { Outbox = Outbox.Remove(liquidation.OutboxNumber) };
        if (e.Closed.IsZero)
        {
            return pool.With(after);
        }

        var delta = e.Closed * -liquidation.Current.Size.Sign;
        var transfer = new TransferPosition(e.Liquidation, e.Step, e.Part, liquidation.Market, delta, e.Price,
            TransferReason.Deleveraging, 0);
        return pool.Await(after, liquidation.Account, transfer);
    }

    private LiquidationPool TakenOver(PositionTakenOver e)
    {
        var liquidation = Cases[e.Liquidation];
        var after = liquidation.Closed(e.Market, e.Quantity) with
        {
            Rest = Quantity.Zero,
            Attempts = 0,
            Layer = e.Layer,
            Part = e.Part,
            Budget = liquidation.Budget + e.Budget,
            Leftover = liquidation.Leftover - liquidation.BeyondBankruptcy(e.Price, e.Quantity),
            TakenOverNotional = liquidation.TakenOverNotional + (e.Price * e.Quantity),
            EquityNow = liquidation.EquityNow
                + new Money(liquidation.Current.Size.Sign * e.Quantity.Value * (e.Price.Value - liquidation.Current.Mark.Value)),
        };
        var delta = e.Quantity * e.PositionSide;
        var from = new TransferPosition(e.Liquidation, e.Step, e.Part, e.Market, -delta, e.Price, TransferReason.TakeOver, 0);
        var to = new TransferPosition(e.Liquidation, e.Step, e.Part, e.Market, delta, e.Price, TransferReason.TakeOver, e.TakeOver);
        return (this with { TakeOvers = TakeOvers.SetItem(e.Taker, e.TakeOver) }).Await(after, liquidation.Account, from)
            .Await(e.Liquidation, e.Taker, to);
    }

    private LiquidationPool Await(LiquidationId id, AccountId account, TransferPosition transfer) => Await(Cases[id], account, transfer);

    private LiquidationPool Await(LiquidationCase liquidation, AccountId account, TransferPosition transfer) =>
        (this with { Outbox = Outbox.Add(EntityRef.Account(account), transfer, Version) }).With(
            liquidation with
            {
                Phase = CasePhase.Transferring,
                AwaitedTransfers = liquidation.AwaitedTransfers.SetItem(account, Outbox.Next)
            });

    private LiquidationPool Confirmed(TransferConfirmed e)
    {
        var liquidation = Cases[e.Liquidation];
        var awaited = liquidation.AwaitedTransfers.Remove(e.Account);
        return (this with { Outbox = Outbox.Remove(liquidation.AwaitedTransfers[e.Account]) })
            .With(liquidation with
            {
                AwaitedTransfers = awaited,
                MarginRestored = e.Account == liquidation.Account ? e.MarginRestored : liquidation.MarginRestored,
                Phase = awaited.IsEmpty ? CasePhase.Ready : CasePhase.Transferring,
            });
    }

    private LiquidationPool Settled(SettlementReceived e)
    {
        var liquidation = Cases[e.Liquidation] with { Fee = e.Fee, Shortfall = e.Shortfall, Budget = Money.Zero };
        return e.Shortfall > Money.Zero
            ? Owe(liquidation with { Phase = CasePhase.MakingGood }, EntityRef.Account(liquidation.Account),
                new SettleBankruptcy(e.Liquidation, e.Shortfall, Pool))
            : (this with { Outbox = Outbox.Remove(liquidation.OutboxNumber) }).With(liquidation with { OutboxNumber = 0 });
    }

    private LiquidationPool Peaked() => this with { Peaks = Peaks.With(Now ?? default, Balance, Credited - Debited) };

    private LiquidationPool SharingBegun(LossSharingStarted e) => this with
    {
        Sharings = e.Number,
        Unshared = Unshared.Remove(e.Market),
        Sharing = new LossSharing(e.Number, e.Market, e.Loss, e.Loss, Outbox.Next, ImmutableSortedDictionary<AccountId, long>.Empty),
        Outbox = Outbox.Add(EntityRef.RiskMonitors, new ListHolders(e.Number, e.Market, Pool), Version),
    };

    private LiquidationPool Spread(LossSocialized e)
    {
        var outbox = Outbox.Remove(Sharing!.QueryNumber);
        var awaited = ImmutableSortedDictionary.CreateBuilder<AccountId, long>();
        foreach (var share in e.Shares)
        {
            awaited[share.Account] = outbox.Next;
            outbox = outbox.Add(EntityRef.Account(share.Account), new ChargeLoss(e.Number, e.Market, share.Amount, e.Marks, Pool), Version);
        }

        return this with { Outbox = outbox, Sharing = Sharing with { QueryNumber = 0, Awaited = awaited.ToImmutable() } };
    }

    private LiquidationPool ShareReceived(LossShareReceived e) => this with
    {
        Deficit = Deficit - e.Amount,
        Shared = Shared + e.Amount,
        Outbox = Outbox.Remove(Sharing!.Awaited[e.Account]),
        Sharing = Sharing with { Open = Sharing.Open - e.Amount, Awaited = Sharing.Awaited.Remove(e.Account) },
    };
}
