using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;
using ExchangeActors.Journal.Reading;
using ExchangeActors.Review.Reading;
using ExchangeActors.Review.Wording;

namespace ExchangeActors.Review.Reports.Page;

/// <summary>An event in a sentence, with the figures that it decided on.</summary>
internal static class EventSentence
{
    /// <summary>The sentence; events that are no part of a cascade as their fields.</summary>
    public static Html Of(JournalRow row) => Of(row.Recorded);

    /// <summary>The same of an event that need not be read from a journal.</summary>
    public static Html Of(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var stream = recorded.Id.Stream.Id;
        switch (recorded.Event)
        {
            case MarkPriceUpdated e:
                return $"The mark of <b>{stream}</b> became {Figures.Price(e.Mark.Value)}.";
            case FundingRateUpdated e:
                return $"Funding of {stream} accrued at the rate {e.Rate}.";
            case TimePassed:
                return $"Time passed, and liquidations that waited were looked at anew.";
            case AccountFrozen e:
                return $"The margin of <b>{stream}</b> broke (equity {Figures.Amount(e.Equity.Value)}, maintenance margin "
                    + $"{Figures.Amount(e.MaintenanceMargin.Value)}); its orders were taken off the books.";
            case OrderCancelled e:
                return $"{Figures.Counted(e.Orders.Length, "order")} of {e.Account} left the book of {stream} ({e.Reason.Code()}).";
            case OrdersClosed e:
                return $"{stream} heard that {Figures.Counted(e.Orders.Length, "order")} of it left the book of {e.Market} "
                    + $"({e.Reason.Code()}).";
            case LiquidationStarted e:
                return $"<b>{stream}</b> was frozen for liquidation: equity {Figures.Amount(e.Equity.Value)} was below maintenance "
                    + $"margin {Figures.Amount(e.MaintenanceMargin.Value)}; bankruptcy prices were fixed by the rule {e.Rule}.";
            case LiquidationOpened e:
                return $"The pool took up <code>{e.Liquidation}</code> with {Figures.Counted(e.Positions.Length, "position")}.";
            case LiquidationQueued e:
                return $"<code>{e.Liquidation}</code> waited for its turn in {e.Market}.";
            case LiquidationReviewed e:
                return $"<code>{e.Liquidation}</code> was looked at anew: equity {Figures.Amount(e.Equity.Value)}, maintenance margin "
                    + $"{Figures.Amount(e.MaintenanceMargin.Value)}.";
            case LiquidationRechecked e:
                return $"<b>{stream}</b> looked at itself anew: equity {Figures.Amount(e.Equity.Value)}, maintenance margin "
                    + $"{Figures.Amount(e.MaintenanceMargin.Value)}.";
            case LiquidationAwaitsFund e:
                return $"The rest awaited the fund: {e.Reason}, while {Figures.Amount(e.FundReserved.Value)} of its "
                    + $"{Figures.Amount(e.FundBalance.Value)} was reserved; {Figures.Amount(e.Wanted.Value)} was wanted.";
            case LiquidationStepBegun e:
                var first = LayerOrder.NameOf(e.First);
                return $"{Figures.Quantity(e.Quantity.Value)} {e.Market} were to be closed, "
                    + $"beginning with the layer {first}; bankruptcy price {Figures.Price(e.BankruptcyPrice.Value)}.";
            case SupportOffered e:
                return $"{Figures.Quantity(e.Quantity.Value)} {e.Market} were offered to the participant {e.Participant}.";
            case SupportAccepted e:
                return $"<b>{stream}</b> took {Figures.Quantity(e.Quantity.Value)} of {Figures.Quantity(e.Requested.Value)} {e.Market} "
                    + $"at {Figures.Price(e.Price.Value)} (mark {Figures.Price(e.Mark.Value)}): {Figures.Ratio(e.Share)} of its equity "
                    + $"{Figures.Amount(e.Equity.Value)} per window, {Figures.Amount(e.UsedBefore.Value)} of it used.";
            case SupportDeclined e:
                return $"<b>{stream}</b> took nothing of {Figures.Quantity(e.Requested.Value)} {e.Market}: {e.Code}.";
            case SupportReturned e:
                return $"{e.Participant} took {Figures.Quantity(e.Taken.Value)}; {Figures.Quantity(e.Unfilled.Value)} remained.";
            case LiquidationStepRequested e:
                return $"{Figures.Quantity(e.Quantity.Value)} {e.Market} went to the book, to {Figures.Price(e.Limit.Value)} at worst; "
                    + $"bankruptcy price {Figures.Price(e.BankruptcyPrice.Value)}, fund {Figures.Amount(e.FundBalance.Value)}.";
            case LiquidationOrderPlaced e:
                return $"The account sent the liquidation’s order for {Figures.Quantity(e.Order.Quantity.Value)} {e.Market}.";
            case OrderAccepted e:
                return $"{stream} took the order <code>{e.Order.Id}</code>.";
            case TradeExecuted e:
                return $"{Figures.Quantity(e.Quantity.Value)} {stream} traded at {Figures.Price(e.Price.Value)} with {e.Maker}.";
            case LiquidationStepFilled e:
                return $"The book filled {Figures.Quantity(e.Filled.Value)}; {Figures.Quantity(e.Remaining.Value)} "
                    + $"remained{(e.FundExhausted ? ", because the fund’s reserve could not pay the next level" : string.Empty)}.";
            case LiquidationStepPostponed e:
                return $"The rest waited: {e.Reason}.";
            case DeleveragingRequested e:
                return $"Winners had to close {Figures.Quantity(e.Quantity.Value)} {e.Market}: the trigger {e.Trigger} said {e.Reason}, "
                    + $"with {Figures.Amount(e.FundAvailable.Value)} available in the fund.";
            case DeleveragingOpened e:
                return $"<code>{e.Id}</code> was opened for {Figures.Quantity(e.Quantity.Value)} "
                    + $"{(e.PositionSide > 0 ? "long" : "short")} of {e.Account}, bankruptcy price "
                    + $"{Figures.Price(e.BankruptcyPrice.Value)}.";
            case QueueRanked e:
                return $"{Figures.Count(e.Total)} counterparties were ranked by {e.Policy}; ADL price {Figures.Price(e.Price.Value)} by "
                    + $"{e.PricePolicy}.";
            case ForceClosesPlanned e:
                return $"Planned by rank: {Figures.Counted(e.Steps.Length, "forced close")}.";
            case PositionForceClosed e:
                return $"<b>{stream}</b> was closed for {Figures.Quantity(e.Quantity.Value)} {e.Step.Deleveraging.Market} at "
                    + $"{Figures.Price(e.Price.Value)} (rank {e.Rank}, score {Figures.Ratio(e.Score)}, mark "
                    + $"{Figures.Price(e.Mark.Value)}).";
            case SideShrinkRequested e:
                return $"Nobody was picked: all {(e.Side > 0 ? "longs" : "shorts")} were to close {Figures.Quantity(e.Quantity.Value)} "
                    + $"of their {Figures.Quantity(e.OpenInterest.Value)} together.";
            case SideShrunk e:
                return $"All {(e.Side > 0 ? "longs" : "shorts")} of {stream} shrank together by {Figures.Quantity(e.Quantity.Value)} of "
                    + $"{Figures.Quantity(e.OpenInterest.Value)}, at {Figures.Price(e.Price.Value)} (mark {Figures.Price(e.Mark.Value)}).";
            case SideSettled e:
                return $"<b>{stream}</b> settled with its side of {e.Market}: {Figures.Quantity(e.Closed.Value)} closed, profit "
                    + $"{Figures.Amount(e.RealisedPnl.Value)}.";
            case ProfitSettled e:
                return $"<b>{stream}</b> was looked at: equity {Figures.Amount(e.Equity.Value)}, "
                    + $"of it principal {Figures.Amount(e.Principal.Value)} and profit {Figures.Amount(e.Profit.Amount.Value)}, "
                    + $"{Figures.Amount(e.Profit.Reserve.Value)} of it not released at {e.Profit.Since}.";
            case WithdrawalCut { Profit: { } cut } e:
                return $"Of a withdrawal of {Figures.Amount(e.Amount.Value)} by {e.Account}, "
                    + $"{Figures.Amount(cut.Amount.Value)} was released profit; {Figures.Amount(e.Haircut.Value)} of it was kept: "
                    + $"residual {Figures.Amount(Math.Max(0m, cut.Backing.Value))} for {Figures.Amount(cut.Matured.Value)} released.";
            case ForceCloseConfirmed e:
                return $"{e.Account} confirmed {Figures.Quantity(e.Closed.Value)} closed.";
            case DeleveragingCompleted e:
                return $"<code>{e.Id}</code> ended: {e.Reason}.";
            case LiquidationClosed e:
                return $"<code>{e.Liquidation}</code> was over.";
            case LiquidationEnded or BankruptcySettled or PositionTransferred or TransferConfirmed or SettlementRequested or SettlementReceived:
                return $"{Plain(recorded.Event)} in {stream}.";
            default:
                return $"<code>{Brief.Of(recorded.Event)}</code>";
        }
    }

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
