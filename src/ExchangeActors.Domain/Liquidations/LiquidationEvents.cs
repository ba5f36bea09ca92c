using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>What an insurance pool persists.</summary>
public abstract record LiquidationEvent : DomainEvent;

/// <summary>An event of one liquidation.</summary>
public abstract record LiquidationCaseEvent(LiquidationId Liquidation) : LiquidationEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>Money was paid into the insurance fund.</summary>
public sealed record InsuranceFundSeeded(CommandId Command, Money Amount, Money Balance) : LiquidationEvent;

/// <summary>Time has passed: the accounts whose liquidations wait are asked how they stand at the newest marks.</summary>
public sealed record TimePassed(CommandId Command, Moment At) : LiquidationEvent;

/// <summary>A liquidation is taken up; it begins as soon as the limit of liquidations in flight allows.</summary>
public sealed record LiquidationOpened(
    LiquidationId Liquidation,
    AccountId Account,
    int Number,
    MarginScope Scope,
    Money Equity,
    Money MaintenanceMargin,
    ImmutableArray<PositionAtRisk> Positions) : LiquidationCaseEvent(Liquidation);

/// <summary>As many liquidations as may be are in flight in the market: it waits for its turn.</summary>
public sealed record LiquidationQueued(LiquidationId Liquidation, MarketId Market) : LiquidationCaseEvent(Liquidation);

/// <summary>
/// The account is asked for its figures before anything else, because it had not taken over everything that the pool had given it when its
/// margin broke.
/// </summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Market">Of the risk monitor that asks.</param>
/// <param name="TakeOvers">Positions that the account was given.</param>
public sealed record LiquidationCheckRequested(LiquidationId Liquidation, MarketId Market, long TakeOvers)
    : LiquidationCaseEvent(Liquidation);

/// <summary>How the account of a liquidation that waits stands at the newest marks: one whose margin has recovered is let go.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Number">The question.</param>
/// <param name="Equity">Of what the liquidation closes.</param>
/// <param name="MaintenanceMargin">Likewise.</param>
/// <param name="Mark">The newest mark of its market.</param>
/// <param name="Repriced">Nothing of it had traded or moved: the positions are those that it goes on with.</param>
/// <param name="Positions">What is to be closed, with marks and bankruptcy prices.</param>
public sealed record LiquidationReviewed(
    LiquidationId Liquidation, long Number, Money Equity, Money MaintenanceMargin, Price Mark, bool Repriced,
        ImmutableArray<PositionAtRisk> Positions) : LiquidationCaseEvent(Liquidation);

/// <summary>
/// The fund could pay if others did not need what is reserved for them: it waits until they have concluded, then it is decided anew.
/// </summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its newest step.</param>
/// <param name="Reason">What the fund cannot do now: a <see cref="Venues.FundReason"/>.</param>
/// <param name="Wanted">As much must be available before it is decided anew.</param>
/// <param name="FundBalance">The fund when it was decided.</param>
/// <param name="FundReserved">Reserved for all liquidations then.</param>
public sealed record LiquidationAwaitsFund(
    LiquidationId Liquidation, int Step, string Reason, Money Wanted, Money FundBalance, Money FundReserved)
    : LiquidationCaseEvent(Liquidation)
{
    /// <summary>It is offered to the layers after this one when it is decided anew.</summary>
    public WaterfallLayer After { get; init; }
}

/// <summary>
/// A try to close a piece begins with another layer than the book: its price is fixed and what is left of it is offered layer by layer.
/// </summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">From 1; a try on the book and every further one has a step of its own.</param>
/// <param name="Market">The market.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="BankruptcyPrice">Fixed at the start.</param>
/// <param name="Sizing">Name of the sizing policy.</param>
/// <param name="First">The layer that is asked first.</param>
public sealed record LiquidationStepBegun(
    LiquidationId Liquidation, int Step, MarketId Market, Quantity Quantity, Price BankruptcyPrice, string Sizing, WaterfallLayer First)
    : LiquidationCaseEvent(Liquidation);

/// <summary>A step goes to the book.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">From 1.</param>
/// <param name="Attempt">How often the position has been tried on the book, from 1.</param>
/// <param name="Market">The market.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="Limit">Worst price.</param>
/// <param name="BankruptcyPrice">Fixed at the start.</param>
/// <param name="Budget">Reserved from the fund for fills beyond it.</param>
/// <param name="FundBalance">The fund when it was decided.</param>
/// <param name="FundReserved">Reserved for other liquidations then.</param>
/// <param name="Sizing">Name of the sizing policy.</param>
/// <param name="LimitPolicy">Name of the policy that set the limit.</param>
public sealed record LiquidationStepRequested(
    LiquidationId Liquidation,
    int Step,
    int Attempt,
    MarketId Market,
    Quantity Quantity,
    Price Limit,
    Price BankruptcyPrice,
    Money Budget,
    Money FundBalance,
    Money FundReserved,
    string Sizing,
    string LimitPolicy) : LiquidationCaseEvent(Liquidation);

/// <summary>A step without a positive bankruptcy price goes to nobody: <c>bankruptcy-price-not-positive</c>.</summary>
public sealed record LiquidationStepRefused(LiquidationId Liquidation, int Step, MarketId Market, Price BankruptcyPrice, string Code)
    : LiquidationCaseEvent(Liquidation);

/// <summary>What the book gave.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Filled">Unsigned.</param>
/// <param name="Notional">Of the fills.</param>
/// <param name="BeyondBankruptcy">What the fills cost beyond the bankruptcy price.</param>
/// <param name="Remaining">Unsigned.</param>
/// <param name="MarginRestored">At the marks of the start.</param>
/// <param name="BudgetReleased">Reserve that the fills did not use.</param>
/// <param name="Reason">Why the order left the book; null when it was filled.</param>
/// <param name="Mark">The mark when the order left the book; null when it was filled.</param>
public sealed record LiquidationStepFilled(
    LiquidationId Liquidation, int Step, Quantity Filled, Money Notional, Money BeyondBankruptcy, Quantity Remaining,
        bool MarginRestored, Money BudgetReleased, CloseReason? Reason, Price? Mark)
    : LiquidationCaseEvent(Liquidation)
{
    /// <inheritdoc cref="OrderCancelled.NextLevel"/>
    public Money? NextLevel { get; init; }

    /// <summary>True when the budget could not pay the next level.</summary>
    public bool FundExhausted => Reason == CloseReason.FundExhausted;
}

/// <summary>The rest waits: it is tried again when time has passed.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its newest step.</param>
/// <param name="Attempt">How often the position has been tried on the book; a try that met a halted market does not count.</param>
/// <param name="Reason">A <see cref="WaitReason"/>, or what ended a deleveraging that left something.</param>
/// <param name="NotBefore">Exchange time before which it is not tried; null for the next time.</param>
public sealed record LiquidationStepPostponed(LiquidationId Liquidation, int Step, int Attempt, string Reason, Moment? NotBefore)
    : LiquidationCaseEvent(Liquidation);

/// <summary>Neither book nor fund can close the rest: winners must.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Market">The market.</param>
/// <param name="Account">The bankrupt account.</param>
/// <param name="PositionSide">Sign of the bankrupt position: +1 long, −1 short.</param>
/// <param name="Quantity">To be closed, unsigned.</param>
/// <param name="BankruptcyPrice">Fixed at the start.</param>
/// <param name="Trigger">Name of the trigger policy.</param>
/// <param name="Reason">Why it fired, e.g. <c>fund-at-floor</c>, <c>book-exhausted</c>.</param>
/// <param name="FundBalance">The fund when it was decided.</param>
/// <param name="FundReserved">Reserved for other liquidations then.</param>
/// <param name="FundAvailable">Above its floor and not reserved.</param>
/// <param name="FundPeak">The fund's highest balance of the last 8 hours.</param>
/// <param name="LossSincePeak">What it earned less than at its best moment of the last 8 hours.</param>
/// <param name="Equity">The account's, with the rest at the newest mark known.</param>
public sealed record DeleveragingRequested(
    LiquidationId Liquidation,
    int Step,
    MarketId Market,
    AccountId Account,
    int PositionSide,
    Quantity Quantity,
    Price BankruptcyPrice,
    string Trigger,
    string Reason,
    Money FundBalance,
    Money FundReserved,
    Money FundAvailable,
    Money FundPeak,
    Money LossSincePeak,
    Money Equity) : LiquidationCaseEvent(Liquidation);

/// <summary>What the deleveraging closed; the bankrupt account's side follows as a transfer.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Deleveraging">The deleveraging.</param>
/// <param name="Closed">Unsigned.</param>
/// <param name="Unfilled">Unsigned.</param>
/// <param name="Part">Numbers the transfers of the liquidation from 1.</param>
/// <param name="Price">The ADL price.</param>
/// <param name="Mark">The mark of the last ranking: the newest that the liquidation knows.</param>
/// <param name="Reason">How the deleveraging ended.</param>
public sealed record DeleveragingReturned(
    LiquidationId Liquidation, int Step, DeleveragingId Deleveraging, Quantity Closed, Quantity Unfilled, int Part, Price Price,
        Price Mark, string Reason)
    : LiquidationCaseEvent(Liquidation);

/// <summary>A vault or a liquidator takes a position over, or the exchange what nobody could take.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Part">Numbers the transfers of the liquidation from 1.</param>
/// <param name="Taker">Whose account.</param>
/// <param name="TakeOver">Numbers the transfers to this taker from 1.</param>
/// <param name="Market">The market.</param>
/// <param name="PositionSide">+1 long, −1 short.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="Price">At this price.</param>
/// <param name="Mark">The newest mark that the liquidation knows: of the ranking that found no (more) winners, else of the start.</param>
public sealed record PositionTakenOver(
    LiquidationId Liquidation, int Step, int Part, AccountId Taker, long TakeOver, MarketId Market, int PositionSide, Quantity Quantity,
        Price Price, Price Mark)
    : LiquidationCaseEvent(Liquidation)
{
    /// <summary>Why, e.g. <c>book-exhausted</c>, or what ended the deleveraging that left it.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>Reserved from the fund for what the price costs beyond the bankruptcy price.</summary>
    public Money Budget { get; init; }

    /// <summary>The fund when it was decided.</summary>
    public Money FundBalance { get; init; }

    /// <summary>Reserved for all liquidations then.</summary>
    public Money FundReserved { get; init; }

    /// <summary>The layer of the waterfall whose turn it was.</summary>
    public WaterfallLayer Layer { get; init; }
}

/// <summary>An account confirmed a transfer.</summary>
public sealed record TransferConfirmed(LiquidationId Liquidation, int Step, int Part, AccountId Account, bool MarginRestored)
    : LiquidationCaseEvent(Liquidation);

/// <summary>All steps are done: the account settles.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Fee">The fee that the fund may claim.</param>
/// <param name="FeePolicy">Name of the fee policy.</param>
/// <param name="Reason">A <see cref="LiquidationEnd"/>.</param>
public sealed record SettlementRequested(LiquidationId Liquidation, Money Fee, string FeePolicy, string Reason)
    : LiquidationCaseEvent(Liquidation);

/// <summary>Money came into the fund.</summary>
public sealed record InsuranceFundCredited(LiquidationId Liquidation, Money Amount, Money Balance) : LiquidationCaseEvent(Liquidation);

/// <summary>The fund paid.</summary>
public sealed record InsuranceFundDebited(LiquidationId Liquidation, Money Amount, Money Balance) : LiquidationCaseEvent(Liquidation);

/// <summary>A shortfall that the fund could not pay: money that the exchange owes and does not have. Visible, never dropped.</summary>
public sealed record DeficitBooked(LiquidationId Liquidation, Money Amount, Money Total) : LiquidationCaseEvent(Liquidation);

/// <summary>The account settled; its shortfall (0: none) is made good by the fund and the deficit just booked.</summary>
public sealed record SettlementReceived(LiquidationId Liquidation, Money Fee, Money Shortfall) : LiquidationCaseEvent(Liquidation);

/// <summary>The liquidation is over.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Account">The account.</param>
/// <param name="BookNotional">Closed on the book.</param>
/// <param name="DeleveragedNotional">Closed by ADL, at the bankruptcy price.</param>
/// <param name="TakenOverNotional">Taken over by the exchange.</param>
/// <param name="Fee">To the fund.</param>
/// <param name="Shortfall">Made good.</param>
/// <param name="Reason">A <see cref="LiquidationEnd"/>.</param>
public sealed record LiquidationClosed(
    LiquidationId Liquidation, AccountId Account, Money BookNotional, Money DeleveragedNotional, Money TakenOverNotional, Money Fee,
        Money Shortfall, string Reason)
    : LiquidationCaseEvent(Liquidation);

/// <summary>A shortfall that nobody paid is to be shared by other accounts; it stays in the booked deficit until they have paid.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Market">The market whose holders share it: the one in which the liquidation ended.</param>
/// <param name="Amount">The loss.</param>
/// <param name="Policy">Name of the residual policy.</param>
public sealed record LossToShare(LiquidationId Liquidation, MarketId Market, Money Amount, string Policy)
    : LiquidationCaseEvent(Liquidation);

/// <summary>An event of one loss sharing.</summary>
public abstract record LossSharingEvent(string Pool, long Number) : LiquidationEvent
{
    /// <inheritdoc/>
    public override string? Correlation => $"loss/{Pool}/{Number}";
}

/// <summary>A loss sharing begins: the holders are asked for. One at a time; what comes meanwhile waits for the next.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Number">From 1.</param>
/// <param name="Market">The market.</param>
/// <param name="Loss">What is shared.</param>
public sealed record LossSharingStarted(string Pool, long Number, MarketId Market, Money Loss) : LossSharingEvent(Pool, Number);

/// <summary>An account's part of a shared loss.</summary>
public sealed record LossShare(AccountId Account, Quantity Size, Money Amount);

/// <summary>The loss is spread.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Number">The sharing.</param>
/// <param name="Market">The market.</param>
/// <param name="Loss">What is shared.</param>
/// <param name="Policy">Name of the residual policy.</param>
/// <param name="OpenInterestLong">Contracts of all longs, unsigned.</param>
/// <param name="OpenInterestShort">Contracts of all shorts, unsigned.</param>
/// <param name="Marks">The marks used.</param>
/// <param name="Shares">Who is to pay how much; in sum the loss, rounded up.</param>
public sealed record LossSocialized(
    string Pool,
    long Number,
    MarketId Market,
    Money Loss,
    string Policy,
    Quantity OpenInterestLong,
    Quantity OpenInterestShort,
    MarkBoard Marks,
    ImmutableArray<LossShare> Shares) : LossSharingEvent(Pool, Number);

/// <summary>An account has paid its part.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Number">The sharing.</param>
/// <param name="Account">The account.</param>
/// <param name="Amount">What it paid.</param>
public sealed record LossShareReceived(string Pool, long Number, AccountId Account, Money Amount) : LossSharingEvent(Pool, Number);

/// <summary>Everybody has answered.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Number">The sharing.</param>
/// <param name="Market">The market.</param>
/// <param name="Paid">What was paid of the loss.</param>
/// <param name="Unpaid">What stays a deficit.</param>
/// <param name="Reason"><c>shared</c>, <c>accounts-could-not-pay</c> or <c>no-open-interest</c>.</param>
public sealed record LossSharingEnded(string Pool, long Number, MarketId Market, Money Paid, Money Unpaid, string Reason)
    : LossSharingEvent(Pool, Number);

/// <summary>What is kept of a withdrawal: while a deficit is booked, or of profit that others' losses have not paid for.</summary>
/// <param name="Account">The account.</param>
/// <param name="Number">Its withdrawal; a duplicate hears the recorded answer.</param>
/// <param name="Amount">The withdrawal.</param>
/// <param name="Haircut">What is kept: at most the deficit, or of profit what H does not pay.</param>
/// <param name="Deficit">What is booked after it.</param>
/// <param name="Policy">Name of the residual policy.</param>
/// <param name="Remainder">What the rate asked of all the account's withdrawals so far less what was kept; it counts in the next.</param>
public sealed record WithdrawalCut(AccountId Account, long Number, Money Amount, Money Haircut, Money Deficit, string Policy,
    decimal Remainder) : LiquidationEvent
{
    /// <summary>Where it is profit that is cut: what of it, and by which haircut; else null.</summary>
    public ProfitCut? Profit { get; init; }
}

/// <summary>The released profit in a withdrawal, and the haircut that it takes.</summary>
/// <param name="Amount">Of the withdrawal, released profit.</param>
/// <param name="Claim">Of the account, before the withdrawal.</param>
/// <param name="At">Exchange time at which it was released.</param>
/// <param name="Backing">vault − Σ principal − fund, in sum over all accounts.</param>
/// <param name="Matured">Released profit of all accounts.</param>
/// <param name="Kept">Of the haircut, what is beyond the booked deficit: it stays in the vault.</param>
/// <param name="Code"><c>profit-haircut</c> when something is cut, else empty.</param>
public sealed record ProfitCut(Money Amount, ToldClaim Claim, Moment At, Money Backing, Money Matured, Money Kept, string Code);

/// <summary>An account has told what it has lost, and what of its profit is released when.</summary>
/// <param name="Account">The account.</param>
/// <param name="Claim">Its claim.</param>
/// <param name="At">Exchange time.</param>
public sealed record ClaimReported(AccountId Account, ToldClaim Claim, Moment At) : LiquidationEvent;
