using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Accounts;

/// <content>
/// What a liquidity-support participant takes of a liquidated position (Deribit, "Liquidity Support Program": group limits, fixed cooldown
/// windows, notional capacity factor, transfer price): the smallest of what was offered, what its group's share of equity leaves in the
/// window, what the multiple of equity leaves over all markets, and what it reduces if it only reduces. It needs the margin of any trade.
/// </content>
public sealed partial record Account
{
    /// <summary>Windows and answers as a participant; null for an account that was never offered anything.</summary>
    public SupportRecord? Support { get; init; }

    private Decision Take(TakeSupport offer, ExchangeRules rules, Moment now)
    {
        Outgoing Answer(SupportOutcome outcome) => new(
            EntityRef.Liquidation(offer.Pool),
            new SupportAnswered(
                offer.Liquidation, offer.Number, Id, outcome.Quantity, outcome.Price, outcome.Mark, outcome.Code, outcome.RestsUntil));

        var record = Support ?? SupportRecord.None;
        if (record.Outcomes.TryGetValue(offer.Number, out var known))
        {
            // A retry hears the recorded answer.
            return Decision.Nothing.Sending(Answer(known));
        }

        if (offer.Number <= record.Through)
        {
            // Answered, and the answer taken, long ago.
            return Decision.Nothing;
        }

        var (code, accepted, draft) = Assess(offer, record, rules, now);
        if (accepted is null)
        {
            var declined = new SupportDeclined(
                offer.Liquidation,
                offer.Step,
                offer.Number,
                offer.Through,
                offer.Market,
                offer.Delta.Absolute,
                code!.Value.Code,
                offer.Marks[offer.Market]?.Mark,
                code.Value.RestsUntil);
            return Decision.Of(declined).Sending(Answer(SupportOutcome.Of(declined)));
        }

        return draft.Decide().Sending(Answer(SupportOutcome.Of(accepted)));
    }

    private ((string Code, Moment? RestsUntil)? Refusal, SupportAccepted? Accepted, Draft<Account> Draft) Assess(
        TakeSupport offer, SupportRecord record, ExchangeRules rules, Moment now)
    {
        var draft = new Draft<Account>(this);
        ((string, Moment?)?, SupportAccepted?, Draft<Account>) No(string code, Moment? restsUntil = null) =>
            ((code, restsUntil), null, draft);

        if (rules.Profile.Backstop.Support is not { } terms || !rules.Participants.TryGetValue(Id, out var participant))
        {
            return No("no-participant");
        }

        if (!IsOpen || Status != AccountStatus.Active)
        {
            return No("account-in-liquidation");
        }

        if (offer.Marks[offer.Market] is not { } quote || MarkMissing(offer.Marks) is not null)
        {
            return No("market-without-mark");
        }

        if (ModeOf(offer.Market) is MarginMode.Isolated)
        {
            return No("margin-mode-mismatch");
        }

        draft.AddRange(SettleFunding(offer.Marks, rules));
        var account = draft.State;
        var (instrument, size) = (rules[offer.Market], account.Positions.GetValueOrDefault(offer.Market)?.Size ?? Quantity.Zero);
        var before = account.CrossMargin(offer.Marks, rules);
        var group = instrument.SupportGroup;
        var (start, used) = record.At(group, now, terms.CooldownMs) ?? (now, Money.Zero);
        var end = start.PlusMs(terms.CooldownMs);
        var share = rules.SupportShare(Id, group);
        var notional = new Money(account.Positions.Sum(pair => pair.Value.Notional(offer.Marks[pair.Key]!.Mark).Value));
        var allowance = (before.Equity * share) - used;
        var headroom = (before.Equity * terms.Capacity) - notional;
        Quantity Lots(Money value) => new(Math.Max(0m, Rounding.Down(value.Value / quote.Mark.Value, instrument.LotSize)));

        var reduces = size.Sign == -offer.Delta.Sign ? size.Absolute : Quantity.Zero;
        if (participant.OnlyReduces && reduces.IsZero)
        {
            return No("nothing-to-reduce");
        }

        var least = Quantity.Min(offer.Delta.Absolute, participant.OnlyReduces ? reduces : offer.Delta.Absolute);
        if (Lots(allowance).IsZero)
        {
            return No("support-limit", used > Money.Zero ? end : null);
        }

        if (Lots(headroom).IsZero)
        {
            return No("support-capacity");
        }

        var quantity = Quantity.Min(least, Quantity.Min(Lots(allowance), Lots(headroom)));
        if (account.RoomBelowCap(offer.Market, offer.Delta.Sign, quote.Mark, instrument) is { } room)
        {
            quantity = Quantity.Min(quantity, room);
            if (quantity.IsZero)
            {
                return No("open-interest-cap-account");
            }
        }

        var price = SettlementPrice.AtSpread(quote.Mark, offer.Delta.Sign, terms.Spread, SettlementPrice.Step(instrument, quantity));
        var taken = quote.Mark * quantity;
        var accepted = new SupportAccepted(
            offer.Liquidation,
            offer.Step,
            offer.Number,
            offer.Through,
            offer.Market,
            group,
            offer.Delta.Absolute,
            quantity,
            price,
            quote.Mark,
            quote.FundingIndex,
            before.Equity,
            notional,
            share,
            terms.Capacity,
            start,
            used,
            Lots(allowance - taken).IsZero ? end : null);
        var delta = quantity * offer.Delta.Sign;
        draft.Add(accepted);
        var ready = draft.State;
        var moved = new PositionTransferred(
            offer.Liquidation,
            offer.Step,
            0,
            offer.Market,
            delta,
            price,
            ready.Positions[offer.Market].RealisedBy(delta, price),
            TransferReason.Support,
            0);
        draft.Add(moved);
        var after = draft.State;
        var (needed, held) = (after.Needs(offer.Marks, rules), account.Needs(offer.Marks, rules));
        var backing = after.InitialEquity(after.CrossMargin(offer.Marks, rules).Equity, offer.Marks, rules, now);
        if (needed > backing && needed > held)
        {
            return No("insufficient-margin");
        }

        if (!reduces.IsZero && after.Orders.Values.Any(order => order.Market == offer.Market && !order.Cancelling))
        {
            // What would have closed the position might now open one.
            draft.Add(new CancelRequested(null, offer.Market, null, "support-transfer", after.Channel(offer.Market).LastSubmission + 1));
        }

        draft.AddRange(draft.State.Tell(offer.Market, delta, rules));
        draft.AddRange(draft.State.CallEnded());
        return (null, accepted, draft);
    }

    /// <summary>Initial margin of the cross positions and what the working orders need beyond it.</summary>
    private Money Needs(MarkBoard marks, ExchangeRules rules) => CrossMargin(marks, rules).Initial + OrderMargin(marks, rules);

    /// <summary>What one account may hold in the market, less what it holds on the side and has orders for; null without a cap.</summary>
    private Quantity? RoomBelowCap(MarketId market, int side, Price mark, Instrument instrument)
    {
        if (instrument.AccountOpenInterestCap is not { } cap)
        {
            return null;
        }

        var working = Orders.Values
            .Where(order => order.Market == market && order.Side.Delta(new Quantity(1m)).Sign == side)
            .Sum(order => order.Remaining.Value);
        var reach = ((Positions.GetValueOrDefault(market)?.Size.Value ?? 0m) * side) + working;
        return new Quantity(Math.Max(0m, Rounding.Down((cap.Value / mark.Value) - reach, instrument.LotSize)));
    }

    private Account Accepts(SupportAccepted e) => this with
    {
        Support = (Support ?? SupportRecord.None).With(e),
        // What it is assigned first begins at the funding of the marks that it decided at.
        Positions = Positions.ContainsKey(e.Market)
            ? Positions
            : Positions.Add(e.Market, new Position(Quantity.Zero, Money.Zero, e.FundingIndex, null)),
    };
}
