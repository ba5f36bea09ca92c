using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>Pays money into the insurance fund (&gt; 0).</summary>
public sealed record SeedInsuranceFund(CommandId Id, Money Amount) : Message;

/// <summary>Time passes: liquidations that wait are looked at anew, and try again.</summary>
public sealed record Tick(CommandId Id, Moment At) : Message;

/// <summary>An account's margin broke; its positions are to be closed.</summary>
public sealed record OpenLiquidation(
    LiquidationId Liquidation,
    AccountId Account,
    int Number,
    MarginScope Scope,
    Money Equity,
    Money MaintenanceMargin,
    ImmutableArray<PositionAtRisk> Positions) : OwedMessage
{
    /// <summary>Positions that the account had taken over when its figures were made: more may be on their way.</summary>
    public long TakeOvers { get; init; }

    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Liquidation.Value).Write(Account.Value).Write(Number).Write(Scope.Isolated?.Value).Write(Equity.Value)
            .Write(MaintenanceMargin.Value)
            .Each(Positions, static (into, position) => position.WriteTo(into)).Write(TakeOvers);
    }
}

/// <summary>Asks the risk monitors to ask the account how it stands at the newest marks, since its liquidation waits.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Account">The account.</param>
/// <param name="Market">The market whose mark the liquidation needs.</param>
/// <param name="Number">Tells the question from earlier ones; rises.</param>
/// <param name="TakeOvers">Positions that the account was given to take over: it answers once it has all of them.</param>
/// <param name="Pool">Whom the account answers.</param>
public sealed record LookAtLiquidation(LiquidationId Liquidation, AccountId Account, MarketId Market, long Number, long TakeOvers,
    string Pool) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer
        .Write(Liquidation.Value).Write(Account.Value).Write(Market.Value).Write(Number).Write(TakeOvers).Write(Pool);
}

/// <summary>Asks an account in liquidation how it stands at these marks.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Market">The market whose mark the liquidation needs.</param>
/// <param name="Number">The question; a duplicate hears the recorded answer.</param>
/// <param name="TakeOvers">As many positions must have been taken over.</param>
/// <param name="Pool">Whom to answer.</param>
/// <param name="Marks">The newest marks of the risk monitors.</param>
public sealed record CheckLiquidation(LiquidationId Liquidation, MarketId Market, long Number, long TakeOvers, string Pool,
    MarkBoard Marks) : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>How an account in liquidation stands at the newest marks.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Number">The question.</param>
/// <param name="Equity">Of what the liquidation closes.</param>
/// <param name="MaintenanceMargin">Likewise.</param>
/// <param name="Mark">The newest mark of the market that was asked for.</param>
/// <param name="Repriced">Nothing of it has traded or moved yet: the positions have fresh figures and bankruptcy prices.</param>
/// <param name="Positions">What is to be closed, with marks and bankruptcy prices.</param>
public sealed record LiquidationChecked(
    LiquidationId Liquidation, long Number, Money Equity, Money MaintenanceMargin, Price Mark, bool Repriced,
        ImmutableArray<PositionAtRisk> Positions) : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>How a step fared on the book.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Filled">Unsigned.</param>
/// <param name="Notional">Σ quantity × price of the fills.</param>
/// <param name="BeyondBankruptcy">What the fills cost beyond the bankruptcy price, ≥ 0.</param>
/// <param name="Remaining">Unsigned, of the quantity asked for.</param>
/// <param name="MarginRestored">True when equity is at or above maintenance margin at the marks of the start.</param>
/// <param name="Reason">Why the order left the book; null when it was filled.</param>
/// <param name="Mark">The mark when the order left the book; null when it was filled.</param>
public sealed record LiquidationStepResult(
    LiquidationId Liquidation, int Step, Quantity Filled, Money Notional, Money BeyondBankruptcy, Quantity Remaining,
        bool MarginRestored, CloseReason? Reason, Price? Mark) : Message
{
    /// <inheritdoc cref="OrderCancelled.NextLevel"/>
    public Money? NextLevel { get; init; }

    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>An account applied a transfer.</summary>
public sealed record TransferApplied(LiquidationId Liquidation, int Step, int Part, AccountId Account, bool MarginRestored) : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>The account paid its fee and reports its shortfall.</summary>
public sealed record LiquidationSettled(LiquidationId Liquidation, Money Fee, Money Shortfall) : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>The account's shortfall was made good.</summary>
public sealed record BankruptcyConfirmed(LiquidationId Liquidation) : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;
}

/// <summary>A position's figures when a margin decision was taken.</summary>
/// <param name="Market">The market.</param>
/// <param name="Size">Signed.</param>
/// <param name="Cost">Signed cost basis.</param>
/// <param name="Mark">The mark used.</param>
/// <param name="MarkVersion">Its version.</param>
/// <param name="MaintenanceMargin">At the mark.</param>
/// <param name="BankruptcyPrice">Fixed here when a liquidation starts; null in a margin call.</param>
public sealed record PositionAtRisk(
    MarketId Market, Quantity Size, Money Cost, Price Mark, long MarkVersion, Money MaintenanceMargin, Price? BankruptcyPrice)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Market.Value).Write(Size.Value).Write(Cost.Value).Write(Mark.Value).Write(MarkVersion).Write(MaintenanceMargin.Value)
            .Write(BankruptcyPrice?.Value);
}

/// <summary>What a liquidation closes: one isolated position, or all cross positions.</summary>
/// <param name="Isolated">The isolated position's market; null for cross.</param>
public readonly record struct MarginScope(MarketId? Isolated);

/// <summary>Asks the account to close a position on the book as a step of its liquidation.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step, from 1.</param>
/// <param name="Market">The market.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="Limit">Worst price; beyond the bankruptcy price the fund pays.</param>
/// <param name="BankruptcyPrice">Fixed before anything of the position traded.</param>
/// <param name="Budget">The fund's reserve for this step.</param>
public sealed record LiquidatePosition(LiquidationId Liquidation, int Step, MarketId Market, Quantity Quantity, Price Limit,
    Price BankruptcyPrice, Money Budget) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer
        .Write(Liquidation.Value).Write(Step).Write(Market.Value).Write(Quantity.Value).Write(Limit.Value).Write(BankruptcyPrice.Value)
            .Write(Budget.Value);
}

/// <summary>Why a position moves between accounts without the book.</summary>
public enum TransferReason
{
    /// <summary>The bankrupt side of a deleveraging.</summary>
    Deleveraging = 0,

    /// <summary>A vault, a liquidator or the exchange takes the position over.</summary>
    TakeOver = 1,

    /// <summary>A liquidity-support participant takes the position, or a part of it.</summary>
    Support = 2,
}

/// <summary>
/// Changes a position at a price outside the book. Never declined. Funding that accrued on it since the liquidation started is not settled:
/// the account has nothing left to pay it with, so the exchange's funding clearing bears it.
/// </summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Part">Numbers the transfers of the liquidation from 1.</param>
/// <param name="Market">The market.</param>
/// <param name="Delta">Signed change of the receiver's size.</param>
/// <param name="Price">At this price.</param>
/// <param name="Reason">Why.</param>
/// <param name="TakeOver">For the account that takes over: the transfer's number, from 1 without gaps; 0 for the bankrupt account.</param>
public sealed record TransferPosition(
    LiquidationId Liquidation, int Step, int Part, MarketId Market, Quantity Delta, Price Price, TransferReason Reason, long TakeOver)
        : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer
        .Write(Liquidation.Value).Write(Step).Write(Part).Write(Market.Value).Write(Delta.Value).Write(Price.Value).Write((long)Reason)
            .Write(TakeOver);
}

/// <summary>All steps of the liquidation are done: pay the fee out of what is left, report the shortfall.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Fee">The fee that the fund may claim; the account pays no more than is left of its equity.</param>
/// <param name="Pool">Whom to answer.</param>
public sealed record ConcludeLiquidation(LiquidationId Liquidation, Money Fee, string Pool) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer.Write(Liquidation.Value).Write(Fee.Value).Write(Pool);
}

/// <summary>The fund, and where it could not the booked deficit, makes the account's shortfall good.</summary>
public sealed record SettleBankruptcy(LiquidationId Liquidation, Money Amount, string Pool) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer.Write(Liquidation.Value).Write(Amount.Value).Write(Pool);
}

/// <summary>Asks an account for its share of a loss that nobody paid.</summary>
/// <param name="Number">Numbers the pool's loss sharings from 1.</param>
/// <param name="Market">The market whose holders share it.</param>
/// <param name="Amount">The share, &gt; 0.</param>
/// <param name="Marks">The marks of the sharing.</param>
/// <param name="Pool">Whom to answer.</param>
public sealed record ChargeLoss(long Number, MarketId Market, Money Amount, MarkBoard Marks, string Pool) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => $"loss/{Pool}/{Number}";

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => Marks.WriteTo(
        writer.Write(Number).Write(Market.Value).Write(Amount.Value).Write(Pool));
}

/// <summary>What an account paid of its share.</summary>
public sealed record LossPaid(long Number, AccountId Account, Money Amount) : Message;

/// <summary>An account asks what part of a withdrawal is kept. Its money has left the wallet and waits for the answer.</summary>
/// <param name="Account">The account.</param>
/// <param name="Number">Numbers the account's withdrawals that ask, from 1; one at a time.</param>
/// <param name="Amount">The withdrawal, &gt; 0.</param>
public sealed record AskWithdrawal(AccountId Account, long Number, Money Amount) : OwedMessage
{
    /// <summary>What of it is released profit, where profit takes a haircut; null when nothing is.</summary>
    public ProfitAsked? Profit { get; init; }

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Account.Value).Write(Number).Write(Amount.Value).Write(Profit is not null);
        Profit?.WriteTo(writer);
    }
}

/// <summary>What part of the withdrawal is kept, ≥ 0: to pay the booked deficit, or profit that others' losses have not paid for.</summary>
public sealed record WithdrawalAnswered(long Number, Money Haircut) : Message;
