using System.Collections.Immutable;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Liquidations;

/// <content>Who takes a rest: the layers of the waterfall, asked in order.</content>
public sealed partial record LiquidationPool
{
    private sealed partial class Work
    {
        private LayerOrder Layers => rules.Profile.Layers;

        /// <summary>Winners are asked after the book, so that what it may still fill is waited for before they are.</summary>
        private bool WinnersFollowBook => Layers.Comes(WaterfallLayer.Book, WaterfallLayer.Winners);

        private bool FundPrecedesWinners => Layers.Comes(WaterfallLayer.Fund, WaterfallLayer.Winners);

        /// <summary>A try that begins with another layer than the book: everything is fixed, then the layers are asked in order.</summary>
        private void BeginTry(LiquidationId id, MarketId market, Quantity quantity, Price bankruptcy)
        {
            Add(new LiquidationStepBegun(id, Case(id).Step + 1, market, quantity, bankruptcy, rules.Profile.Sizing.Name, Layers.First));
            Offer(id, Layers.Layers);
        }

        /// <summary>
        /// What the book left: once more with all that the fund has if the reserve was too small for the next level, else whoever comes
        /// after the book.
        /// </summary>
        public void OfferRest(LiquidationId id)
        {
            var liquidation = Case(id);
            if (CanPayMore(liquidation))
            {
                TryBook(id, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, liquidation.Attempts + 1,
                    everything: true);
                return;
            }

            Offer(id, WaterfallLayer.Book);
        }

        /// <summary>Offers the rest to the layers after one: the first that answers takes it, or makes it wait.</summary>
        public void Offer(LiquidationId id, WaterfallLayer after) => Offer(id, Layers.After(after));

        private void Offer(LiquidationId id, ImmutableArray<WaterfallLayer> layers)
        {
            foreach (var layer in layers)
            {
                if (Answers(layer, id))
                {
                    return;
                }
            }

            Wait(id, WaitReason.BookExhausted);
        }

        /// <summary>
        /// Part of the position went and the margin suffices again: others than the residual, which takes what is left whatever the margin,
        /// are not
        /// asked any more.
        /// </summary>
        public bool IsRestored(LiquidationId id) =>
            Case(id).MarginRestored && Layers.After(Case(id).Layer).Any(layer => layer != WaterfallLayer.Residual);

        /// <summary>
        /// Decides those who await the fund anew, those before first: where enough has come back, or nothing will any more.
        /// </summary>
        private void WakeThoseWhoAwaitTheFund()
        {
            // Those who come to wait for it now are not asked again now.
            var waiting = State.Lines;
            if (waiting.FirstForFund is not var (first, id))
            {
                return;
            }

            if (Case(id).Wanted <= Available || !MayComeBack(Case(id)))
            {
                // Only the first can be the one for whom nobody's money comes back any more.
                DecideAnew(id);
            }

            // A decision only ever reserves more: whoever cannot be paid now cannot be paid after those before.
            while (waiting.NextAffordable(first, Available) is var (order, next))
            {
                DecideAnew(next);
                first = order;
            }
        }

        private void DecideAnew(LiquidationId id)
        {
            var liquidation = Case(id);
            if (CanPayMore(liquidation))
            {
                var (rest, bankruptcy) = (liquidation.Rest, liquidation.BankruptcyPrice!.Value);
                Enter(id, liquidation.Market, () => TryBook(
                    id, liquidation.Market, rest, bankruptcy, liquidation.Attempts, everything: true));
                return;
            }

            Offer(id, liquidation.Layer);
        }

        private bool Answers(WaterfallLayer layer, LiquidationId id) => layer switch
        {
            WaterfallLayer.Book => BookAnswers(id),
            WaterfallLayer.Backstop => BackstopAnswers(id),
            WaterfallLayer.Fund => FundAnswers(id),
            WaterfallLayer.Winners => WinnersAnswer(id),
            _ => ResidualAnswers(id),
        };

        private bool BookAnswers(LiquidationId id)
        {
            var liquidation = Case(id);
            if (FiresBeforeBook(liquidation.EquityAtMark) is { } reason)
            {
                Deleverage(id, liquidation.Step + 1, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, reason);
                return true;
            }

            TryBook(id, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, liquidation.Attempts + 1,
                everything: false);
            return true;
        }

        /// <summary>The reason to ask winners in the book's place; null where they had their turn before it.</summary>
        private string? FiresBeforeBook(Money equity) => WinnersFollowBook ? rules.Profile.Trigger.FiresBeforeBook(equity) : null;

        private bool BackstopAnswers(LiquidationId id)
        {
            if (rules.Profile.Backstop.Support is not null)
            {
                return SupportAnswers(id);
            }

            var liquidation = Case(id);
            if (rules.Profile.Backstop.Takes(Rest(liquidation)) is not { } by
                || (by == TakeOverBy.Vault && IsBusy(rules.VaultOf(liquidation.Market))))
            {
                return false;
            }

            TakeOver(id, WaterfallLayer.Backstop, by, rules.Profile.Backstop.Name);
            return true;
        }

        /// <summary>
        /// The book is exhausted and the fund can bear what the rest costs at the mark: the exchange takes it over there.
        /// </summary>
        private bool FundAnswers(LiquidationId id)
        {
            var liquidation = Case(id);
            var rest = Rest(liquidation);
            if (rest.FundBalance <= Money.Zero || !IsFundsTurn(rest))
            {
                return false;
            }

            if (rest.LossAtMark > Available)
            {
                var after = WinnersFollowBook && Layers.Comes(WaterfallLayer.Winners, WaterfallLayer.Fund)
                    ? WaterfallLayer.Winners
                    : WaterfallLayer.Book;
                return AwaitsFund(liquidation, FundReason.CannotTakePosition, rest.LossAtMark, after);
            }

            TakeOver(id, WaterfallLayer.Fund, TakeOverBy.Liquidator, WaitReason.BookExhausted);
            return true;
        }

        /// <summary>
        /// Before the winners the fund takes an exhausted book's rest where the venue has it so; after them whatever the book has left for
        /// good.
        /// </summary>
        private bool IsFundsTurn(UnfilledRest rest) =>
            FundPrecedesWinners
                ? TakesExhaustedBook && rules.Profile.Trigger.Fires(rest) == WaitReason.BookExhausted
                : WinnersFollowBook || IsExhausted(rest.Attempts);

        /// <summary>
        /// Where the book is the last to be tried: it was tried as often as it is before what is left counts as left for good.
        /// </summary>
        private bool IsExhausted(int attempts) => attempts >= rules.Profile.Trigger.BookAttempts;

        private bool WinnersAnswer(LiquidationId id)
        {
            var liquidation = Case(id);
            var rest = Rest(liquidation);
            if (!WinnersFollowBook)
            {
                return WinnersComeFirst(id, liquidation, rest);
            }

            if (rules.Profile.Trigger.Fires(rest) is not { } reason)
            {
                Wait(id, WaitReason.BookExhausted);
                return true;
            }

            var least = new Money(rules[liquidation.Market].QuoteTick);
            if (reason == FundReason.CannotPayNextLevel
                && AwaitsFund(liquidation, reason, liquidation.NextLevel, WaterfallLayer.Book))
            {
                return true;
            }

            if (reason == FundReason.CannotTakePosition
                && AwaitsFund(liquidation, reason, Money.Max(rest.LossAtMark, least), WaterfallLayer.Book))
            {
                return true;
            }

            // The fund was asked before: it cannot bear what an exhausted book has left.
            var fundFailed = reason == WaitReason.BookExhausted && TakesExhaustedBook && FundPrecedesWinners;
            var why = fundFailed ? FundReason.CannotTakePosition : reason;
            Deleverage(id, liquidation.Step, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, why);
            return true;
        }

        /// <summary>
        /// Before the book: winners are closed when the trigger fires, else the book has its turn. Nothing awaits the fund for it, since
        /// that is asked after the book.
        /// </summary>
        private bool WinnersComeFirst(LiquidationId id, LiquidationCase liquidation, UnfilledRest rest)
        {
            if ((rules.Profile.Trigger.FiresBeforeBook(rest.Equity) ?? rules.Profile.Trigger.Fires(rest)) is not { } reason)
            {
                return false;
            }

            Deleverage(id, liquidation.Step, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, reason);
            return true;
        }

        /// <summary>What all the others left: it is tried again, stays open, or the exchange takes it over.</summary>
        private bool ResidualAnswers(LiquidationId id)
        {
            var liquidation = Case(id);
            if (!WinnersFollowBook && !IsExhausted(liquidation.Attempts))
            {
                Wait(id, WaitReason.BookExhausted);
                return true;
            }

            var reason = !WinnersFollowBook && liquidation.Layer == WaterfallLayer.Book
                ? WaitReason.BookExhausted
                : liquidation.DeleveragingEnd ?? "nobody-left";
            if (rules.Profile.Residual.StaysOpen || liquidation.DeleveragingEnd == DeleveragingEnd.Guard)
            {
                Wait(id, reason);
                return true;
            }

            TakeOver(id, WaterfallLayer.Residual, TakeOverBy.Liquidator, reason);
            return true;
        }

        private bool TakesExhaustedBook => rules.Profile.ExhaustedBook == ExhaustedBook.TakeOver && !rules.Profile.Trigger.IgnoresFund;

        /// <summary>
        /// True when the newest try on the book ended because the reserve was too small for the next match, and the fund can pay that now.
        /// </summary>
        private bool CanPayMore(LiquidationCase liquidation) =>
            liquidation.FundExhausted && !rules.Profile.Backstop.MayOverdraw
                && rules.Profile.Backstop.Budget(Available, Available) >= liquidation.NextLevel;

        /// <summary>
        /// The fund is unable now, but would not be if others needed nothing of what is reserved for them: the liquidation waits until they
        /// have concluded. False when that would not help, or nothing will come back any more.
        /// </summary>
        private bool AwaitsFund(LiquidationCase liquidation, string reason, Money wanted, WaterfallLayer after)
        {
            var atBest = rules.Profile.Backstop.Budget(State.Balance - rules.FundFloor - liquidation.Budget, wanted);
            if (reason == FundReason.CannotTakePosition)
            {
                atBest = State.Balance - rules.FundFloor - liquidation.Budget;
            }

            if (atBest < wanted || !MayComeBack(liquidation))
            {
                return false;
            }

            Add(new LiquidationAwaitsFund(liquidation.Id, liquidation.Step, reason, wanted, State.Balance, State.Reserved)
            {
                After = after,
            });
            return true;
        }

        /// <summary>
        /// True while money that is reserved for others may turn out not to be needed: while any of them moves; and, for as many ticks as
        /// the limit says, while any of them waits that does not itself await the fund behind this one. So the first of those who await the
        /// fund is decided for good once nobody moves, and nobody waits for ever.
        /// </summary>
        private bool MayComeBack(LiquidationCase liquidation)
        {
            var lines = State.Lines;
            var moving = lines.Moving - (liquidation.IsMoving ? liquidation.Budget : Money.Zero);
            if (moving > Money.Zero)
            {
                return true;
            }

            if (liquidation.FundWaits >= rules.Profile.Limits.FundWaits)
            {
                return false;
            }

            var waiting = lines.Reserved - lines.Moving - (liquidation.IsMoving ? Money.Zero : liquidation.Budget);
            if (lines.AwaitingFund > Money.Zero)
            {
                // Of those who await the fund those behind do not count: all but this one and those before it, who are few.
                waiting -= lines.AwaitingFund;
                foreach (var (order, before) in lines.Fund)
                {
                    if (order > liquidation.Order)
                    {
                        break;
                    }

                    waiting += Case(before).Budget;
                }
            }

            return waiting > Money.Zero;
        }
    }
}
