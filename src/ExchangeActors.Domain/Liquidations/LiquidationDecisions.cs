using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
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
        _ => throw new UnknownMessageException(message),
    };

    private static Decision Seed(SeedInsuranceFund seed, Money balance) => seed.Amount.Value is > 0m and <= Largest.Amount && !Largest.IsTooFine(seed.Amount.Value)
        ? Decision.Of(new InsuranceFundSeeded(seed.Id, seed.Amount, balance + seed.Amount)).WithReply(new CommandAccepted(seed.Id))
        : Decision.Answer(new CommandRefused(seed.Id, "invalid-amount", $"{seed.Amount} is not in (0, {Largest.Amount}], in steps of {Largest.Fineness}"));

    private Decision Seed(SeedInsuranceFund seed) => Seed(seed, Balance);

    private Decision Retry(Tick tick, ExchangeRules rules)
    {
        var postponed = Cases.Values.Where(liquidation => liquidation.Phase == CasePhase.Postponed).ToList();
        if (postponed.Count == 0)
        {
            return Decision.Answer(new CommandAccepted(tick.Id));
        }

        var work = new Work(this, rules);
        work.Add(new LiquidationsRetried(tick.Id));
        foreach (var liquidation in postponed)
        {
            work.TryBookAgain(liquidation.Id, everything: false);
        }

        return work.Decision.WithReply(new CommandAccepted(tick.Id));
    }

    private Decision Open(OpenLiquidation open, ExchangeRules rules)
    {
        if (Numbers.TryGetValue(open.Account, out var newest) && open.Number <= newest)
        {
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
            result.Liquidation, result.Step, result.Filled, result.Notional, result.BeyondBankruptcy, result.Remaining, result.MarginRestored, released, result.FundExhausted));
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
            result.Liquidation, result.Step, result.Deleveraging, result.Closed, result.Unfilled, liquidation.Part + (result.Closed.IsZero ? 0 : 1), result.Price, result.Mark));
        if (result.Closed.IsZero)
        {
            work.TakeOver(result.Liquidation);
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
                work.TakeOver(applied.Liquidation);
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
            var paid = Money.Min(settled.Shortfall, available);
            if (paid > Money.Zero)
            {
                work.Add(new InsuranceFundDebited(settled.Liquidation, paid, Balance - paid));
            }

            if (settled.Shortfall > paid)
            {
                work.Add(new DeficitBooked(settled.Liquidation, settled.Shortfall - paid, DeficitKind.Shortfall, Deficit + settled.Shortfall - paid));
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

    /// <summary>A decision in the making: events so far, and the state that they lead to.</summary>
    private sealed class Work(LiquidationPool pool, ExchangeRules rules)
    {
        /// <summary>A buy's limit is this multiple of the mark: beyond any band, so that only band and budget decide.</summary>
        private const decimal WorstMultiple = 1_000m;

        private readonly List<DomainEvent> _events = [];
        private LiquidationPool _state = pool;

        public Decision Decision => Decision.Of([.. _events]);

        private Money Available => Money.Max(Money.Zero, _state.Balance - rules.FundFloor - _state.Reserved);

        public LiquidationCase Case(LiquidationId id) => _state.Cases[id];

        public void Add(DomainEvent @event)
        {
            _events.Add(@event);
            _state = _state.Evolve(@event);
        }

        public void StartWaiting()
        {
            // Peeked, not enumerated: enumerating turns the whole queue round, and thousands may wait.
            var waiting = _state.Queue;
            var active = _state.Working;
            while (active < rules.Profile.Limits.LiquidationsInFlight && !waiting.IsEmpty)
            {
                waiting = waiting.Dequeue(out var id);
                if (_state.Cases.TryGetValue(id, out var liquidation) && liquidation.Phase == CasePhase.Waiting)
                {
                    active++;
                    NextStep(id);
                }
            }
        }

        /// <summary>Chooses the next position, or settles when none is left.</summary>
        public void NextStep(LiquidationId id)
        {
            var liquidation = Case(id);
            var open = liquidation.Left.Select(pair => new OpenExposure(
                pair.Key, pair.Value, liquidation.At(pair.Key).MaintenanceMargin)).ToList();
            if (rules.Profile.Sizing.Next(open) is not { } next)
            {
                RequestSettlement(id);
                return;
            }

            var bankruptcy = liquidation.At(next.Market).BankruptcyPrice!.Value;
            if (bankruptcy.Value <= 0m)
            {
                Add(new LiquidationStepRefused(id, liquidation.Step + 1, next.Market, bankruptcy, "bankruptcy-price-not-positive"));
                TakeOver(id);
                return;
            }

            TryBook(id, next.Market, next.Quantity, 1, everything: false);
        }

        public void TryBookAgain(LiquidationId id, bool everything) => TryBook(id, Case(id).Market, Case(id).Rest, Case(id).Attempts + 1, everything);

        /// <summary>What the book left: wait for it, or deleverage.</summary>
        public void WorkRest(LiquidationId id, bool fundExhausted, Money unspent)
        {
            if (fundExhausted && Available > unspent)
            {
                // The step's reserve was too small, not the fund: once more, with all that the fund has.
                TryBookAgain(id, everything: true);
                return;
            }

            var liquidation = Case(id);
            if (rules.Profile.Trigger.Fires(new UnfilledRest(Available, liquidation.Attempts, fundExhausted)) is not { } reason)
            {
                Add(new LiquidationStepPostponed(id, liquidation.Step, liquidation.Attempts, "book-exhausted"));
                return;
            }

            var position = liquidation.Current;
            Add(new DeleveragingRequested(
                id, liquidation.Step, liquidation.Market, liquidation.Account, position.Size.Sign, liquidation.Rest, position.BankruptcyPrice!.Value,
                rules.Profile.Trigger.Name, reason, _state.Balance, _state.Reserved));
        }

        /// <summary>The exchange takes the rest: at the bankruptcy price, or at the mark where there is none above zero.</summary>
        public void TakeOver(LiquidationId id)
        {
            var liquidation = Case(id);
            var position = liquidation.Current;
            var mark = liquidation.NewestMark ?? position.Mark;
            var price = position.BankruptcyPrice is { Value: > 0m } bankruptcy ? bankruptcy : mark;
            var rest = liquidation.Rest;
            Add(new PositionTakenOver(
                id, liquidation.Step, liquidation.Part + 1, rules.TakeOverAccount, _state.TakeOvers + 1, liquidation.Market, position.Size.Sign, rest, price, mark));
            var loss = new Money(position.Size.Sign * rest.Value * (price.Value - mark.Value));
            if (loss > Money.Zero)
            {
                Add(new DeficitBooked(id, loss, DeficitKind.TakeOver, _state.TakeOverDeficit + loss));
            }
        }

        public void RequestSettlement(LiquidationId id)
        {
            // The claim is rounded up to the finest quote tick of the markets concerned, in favour of the fund.
            var claim = rules.Profile.Fee.Claim(Case(id).BookNotional);
            var fee = claim == Money.Zero ? claim : new Money(Rounding.Up(claim.Value, Case(id).Positions.Min(position => rules[position.Market].QuoteTick)));
            Add(new SettlementRequested(id, fee, rules.Profile.Fee.Name));
        }

        public void Close(LiquidationId id)
        {
            var liquidation = Case(id);
            Add(new LiquidationClosed(
                id, liquidation.Account, liquidation.BookNotional, liquidation.DeleveragedNotional, liquidation.TakenOverNotional, liquidation.Fee, liquidation.Shortfall));
            StartWaiting();
        }

        private void TryBook(LiquidationId id, MarketId market, Quantity quantity, int attempt, bool everything)
        {
            var liquidation = Case(id);
            var position = liquidation.At(market);
            var instrument = rules[market];
            var bankruptcy = position.BankruptcyPrice!.Value;
            // First the loss at the mark of the start and the band beyond it is reserved, so that liquidations at the same moment do not starve each other.
            var distance = Math.Max(0m, position.Size.Sign * (bankruptcy.Value - position.Mark.Value)) + (position.Mark.Value * instrument.MarketOrderBand);
            var budget = rules.Profile.Backstop.Budget(Available, everything ? Available : new Money(quantity.Value * distance));
            // The budget limits what the fund pays, and the market keeps to its band around the mark of the moment; without a budget nothing trades beyond bankruptcy.
            var limit = budget <= Money.Zero ? bankruptcy
                : position.Size.Sign > 0 ? new Price(instrument.TickSize)
                : new Price(Rounding.Up(Math.Max(bankruptcy.Value, position.Mark.Value) * WorstMultiple, instrument.TickSize));
            Add(new LiquidationStepRequested(
                id, liquidation.Step + 1, attempt, market, quantity, limit, bankruptcy, budget, _state.Balance, _state.Reserved, rules.Profile.Sizing.Name));
        }
    }
}
