using System.Collections.Immutable;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Markets.Lazy;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>What an account persists.</summary>
public abstract record AccountEvent : DomainEvent;

/// <summary>
/// The account exists. Its wallet is the deposit less the isolated margins of its positions. <paramref name="Owner"/> null: it is its own.
/// </summary>
public sealed record AccountOpened(
    CommandId Command, AccountId Account, AccountKind Kind, Money Deposit, ImmutableArray<OpeningPosition> Positions,
        OwnerId? Owner = null) : AccountEvent;

/// <summary>Money came in.</summary>
public sealed record Deposited(CommandId Command, Money Amount) : AccountEvent;

/// <summary>Money went out.</summary>
public sealed record Withdrawn(CommandId Command, Money Amount) : AccountEvent;

/// <summary>A withdrawal or deposit was refused.</summary>
public sealed record TransferRefused(CommandId Command, Money Amount, string Code, string Detail) : AccountEvent;

/// <summary>An order goes to its market; its margin is reserved until it leaves.</summary>
/// <param name="Command">The trader's command.</param>
/// <param name="Market">The market.</param>
/// <param name="Order">The order.</param>
/// <param name="MarginMode">What backs the position that it opens.</param>
/// <param name="Reserved">Margin and fee reserved for it, quote.</param>
/// <param name="Submission">Its number towards the market.</param>
public sealed record OrderPlaced(CommandId Command, MarketId Market, Order Order, MarginMode MarginMode, Money Reserved, long Submission)
    : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Order.Id.Value;
}

/// <summary>An order, quote or cancellation was refused by the account.</summary>
public sealed record OrderRejected(CommandId Command, MarketId Market, string Code, string Detail) : AccountEvent;

/// <summary>A level of a mass quote with the margin reserved for it.</summary>
public sealed record ReservedQuote(Quote Quote, Money Reserved);

/// <summary>A mass quote goes to its market.</summary>
public sealed record QuotesPlaced(CommandId Command, MarketId Market, long Set, ImmutableArray<ReservedQuote> Quotes, long Submission)
    : AccountEvent;

/// <summary>A cancellation goes to the market.</summary>
/// <param name="Command">The trader's command; null when the exchange asks for it.</param>
/// <param name="Market">The market.</param>
/// <param name="Order">The order, or null for all of the market.</param>
/// <param name="Reason">Who asks and why: <c>requested</c>, <c>liquidation</c>, <c>deleveraged</c>.</param>
/// <param name="Submission">Its number towards the market.</param>
public sealed record CancelRequested(CommandId? Command, MarketId Market, OrderId? Order, string Reason, long Submission) : AccountEvent;

/// <summary>An event that applies one notice of a market; each notice is applied once and in order.</summary>
/// <param name="Market">The market.</param>
/// <param name="Notice">The notice's number.</param>
/// <param name="SubmissionThrough">Submissions up to this one have reached the market.</param>
public abstract record NoticeApplied(MarketId Market, long Notice, long SubmissionThrough) : AccountEvent;

/// <summary>The order rests on the book.</summary>
public sealed record OrderWorking(MarketId Market, long Notice, long SubmissionThrough, OrderId Order)
    : NoticeApplied(Market, Notice, SubmissionThrough);

/// <summary>The orders left the book; their margin is free again.</summary>
public sealed record OrdersClosed(MarketId Market, long Notice, long SubmissionThrough, ImmutableArray<OrderId> Orders,
    CloseReason Reason, Price? Mark)
    : NoticeApplied(Market, Notice, SubmissionThrough)
{
    /// <inheritdoc cref="OrderCancelled.NextLevel"/>
    public Money? NextLevel { get; init; }
}

/// <summary>The mass quote stands, earlier sets are gone, dropped levels too.</summary>
public sealed record QuotesWorking(MarketId Market, long Notice, long SubmissionThrough, long Set, ImmutableArray<OrderId> Dropped)
    : NoticeApplied(Market, Notice, SubmissionThrough);

/// <summary>The market asks for more cover of these orders: the mark has moved against them.</summary>
public sealed record CoversWanted(MarketId Market, long Notice, long SubmissionThrough, ImmutableArray<OrderId> Orders, Price Mark)
    : NoticeApplied(Market, Notice, SubmissionThrough);

/// <summary>The market has taken submissions that it has nothing else to say about.</summary>
public sealed record SubmissionsTaken(MarketId Market, long Notice, long SubmissionThrough)
    : NoticeApplied(Market, Notice, SubmissionThrough);

/// <summary>What orders may open and the cover for it has changed; their reserves with it.</summary>
public sealed record CoversRaised(MarketId Market, ImmutableArray<OrderCover> Covers, long Submission) : AccountEvent;

/// <summary>A market with an open-interest cap is told of a change of position that was no trade.</summary>
public sealed record PositionTold(MarketId Market, Quantity Delta, long Submission) : AccountEvent;

/// <summary>A trade of the account.</summary>
/// <param name="Market">The market.</param>
/// <param name="Notice">The notice's number.</param>
/// <param name="SubmissionThrough">Submissions up to this one have reached the market.</param>
/// <param name="Fill">The fill as the market reported it.</param>
/// <param name="RealisedPnl">Profit of the part that closed, before the fee.</param>
/// <param name="MarginMode">What backs the position.</param>
/// <param name="MarginMoved">Isolated: margin moved from the wallet to the position (below zero: back).</param>
public sealed record FillApplied(
    MarketId Market, long Notice, long SubmissionThrough, FillNotice Fill, Money RealisedPnl, MarginMode MarginMode, Money MarginMoved)
    : NoticeApplied(Market, Notice, SubmissionThrough)
{
    /// <summary>Where a position that the fill opens begins in its side, where positions are deleveraged lazily.</summary>
    public SidePoint? Side { get; init; }
}

/// <summary>
/// The position was brought up to date with its side, which was shrunk since it was touched last: its share was closed, at the prices of
/// those deleveragings and with the loss that they carried.
/// </summary>
/// <param name="Market">The market.</param>
/// <param name="Side">The position's: +1 long, −1 short.</param>
/// <param name="Closed">Unsigned; 0 when nothing but the point moved.</param>
/// <param name="Proceeds">What the closed part brought (below zero: cost), rounded against the account to the quote tick.</param>
/// <param name="RealisedPnl">Proceeds less the cost of that part.</param>
/// <param name="MarginMoved">Isolated: margin that went back to the wallet, below zero.</param>
/// <param name="Point">Up to where it is settled now.</param>
/// <param name="Basis">What its share of the side is measured by.</param>
/// <param name="Mark">The mark at which it was touched; null where a notice touched it.</param>
public sealed record SideSettled(MarketId Market, int Side, Quantity Closed, Money Proceeds, Money RealisedPnl, Money MarginMoved,
    SidePoint Point, SideBasis Basis, Price? Mark) : AccountEvent
{
    /// <summary>What it changes the position by, signed.</summary>
    public Quantity Delta => Closed * -Side;

    /// <summary>Of the closed part, at the prices it was closed at.</summary>
    public Money Notional => new(Math.Abs(Proceeds.Value));
}

/// <summary>Accrued funding was settled.</summary>
/// <param name="Market">The market.</param>
/// <param name="FundingIndex">The index it was settled at.</param>
/// <param name="Payment">What the account pays (below zero: receives); what accrued since the last settlement and the account's
/// remainder, rounded up to the quote tick.</param>
public sealed record FundingSettled(MarketId Market, decimal FundingIndex, Money Payment) : AccountEvent;

/// <summary>Equity fell below the margin-call level.</summary>
/// <param name="Equity">Wallet plus unrealised PnL at the marks.</param>
/// <param name="MaintenanceMargin">At the marks.</param>
/// <param name="Level">The level, a multiple of maintenance margin.</param>
/// <param name="Positions">The positions and marks.</param>
public sealed record MarginCallIssued(Money Equity, Money MaintenanceMargin, decimal Level, ImmutableArray<PositionAtRisk> Positions)
    : AccountEvent;

/// <summary>Equity is above the margin-call level again.</summary>
public sealed record MarginCallCleared(Money Equity, Money MaintenanceMargin) : AccountEvent;

/// <summary>Margin broke while orders were working: the account is frozen and waits until they are off the books.</summary>
public sealed record AccountFrozen(LiquidationId Liquidation, MarketId? Isolated, Money Equity, Money MaintenanceMargin, MarkBoard Marks)
    : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>With its orders gone the account's margin suffices again.</summary>
public sealed record AccountUnfrozen(LiquidationId Liquidation, Money Equity, Money MaintenanceMargin) : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>Equity is below maintenance margin: the account is frozen and its bankruptcy prices are fixed, before any fill.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Isolated">The market of the isolated position that is liquidated; null for the cross positions.</param>
/// <param name="Equity">Of the cross wallet and positions, or of the isolated position.</param>
/// <param name="MaintenanceMargin">Likewise.</param>
/// <param name="Positions">What is to be closed, with marks and bankruptcy prices.</param>
/// <param name="Rule">Name of the bankruptcy-price rule.</param>
/// <param name="Pool">The insurance pool that takes it up.</param>
public sealed record LiquidationStarted(
    LiquidationId Liquidation, MarketId? Isolated, Money Equity, Money MaintenanceMargin, ImmutableArray<PositionAtRisk> Positions,
        string Rule, string Pool) : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>
/// The liquidation waited, and the account looked at itself at newer marks: its figures are fresh, and its bankruptcy prices too unless
/// something of it has traded or moved.
/// </summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Number">The pool's question.</param>
/// <param name="Equity">Of what the liquidation closes, at the newest marks.</param>
/// <param name="MaintenanceMargin">Likewise.</param>
/// <param name="Mark">Of the market that the pool has asked for.</param>
/// <param name="Repriced">The bankruptcy prices are fresh.</param>
/// <param name="Positions">What is to be closed, with marks and bankruptcy prices.</param>
/// <param name="Rule">Name of the bankruptcy-price rule.</param>
public sealed record LiquidationRechecked(
    LiquidationId Liquidation, long Number, Money Equity, Money MaintenanceMargin, Price Mark, bool Repriced,
        ImmutableArray<PositionAtRisk> Positions, string Rule) : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>The order of a liquidation step goes to its market.</summary>
public sealed record LiquidationOrderPlaced(MarketId Market, Order Order, long Submission) : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Order.Liquidation?.Liquidation.Value;
}

/// <summary>A position moved outside the book.</summary>
public sealed record PositionTransferred(
    LiquidationId Liquidation, int Step, int Part, MarketId Market, Quantity Delta, Price Price, Money RealisedPnl,
        TransferReason Reason, long TakeOver) : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>The liquidation is over for the account.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Fee">Paid to the insurance fund.</param>
/// <param name="Shortfall">What the account cannot pay; it stays frozen until that is made good. 0 frees the account.</param>
/// <param name="MarginReleased">Isolated margin that goes back to the wallet.</param>
/// <param name="Equity">Left, before the fee, at the marks of the start.</param>
public sealed record LiquidationEnded(LiquidationId Liquidation, Money Fee, Money Shortfall, Money MarginReleased, Money Equity)
    : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>The shortfall was made good; the account is free again.</summary>
public sealed record BankruptcySettled(LiquidationId Liquidation, Money Amount) : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>The account was closed, wholly or in part, by a deleveraging.</summary>
/// <param name="Step">The step.</param>
/// <param name="Liquidation">The liquidation that needed it.</param>
/// <param name="Bankrupt">The bankrupt account.</param>
/// <param name="Side">Side of the closing fill from this account's view.</param>
/// <param name="Requested">What was asked for.</param>
/// <param name="Quantity">What was closed.</param>
/// <param name="Price">The ADL price.</param>
/// <param name="Mark">The mark of the ranking.</param>
/// <param name="RealisedPnl">Profit taken with it.</param>
/// <param name="MarginMoved">Isolated: margin that went back to the wallet, below zero.</param>
/// <param name="Rank">Place in the recorded queue, from 1.</param>
/// <param name="Score">Score in the recorded queue.</param>
public sealed record PositionForceClosed(
    StepId Step,
    LiquidationId Liquidation,
    AccountId Bankrupt,
    Side Side,
    Quantity Requested,
    Quantity Quantity,
    Price Price,
    Price Mark,
    Money RealisedPnl,
    Money MarginMoved,
    int Rank,
    decimal Score) : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Step.Deleveraging.ToString();
}

/// <summary>
/// The account was not closed: <c>no-position</c>, <c>account-in-liquidation</c>, <c>market-without-mark</c>, or the code of the venue's
/// eligibility, e.g. <c>negative-equity-at-price</c>,
/// <c>not-profitable</c>, <c>bankruptcy-prices-do-not-overlap</c>.
/// </summary>
public sealed record ForceCloseDeclined(StepId Step, LiquidationId Liquidation, Quantity Requested, string Code) : AccountEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Step.Deleveraging.ToString();
}

/// <summary>The account bears its part of a loss that nobody else paid.</summary>
/// <param name="Number">The pool's loss sharing.</param>
/// <param name="Market">The market whose holders share it.</param>
/// <param name="Requested">The account's share.</param>
/// <param name="Amount">What it paid: at most its equity, and nothing while it is in liquidation.</param>
public sealed record LossCharged(long Number, MarketId Market, Money Requested, Money Amount) : AccountEvent;

/// <summary>A withdrawal has left the wallet and waits for the pool to say what is kept of it.</summary>
public sealed record WithdrawalRequested(CommandId Command, long Number, Money Amount, string Pool) : AccountEvent
{
    /// <summary>What of it is released profit, where profit takes a haircut; null when nothing is.</summary>
    public ProfitAsked? Profit { get; init; }
}

/// <summary>The withdrawal was paid out.</summary>
/// <param name="Number">The withdrawal.</param>
/// <param name="Amount">Paid out.</param>
/// <param name="Haircut">Kept: to pay the booked deficit, or profit that others' losses have not paid for.</param>
public sealed record WithdrawalPaid(long Number, Money Amount, Money Haircut) : AccountEvent;

/// <summary>
/// The account looked at its equity, where profit warms up: what was lost came out of reserve, released profit and principal, in this
/// order; new profit is reserved.
/// </summary>
/// <param name="Equity">Of the whole account at the marks of the message, with unrealised PnL.</param>
/// <param name="Principal">Senior to all profit.</param>
/// <param name="Profit">Equity above the principal, and when it is released.</param>
/// <param name="Lost">Paid in less paid out, fees and principal: it backs the profits of others.</param>
/// <param name="Fees">Trading fees so far.</param>
/// <param name="Number">The report to the pool; 0 when none goes out.</param>
/// <param name="Pool">The pool.</param>
public sealed record ProfitSettled(
    Money Equity, Money Principal, WarmingProfit Profit, Money Lost, Money Fees, long Number, string Pool) : AccountEvent;

/// <summary>The pool has taken the account's newest report of its claim.</summary>
public sealed record ClaimAcknowledged(long Number) : AccountEvent;
