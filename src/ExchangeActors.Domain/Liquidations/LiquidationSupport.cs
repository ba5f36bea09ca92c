using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Liquidations;

/// <content>
/// Positions offered to liquidity-support participants: one after the other, each takes what its own limits allow, which only it knows. The
/// order in which they are asked is not published; here they take turns, beginning with the one after whoever took something last.
/// </content>
public sealed partial record LiquidationPool
{
    /// <summary>What the pool knows of the participants that it has asked.</summary>
    public ImmutableSortedDictionary<AccountId, Supporter> Supporters { get; init; } =
        ImmutableSortedDictionary<AccountId, Supporter>.Empty;

    /// <summary>The participant that took something last; null before one did.</summary>
    public AccountId? LastSupporter { get; init; }

    private Decision Supported(SupportAnswered answer, ExchangeRules rules)
    {
        if (!Cases.TryGetValue(answer.Liquidation, out var liquidation)
            || liquidation.Phase != CasePhase.Offered
            || liquidation.Supporter != answer.Account
            || liquidation.Offer != answer.Number)
        {
            return Decision.Nothing;
        }

        var work = new Work(this, rules);
        work.Returned(answer);
        return work.Finish();
    }

    private LiquidationPool Offered(SupportOffered e)
    {
        var liquidation = Cases[e.Liquidation];
        var supporter = Supporters.GetValueOrDefault(e.Participant, Supporter.None);
        var offer = new OfferSupport(
            e.Liquidation, e.Step, e.Number, supporter.Through, e.Participant, e.Market, e.Quantity * e.PositionSide, Pool);
        return (this with { Supporters = Supporters.SetItem(e.Participant, supporter.Asked(e.Number)) }).Owe(
            liquidation with
            {
                Phase = CasePhase.Offered,
                Layer = WaterfallLayer.Backstop,
                Supporter = e.Participant,
                Offer = e.Number,
                Asked = liquidation.Asked.Add(e.Participant),
            },
            EntityRef.RiskMonitor(e.Participant),
            offer);
    }

    private LiquidationPool SupportDone(SupportReturned e)
    {
        var liquidation = Cases[e.Liquidation];
        var supporter = Supporters[e.Participant].Answered(e.Number, e.Group, e.RestsUntil);
        var pool = this with
        {
            Outbox = Outbox.Remove(liquidation.OutboxNumber),
            Supporters = Supporters.SetItem(e.Participant, supporter),
            LastSupporter = e.Taken.IsZero ? LastSupporter : e.Participant,
        };
        var after = liquidation with
        {
            Phase = CasePhase.Ready,
            Supporter = null,
            OutboxNumber = 0,
            NewestMark = e.Mark ?? liquidation.NewestMark,
        };
        if (e.Taken.IsZero || e.Price is not { } price)
        {
            return pool.With(after);
        }

        var side = liquidation.Current.Size.Sign;
        after = after.Closed(liquidation.Market, e.Taken) with
        {
            Rest = e.Unfilled,
            Attempts = e.Unfilled.IsZero ? 0 : liquidation.Attempts,
            Part = e.Part,
            Budget = liquidation.Budget + e.Budget,
            TakenOverNotional = liquidation.TakenOverNotional + (price * e.Taken),
            EquityNow = liquidation.EquityNow + new Money(side * e.Taken.Value * (price.Value - liquidation.Current.Mark.Value)),
            Leftover = liquidation.Leftover + new Money(side * e.Taken.Value * (price.Value - liquidation.BankruptcyPrice!.Value.Value)),
            ClosedAtMark = liquidation.ClosedAtMark + (liquidation.Current.Mark * e.Taken),
        };
        var transfer = new TransferPosition(
            e.Liquidation, e.Step, e.Part, liquidation.Market, e.Taken * -side, price, TransferReason.Support, 0);
        return pool.Await(after, liquidation.Account, transfer);
    }

    private sealed partial class Work
    {
        /// <summary>What a participant took goes to it; the rest to the next, and at last to the layers after the backstop.</summary>
        public void Returned(SupportAnswered answer)
        {
            var liquidation = Case(answer.Liquidation);
            var taken = Quantity.Min(answer.Quantity, liquidation.Rest);
            // What the price costs beyond the bankruptcy price is reserved, as far as the fund has it, until the account settles.
            var beyond = answer.Price is { } price ? liquidation.BeyondBankruptcy(price, taken) : Money.Zero;
            var cost = Money.Max(Money.Zero, beyond - Money.Max(Money.Zero, liquidation.Leftover + liquidation.Spent));
            Add(new SupportReturned(
                answer.Liquidation,
                liquidation.Step,
                answer.Number,
                answer.Account,
                rules[liquidation.Market].SupportGroup,
                taken,
                liquidation.Rest - taken,
                liquidation.Part + (taken.IsZero ? 0 : 1),
                answer.Price,
                answer.Mark,
                answer.Code,
                answer.RestsUntil,
                Money.Min(Available, cost)));
            if (taken.IsZero)
            {
                GoOn(answer.Liquidation);
            }
        }

        /// <summary>Offers the rest to the next participant that may take some, else to the layers after the newest.</summary>
        public void GoOn(LiquidationId id)
        {
            var layer = Case(id).Layer;
            if (layer != WaterfallLayer.Backstop || !SupportAnswers(id))
            {
                Offer(id, layer);
            }
        }

        private bool SupportAnswers(LiquidationId id)
        {
            var liquidation = Case(id);
            if (rules.Profile.Backstop.Support is null || NextSupporter(liquidation) is not { } participant)
            {
                return false;
            }

            var number = State.Supporters.GetValueOrDefault(participant, Supporter.None).Offers + 1;
            Add(new SupportOffered(
                id,
                liquidation.Step,
                number,
                participant,
                liquidation.Market,
                liquidation.Current.Size.Sign,
                liquidation.Rest,
                rules.Profile.Backstop.Name));
            return true;
        }

        private AccountId? NextSupporter(LiquidationCase liquidation)
        {
            var group = rules[liquidation.Market].SupportGroup;
            var turns = rules.SupportTurns;
            var first = State.LastSupporter is { } last ? turns.IndexOf(last) + 1 : 0;
            for (var i = 0; i < turns.Length; i++)
            {
                var participant = turns[(first + i) % turns.Length];
                if (participant != liquidation.Account
                    && !liquidation.Asked.Contains(participant)
                    && rules.SupportShare(participant, group) > 0m
                    && !State.Supporters.GetValueOrDefault(participant, Supporter.None).IsResting(group, State.Now))
                {
                    return participant;
                }
            }

            return null;
        }
    }
}
