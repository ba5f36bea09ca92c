using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Wording;
using static ExchangeActors.Review.Wording.SentencePart;

namespace ExchangeActors.Review.Stories;

/// <summary>An event in a sentence, with the figures that it decided on.</summary>
public static class EventSentence
{
    /// <summary>The sentence; events that are no part of a cascade as their fields.</summary>
    public static Sentence Of(JournalRow row) => Of(row.Recorded);

    /// <summary>The same of an event that need not be read from a journal.</summary>
    public static Sentence Of(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var stream = recorded.Id.Stream.Id;
        switch (recorded.Event)
        {
            case MarkPriceUpdated e:
                return $"The mark of {Name(stream)} became {Figure.Price(e.Mark.Value)}.";
            case FundingRateUpdated e:
                return $"Funding of {stream} accrued at the rate {e.Rate}.";
            case TimePassed:
                return $"Time passed, and liquidations that waited were looked at anew.";
            case AccountFrozen e:
                return $"The margin of {Name(stream)} broke (equity {Figure.Amount(e.Equity.Value)}, maintenance margin "
                    + $"{Figure.Amount(e.MaintenanceMargin.Value)}); its orders were taken off the books.";
            case OrderCancelled e:
                return $"{FigureText.Counted(e.Orders.Length, "order")} of {e.Account} left the book of {stream} ({e.Reason.Code()}).";
            case OrdersClosed e:
                return $"{stream} heard that {FigureText.Counted(e.Orders.Length, "order")} of it left the book of {e.Market} "
                    + $"({e.Reason.Code()}).";
            case LiquidationStarted e:
                return $"{Name(stream)} was frozen for liquidation: equity {Figure.Amount(e.Equity.Value)} was below maintenance "
                    + $"margin {Figure.Amount(e.MaintenanceMargin.Value)}; bankruptcy prices were fixed by the rule {e.Rule}.";
            case LiquidationOpened e:
                return $"The pool took up {Code(e.Liquidation)} with {FigureText.Counted(e.Positions.Length, "position")}.";
            case LiquidationQueued e:
                return $"{Code(e.Liquidation)} waited for its turn in {e.Market}.";
            case LiquidationReviewed e:
                return $"{Code(e.Liquidation)} was looked at anew: equity {Figure.Amount(e.Equity.Value)}, maintenance margin "
                    + $"{Figure.Amount(e.MaintenanceMargin.Value)}.";
            case LiquidationRechecked e:
                return $"{Name(stream)} looked at itself anew: equity {Figure.Amount(e.Equity.Value)}, maintenance margin "
                    + $"{Figure.Amount(e.MaintenanceMargin.Value)}.";
            case LiquidationAwaitsFund e:
                return $"The rest awaited the fund: {e.Reason}, while {Figure.Amount(e.FundReserved.Value)} of its "
                    + $"{Figure.Amount(e.FundBalance.Value)} was reserved; {Figure.Amount(e.Wanted.Value)} was wanted.";
            case LiquidationStepBegun e:
                var first = LayerOrder.NameOf(e.First);
                return $"{Figure.Quantity(e.Quantity.Value)} {e.Market} were to be closed, "
                    + $"beginning with the layer {first}; bankruptcy price {Figure.Price(e.BankruptcyPrice.Value)}.";
            case SupportOffered e:
                return $"{Figure.Quantity(e.Quantity.Value)} {e.Market} were offered to the participant {e.Participant}.";
            case SupportAccepted e:
                return $"{Name(stream)} took {Figure.Quantity(e.Quantity.Value)} of {Figure.Quantity(e.Requested.Value)} {e.Market} "
                    + $"at {Figure.Price(e.Price.Value)} (mark {Figure.Price(e.Mark.Value)}): {Figure.Ratio(e.Share)} of its equity "
                    + $"{Figure.Amount(e.Equity.Value)} per window, {Figure.Amount(e.UsedBefore.Value)} of it used.";
            case SupportDeclined e:
                return $"{Name(stream)} took nothing of {Figure.Quantity(e.Requested.Value)} {e.Market}: {e.Code}.";
            case SupportReturned e:
                return $"{e.Participant} took {Figure.Quantity(e.Taken.Value)}; {Figure.Quantity(e.Unfilled.Value)} remained.";
            case LiquidationStepRequested e:
                return $"{Figure.Quantity(e.Quantity.Value)} {e.Market} went to the book, to {Figure.Price(e.Limit.Value)} at worst; "
                    + $"bankruptcy price {Figure.Price(e.BankruptcyPrice.Value)}, fund {Figure.Amount(e.FundBalance.Value)}.";
            case LiquidationOrderPlaced e:
                return $"The account sent the liquidation’s order for {Figure.Quantity(e.Order.Quantity.Value)} {e.Market}.";
            case OrderAccepted e:
                return $"{stream} took the order {Code(e.Order.Id)}.";
            case TradeExecuted e:
                return $"{Figure.Quantity(e.Quantity.Value)} {stream} traded at {Figure.Price(e.Price.Value)} with {e.Maker}.";
            case LiquidationStepFilled e:
                return $"The book filled {Figure.Quantity(e.Filled.Value)}; {Figure.Quantity(e.Remaining.Value)} "
                    + $"remained{(e.FundExhausted ? ", because the fund’s reserve could not pay the next level" : string.Empty)}.";
            case LiquidationStepPostponed e:
                return $"The rest waited: {e.Reason}.";
            case DeleveragingRequested e:
                return $"Winners had to close {Figure.Quantity(e.Quantity.Value)} {e.Market}: the trigger {e.Trigger} said {e.Reason}, "
                    + $"with {Figure.Amount(e.FundAvailable.Value)} available of the fund’s {Figure.Amount(e.FundBalance.Value)} "
                    + $"({Figure.Amount(e.FundReserved.Value)} set aside for other liquidations on the book).";
            case DeleveragingOpened e:
                return $"{Code(e.Id)} was opened for {Figure.Quantity(e.Quantity.Value)} "
                    + $"{(e.PositionSide > 0 ? "long" : "short")} of {e.Account}, bankruptcy price "
                    + $"{Figure.Price(e.BankruptcyPrice.Value)}.";
            case QueueRanked e:
                return $"{FigureText.Count(e.Total)} counterparties were ranked by {e.Policy}; ADL price {Figure.Price(e.Price.Value)} by "
                    + $"{e.PricePolicy}.";
            case ForceClosesPlanned e:
                return $"Planned by rank: {FigureText.Counted(e.Steps.Length, "forced close")}.";
            case PositionForceClosed e:
                return $"{Name(stream)} was closed for {Figure.Quantity(e.Quantity.Value)} {e.Step.Deleveraging.Market} at "
                    + $"{Figure.Price(e.Price.Value)} (rank {e.Rank}, score {Figure.Ratio(e.Score)}, mark "
                    + $"{Figure.Price(e.Mark.Value)}).";
            case SideShrinkRequested e:
                return $"Nobody was picked: all {(e.Side > 0 ? "longs" : "shorts")} were to close {Figure.Quantity(e.Quantity.Value)} "
                    + $"of their {Figure.Quantity(e.OpenInterest.Value)} together.";
            case SideShrunk e:
                return $"All {(e.Side > 0 ? "longs" : "shorts")} of {stream} shrank together by {Figure.Quantity(e.Quantity.Value)} of "
                    + $"{Figure.Quantity(e.OpenInterest.Value)}, at {Figure.Price(e.Price.Value)} (mark {Figure.Price(e.Mark.Value)}).";
            case SideSettled e:
                return $"{Name(stream)} settled with its side of {e.Market}: {Figure.Quantity(e.Closed.Value)} closed, profit "
                    + $"{Figure.Amount(e.RealisedPnl.Value)}.";
            case ProfitSettled e:
                return $"{Name(stream)} was looked at: equity {Figure.Amount(e.Equity.Value)}, "
                    + $"of it principal {Figure.Amount(e.Principal.Value)} and profit {Figure.Amount(e.Profit.Amount.Value)}, "
                    + $"{Figure.Amount(e.Profit.Reserve.Value)} of it not released at {e.Profit.Since}.";
            case WithdrawalCut { Profit: { } cut } e:
                return $"Of a withdrawal of {Figure.Amount(e.Amount.Value)} by {e.Account}, "
                    + $"{Figure.Amount(cut.Amount.Value)} was released profit; {Figure.Amount(e.Haircut.Value)} of it was kept: "
                    + $"residual {Figure.Amount(Math.Max(0m, cut.Backing.Value))} for {Figure.Amount(cut.Matured.Value)} released.";
            case ForceCloseConfirmed e:
                return $"{e.Account} confirmed {Figure.Quantity(e.Closed.Value)} closed.";
            case DeleveragingCompleted e:
                return $"{Code(e.Id)} ended: {e.Reason}.";
            case LiquidationClosed e:
                return $"{Code(e.Liquidation)} was over.";
            case LiquidationEnded or BankruptcySettled or PositionTransferred or TransferConfirmed
                or SettlementRequested or SettlementReceived:
                return $"{Plain(recorded.Event)} in {stream}.";
            case AccountEvent when AccountSentence.OfOwn(recorded) is { } sentence:
                return $"{Name(stream)}: {sentence}";
            case LiquidationEvent e when OfPool(e) is { Parts: not null } sentence:
                return sentence;
            case PriceHeld e:
                return $"A price {Figure.Price(e.Index.Value)} of {Name(stream)} was held; its mark stays "
                    + $"{Figure.Price(e.Mark.Value)}.";
            case PriceRefused e:
                return $"A price {Figure.Price(e.Index.Value)} of {Name(stream)} was refused: {e.Code}.";
            case OrderRested e:
                return $"{Figure.Quantity(e.Remaining.Value)} of {Code(e.Order.Id)} rested on the book of {stream} at "
                    + $"{Figure.Price(e.Order.Limit.Value)}.";
            case MarketHalted e:
                return $"Trading in {Name(stream)} was halted: {e.Reason}.";
            case MarketResumed:
                return $"Trading in {Name(stream)} went on.";
            case ForceCloseRefused e:
                return $"{e.Account} was not closed: {e.Code}.";
            case NextRoundRequested e:
                return $"{Code(e.Id)} needed another round for {Figure.Quantity(e.Needed.Value)}.";
            default:
                return $"{Code(Brief.Of(recorded.Event))}";
        }
    }

    private static Sentence OfPool(LiquidationEvent @event) => @event switch
    {
        InsuranceFundSeeded e => $"The fund was given {Figure.Amount(e.Amount.Value)}; it held {Figure.Amount(e.Balance.Value)}.",
        InsuranceFundCredited e => $"The fund got {Figure.Amount(e.Amount.Value)} from {Code(e.Liquidation)}; it held "
            + $"{Figure.Amount(e.Balance.Value)}.",
        InsuranceFundDebited e => $"The fund paid {Figure.Amount(e.Amount.Value)} for {Code(e.Liquidation)}; it held "
            + $"{Figure.Amount(e.Balance.Value)}.",
        DeficitBooked e => $"{Figure.Amount(e.Amount.Value)} that nobody could pay for {Code(e.Liquidation)} was booked; deficit "
            + $"{Figure.Amount(e.Total.Value)} in all.",
        PositionTakenOver e => $"{e.Taker} took over {Figure.Quantity(e.Quantity.Value)} {e.Market} at "
            + $"{Figure.Price(e.Price.Value)} (mark {Figure.Price(e.Mark.Value)}): {e.Reason}.",
        DeleveragingReturned e => $"{Code(e.Deleveraging)} closed {Figure.Quantity(e.Closed.Value)}; "
            + $"{Figure.Quantity(e.Unfilled.Value)} remained ({e.Reason}).",
        LossSharingStarted e => $"A loss of {Figure.Amount(e.Loss.Value)} in {e.Market} was to be shared.",
        LossShareReceived e => $"{e.Account} paid {Figure.Amount(e.Amount.Value)} of a shared loss.",
        LossSharingEnded e => $"A shared loss in {e.Market} was paid with {Figure.Amount(e.Paid.Value)}; "
            + $"{Figure.Amount(e.Unpaid.Value)} remained ({e.Reason}).",
        _ => default,
    };

    private static string Plain(DomainEvent @event) => @event switch
    {
        LiquidationEnded => "The liquidation ended",
        BankruptcySettled => "The shortfall was made good",
        PositionTransferred { Part: 0 } => "The participant’s side was booked",
        PositionTransferred => "The bankrupt side was booked",
        TransferConfirmed => "A transfer was confirmed",
        SettlementRequested => "The account was asked to settle",
        _ => "The settlement arrived",
    };
}
