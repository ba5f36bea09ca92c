using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Deleveraging;

/// <summary>What an ADL coordinator persists.</summary>
public abstract record DeleveragingEvent : DomainEvent;

/// <summary>A request is taken up; requests of one market are served one after the other.</summary>
public sealed record DeleveragingOpened(
    DeleveragingId Id, LiquidationId Liquidation, int Step, AccountId Account, int PositionSide, Quantity Quantity,
        Price BankruptcyPrice, string Pool, Money Fund) : DeleveragingEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Id.ToString();
}

/// <summary>The queue of a round as it was ranked, with every input of every score. A candidate's row is written once for all rankings
/// of its side at one mark in which it stands unchanged. Retries never rank again.</summary>
/// <param name="Id">The deleveraging.</param>
/// <param name="Round">From 1.</param>
/// <param name="Policy">Name of the ranking policy.</param>
/// <param name="Allocation">Name of the allocation policy.</param>
/// <param name="Price">The ADL price: that of the first round.</param>
/// <param name="PricePolicy">Name of the ADL price policy.</param>
/// <param name="Needed">What is still to be closed, unsigned.</param>
/// <param name="Marks">The marks used.</param>
/// <param name="Queue">The candidates.</param>
/// <param name="Total">How many qualified, with those beyond the limit.</param>
/// <param name="TotalQuantity">Their open quantity, unsigned.</param>
/// <param name="TotalPnl">Their unrealised PnL in the market.</param>
/// <param name="Severity">Name of the severity policy.</param>
/// <param name="Theta">The share of the request that winners are closed for.</param>
/// <param name="Indicator">How the venue's five-step indicator counts the queue.</param>
/// <param name="Guard">Name of the guard.</param>
/// <param name="Allowed">How much of what is needed it lets the round close, unsigned.</param>
public sealed record QueueRanked(
    DeleveragingId Id,
    int Round,
    string Policy,
    string Allocation,
    Price Price,
    string PricePolicy,
    Quantity Needed,
    MarkBoard Marks,
    CandidateQueue Queue,
    int Total,
    Quantity TotalQuantity,
    Money TotalPnl,
    string Severity,
    decimal Theta,
    IndicatorKind Indicator,
    string Guard,
    Quantity Allowed) : DeleveragingEvent
{
    /// <summary>The candidates in order.</summary>
    /// <exception cref="InvalidOperationException">They are recorded as what differs from an event that was not read.</exception>
    public ImmutableArray<Candidate> Candidates => Queue.All;

    /// <summary>The risk monitors' answer that was decided: every field of it is in the event.</summary>
    /// <exception cref="InvalidOperationException">As of <see cref="Candidates"/>.</exception>
    public RankedQueue Answer => new(Id, Round, Policy, Marks, Candidates, Total, TotalQuantity, TotalPnl);

    /// <inheritdoc/>
    public override string? Correlation => Id.ToString();
}

/// <summary>One forced close to be sent.</summary>
/// <param name="Step">Numbers the steps of the deleveraging from 1.</param>
/// <param name="Rank">Place in the round's queue, from 1.</param>
/// <param name="Account">The counterparty.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="Score">Its score.</param>
public sealed record PlannedStep(int Step, int Rank, AccountId Account, Quantity Quantity, decimal Score)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer.Write(Step).Write(Rank).Write(Account.Value).Write(Quantity.Value).Write(Score);
}

/// <summary>Forced closes are sent, in this order, so many of them unanswered at once.</summary>
public sealed record ForceClosesPlanned(DeleveragingId Id, int Round, ImmutableArray<PlannedStep> Steps, int InFlight) : DeleveragingEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Id.ToString();
}

/// <summary>A counterparty was closed.</summary>
public sealed record ForceCloseConfirmed(StepId Step, AccountId Account, Quantity Closed, Money RealisedPnl) : DeleveragingEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Step.Deleveraging.ToString();
}

/// <summary>A counterparty declined.</summary>
public sealed record ForceCloseRefused(StepId Step, AccountId Account, string Code) : DeleveragingEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Step.Deleveraging.ToString();
}

/// <summary>The market is asked to shrink the whole other side together; nobody is picked.</summary>
/// <param name="Id">The deleveraging.</param>
/// <param name="Liquidation">The liquidation that needs it.</param>
/// <param name="Side">The side that shrinks: +1 the longs, −1 the shorts.</param>
/// <param name="Quantity">Unsigned.</param>
/// <param name="OpenInterest">Of the side, unsigned.</param>
/// <param name="Price">At which its positions close.</param>
/// <param name="Scale">Where a side's A starts.</param>
/// <param name="Least">Below this A the side only drains.</param>
public sealed record SideShrinkRequested(
    DeleveragingId Id, LiquidationId Liquidation, int Side, Quantity Quantity, Quantity OpenInterest, Price Price, long Scale,
        long Least) : DeleveragingEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Id.ToString();
}

/// <summary>The market has shrunk the side by so much, unsigned.</summary>
public sealed record SideShrinkConfirmed(DeleveragingId Id, Quantity Quantity) : DeleveragingEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Id.ToString();
}

/// <summary>The queue is used up and something is still needed: the market is ranked again.</summary>
public sealed record NextRoundRequested(DeleveragingId Id, int Round, Quantity Needed) : DeleveragingEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Id.ToString();
}

/// <summary>The deleveraging is over.</summary>
/// <param name="Id">The deleveraging.</param>
/// <param name="Liquidation">The liquidation.</param>
/// <param name="Step">Its step.</param>
/// <param name="Price">The ADL price.</param>
/// <param name="Mark">The mark of the last ranking.</param>
/// <param name="Closed">Unsigned.</param>
/// <param name="Unfilled">Unsigned.</param>
/// <param name="Rounds">Rounds it took.</param>
/// <param name="ForcedCloses">Counterparties closed.</param>
/// <param name="Declined">Steps declined.</param>
/// <param name="Reason">A <see cref="DeleveragingEnd"/>, or the code with which the price was refused.</param>
/// <param name="Theta">The severity.</param>
/// <param name="TakenShare">Share of the last round's queue quantity that was closed.</param>
/// <param name="MarkVersion">Of the last ranking.</param>
public sealed record DeleveragingCompleted(
    DeleveragingId Id, LiquidationId Liquidation, int Step, Price Price, Price Mark, Quantity Closed, Quantity Unfilled, int Rounds,
        int ForcedCloses, int Declined, string Reason, decimal Theta, decimal TakenShare,
    long MarkVersion) : DeleveragingEvent
{
    /// <inheritdoc/>
    public override string? Correlation => Id.ToString();
}
