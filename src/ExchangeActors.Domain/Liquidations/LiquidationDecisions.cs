using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Markets;
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

    private static Decision Seed(SeedInsuranceFund seed, Money balance) => seed.Amount.Value is > 0m and <= Largest.Amount && !Largest.IsTooFine(seed.Amount.Value)
        ? Decision.Of(new InsuranceFundSeeded(seed.Id, seed.Amount, balance + seed.Amount)).WithReply(new CommandAccepted(seed.Id))
        : Decision.Answer(new CommandRefused(seed.Id, "invalid-amount", $"{seed.Amount} is not in (0, {Largest.Amount}], in steps of {Largest.Fineness}"));

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
            // The account is done with its last one, but its answer was lost. It remembers one outcome only: the last has to close before the next begins. The account asks again.
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
                work.Add(new DeficitBooked(settled.Liquidation, settled.Shortfall - paid, DeficitKind.Shortfall, Deficit + settled.Shortfall - paid));
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

    private Decision Share(Holders holders, ExchangeRules rules)
    {
        if (Sharing is not { QueryNumber: > 0 } sharing || sharing.Number != holders.Number)
        {
            return Decision.Nothing;
        }

        var tick = rules[sharing.Market].QuoteTick;
        var amounts = rules.Profile.Residual.Shares(sharing.Loss, holders.Bearers, tick);
        var shares = holders.Bearers.Select((bearer, i) => new LossShare(bearer.Account, bearer.Size, amounts[i])).Where(share => share.Amount > Money.Zero);
        var work = new Work(this, rules);
        work.Add(new LossSocialized(
            Pool,
            sharing.Number,
            sharing.Market,
            sharing.Loss,
            rules.Profile.Residual.Name,
            new Quantity(holders.Bearers.Sum(bearer => Math.Max(0m, bearer.Size.Value))),
            new Quantity(holders.Bearers.Sum(bearer => Math.Max(0m, -bearer.Size.Value))),
            holders.Marks,
            [.. shares]));
        work.EndSharing();
        return work.Decision;
    }

    private Decision Paid(LossPaid paid, ExchangeRules rules)
    {
        if (Sharing is not { } sharing || sharing.Number != paid.Number || !sharing.Awaited.ContainsKey(paid.Account))
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        var toDeficit = Money.Min(paid.Amount, sharing.Open);
        work.Add(new LossShareReceived(Pool, paid.Number, paid.Account, paid.Amount, toDeficit, paid.Amount - toDeficit));
        work.EndSharing();
        return work.Decision;
    }

    private Decision Cut(AskWithdrawal ask, ExchangeRules rules)
    {
        Outgoing Answer(Money haircut) => new(EntityRef.Account(ask.Account), new WithdrawalAnswered(ask.Number, haircut));

        if (Withdrawals.TryGetValue(ask.Account, out var known) && ask.Number <= known.Number)
        {
            return known.Number == ask.Number ? Decision.Nothing.Sending(Answer(known.Haircut)) : Decision.Nothing;
        }

        // Rounded up to the finest quote tick, in favour of those whom the exchange owes.
        var tick = rules.Instruments.Values.Min(instrument => instrument.QuoteTick);
        var share = new Money(Rounding.Up(ask.Amount.Value * rules.Profile.Residual.WithdrawalHaircut, tick));
        var haircut = Money.Max(Money.Zero, Money.Min(ask.Amount, Money.Min(share, Deficit)));
        return Decision.Of(new WithdrawalCut(ask.Account, ask.Number, ask.Amount, haircut, Deficit - haircut, rules.Profile.Residual.Name)).Sending(Answer(haircut));
    }

    /// <summary>What earlier steps spent of the reserve: all of it that is not the current step's.</summary>
    private static Money Spent(LiquidationCase liquidation) => liquidation.Budget - liquidation.StepBudget;

    /// <summary>A decision in the making: events so far, and the state that they lead to.</summary>
    private sealed class Work(LiquidationPool pool, ExchangeRules rules)
    {
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
            if (rules.Profile.Sizing.Next(new SizingInput(liquidation.Equity, [.. liquidation.Positions.Select(ToClose)])) is not { } next)
            {
                RequestSettlement(id);
                return;
            }

            if (next.PauseMs > 0 && liquidation.PausedUntil is null)
            {
                // Before the first tick there is no time to count from; then the pause lasts until the next one.
                var until = _state.Now is { } now ? new Moment(now.UnixMs + next.PauseMs) : default;
                Add(new LiquidationStepPostponed(id, liquidation.Step, 0, "pause", until));
                return;
            }

            var bankruptcy = BankruptcyPrice(liquidation, next.Market);
            if (bankruptcy.Value <= 0m)
            {
                Add(new LiquidationStepRefused(id, liquidation.Step + 1, next.Market, bankruptcy, "bankruptcy-price-not-positive"));
                TakeOver(id, TakeOverBy.Vault, ofLastResort: true);
                return;
            }

            if (rules.Profile.Trigger.FiresBeforeBook(liquidation.EquityNow) is { } reason)
            {
                Deleverage(id, liquidation.Step + 1, next.Market, next.Quantity, bankruptcy, reason);
                return;
            }

            TryBook(id, next.Market, next.Quantity, bankruptcy, 1, everything: false);

            PositionToClose ToClose(PositionAtRisk position) => new(
                position.Market, rules[position.Market], position.Size, liquidation.Left.GetValueOrDefault(position.Market), position.Mark, position.MaintenanceMargin);
        }

        /// <summary>A liquidation that waited: the next piece after a pause, else what was left of the current one.</summary>
        public void TryAgain(LiquidationId id)
        {
            var liquidation = Case(id);
            if (liquidation.Rest.IsZero)
            {
                NextStep(id);
                return;
            }

            var bankruptcy = liquidation.BankruptcyPrice!.Value;
            if (rules.Profile.Trigger.FiresBeforeBook(liquidation.EquityNow) is { } reason)
            {
                Deleverage(id, liquidation.Step + 1, liquidation.Market, liquidation.Rest, bankruptcy, reason);
                return;
            }

            TryBook(id, liquidation.Market, liquidation.Rest, bankruptcy, liquidation.Attempts + 1, everything: false);
        }

        /// <summary>What the book left: somebody takes it over, winners must, or it waits.</summary>
        public void WorkRest(LiquidationId id, bool fundExhausted, Money unspent)
        {
            var liquidation = Case(id);
            if (fundExhausted && rules.Profile.Backstop.Budget(Available, Available) > unspent && !rules.Profile.Backstop.MayOverdraw)
            {
                // The step's reserve was too small, not the fund: once more, with all that the fund has. Under a backstop that never spends it there is no more to have.
                TryBook(id, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, liquidation.Attempts + 1, everything: true);
                return;
            }

            var rest = Rest(liquidation, fundExhausted);
            if (rules.Profile.Backstop.Takes(rest) is { } by && (by != TakeOverBy.Vault || !IsBusy(rules.VaultOf(liquidation.Market))))
            {
                TakeOver(id, by, ofLastResort: false);
            }
            else if (rules.Profile.Trigger.Fires(rest) is { } reason)
            {
                Deleverage(id, liquidation.Step, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, reason);
            }
            else
            {
                Wait(id, "book-exhausted");
            }
        }

        /// <summary>What a deleveraging left: it goes back to the book, stays open, or the exchange takes it over.</summary>
        public void LeaveRest(LiquidationId id)
        {
            var liquidation = Case(id);
            if (rules.Profile.Residual.StaysOpen || liquidation.DeleveragingEnd == "guard")
            {
                Wait(id, liquidation.DeleveragingEnd ?? "nobody-left");
                return;
            }

            TakeOver(id, TakeOverBy.Vault, ofLastResort: true);
        }

        /// <summary>Starts sharing the losses of the next market, unless a sharing is under way.</summary>
        public void ShareNext()
        {
            if (_state.Sharing is null && !_state.Unshared.IsEmpty)
            {
                var (market, loss) = _state.Unshared.First();
                Add(new LossSharingStarted(_state.Pool, _state.Sharings + 1, market, loss));
            }
        }

        /// <summary>Ends the sharing once everybody has answered, and starts the next.</summary>
        public void EndSharing()
        {
            if (_state.Sharing is not { QueryNumber: 0, Awaited.IsEmpty: true } sharing)
            {
                return;
            }

            var paid = sharing.Loss - sharing.Open;
            var reason = sharing.Open <= Money.Zero ? "shared" : paid > Money.Zero ? "accounts-could-not-pay" : "no-open-interest";
            Add(new LossSharingEnded(_state.Pool, sharing.Number, sharing.Market, paid, sharing.Open, reason));
            ShareNext();
        }

        /// <summary>
        /// Nothing more can be closed now. Where what is left stays open with its account, a liquidation that closed something settles, and the next check decides anew on what is left;
        /// otherwise it waits for time to pass, with its prices fixed. So does one whose fills the fund has to pay for: its reserve stays until the account settles.
        /// </summary>
        private void Wait(LiquidationId id, string reason)
        {
            var liquidation = Case(id);
            if (rules.Profile.Residual.StaysOpen && liquidation.ClosedAtMark > Money.Zero && liquidation.Leftover >= Money.Zero)
            {
                RequestSettlement(id);
                return;
            }

            Add(new LiquidationStepPostponed(id, liquidation.Step, liquidation.Attempts, reason, null));
        }

        private Price BankruptcyPrice(LiquidationCase liquidation, MarketId market)
        {
            if (!rules.Profile.BankruptcyPrice.AtEachTurn)
            {
                return liquidation.At(market).BankruptcyPrice!.Value;
            }

            var open = liquidation.Positions.Where(position => liquidation.Left.ContainsKey(position.Market)).ToList();
            var margined = new MarginedPosition[open.Count];
            var index = 0;
            for (var i = 0; i < open.Count; i++)
            {
                var (position, left) = (open[i], liquidation.Left[open[i].Market]);
                margined[i] = new MarginedPosition(
                    left,
                    new Money(position.Cost.Value * left.Value / position.Size.Value),
                    position.Mark,
                    MarginSchedule.Maintenance(rules[position.Market], position.Mark * left.Absolute));
                index = position.Market == market ? i : index;
            }

            // On the tick in the account's favour, as at the start.
            var raw = rules.Profile.BankruptcyPrice.Price(liquidation.EquityNow, margined, index);
            var tick = rules[market].TickSize;
            return new Price(margined[index].Size.Sign > 0 ? Rounding.Up(raw, tick) : Rounding.Down(raw, tick));
        }

        private UnfilledRest Rest(LiquidationCase liquidation, bool fundExhausted)
        {
            var position = liquidation.Current;
            var mark = liquidation.NewestMark ?? position.Mark;
            var side = position.Size.Sign;
            return new UnfilledRest(
                Available,
                liquidation.Attempts,
                fundExhausted,
                liquidation.LastFilled,
                EquityAt(liquidation, mark),
                new Money(liquidation.Positions.Sum(other => other.MaintenanceMargin.Value)),
                new Money(Math.Max(0m, side * liquidation.Rest.Value * (liquidation.BankruptcyPrice!.Value.Value - mark.Value))),
                _state.Peaks.Balance,
                _state.LossSincePeak,
                _state.Deleverages,
                rules.IsVault(liquidation.Account));
        }

        /// <summary>The account's equity with the current position at a newer mark than that of the start.</summary>
        private static Money EquityAt(LiquidationCase liquidation, Price mark) => liquidation.EquityNow
            + new Money(liquidation.Left.GetValueOrDefault(liquidation.Market).Value * (mark.Value - liquidation.Current.Mark.Value));

        private bool IsBusy(AccountId account) =>
            _state.Numbers.TryGetValue(account, out var number) && _state.Cases.ContainsKey(LiquidationId.Of(account, number));

        private void Deleverage(LiquidationId id, int step, MarketId market, Quantity quantity, Price bankruptcy, string reason)
        {
            var liquidation = Case(id);
            var position = liquidation.At(market);
            Add(new DeleveragingRequested(
                id, step, market, liquidation.Account, position.Size.Sign, quantity, bankruptcy, rules.Profile.Trigger.Name, reason, _state.Balance - rules.FundFloor, _state.Reserved,
                _state.Peaks.Balance, _state.LossSincePeak, liquidation.Market == market && liquidation.Step > 0 ? EquityAt(liquidation, liquidation.NewestMark ?? position.Mark) : liquidation.EquityNow));
        }

        /// <summary>
        /// Somebody takes the rest: a vault at the bankruptcy price, a liquidator at the mark, or as the last resort the exchange at the bankruptcy price, or at the mark where there is none above zero. The exchange's
        /// loss at the mark is a deficit.
        /// </summary>
        private void TakeOver(LiquidationId id, TakeOverBy by, bool ofLastResort)
        {
            var liquidation = Case(id);
            var position = liquidation.Current;
            var mark = liquidation.NewestMark ?? position.Mark;
            var bankruptcy = liquidation.BankruptcyPrice ?? position.BankruptcyPrice ?? default;
            var price = by == TakeOverBy.Vault && bankruptcy.Value > 0m ? bankruptcy : mark;
            var taker = by == TakeOverBy.Vault && !ofLastResort ? rules.VaultOf(liquidation.Market) : rules.TakeOverAccount;
            var rest = liquidation.Rest;
            Add(new PositionTakenOver(
                id, liquidation.Step, liquidation.Part + 1, taker, _state.TakeOvers.GetValueOrDefault(taker) + 1, liquidation.Market, position.Size.Sign, rest, price, mark));
            var loss = new Money(position.Size.Sign * rest.Value * (price.Value - mark.Value));
            if (loss > Money.Zero && ofLastResort)
            {
                Add(new DeficitBooked(id, loss, DeficitKind.TakeOver, _state.TakeOverDeficit + loss));
            }
        }

        public void RequestSettlement(LiquidationId id)
        {
            // The claim is rounded up to the finest quote tick of the markets concerned, in favour of the fund.
            var liquidation = Case(id);
            var claim = rules.Profile.Fee.Claim(new FeeInput(liquidation.BookNotional, liquidation.ClosedAtMark, liquidation.Leftover));
            var fee = claim == Money.Zero ? claim : new Money(Rounding.Up(claim.Value, liquidation.Positions.Min(position => rules[position.Market].QuoteTick)));
            Add(new SettlementRequested(id, fee, rules.Profile.Fee.Name));
        }

        public void Close(LiquidationId id)
        {
            var liquidation = Case(id);
            Add(new LiquidationClosed(
                id, liquidation.Account, liquidation.BookNotional, liquidation.DeleveragedNotional, liquidation.TakenOverNotional, liquidation.Fee, liquidation.Shortfall));
            StartWaiting();
        }

        private void TryBook(LiquidationId id, MarketId market, Quantity quantity, Price bankruptcy, int attempt, bool everything)
        {
            var liquidation = Case(id);
            var position = liquidation.At(market);
            var instrument = rules[market];
            // First the loss at the mark of the start and the band beyond it is reserved, so that liquidations at the same moment do not starve each other.
            var distance = Math.Max(0m, position.Size.Sign * (bankruptcy.Value - position.Mark.Value)) + (position.Mark.Value * instrument.MarketOrderBand);
            var budget = rules.Profile.Backstop.Budget(Available, everything ? Available : new Money(quantity.Value * distance));
            var limit = rules.Profile.LiquidationLimit.Limit(new LimitInput(
                instrument,
                position.Size,
                position.Mark,
                position.MaintenanceMargin,
                bankruptcy,
                liquidation.EquityNow,
                new Money(liquidation.Left.Sum(left => MarginSchedule.Maintenance(rules[left.Key], liquidation.At(left.Key).Mark * left.Value.Absolute).Value)),
                budget));
            Add(new LiquidationStepRequested(
                id, liquidation.Step + 1, attempt, market, quantity, limit, bankruptcy, budget, _state.Balance, _state.Reserved, rules.Profile.Sizing.Name, rules.Profile.LiquidationLimit.Name));
        }
    }
}
