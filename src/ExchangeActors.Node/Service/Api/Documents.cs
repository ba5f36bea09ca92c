namespace ExchangeActors.Node.Service.Api;

/// <summary>Up to which event an answer is true.</summary>
/// <param name="Event">The place of the last event that it knows, from 1.</param>
/// <param name="At">Exchange time of that event.</param>
internal sealed record AsOf(long Event, string At);

/// <summary>An answer that names the event up to which it is true.</summary>
internal interface IAnswerAsOf
{
    /// <summary>That event, and its time.</summary>
    AsOf AsOf { get; }
}

/// <summary>Rows, and where the next ones are.</summary>
/// <param name="AsOf">Up to which event they are true.</param>
/// <param name="Rows">In order of id.</param>
/// <param name="Next">Pass it as <c>after</c>; null at the end.</param>
internal sealed record Page<T>(AsOf AsOf, IReadOnlyList<T> Rows, string? Next) : IAnswerAsOf;

/// <summary>An account in a list.</summary>
internal sealed record AccountRow(
    string Id, string Owner, string Kind, string Status, decimal Wallet, decimal? Equity, decimal? MaintenanceMargin, decimal? MarginRatio,
    int Positions);

/// <summary>A position.</summary>
/// <param name="Market">The market.</param>
/// <param name="Size">Signed.</param>
/// <param name="EntryPrice">Cost ÷ size.</param>
/// <param name="Cost">Signed cost basis, quote.</param>
/// <param name="Mark">Mark price; null before the first.</param>
/// <param name="Notional">At the mark.</param>
/// <param name="UnrealisedPnl">At the mark, without funding that is due.</param>
/// <param name="FundingDue">What funding takes from it at the next touch; below zero it receives.</param>
/// <param name="MaintenanceMargin">At the mark.</param>
/// <param name="IsolatedMargin">Put aside for it; null under cross margin.</param>
/// <param name="LiquidationPrice">The mark at which margin breaks, all others unchanged; null when none does.</param>
/// <param name="Lights">Its place in the ADL queue, 5 is next; null where nobody is ranked.</param>
internal sealed record PositionDocument(
    string Market, decimal Size, decimal EntryPrice, decimal Cost, decimal? Mark, decimal? Notional, decimal? UnrealisedPnl,
        decimal? FundingDue,
    decimal? MaintenanceMargin, decimal? IsolatedMargin, decimal? LiquidationPrice, int? Lights);

/// <summary>An order at work.</summary>
internal sealed record OrderDocument(
    string Id, string Market, string Side, decimal Quantity, decimal Remaining, decimal? Limit, bool ReduceOnly, string MarginMode,
        decimal Reserved,
    bool IsQuote);

/// <summary>An account.</summary>
/// <param name="AsOf">Up to which event it is true.</param>
/// <param name="Id">The account.</param>
/// <param name="Owner">Who stands behind it.</param>
/// <param name="Kind">Trader, exchange or vault.</param>
/// <param name="Status">What it may do.</param>
/// <param name="Wallet">Cross balance.</param>
/// <param name="Equity">Of the cross wallet at the marks; null while one is missing.</param>
/// <param name="InitialMargin">Of its cross positions.</param>
/// <param name="MaintenanceMargin">Of its cross positions.</param>
/// <param name="MarginRatio">Maintenance margin ÷ equity: liquidated from 1 on; null without positions, or with equity ≤ 0.</param>
/// <param name="MarginCalled">A margin call stands.</param>
/// <param name="Liquidation">The one that it is in; null for none.</param>
/// <param name="FeesPaid">Net of rebates.</param>
/// <param name="FundingPaid">Net.</param>
/// <param name="NetDeposits">Deposits less withdrawals, and less the cost of positions brought along.</param>
/// <param name="Positions">Open ones.</param>
/// <param name="Orders">At work.</param>
internal sealed record AccountDocument(
    AsOf AsOf, string Id, string Owner, string Kind, string Status, decimal Wallet, decimal? Equity, decimal? InitialMargin,
    decimal? MaintenanceMargin, decimal? MarginRatio, bool MarginCalled, string? Liquidation, decimal FeesPaid, decimal FundingPaid,
    decimal NetDeposits, IReadOnlyList<PositionDocument> Positions, IReadOnlyList<OrderDocument> Orders) : IAnswerAsOf;

/// <summary>A market.</summary>
/// <param name="Id">The market.</param>
/// <param name="Mark">Mark price; null before the first.</param>
/// <param name="MarkedAt">When the row was seen that gave it.</param>
/// <param name="IsStale">True when that is longer ago than prices may be.</param>
/// <param name="Held">A price that waits for confirmation; null for none.</param>
/// <param name="HaltReason">Why trading is halted; null when it is not.</param>
/// <param name="FundingIndex">Cumulative funding per contract.</param>
/// <param name="OpenInterest">Contracts of all longs.</param>
/// <param name="BestBid">Null for an empty side.</param>
/// <param name="BestAsk">Null for an empty side.</param>
/// <param name="Trades">So far.</param>
/// <param name="TickSize">Prices are multiples of it.</param>
/// <param name="LotSize">Quantities are multiples of it.</param>
internal sealed record MarketDocument(
    string Id, decimal? Mark, string? MarkedAt, bool IsStale, decimal? Held, string? HaltReason, decimal FundingIndex, decimal OpenInterest,
    decimal? BestBid, decimal? BestAsk, long Trades, decimal TickSize, decimal LotSize);

/// <summary>All markets.</summary>
internal sealed record MarketsDocument(AsOf AsOf, IReadOnlyList<MarketDocument> Markets) : IAnswerAsOf;

/// <summary>One market.</summary>
internal sealed record OneMarket(AsOf AsOf, MarketDocument Market) : IAnswerAsOf;

/// <summary>A price and what rests there.</summary>
internal sealed record BookLevel(decimal Price, decimal Quantity, int Orders);

/// <summary>A book, best prices first.</summary>
internal sealed record BookDocument(AsOf AsOf, string Market, IReadOnlyList<BookLevel> Bids, IReadOnlyList<BookLevel> Asks) : IAnswerAsOf;

/// <summary>The insurance fund: seeded + credited − debited = balance.</summary>
internal sealed record FundDocument(
    AsOf AsOf, decimal Balance, decimal Seeded, decimal Credited, decimal Debited, decimal Reserved, decimal Deficit, decimal Floor,
        int OpenLiquidations) : IAnswerAsOf;

/// <summary>A liquidation that is not over.</summary>
internal sealed record LiquidationDocument(
    string Id, string Account, string Phase, string Layer, string? Market, decimal Equity, decimal? BankruptcyPrice, decimal Rest,
    decimal BookNotional, decimal DeleveragedNotional, decimal TakenOverNotional, decimal Budget, int Attempts);

/// <summary>A candidate of a queue, with every input of its score.</summary>
internal sealed record CandidateDocument(
    int Rank, string Account, decimal Size, decimal Cost, decimal Balance, decimal Equity, decimal MaintenanceMargin, decimal Notional,
    decimal? BankruptcyPrice, decimal PnlRatio, decimal Leverage, decimal Score, int Lights, decimal? Closed, string? Declined);

/// <summary>A round of a deleveraging: what was ranked, by what, and who was closed.</summary>
internal sealed record RoundDocument(
    int Round, string At, long Event, string Policy, string Allocation, decimal Price, string PricePolicy, decimal Needed, string Severity,
        decimal Theta,
    string Guard, decimal Allowed, int Total, IReadOnlyList<CandidateDocument> Queue);

/// <summary>A deleveraging in a list.</summary>
internal sealed record DeleveragingRow(
    string Id, string At, string Liquidation, string BankruptAccount, string Market, decimal Needed, decimal BankruptcyPrice,
        string? Reason,
    decimal? Closed, decimal? Unfilled, int? ForcedCloses, string? Ended);

/// <summary>A deleveraging with its rounds.</summary>
internal sealed record DeleveragingDocument(AsOf AsOf, DeleveragingRow Deleveraging, IReadOnlyList<RoundDocument> Rounds) : IAnswerAsOf;

/// <summary>What an exchange runs by.</summary>
internal sealed record RulesDocument(
    AsOf AsOf, string Scenario, string Venue, string ProfileHash, System.Text.Json.Nodes.JsonNode? Rules) : IAnswerAsOf;

/// <summary>The waterfall so far, as a run's report has it.</summary>
internal sealed record WaterfallDocument(
    AsOf AsOf, string? StateHash, long Events, int Accounts, long MarginCalls, object Liquidations, object Waterfall, object Fund,
        object Adl,
    object Markets, string? Broken) : IAnswerAsOf;
