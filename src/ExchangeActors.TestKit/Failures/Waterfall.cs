using System.Globalization;
using ExchangeActors.Domain.Accounts;
using ExchangeActors.Domain.Deleveraging;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.TestKit.Failures;

/// <summary>
/// The events of the risk waterfall as lines: marks, margin calls, liquidations, their fills, the fund, ADL with ranks, deficits.
/// </summary>
internal static class Waterfall
{
    private const int CandidatesShown = 10;

    /// <summary>One line for each event that belongs to it.</summary>
    public static IEnumerable<string> Of(IEnumerable<RecordedEvent> events)
    {
        var any = false;
        foreach (var recorded in events)
        {
            if (Line(recorded) is { } line)
            {
                any = true;
                yield return string.Create(CultureInfo.InvariantCulture, $"{recorded.Id,-28} {line}");
            }
        }

        if (!any)
        {
            yield return "nothing happened";
        }
    }

    private static string? Line(RecordedEvent recorded)
    {
        var who = recorded.Id.Stream.Id;
        return recorded.Event switch
        {
            MarkPriceUpdated e => $"{who} is marked at {e.Mark}",
            InsuranceFundSeeded e => $"the fund gets {e.Amount} and has {e.Balance}",
            MarginCallIssued e => $"{who} is margin-called: equity {e.Equity}, maintenance margin {e.MaintenanceMargin}",
            MarginCallCleared e => $"{who} is out of the margin call: equity {e.Equity}",
            LiquidationStarted e =>
                $"{who} is liquidated: equity {e.Equity}, maintenance margin {e.MaintenanceMargin}; "
                    + $"{string.Join(", ", e.Positions.Select(Position))}",
            LiquidationStepRequested e =>
                $"{e.Liquidation} tries {e.Quantity} {e.Market} on the book, limit {e.Limit}, budget {e.Budget} of the fund's "
                    + $"{e.FundBalance}",
            LiquidationStepBegun e =>
                $"{e.Liquidation} is to close {e.Quantity} {e.Market}, bankruptcy price {e.BankruptcyPrice}; "
                + $"{LayerOrder.NameOf(e.First)} is asked first",
            LiquidationStepRefused e => $"{e.Liquidation} closes nothing on {e.Market}: {e.Code}",
            LiquidationStepPostponed e => $"{e.Liquidation} waits: {e.Reason}",
            TradeExecuted e =>
                $"{e.Taker} {(e.TakerSide == Side.Buy ? "buys" : "sells")} {e.Quantity} at {e.Price} "
                    + $"{(e.TakerSide == Side.Buy ? "from" : "to")} {e.Maker}{(e.Liquidation is null ? "" : ", in liquidation")}",
            InsuranceFundCredited e => $"the fund gets {e.Amount} and has {e.Balance}",
            InsuranceFundDebited e => $"the fund pays {e.Amount} and has {e.Balance}",
            SupportOffered e => $"{e.Participant} is offered {e.Quantity} {e.Market}",
            SupportAccepted e => $"{who} takes {e.Quantity} at {e.Price}: {e.UsedBefore} of {e.Share} × equity {e.Equity} are used",
            SupportDeclined e => $"{who} takes nothing of {e.Requested}: {e.Code}",
            PositionTakenOver e => $"{e.Taker} takes over {e.Quantity} at {e.Price}",
            DeleveragingRequested e =>
                $"ADL of {e.Quantity} {e.Market} at bankruptcy price {e.BankruptcyPrice}: {e.Reason}, fund {e.FundBalance}",
            QueueRanked e =>
                $"ADL ranks {e.Total} by {e.Policy}, closes at {e.Price}: "
                    + string.Join(", ", e.Candidates.Take(CandidatesShown).Select((c, rank) =>
                        $"{rank + 1}. {c.Account} {c.Size} (score {Math.Round(c.Score, 4)})")),
            SideShrunk e => $"all {(e.Side > 0 ? "longs" : "shorts")} of {who} shrink by {e.Quantity} of {e.OpenInterest} at {e.Price}",
            SideSettled e => $"{who} settles with its side of {e.Market}: {e.Closed} closed, pnl {e.RealisedPnl}",
            PositionForceClosed e => $"{who} is force-closed: {e.Quantity} at {e.Price}, rank {e.Rank}, pnl {e.RealisedPnl}",
            ForceCloseDeclined e => $"{who} declines {e.Requested}: {e.Code}",
            DeleveragingCompleted e => $"ADL closed {e.Closed}, left {e.Unfilled}: {e.Reason}",
            LossSocialized e => $"{e.Loss} is shared by {e.Shares.Length} accounts",
            DeficitBooked e => $"a deficit of {e.Amount} is booked",
            LiquidationClosed e => $"{e.Liquidation} is over: shortfall {e.Shortfall}",
            _ => null,
        };
    }

    private static string Position(PositionAtRisk position) =>
        $"{position.Size} {position.Market} at mark "
            + $"{position.Mark}{(position.BankruptcyPrice is { } price ? $", bankruptcy price {price}" : "")}";
}
