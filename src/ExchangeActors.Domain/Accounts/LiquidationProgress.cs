using System.Collections.Immutable;
using ExchangeActors.Domain.Liquidations;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Accounts;

/// <summary>What an account may do.</summary>
public enum AccountStatus
{
    /// <summary>Trades freely.</summary>
    Active = 0,

    /// <summary>Margin broke; its orders are being taken off the books.</summary>
    Freezing = 1,

    /// <summary>Its positions are being closed.</summary>
    Liquidating = 2,

    /// <summary>Its shortfall is being made good.</summary>
    Settling = 3,
}

/// <summary>The liquidation that an account is in.</summary>
/// <param name="Id">The liquidation.</param>
/// <param name="Scope">What it closes.</param>
/// <param name="Marks">While freezing: the marks at which margin broke.</param>
/// <param name="Positions">Once started: the positions with marks and bankruptcy prices.</param>
/// <param name="OpenNumber">The number of the request to the pool in the outbox; 0 when it was answered.</param>
/// <param name="Step">The newest step on the book; null before the first.</param>
/// <param name="LastPart">Transfers up to this one were applied.</param>
public sealed record LiquidationProgress(
    LiquidationId Id, MarginScope Scope, MarkBoard Marks, ImmutableArray<PositionAtRisk> Positions, long OpenNumber,
        LiquidationStepProgress? Step, int LastPart)
{
    /// <summary>Something of it has traded or moved: the bankruptcy prices stay.</summary>
    public bool Touched { get; init; }

    /// <summary>The newest look at it while it waited; null before the first.</summary>
    public LiquidationLook? Look { get; init; }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        Marks.WriteTo(writer.Write(Id.Value).Write(Scope.Isolated?.Value));
        writer.Each(Positions, static (into, position) => position.WriteTo(into)).Write(OpenNumber).Write(Step is not null);
        Step?.WriteTo(writer);
        writer.Write(LastPart).Write(Touched).Write(Look?.Number).Write(Look?.Equity.Value).Write(Look?.MaintenanceMargin.Value)
            .Write(Look?.Mark.Value).Write(Look?.Repriced ?? false);
    }
}

/// <summary>How the account stood when its liquidation was looked at, for retries.</summary>
/// <param name="Number">The pool's question.</param>
/// <param name="Equity">Of what the liquidation closes.</param>
/// <param name="MaintenanceMargin">Likewise.</param>
/// <param name="Mark">Of the market that was asked for.</param>
/// <param name="Repriced">The positions got fresh bankruptcy prices.</param>
public sealed record LiquidationLook(long Number, Money Equity, Money MaintenanceMargin, Price Mark, bool Repriced);

/// <summary>
/// A liquidation step on the book; <paramref name="Reason"/> is why its order left it and <paramref name="Mark"/> the mark then, both null
/// while it works or when it was filled.
/// </summary>
public sealed record LiquidationStepProgress(
    int Step, MarketId Market, OrderId Order, Side Side, Price BankruptcyPrice, Quantity Requested, Quantity Filled, Money Notional,
        Money BeyondBankruptcy, bool Done, CloseReason? Reason, Price? Mark)
{
    /// <inheritdoc cref="OrderCancelled.NextLevel"/>
    public Money? NextLevel { get; init; }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Step).Write(Market.Value).Write(Order.Value).Write((long)Side).Write(BankruptcyPrice.Value).Write(Requested.Value)
            .Write(Filled.Value).Write(Notional.Value)
        .Write(BeyondBankruptcy.Value).Write(Done).Write((long?)Reason).Write(Mark?.Value).Write(NextLevel?.Value);
}

/// <summary>
/// A withdrawal that waits for the pool's answer; <paramref name="OutboxNumber"/> is the question's number in the outbox.
/// </summary>
public sealed record PendingWithdrawal(long Number, Money Amount, long OutboxNumber)
{
    /// <summary>Of the amount, released profit.</summary>
    public Money Profit { get; init; }
}

/// <summary>The newest loss that the account was asked to share, and what it paid, for retries.</summary>
public sealed record SharedLoss(long Number, Money Paid);

/// <summary>How the account's newest liquidation ended, for retries.</summary>
public sealed record SettledLiquidation(LiquidationId Id, Money Fee, Money Shortfall);

/// <summary>The newest forced close of a market and what became of it, for retries.</summary>
public sealed record StepOutcome(StepId Step, Quantity Closed, Money RealisedPnl, string? DeclineCode)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer.Write(Step.ToString()).Write(Closed.Value).Write(RealisedPnl.Value)
        .Write(DeclineCode);
}
