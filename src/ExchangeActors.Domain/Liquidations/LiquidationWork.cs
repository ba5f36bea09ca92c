using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Liquidations;

/// <content>How a pool moves liquidations on: the next piece, the book, who takes the rest, settlement.</content>
public sealed partial record LiquidationPool
{
    /// <summary>A decision in the making: events so far, and the state that they lead to.</summary>
    private sealed partial class Work(LiquidationPool pool, ExchangeRules rules)
    {
        private readonly Draft<LiquidationPool> _draft = new(pool);

        /// <summary>The state that the events so far lead to.</summary>
        public LiquidationPool State => _draft.State;

        private Money Available => Money.Max(Money.Zero, State.Balance - rules.FundFloor - State.Reserved);

        public LiquidationCase Case(LiquidationId id) => State.Cases[id];

        public void Add(DomainEvent @event) => _draft.Add(@event);

        /// <summary>The decision, with what it makes possible for those who wait for their turn or for the fund.</summary>
        public Decision Finish()
        {
            StartThoseWhoseTurnItIs();
            WakeThoseWhoAwaitTheFund();
            return _draft.Decide();
        }

        /// <summary>
        /// An account whose margin broke while positions were on their way to it is asked for its figures as soon as it has confirmed the
        /// last of them.
        /// </summary>
        public void AskWhenAllIsThere(AccountId account)
        {
            if (State.Numbers.TryGetValue(account, out var number)
                && State.Cases.TryGetValue(LiquidationId.Of(account, number), out var liquidation)
                && liquidation is { Phase: CasePhase.Postponed, Step: 0, CheckNumber: 0 }
                && !State.Cases.Values.Any(other => other.Account != account && other.AwaitedTransfers.ContainsKey(account)))
            {
                var market = liquidation.Positions.IsEmpty ? rules.Instruments.Keys.First() : liquidation.Positions[0].Market;
                Add(new LiquidationCheckRequested(liquidation.Id, market, State.TakeOvers.GetValueOrDefault(account)));
            }
        }

        private void StartThoseWhoseTurnItIs()
        {
            foreach (var (market, turns) in State.Lines.Turns)
            {
                foreach (var (_, id) in turns)
                {
                    if (!HasRoom(market))
                    {
                        break;
                    }

                    TryAgain(id);
                }
            }

            bool HasRoom(MarketId market) => State.Lines.InFlight.GetValueOrDefault(market) < rules.Profile.Limits.LiquidationsInFlight;
        }

        /// <summary>Goes on in a market, or waits for a turn there: a liquidation that moves, moves on in its own market.</summary>
        private void Enter(LiquidationId id, MarketId market, Action go)
        {
            var liquidation = Case(id);
            var others = State.Lines.InFlight.GetValueOrDefault(market) - (
                liquidation.IsMoving && liquidation.StepMarket == market ? 1 : 0);
            if (others >= rules.Profile.Limits.LiquidationsInFlight)
            {
                Add(new LiquidationQueued(id, market));
                return;
            }

            go();
        }

        /// <summary>Chooses the next position, or settles when none is left.</summary>
        public void NextStep(LiquidationId id)
        {
            var liquidation = Case(id);
            if (rules.Profile.Sizing.Next(new SizingInput(liquidation.Equity, [.. liquidation.Positions.Select(ToClose)])) is not { } next)
            {
                RequestSettlement(id, liquidation.Left.IsEmpty ? LiquidationEnd.Closed : LiquidationEnd.MarginRestored);
                return;
            }

            if (next.PauseMs > 0 && liquidation.PausedUntil is null)
            {
                // Before the first tick there is no time to count from; then the pause lasts until the next one.
                var until = State.Now is { } now ? new Moment(now.UnixMs + next.PauseMs) : default;
                Add(new LiquidationStepPostponed(id, liquidation.Step, 0, WaitReason.Pause, until));
                return;
            }

            Enter(id, next.Market, () => Begin(id, next));

            PositionToClose ToClose(PositionAtRisk position) => new(
                position.Market, rules[position.Market], position.Size, liquidation.Left.GetValueOrDefault(position.Market),
                    position.Mark, position.MaintenanceMargin);
        }

        private void Begin(LiquidationId id, NextClose next)
        {
            var liquidation = Case(id);
            var bankruptcy = BankruptcyPrice(liquidation, next.Market);
            if (bankruptcy.Value <= 0m)
            {
                Add(new LiquidationStepRefused(id, liquidation.Step + 1, next.Market, bankruptcy, "bankruptcy-price-not-positive"));
                TakeOver(id, WaterfallLayer.Residual, TakeOverBy.Liquidator, "bankruptcy-price-not-positive");
                return;
            }

            if (Layers.First != WaterfallLayer.Book)
            {
                BeginTry(id, next.Market, next.Quantity, bankruptcy);
                return;
            }

            if (FiresBeforeBook(liquidation.EquityNow) is { } reason)
            {
                Deleverage(id, liquidation.Step + 1, next.Market, next.Quantity, bankruptcy, reason);
                return;
            }

            // With fresh figures the same position begins anew, but it was tried as often as it was.
            TryBook(id, next.Market, next.Quantity, bankruptcy, next.Market == liquidation.StepMarket ? liquidation.Attempts + 1 : 1,
                everything: false);
        }

        /// <summary>
        /// A liquidation that waited: the next piece after a pause or with fresh figures, else what was left of the current one.
        /// </summary>
        public void TryAgain(LiquidationId id)
        {
            var liquidation = Case(id);
            if (liquidation.Rest.IsZero)
            {
                NextStep(id);
                return;
            }

            Enter(id, liquidation.Market, () =>
            {
                if (Layers.First == WaterfallLayer.Book)
                {
                    BookAnswers(id);
                    return;
                }

                BeginTry(id, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value);
            });
        }

        /// <summary>Starts sharing the losses of the next market, unless a sharing is under way.</summary>
        public void ShareNext()
        {
            if (State.Sharing is null && !State.Unshared.IsEmpty)
            {
                var (market, loss) = State.Unshared.First();
                Add(new LossSharingStarted(State.Pool, State.Sharings + 1, market, loss));
            }
        }

        /// <summary>Ends the sharing once everybody has answered, and starts the next.</summary>
        public void EndSharing()
        {
            if (State.Sharing is not { QueryNumber: 0, Awaited.IsEmpty: true } sharing)
            {
                return;
            }

            var paid = sharing.Loss - sharing.Open;
            var reason = sharing.Open <= Money.Zero ? "shared" : paid > Money.Zero ? "accounts-could-not-pay" : "no-open-interest";
            Add(new LossSharingEnded(State.Pool, sharing.Number, sharing.Market, paid, sharing.Open, reason));
            ShareNext();
        }

        /// <summary>
        /// Nothing more can be closed now. Where what is left stays open with its account, a liquidation that closed something settles, and
        /// the next check decides anew on what is left; otherwise it waits for time to pass, with its prices fixed. So does one whose fills
        /// the fund has to pay for: its reserve stays until the account settles.
        /// </summary>
        private void Wait(LiquidationId id, string reason)
        {
            var liquidation = Case(id);
            if (rules.Profile.Residual.StaysOpen && liquidation.ClosedAtMark > Money.Zero && liquidation.Leftover >= Money.Zero)
            {
                RequestSettlement(id, LiquidationEnd.RestStaysOpen);
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
                    Proportion.Of(position.Cost, left, position.Size),
                    position.Mark,
                    MarginSchedule.Maintenance(rules[position.Market], position.Mark * left.Absolute));
                index = position.Market == market ? i : index;
            }

            var step = SettlementPrice.Step(rules[market], liquidation.Left[market]);
            return rules.Profile.BankruptcyPrice.Rounded(liquidation.EquityNow, margined, index, step);
        }

        private UnfilledRest Rest(LiquidationCase liquidation) => new(
            // What its own fills cost beyond its bankruptcy price is spent, though not yet paid out.
            Money.Max(Money.Zero, State.Balance - rules.FundFloor - liquidation.Budget),
            Available,
            liquidation.Attempts,
            liquidation.FundExhausted,
            liquidation.LastFilled,
            liquidation.EquityAtMark,
            MaintenanceMargin(liquidation),
            liquidation.TakeOverCost,
            Money.Max(Money.Zero, State.Peaks.Balance - rules.FundFloor),
            State.LossSincePeak,
            State.Deleverages,
            rules.IsVault(liquidation.Account));

        /// <summary>Of what is left, at the marks of the start.</summary>
        private Money MaintenanceMargin(LiquidationCase liquidation)
        {
            var total = Money.Zero;
            foreach (var position in liquidation.Positions)
            {
                if (liquidation.Left.TryGetValue(position.Market, out var left))
                {
                    total += MarginSchedule.Maintenance(rules[position.Market], position.Mark * left.Absolute);
                }
            }

            return total;
        }

        private bool IsBusy(AccountId account) =>
            State.Numbers.TryGetValue(account, out var number) && State.Cases.ContainsKey(LiquidationId.Of(account, number));

        private void Deleverage(LiquidationId id, int step, MarketId market, Quantity quantity, Price bankruptcy, string reason)
        {
            var liquidation = Case(id);
            Add(new DeleveragingRequested(
                id, step, market, liquidation.Account, liquidation.At(market).Size.Sign, quantity, bankruptcy,
                    rules.Profile.Trigger.Name, reason, State.Balance, State.Reserved, Available,
                State.Peaks.Balance, State.LossSincePeak, liquidation.StepMarket == market ? liquidation.EquityAtMark
                    : liquidation.EquityNow));
        }

        /// <summary>
        /// Somebody takes the rest: a vault at the bankruptcy price; a liquidator, the fund's exchange account or, as the last resort, the
        /// exchange at the newest mark. What the mark costs beyond the bankruptcy price is reserved, as far as the fund has it, until the
        /// account settles: then it makes the shortfall good, and the rest of that is a booked deficit.
        /// </summary>
        private void TakeOver(LiquidationId id, WaterfallLayer layer, TakeOverBy by, string reason)
        {
            var liquidation = Case(id);
            var (taker, price) = by == TakeOverBy.Vault ? (rules.VaultOf(liquidation.Market), liquidation.BankruptcyPrice!.Value)
                : (rules.TakeOverAccount, liquidation.Mark);
            Add(new PositionTakenOver(
                id, liquidation.Step, liquidation.Part + 1, taker, State.TakeOvers.GetValueOrDefault(taker) + 1, liquidation.Market,
                    liquidation.Current.Size.Sign, liquidation.Rest, price, liquidation.Mark)
            {
                Reason = reason,
                Budget = by == TakeOverBy.Vault ? Money.Zero : Money.Min(Available, liquidation.TakeOverCost),
                FundBalance = State.Balance,
                FundReserved = State.Reserved,
                Layer = layer,
            });
        }

        /// <summary>Nothing more is to be closed: the account pays its fee and reports its shortfall.</summary>
        public void RequestSettlement(LiquidationId id, string reason)
        {
            var liquidation = Case(id);
            var fee = liquidation.Positions.IsEmpty
                ? Money.Zero
                : rules.Profile.Fee.Claim(
                    new FeeInput(liquidation.BookNotional, liquidation.ClosedAtMark, liquidation.Leftover),
                        liquidation.Positions.Min(position => rules[position.Market].QuoteTick));
            Add(new SettlementRequested(id, fee, rules.Profile.Fee.Name, reason));
        }

        public void Close(LiquidationId id)
        {
            var liquidation = Case(id);
            Add(new LiquidationClosed(
                id, liquidation.Account, liquidation.BookNotional, liquidation.DeleveragedNotional, liquidation.TakenOverNotional,
                    liquidation.Fee, liquidation.Shortfall,
                liquidation.SettlementReason ?? LiquidationEnd.Closed));
        }

        private void TryBook(LiquidationId id, MarketId market, Quantity quantity, Price bankruptcy, int attempt, bool everything)
        {
            var liquidation = Case(id);
            var position = liquidation.At(market);
            var instrument = rules[market];
            // First the loss at the mark of the start and the band beyond it is reserved, so that liquidations at the same moment do not
            // starve each other.
            var distance = Math.Max(0m, position.Size.Sign * (bankruptcy.Value - position.Mark.Value))
                + (position.Mark.Value * instrument.MarketOrderBand);
            var worst = everything ? Available : new Money(quantity.Value * distance);
            var budget = rules.Profile.Backstop.Budget(Available, worst);
            // What is reserved for others may come back: the limit is that of a fund whose money is all there, and the market says when the
            // reserve ends. So a level that only others' reserves keep from being paid is no empty book.
            var atBest = rules.Profile.Backstop.Budget(Money.Max(Available, State.Balance - rules.FundFloor - liquidation.Budget),
                Money.Max(worst, new Money(quantity.Value * distance)));
            var limit = rules.Profile.LiquidationLimit.Limit(new LimitInput(
                instrument,
                position.Size,
                position.Mark,
                position.MaintenanceMargin,
                bankruptcy,
                liquidation.EquityNow,
                MaintenanceMargin(liquidation),
                atBest));
            Add(new LiquidationStepRequested(
                id, liquidation.Step + 1, attempt, market, quantity, limit, bankruptcy, budget, State.Balance, State.Reserved,
                    rules.Profile.Sizing.Name, rules.Profile.LiquidationLimit.Name));
        }
    }
}
