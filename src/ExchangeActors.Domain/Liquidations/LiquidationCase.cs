using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>What a liquidation waits for.</summary>
public enum CasePhase
{
    /// <summary>For its turn: the limit of liquidations in flight is reached.</summary>
    Waiting = 0,

    /// <summary>Between two steps.</summary>
    Ready = 1,

    /// <summary>For the account's order on the book.</summary>
    OnBook = 2,

    /// <summary>For the book to fill again.</summary>
    Postponed = 3,

    /// <summary>For the ADL coordinator.</summary>
    Deleveraging = 4,

    /// <summary>For accounts to apply transfers.</summary>
    Transferring = 5,

    /// <summary>For the account to settle.</summary>
    Settling = 6,

    /// <summary>For the account to confirm that its shortfall was made good.</summary>
    MakingGood = 7,
}

/// <summary>A liquidation that the pool works on.</summary>
/// <param name="Id">The liquidation.</param>
/// <param name="Account">The account.</param>
/// <param name="Scope">What it closes.</param>
/// <param name="Equity">At the start.</param>
/// <param name="Positions">As they were at the start.</param>
/// <param name="Left">Signed size still open, by market.</param>
/// <param name="Phase">What it waits for.</param>
/// <param name="Step">The newest step, from 1.</param>
/// <param name="Attempts">How often the current position was tried on the book.</param>
/// <param name="StepMarket">The current step's market; null before the first.</param>
/// <param name="Rest">Unsigned, what the current step has still to close.</param>
/// <param name="NewestMark">The current market's mark as the ADL coordinator last ranked; null before it did.</param>
/// <param name="Budget">Reserved from the fund, for this and earlier steps.</param>
/// <param name="StepBudget">The part of it that is the current step's.</param>
/// <param name="Part">Transfers so far.</param>
/// <param name="AwaitedTransfers">Transfers (part and account) not confirmed yet, each with its number in the outbox.</param>
/// <param name="MarginRestored">The account's word after its newest transfer.</param>
/// <param name="OutboxNumber">The message that the phase waits for; 0 for none.</param>
/// <param name="BookNotional">Closed on the book.</param>
/// <param name="DeleveragedNotional">Closed by ADL.</param>
/// <param name="TakenOverNotional">Taken over.</param>
/// <param name="Fee">Paid by the account.</param>
/// <param name="Shortfall">Made good.</param>
public sealed record LiquidationCase(
    LiquidationId Id,
    AccountId Account,
    MarginScope Scope,
    Money Equity,
    ImmutableArray<PositionAtRisk> Positions,
    ImmutableSortedDictionary<MarketId, Quantity> Left,
    CasePhase Phase,
    int Step,
    int Attempts,
    MarketId? StepMarket,
    Quantity Rest,
    Price? NewestMark,
    Money Budget,
    Money StepBudget,
    int Part,
    ImmutableSortedDictionary<AccountId, long> AwaitedTransfers,
    bool MarginRestored,
    long OutboxNumber,
    Money BookNotional,
    Money DeleveragedNotional,
    Money TakenOverNotional,
    Money Fee,
    Money Shortfall)
{
    /// <summary>The current step's bankruptcy price; null before the first.</summary>
    public Price? BankruptcyPrice { get; init; }

    /// <summary>Equity after what was closed so far, what is left at the marks of the start.</summary>
    public Money EquityNow { get; init; } = Equity;

    /// <summary>What fills on the book brought beyond the bankruptcy prices, signed.</summary>
    public Money Leftover { get; init; }

    /// <summary>Closed on the book or by ADL, at the marks of the start.</summary>
    public Money ClosedAtMark { get; init; }

    /// <summary>What the newest try on the book filled, unsigned.</summary>
    public Quantity LastFilled { get; init; }

    /// <summary>A pause ends then, or ended; null when the current piece had none.</summary>
    public Moment? PausedUntil { get; init; }

    /// <summary>How the newest deleveraging ended; null before one.</summary>
    public string? DeleveragingEnd { get; init; }

    /// <summary>The current step's market; there is none before the first step, and then nobody may ask for it.</summary>
    public MarketId Market => StepMarket ?? throw new InvalidOperationException($"{Id} has no step yet.");

    /// <summary>The current step's position as it was at the start.</summary>
    public PositionAtRisk Current => At(Market);

    /// <summary>The current market's newest mark that the liquidation knows.</summary>
    public Price Mark => NewestMark ?? Current.Mark;

    /// <summary>Equity after what was closed so far, the current position at <see cref="Mark"/>, others at the marks of the start.</summary>
    public Money EquityAtMark => EquityNow + new Money(Left.GetValueOrDefault(Market).Value * (Mark.Value - Current.Mark.Value));

    /// <summary>A position as it was at the start.</summary>
    public PositionAtRisk At(MarketId market)
    {
        foreach (var position in Positions)
        {
            if (position.Market == market)
            {
                return position;
            }
        }

        throw new ArgumentException($"{Id} has no position in {market}.", nameof(market));
    }

    /// <summary>The case after so much of a market's position was closed.</summary>
    public LiquidationCase Closed(MarketId market, Quantity quantity)
    {
        var left = Left[market];
        var after = left - (quantity * left.Sign);
        return this with { Left = after.IsZero ? Left.Remove(market) : Left.SetItem(market, after) };
    }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer)
    {
        writer.Write(Id.Value).Write(Account.Value).Write(Scope.Isolated?.Value).Write(Equity.Value).Each(Positions, static (into, position) => position.WriteTo(into))
            .Each(Left, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value.Value)).Write((long)Phase).Write(Step).Write(Attempts).Write(StepMarket?.Value)
            .Write(Rest.Value).Write(NewestMark?.Value).Write(Budget.Value).Write(StepBudget.Value).Write(Part)
            .Each(AwaitedTransfers, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value)).Write(MarginRestored).Write(OutboxNumber).Write(BookNotional.Value)
            .Write(DeleveragedNotional.Value).Write(TakenOverNotional.Value).Write(Fee.Value).Write(Shortfall.Value).Write(BankruptcyPrice?.Value).Write(EquityNow.Value)
            .Write(Leftover.Value).Write(ClosedAtMark.Value).Write(LastFilled.Value).Write(PausedUntil?.UnixMs).Write(DeleveragingEnd);
    }
}
