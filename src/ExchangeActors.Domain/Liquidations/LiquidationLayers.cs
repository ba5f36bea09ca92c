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
        private static readonly ImmutableArray<WaterfallLayer> Layers =
            [WaterfallLayer.Book, WaterfallLayer.Backstop, WaterfallLayer.Fund, WaterfallLayer.Winners, WaterfallLayer.Residual];

        /// <summary>What the book left: once more with all that the fund has if the reserve was too small for the next level, else whoever comes after the book.</summary>
        public void OfferRest(LiquidationId id)
        {
            var liquidation = Case(id);
            if (CanPayMore(liquidation))
            {
                TryBook(id, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, liquidation.Attempts + 1, everything: true);
                return;
            }

            Offer(id, WaterfallLayer.Book);
        }

        /// <summary>Offers the rest to the layers after one: the first that answers takes it, or makes it wait.</summary>
        public void Offer(LiquidationId id, WaterfallLayer after)
        {
            for (var i = Layers.IndexOf(after) + 1; i < Layers.Length; i++)
            {
                if (Answers(Layers[i], id))
                {
                    return;
                }
            }

            Wait(id, WaitReason.BookExhausted);
        }

        /// <summary>Decides those who await the fund anew, those before first: where enough has come back, or nothing will any more.</summary>
        private void WakeThoseWhoAwaitTheFund()
        {
            var first = true;
            foreach (var id in _state.Lines.Fund.Values)
            {
                var liquidation = Case(id);
                if (liquidation.CheckNumber > 0)
                {
                    continue;
                }

                // Only the first can be the one for whom nobody's money comes back any more.
                if (liquidation.Wanted <= Available || (first && !MayComeBack(liquidation)))
                {
                    if (CanPayMore(liquidation))
                    {
                        Enter(id, liquidation.Market, () => TryBook(id, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, liquidation.Attempts, everything: true));
                    }
                    else
                    {
                        Offer(id, WaterfallLayer.Book);
                    }
                }

                first = false;
            }
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
            TryBook(id, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, liquidation.Attempts + 1, everything: false);
            return true;
        }

        private bool BackstopAnswers(LiquidationId id)
        {
            var liquidation = Case(id);
            if (rules.Profile.Backstop.Takes(Rest(liquidation)) is not { } by || (by == TakeOverBy.Vault && IsBusy(rules.VaultOf(liquidation.Market))))
            {
                return false;
            }

            TakeOver(id, by, rules.Profile.Backstop.Name);
            return true;
        }

        /// <summary>The book is exhausted and the fund can bear what the rest costs at the mark: the exchange takes it over there.</summary>
        private bool FundAnswers(LiquidationId id)
        {
            var liquidation = Case(id);
            var rest = Rest(liquidation);
            if (!TakesExhaustedBook || rest.FundBalance <= Money.Zero || rules.Profile.Trigger.Fires(rest) != WaitReason.BookExhausted)
            {
                return false;
            }

            if (rest.LossAtMark > Available)
            {
                return AwaitsFund(liquidation, FundReason.CannotTakePosition, rest.LossAtMark);
            }

            TakeOver(id, TakeOverBy.Liquidator, WaitReason.BookExhausted);
            return true;
        }

        private bool WinnersAnswer(LiquidationId id)
        {
            var liquidation = Case(id);
            var rest = Rest(liquidation);
            if (rules.Profile.Trigger.Fires(rest) is not { } reason)
            {
                Wait(id, WaitReason.BookExhausted);
                return true;
            }

            var least = new Money(rules[liquidation.Market].QuoteTick);
            if (reason == FundReason.CannotPayNextLevel && AwaitsFund(liquidation, reason, liquidation.Unspent + least))
            {
                return true;
            }

            if (reason == FundReason.CannotTakePosition && AwaitsFund(liquidation, reason, Money.Max(rest.LossAtMark, least)))
            {
                return true;
            }

            // The fund was asked before: it cannot bear what an exhausted book has left.
            var why = reason == WaitReason.BookExhausted && TakesExhaustedBook ? FundReason.CannotTakePosition : reason;
            Deleverage(id, liquidation.Step, liquidation.Market, liquidation.Rest, liquidation.BankruptcyPrice!.Value, why);
            return true;
        }

        /// <summary>What winners left: it goes back to the book, stays open, or the exchange takes it over.</summary>
        private bool ResidualAnswers(LiquidationId id)
        {
            var liquidation = Case(id);
            if (rules.Profile.Residual.StaysOpen || liquidation.DeleveragingEnd == DeleveragingEnd.Guard)
            {
                Wait(id, liquidation.DeleveragingEnd ?? "nobody-left");
                return true;
            }

            TakeOver(id, TakeOverBy.Liquidator, liquidation.DeleveragingEnd ?? "nobody-left");
            return true;
        }

        private bool TakesExhaustedBook => rules.Profile.ExhaustedBook == ExhaustedBook.TakeOver && !rules.Profile.Trigger.IgnoresFund;

        /// <summary>True when the newest try on the book ended because the reserve was too small, and the fund has more than that.</summary>
        private bool CanPayMore(LiquidationCase liquidation) =>
            liquidation.FundExhausted && !rules.Profile.Backstop.MayOverdraw && rules.Profile.Backstop.Budget(Available, Available) > liquidation.Unspent;

        /// <summary>
        /// The fund is unable now, but would not be if others needed nothing of what is reserved for them: the liquidation waits until they have concluded. False when that would not help, or nothing will come back any more.
        /// </summary>
        private bool AwaitsFund(LiquidationCase liquidation, string reason, Money wanted)
        {
            var atBest = rules.Profile.Backstop.Budget(_state.Balance - rules.FundFloor - liquidation.Budget, wanted);
            if (reason == FundReason.CannotTakePosition)
            {
                atBest = _state.Balance - rules.FundFloor - liquidation.Budget;
            }

            if (atBest < wanted || !MayComeBack(liquidation))
            {
                return false;
            }

            Add(new LiquidationAwaitsFund(liquidation.Id, liquidation.Step, reason, wanted, _state.Balance, _state.Reserved));
            return true;
        }

        /// <summary>
        /// True while money that is reserved for others may turn out not to be needed: while any of them moves; and, for as many ticks as the limit says, while any of them waits that does not itself await the fund
        /// behind this one. So the first of those who await the fund is decided for good once nobody moves, and nobody waits for ever.
        /// </summary>
        private bool MayComeBack(LiquidationCase liquidation)
        {
            var lines = _state.Lines;
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
                foreach (var (_, behind) in lines.Fund.Where(other => other.Key > liquidation.Order))
                {
                    waiting -= Case(behind).Budget;
                }
            }

            return waiting > Money.Zero;
        }
    }
}
