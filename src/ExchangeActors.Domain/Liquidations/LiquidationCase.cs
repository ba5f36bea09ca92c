using System.Collections.Immutable;
using ExchangeActors.Domain.Markets;
using ExchangeActors.Domain.Primitives;
using ExchangeActors.Domain.Venues;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>What a liquidation waits for.</summary>
public enum CasePhase
{
    /// <summary>For its turn: the limit of liquidations in flight in its market is reached.</summary>
    Waiting = 0,

    /// <summary>Between two steps.</summary>
    Ready = 1,

    /// <summary>For the account's order on the book.</summary>
    OnBook = 2,

    /// <summary>For time to pass: the book to fill again, a pause to end, a halted market to trade.</summary>
    Postponed = 3,

    /// <summary>For the ADL coordinator.</summary>
    Deleveraging = 4,

    /// <summary>For accounts to apply transfers.</summary>
    Transferring = 5,

    /// <summary>For the account to settle.</summary>
    Settling = 6,

    /// <summary>For the account to confirm that its shortfall was made good.</summary>
    MakingGood = 7,

    /// <summary>For money of the fund that is reserved for others and may come back.</summary>
    AwaitingFund = 8,

    /// <summary>For a liquidity-support participant to say what it takes.</summary>
    Offered = 9,
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

    /// <summary>Why the newest try on the book ended; null when it was filled, and before one.</summary>
    public CloseReason? BookEnd { get; init; }

    /// <summary>
    /// What the match that the newest try's reserve could not pay would have cost beyond the bankruptcy price; 0 when none ended it so.
    /// </summary>
    public Money NextLevel { get; init; }

    /// <summary>Counts the pool's liquidations in the order in which they were opened, from 1: those before come first.</summary>
    public long Order { get; init; }

    /// <summary>The question, in the outbox, how the account stands at the newest marks; 0 for none.</summary>
    public long CheckNumber { get; init; }

    /// <summary>While it awaits the fund: as much must be available before it is decided anew.</summary>
    public Money Wanted { get; init; }

    /// <summary>Ticks that it has awaited the fund.</summary>
    public int FundWaits { get; init; }

    /// <summary>The market in which it waits, or waited, for its turn; null when it never had to.</summary>
    public MarketId? TurnIn { get; init; }

    /// <summary>The layer that the rest was offered to last: those after it are next.</summary>
    public WaterfallLayer Layer { get; init; }

    /// <summary>The participant that it is offered to; null while it is offered to none.</summary>
    public AccountId? Supporter { get; init; }

    /// <summary>The newest offer's number; 0 before one.</summary>
    public long Offer { get; init; }

    /// <summary>The participants that were asked in this try.</summary>
    public ImmutableSortedSet<AccountId> Asked { get; init; } = ImmutableSortedSet<AccountId>.Empty;

    /// <summary>Why the account settles; null before it does.</summary>
    public string? SettlementReason { get; init; }

    /// <summary>True when the book had more, but the fund could not pay the next level.</summary>
    public bool FundExhausted => BookEnd == CloseReason.FundExhausted;

    /// <summary>True while others than the pool's own limits and the passing of time have to answer.</summary>
    public bool IsMoving => Phase is not (CasePhase.Waiting or CasePhase.Postponed or CasePhase.AwaitingFund);

    /// <summary>
    /// What it has spent of the fund on fills and take-overs that the account has not settled: all of its reserve that is not the current
    /// step's.
    /// </summary>
    public Money Spent => Budget - StepBudget;

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

    /// <summary>
    /// Equity after what was closed so far, the current position at <see cref="Mark"/>, others at the marks of the start.
    /// </summary>
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

    /// <summary>
    /// What the rest costs at the newest mark beyond its bankruptcy price, less what the liquidation's own closes have brought beyond
    /// theirs, ≥ 0: as much of the shortfall of a take-over at the mark is this step's.
    /// </summary>
    public Money TakeOverCost => Money.Max(Money.Zero, BeyondBankruptcy(Mark, Rest) - Money.Max(Money.Zero, Leftover + Spent));

    /// <summary>What closing a quantity of the current position at a price costs beyond the bankruptcy price, ≥ 0.</summary>
    public Money BeyondBankruptcy(Price price, Quantity quantity) =>
        new(Math.Max(0m, Current.Size.Sign * quantity.Value * (BankruptcyPrice!.Value.Value - price.Value)));

    /// <summary>The case with the figures that the account has found at newer marks, before anything of it traded or moved.</summary>
    public LiquidationCase Repriced(Money equity, ImmutableArray<PositionAtRisk> positions) => this with
    {
        Equity = equity,
        EquityNow = equity,
        Positions = positions,
        Left = positions.ToImmutableSortedDictionary(position => position.Market, position => position.Size),
        // The attempts on a position that is still there count on; without one it begins anew.
        StepMarket = positions.Any(position => position.Market == StepMarket) || positions.IsEmpty ? StepMarket : positions[0].Market,
        Attempts = positions.Any(position => position.Market == StepMarket) ? Attempts : 0,
        Rest = Quantity.Zero,
        NewestMark = null,
        BankruptcyPrice = null,
    };

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
        writer.Write(Id.Value).Write(Account.Value).Write(Scope.Isolated?.Value).Write(Equity.Value)
            .Each(Positions, static (into, position) => position.WriteTo(into))
            .Each(Left, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value.Value)).Write((long)Phase).Write(Step)
                .Write(Attempts).Write(StepMarket?.Value)
            .Write(Rest.Value).Write(NewestMark?.Value).Write(Budget.Value).Write(StepBudget.Value).Write(Part)
            .Each(AwaitedTransfers, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value)).Write(MarginRestored)
                .Write(OutboxNumber).Write(BookNotional.Value)
            .Write(DeleveragedNotional.Value).Write(TakenOverNotional.Value).Write(Fee.Value).Write(Shortfall.Value)
                .Write(BankruptcyPrice?.Value).Write(EquityNow.Value)
            .Write(Leftover.Value).Write(ClosedAtMark.Value).Write(LastFilled.Value).Write(PausedUntil?.UnixMs).Write(DeleveragingEnd)
            .Write((long?)BookEnd).Write(NextLevel.Value).Write(Order).Write(CheckNumber).Write(Wanted.Value).Write(FundWaits)
            .Write(SettlementReason)
            .Write(TurnIn?.Value).Write((long)Layer).Write(Supporter?.Value).Write(Offer)
            .Each(Asked, static (into, participant) => into.Write(participant.Value));
    }
}
