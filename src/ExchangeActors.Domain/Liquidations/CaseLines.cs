using System.Collections.Immutable;
using ExchangeActors.Domain.Primitives;

namespace ExchangeActors.Domain.Liquidations;

/// <summary>
/// What a pool's cases come to, kept up with them so that thousands can wait: what they reserve of the fund, how many move in each market,
/// and who waits for a turn or for the fund, in the order in which they were opened. One whose account is being asked how it stands goes on
/// when that has answered; it holds up nobody.
/// </summary>
/// <param name="Reserved">Σ budget.</param>
/// <param name="Moving">Σ budget of those that move.</param>
/// <param name="AwaitingFund">Σ budget of those that await the fund.</param>
/// <param name="InFlight">Those that move, by market.</param>
/// <param name="Turns">Those that wait for their turn and would take it now, by market and order.</param>
/// <param name="Fund">Those that await the fund, by order.</param>
internal sealed record CaseLines(
    Money Reserved,
    Money Moving,
    Money AwaitingFund,
    ImmutableSortedDictionary<MarketId, int> InFlight,
    ImmutableSortedDictionary<MarketId, ImmutableSortedDictionary<long, LiquidationId>> Turns,
    ImmutableSortedDictionary<long, LiquidationId> Fund)
{
    private static readonly CaseLines None = new(
        Money.Zero,
        Money.Zero,
        Money.Zero,
        ImmutableSortedDictionary<MarketId, int>.Empty,
        ImmutableSortedDictionary<MarketId, ImmutableSortedDictionary<long, LiquidationId>>.Empty,
        ImmutableSortedDictionary<long, LiquidationId>.Empty);

    /// <summary>
    /// Of <see cref="Fund"/> those that would be decided anew now, by what has to be available before that: so nobody looks at all of them
    /// to find that there is not enough for any.
    /// </summary>
    private ImmutableSortedSet<(decimal Wanted, long Order)> ByWanted { get; init; } = [];

    /// <summary>The same, by order.</summary>
    private ImmutableSortedSet<(long Order, decimal Wanted)> ByOrder { get; init; } = [];

    /// <summary>The first that awaits the fund and would be decided anew now; null when there is none.</summary>
    public (long Order, LiquidationId Id)? FirstForFund => ByOrder.IsEmpty ? null : (ByOrder.Min.Order, Fund[ByOrder.Min.Order]);

    /// <summary>Of these cases.</summary>
    public static CaseLines Of(IEnumerable<LiquidationCase> cases) =>
        cases.Aggregate(None, (lines, liquidation) => lines.With(liquidation));

    /// <summary>With one more case.</summary>
    public CaseLines With(LiquidationCase liquidation)
    {
        var counted = Counted(liquidation, 1);
        var free = liquidation.CheckNumber == 0;
        return liquidation switch
        {
            { Phase: CasePhase.Waiting, TurnIn: { } market } when free => counted with
            {
                Turns = Turns.SetItem(market, TurnsOf(market).SetItem(liquidation.Order, liquidation.Id)),
            },
            { Phase: CasePhase.AwaitingFund } => counted with
            {
                Fund = Fund.SetItem(liquidation.Order, liquidation.Id),
                ByWanted = free ? ByWanted.Add((liquidation.Wanted.Value, liquidation.Order)) : ByWanted,
                ByOrder = free ? ByOrder.Add((liquidation.Order, liquidation.Wanted.Value)) : ByOrder,
            },
            _ => counted,
        };
    }

    /// <summary>Without a case, as it was counted.</summary>
    public CaseLines Without(LiquidationCase liquidation)
    {
        var counted = Counted(liquidation, -1);
        return liquidation switch
        {
            { Phase: CasePhase.Waiting, TurnIn: { } market } when Turns.ContainsKey(market) => counted with
            {
                Turns = TurnsOf(market).Remove(liquidation.Order) is { IsEmpty: false } others
                    ? Turns.SetItem(market, others)
                    : Turns.Remove(market),
            },
            { Phase: CasePhase.AwaitingFund } => counted with
            {
                Fund = Fund.Remove(liquidation.Order),
                ByWanted = ByWanted.Remove((liquidation.Wanted.Value, liquidation.Order)),
                ByOrder = ByOrder.Remove((liquidation.Order, liquidation.Wanted.Value)),
            },
            _ => counted,
        };
    }

    /// <summary>
    /// The next after an order that awaits the fund and wants no more than so much; null when there is none. Looked for from both ends at
    /// once, those next in line and those that want least: no more are looked at than can be paid, nor than stand before it in line.
    /// </summary>
    public (long Order, LiquidationId Id)? NextAffordable(long after, Money available)
    {
        var place = ByOrder.IndexOf((after, decimal.MaxValue));
        var (inLine, least) = (place < 0 ? ~place : place + 1, 0);
        long? found = null;
        for (; inLine < ByOrder.Count && least < ByWanted.Count; inLine++, least++)
        {
            if (ByOrder[inLine] is var (order, wanted) && wanted <= available.Value)
            {
                return (order, Fund[order]);
            }

            if (ByWanted[least] is var (cheapest, candidate) && cheapest > available.Value)
            {
                break;
            }

            if (candidate > after && (found is not { } known || candidate < known))
            {
                found = candidate;
            }
        }

        return inLine < ByOrder.Count && found is { } next ? (next, Fund[next]) : null;
    }

    /// <summary>Feeds every field into a state hash.</summary>
    public void WriteTo(CanonicalWriter writer) => writer.Write(Reserved.Value).Write(Moving.Value).Write(AwaitingFund.Value)
        .Each(InFlight, static (into, entry) => into.Write(entry.Key.Value).Write(entry.Value))
        .Each(Turns, static (into, entry) => into.Write(entry.Key.Value)
            .Each(entry.Value, static (turns, turn) => turns.Write(turn.Key).Write(turn.Value.Value)))
        .Each(Fund, static (into, entry) => into.Write(entry.Key).Write(entry.Value.Value));

    private ImmutableSortedDictionary<long, LiquidationId> TurnsOf(MarketId market) =>
        Turns.GetValueOrDefault(market) ?? ImmutableSortedDictionary<long, LiquidationId>.Empty;

    private CaseLines Counted(LiquidationCase liquidation, int sign)
    {
        var budget = liquidation.Budget * sign;
        var moves = liquidation.IsMoving;
        return this with
        {
            Reserved = Reserved + budget,
            Moving = moves ? Moving + budget : Moving,
            AwaitingFund = liquidation.Phase == CasePhase.AwaitingFund ? AwaitingFund + budget : AwaitingFund,
            // Before its first step it is in no market.
            InFlight = moves && liquidation.StepMarket is { } market ? Counted(market, sign) : InFlight,
        };
    }

    private ImmutableSortedDictionary<MarketId, int> Counted(MarketId market, int sign)
    {
        var count = InFlight.GetValueOrDefault(market) + sign;
        return count == 0 ? InFlight.Remove(market) : InFlight.SetItem(market, count);
    }
}
