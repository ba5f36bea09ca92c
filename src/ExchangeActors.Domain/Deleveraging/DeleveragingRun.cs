using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Deleveraging;

/// <summary>A request that the coordinator has taken up.</summary>
public sealed record DeleveragingRequest(
    DeleveragingId Id, LiquidationId Liquidation, int Step, AccountId Account, int PositionSide, Quantity Quantity,
        Price BankruptcyPrice, string Pool, Money Fund)
{
    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer
        .Write(Id.ToString()).Write(Liquidation.Value).Write(Step).Write(Account.Value).Write(PositionSide).Write(Quantity.Value)
            .Write(BankruptcyPrice.Value).Write(Pool).Write(Fund.Value);
}

/// <summary>A forced close under way; <paramref name="Number"/> is its number in the outbox.</summary>
public sealed record SentStep(PlannedStep Plan, long Number);

/// <summary>The request that is being worked on.</summary>
/// <param name="Request">The request.</param>
/// <param name="Round">The newest round; 0 before the first ranking.</param>
/// <param name="RankNumber">The query to the risk monitors in the outbox; 0 when it was answered.</param>
/// <param name="Price">The ADL price of the round.</param>
/// <param name="Marks">The marks of the round.</param>
/// <param name="Candidates">The queue of the round.</param>
/// <param name="Used">Candidates of the round that have been planned.</param>
/// <param name="Steps">Steps planned so far, of all rounds.</param>
/// <param name="Pending">Planned, not sent.</param>
/// <param name="InFlight">How many may be unanswered at once.</param>
/// <param name="Sent">Sent, not answered, by step.</param>
/// <param name="Closed">Unsigned.</param>
/// <param name="ClosedInRound">Unsigned.</param>
/// <param name="ForcedCloses">Counterparties closed.</param>
/// <param name="Declined">Steps declined.</param>
public sealed record DeleveragingRun(
    DeleveragingRequest Request,
    int Round,
    long RankNumber,
    Price Price,
    MarkBoard Marks,
    ImmutableArray<Candidate> Candidates,
    ImmutableSortedSet<AccountId> Used,
    int Steps,
    ImmutableQueue<PlannedStep> Pending,
    int InFlight,
    ImmutableSortedDictionary<int, SentStep> Sent,
    Quantity Closed,
    Quantity ClosedInRound,
    int ForcedCloses,
    int Declined)
{
    /// <summary>Severity: the share of the request that winners are closed for.</summary>
    public decimal Theta { get; init; } = 1m;

    /// <summary>What winners are closed for, unsigned.</summary>
    public Quantity Target { get; init; } = Request.Quantity;

    /// <summary>How much the guard lets this round close, unsigned.</summary>
    public Quantity Allowed { get; init; } = Request.Quantity;

    /// <summary>Open quantity of this round's whole queue, unsigned.</summary>
    public Quantity QueueQuantity { get; init; }

    /// <summary>PnL of this round's whole queue.</summary>
    public Money QueuePnl { get; init; }

    /// <summary>PnL, at the marks of the ranking, of what this round has closed.</summary>
    public Money PnlInRound { get; init; }

    /// <summary>The request to the market to shrink the side in the outbox; 0 when there is none.</summary>
    public long ShrinkNumber { get; init; }

    /// <summary>By how much it is asked to shrink the side, unsigned.</summary>
    public Quantity Shrinks { get; init; }

    /// <summary>Still to be closed, unsigned.</summary>
    public Quantity Needed => Target - Closed;

    /// <summary>What this round may still close, unsigned.</summary>
    public Quantity NeededInRound => Quantity.Min(Needed, Allowed - ClosedInRound);

    /// <summary>Side of the closing fills from the counterparties' view: the bankrupt's own side of opening.</summary>
    public Side CounterpartySide => Request.PositionSide > 0 ? Side.Buy : Side.Sell;

    /// <summary>True when every planned step was answered.</summary>
    public bool IsIdle => Pending.IsEmpty && Sent.IsEmpty;

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        Request.WriteTo(writer);
        Marks.WriteTo(writer.Write(Round).Write(RankNumber).Write(Price.Value));
        writer.Each(Candidates, static (into, candidate) => candidate.WriteTo(into))
            .Each(Used, static (into, account) => into.Write(account.Value)).Write(Steps)
            .Each(Pending, static (into, step) => step.WriteTo(into)).Write(InFlight).Each(Sent, static (into, entry) =>
            {
                entry.Value.Plan.WriteTo(into.Write(entry.Key));
                into.Write(entry.Value.Number);
            }).Write(Closed.Value).Write(ClosedInRound.Value).Write(ForcedCloses).Write(Declined).Write(Theta).Write(Target.Value)
                .Write(Allowed.Value).Write(QueueQuantity.Value)
            .Write(QueuePnl.Value).Write(PnlInRound.Value).Write(ShrinkNumber).Write(Shrinks.Value);
    }
}
