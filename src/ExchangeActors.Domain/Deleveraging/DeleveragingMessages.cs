using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Deleveraging;

/// <summary>Asks the coordinator to close a bankrupt position against winners.</summary>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Market">The market.</param>
/// <param name="Account">The bankrupt account.</param>
/// <param name="PositionSide">+1 long, −1 short.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="BankruptcyPrice">Fixed at the liquidation's start.</param>
/// <param name="Pool">Whom to answer.</param>
/// <param name="Fund">What the fund had available when it was asked for.</param>
public sealed record Deleverage(
    LiquidationId Liquidation, int Step, MarketId Market, AccountId Account, int PositionSide, Quantity Quantity, Price BankruptcyPrice,
        string Pool, Money Fund) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => writer
        .Write(Liquidation.Value).Write(Step).Write(Market.Value).Write(Account.Value).Write(PositionSide).Write(Quantity.Value)
            .Write(BankruptcyPrice.Value).Write(Pool).Write(Fund.Value);
}

/// <summary>What became of a forced close.</summary>
/// <param name="Step">The step.</param>
/// <param name="Account">The counterparty.</param>
/// <param name="Closed">Unsigned; 0 when declined.</param>
/// <param name="RealisedPnl">Taken with it.</param>
/// <param name="DeclineCode">Null when it was closed.</param>
public sealed record ForceCloseResult(StepId Step, AccountId Account, Quantity Closed, Money RealisedPnl, string? DeclineCode) : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Step.Deleveraging.ToString();
}

/// <summary>Closes a profitable counterparty at the bankrupt trader's bankruptcy price.</summary>
/// <param name="Step">The step; a duplicate gets the recorded outcome.</param>
/// <param name="Liquidation">The liquidation that needs it.</param>
/// <param name="Bankrupt">The bankrupt account.</param>
/// <param name="Side">Side of the closing fill from the counterparty's view.</param>
/// <param name="Quantity">At most this much, unsigned.</param>
/// <param name="Price">The ADL price.</param>
/// <param name="Rank">Place in the recorded queue, from 1.</param>
/// <param name="Score">Score in the recorded queue.</param>
/// <param name="Marks">The marks of the ranking.</param>
public sealed record ForceClose(
    StepId Step, LiquidationId Liquidation, AccountId Bankrupt, Side Side, Quantity Quantity, Price Price, int Rank, decimal Score,
        MarkBoard Marks) : OwedMessage
{
    /// <inheritdoc/>
    public override string? Correlation => Step.Deleveraging.ToString();

    /// <inheritdoc/>
    public override void WriteTo(CanonicalWriter writer) => Marks.WriteTo(writer
        .Write(Step.ToString()).Write(Liquidation.Value).Write(Bankrupt.Value).Write((long)Side).Write(Quantity.Value).Write(Price.Value)
            .Write(Rank).Write(Score));
}

/// <summary>What a deleveraging achieved.</summary>
/// <param name="Deleveraging">The deleveraging.</param>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Price">The ADL price.</param>
/// <param name="Mark">The mark of its last ranking.</param>
/// <param name="Closed">Unsigned.</param>
/// <param name="Unfilled">Unsigned.</param>
/// <param name="Reason">How it ended.</param>
public sealed record DeleveragingResult(
    DeleveragingId Deleveraging, LiquidationId Liquidation, int Step, Price Price, Price Mark, Quantity Closed, Quantity Unfilled,
        string Reason) : Message
{
    /// <inheritdoc/>
    public override string? Correlation => Liquidation.Value;

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Deleveraging.ToString()).Write(Liquidation.Value).Write(Step).Write(Price.Value).Write(Mark.Value).Write(Closed.Value)
            .Write(Unfilled.Value).Write(Reason);
}
